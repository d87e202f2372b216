//! Responses that are built piece by piece, each after the reader has taken the previous one. A slow reader occupies
//! one piece of memory and nothing else: no thread, no place at a gate, no lock on the state.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use futures_core::Stream;

use super::app_state::AppState;
use super::byte_budget::ByteReservation;
use super::problem::Problem;
use crate::app::Service;

/// A piece, and the state from which the next one is built; `None` at the end.
pub type Piece<S> = (Vec<u8>, Option<S>);

/// Builds a piece. It is called on a thread that may block.
type Make<S> = Arc<dyn Fn(&Service, S) -> Result<Piece<S>, Problem> + Send + Sync>;

type Made<S> = Result<(Bytes, ByteReservation, Option<S>), Problem>;

struct PiecewiseBody<S> {
    site: AppState,
    make: Make<S>,
    stage: PiecewiseStage<S>,
    /// The reservation for the piece under way, held until the next one is requested.
    held: Option<ByteReservation>,
}

enum PiecewiseStage<S> {
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
pub async fn piecewise_body<S: Send + 'static>(
    site: &AppState,
    begin: S,
    make: impl Fn(&Service, S) -> Result<Piece<S>, Problem> + Send + Sync + 'static,
) -> Result<Body, Problem> {
    let make: Make<S> = Arc::new(make);
    let first = Arc::clone(&make);
    let (bytes, more) = site.run_large(move |service| first(service, begin)).await?;
    let held = Some(site.answers().force_reserve(bytes.len()));
    let stage = PiecewiseStage::First(bytes.into(), more);
    Ok(Body::from_stream(PiecewiseBody { site: site.clone(), make, stage, held }))
}

async fn next<S: Send + 'static>(site: AppState, make: Make<S>, from: S) -> Made<S> {
    site.answers().wait_for_room().await;
    let (bytes, more) = site.run_piece(move |service| make(service, from)).await?;
    let held = site.answers().force_reserve(bytes.len());
    Ok((bytes.into(), held, more))
}

impl<S> Unpin for PiecewiseBody<S> {}

impl<S: Send + 'static> Stream for PiecewiseBody<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.stage, PiecewiseStage::Over) {
                PiecewiseStage::First(bytes, more) => {
                    self.stage = more.map_or(PiecewiseStage::Over, PiecewiseStage::Ready);
                    return Poll::Ready(Some(Ok(bytes)));
                }
                PiecewiseStage::Ready(from) => {
                    self.held = None;
                    self.stage =
                        PiecewiseStage::Making(Box::pin(next(self.site.clone(), Arc::clone(&self.make), from)));
                }
                PiecewiseStage::Making(mut making) => match making.as_mut().poll(cx) {
                    Poll::Pending => {
                        self.stage = PiecewiseStage::Making(making);
                        return Poll::Pending;
                    }
                    Poll::Ready(Ok((bytes, held, more))) => {
                        self.held = Some(held);
                        self.stage = more.map_or(PiecewiseStage::Over, PiecewiseStage::Ready);
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                    Poll::Ready(Err(_)) => {
                        tracing::warn!("an answer that was made piece by piece broke off");
                        return Poll::Ready(Some(Err(io::Error::other("the answer is not whole"))));
                    }
                },
                PiecewiseStage::Over => {
                    self.held = None;
                    return Poll::Ready(None);
                }
            }
        }
    }
}
