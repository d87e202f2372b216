//! What a form with a file sends (RFC 7578): its parts, read from a body that is bounded as every form is.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::header;
use futures_core::Stream;

use super::app_state::AppState;
use super::body::{FORM_BODY_MAX, ReceivedBody, read_as};
use super::problem::Problem;
use crate::message;

/// The media type of such a form.
const MEDIA_TYPE: &str = "multipart/form-data";

/// The most parts: the form has eleven inputs.
const PARTS_MAX: usize = 20;

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPart {
    /// The name of the input.
    pub name: String,
    /// The name of the file, of an input for a file.
    pub file: Option<String>,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Reads the parts of a form.
///
/// # Errors
/// As for [`read`](super::body::read), with [`FORM_BODY_MAX`], and a problem 400 if the parts can not be told apart.
pub async fn read(site: &AppState, request: Request) -> Result<ReceivedBody<Vec<FormPart>>, Problem> {
    let said = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(said);
    let ReceivedBody { what, held } =
        read_as(site, request, (MEDIA_TYPE, FORM_BODY_MAX), |bytes| Ok(Bytes::copy_from_slice(bytes))).await?;
    let boundary = boundary.map_err(|error| unreadable(&error))?;
    let what = parts(what, boundary).await?;
    Ok(ReceivedBody { what, held })
}

fn unreadable(error: &multer::Error) -> Problem {
    tracing::debug!(%error, "a form can not be read");
    Problem::bad_field("", "ongeldig-formulier", message!("problem-form"))
}

async fn parts(bytes: Bytes, boundary: String) -> Result<Vec<FormPart>, Problem> {
    let mut form = multer::Multipart::new(Whole(Some(bytes)), boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        if parts.len() == PARTS_MAX {
            return Err(Problem::bad_field("", "te-veel", message!("recording-inputs-max", max = PARTS_MAX)));
        }
        let (name, file) = (field.name().unwrap_or_default().to_owned(), field.file_name().map(str::to_owned));
        let bytes = field.bytes().await.map_err(|error| unreadable(&error))?.to_vec();
        parts.push(FormPart { name, file, bytes });
    }
    Ok(parts)
}

/// A body that has arrived, as a stream of one piece.
struct Whole(Option<Bytes>);

impl Stream for Whole {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_parts_of_a_form_are_told_apart_and_what_is_no_form_is_refused() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"tekst\"\r\n\r\n a\r\nb \r\n--x\r\n\
            Content-Disposition: form-data; name=\"bestand\"; filename=\"p.txt\"\r\nContent-Type: text/plain\r\n\r\n\u{e9}\r\n--x--\r\n";
        let found = parts(Bytes::from(body), "x".to_owned()).await.expect("a form");
        let part = |name: &str, file: Option<&str>, text: &str| FormPart {
            name: name.to_owned(),
            file: file.map(str::to_owned),
            bytes: text.as_bytes().to_vec(),
        };
        assert_eq!(found, [part("tekst", None, " a\r\nb "), part("bestand", Some("p.txt"), "\u{e9}")]);
        for wrong in ["", "tekst=a", &body[..body.len() - 8], "--x\r\n\r\n\r\n--y"] {
            assert!(parts(Bytes::from(wrong.to_owned()), "x".to_owned()).await.is_err(), "{wrong:?}");
        }
        let many = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n".repeat(21) + "--x--\r\n";
        assert!(parts(Bytes::from(many), "x".to_owned()).await.is_err());
    }
}
