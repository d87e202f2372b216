//! Responses that are built piece by piece, each after the reader has taken the previous one. A slow reader occupies
//! one piece of memory and nothing else: no thread, no place at a gate, no lock on the state.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use futures_core::Stream;

use super::problem::Problem;
use super::purse::Held;
use super::site::Site;
use crate::app::Service;

/// A piece, and the state from which the next one is built; `None` at the end.
pub type Piece<S> = (Vec<u8>, Option<S>);

/// Builds a piece. It is called on a thread that may block.
type Make<S> = Arc<dyn Fn(&Service, S) -> Result<Piece<S>, Problem> + Send + Sync>;

type Made<S> = Result<(Bytes, Held, Option<S>), Problem>;

struct Paged<S> {
    site: Site,
    make: Make<S>,
    stage: Stage<S>,
    /// The reservation for the piece under way, held until the next one is requested.
    held: Option<Held>,
}

enum Stage<S> {
    /// The first piece was built before the head of the response.
    First(Bytes, Option<S>),
    Ready(S),
    Making(Pin<Box<dyn Future<Output = Made<S>> + Send>>),
    Over,
}

/// Returns a body that `make` builds piece by piece, starting from `begin`. The first piece is built before this
/// returns, so that an error can still be reported. If a later piece fails, the body breaks off and the client sees
/// that the response is incomplete.
///
/// # Errors
/// The error of the first piece, and a problem 503 if the service is at capacity.
pub async fn paged<S: Send + 'static>(
    site: &Site,
    begin: S,
    make: impl Fn(&Service, S) -> Result<Piece<S>, Problem> + Send + Sync + 'static,
) -> Result<Body, Problem> {
    let make: Make<S> = Arc::new(make);
    let first = Arc::clone(&make);
    let (bytes, more) = site.large(move |service| first(service, begin)).await?;
    let held = Some(site.answers().hold(bytes.len()));
    let stage = Stage::First(bytes.into(), more);
    Ok(Body::from_stream(Paged { site: site.clone(), make, stage, held }))
}

async fn next<S: Send + 'static>(site: Site, make: Make<S>, from: S) -> Made<S> {
    site.answers().room().await;
    let (bytes, more) = site.piece(move |service| make(service, from)).await?;
    let held = site.answers().hold(bytes.len());
    Ok((bytes.into(), held, more))
}

impl<S> Unpin for Paged<S> {}

impl<S: Send + 'static> Stream for Paged<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::First(bytes, more) => {
                    self.stage = more.map_or(Stage::Over, Stage::Ready);
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Stage::Ready(from) => {
                    self.held = None;
                    self.stage = Stage::Making(Box::pin(next(self.site.clone(), Arc::clone(&self.make), from)));
                }
                Stage::Making(mut making) => match making.as_mut().poll(cx) {
                    Poll::Pending => {
                        self.stage = Stage::Making(making);
                        return Poll::Pending;
                    }
                    Poll::Ready(Ok((bytes, held, more))) => {
                        self.held = Some(held);
                        self.stage = more.map_or(Stage::Over, Stage::Ready);
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                    Poll::Ready(Err(_)) => {
                        tracing::warn!("an answer that was made piece by piece broke off");
                        return Poll::Ready(Some(Err(io::Error::other("the answer is not whole"))));
                    }
                },
                Stage::Over => {
                    self.held = None;
                    return Poll::Ready(None);
                }
            }
        }
    }
}
