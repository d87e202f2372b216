//! One connection and its stage, which determines when it may be closed without losing a response.
//!
//! A connection on which no request head is complete owes no response. At a stop it is closed at once, and when all
//! places are taken, the one that has waited longest is closed in favour of the next. A connection whose request head
//! has arrived keeps its place until its response is sent.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::connection_limits::{HEAD_BYTES_MAX, Limits, STREAM_SHUTDOWN_GRACE, UNSENT_MAX};
use super::connection_stage::{ConnectionHandle, ConnectionStage};
use super::peer::{OverTls, PeerAddress};
use super::socket::Socket;

/// How long a handshake may take: three exchanges over a link on which each takes three seconds.
const HANDSHAKE_MAX: Duration = Duration::from_secs(10);

/// Serves one connection until it ends, over TLS where there is one.
pub async fn serve_connection(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    router: Router,
    limits: Limits,
    mut link: ConnectionHandle,
    stage: Arc<ConnectionStage>,
) {
    let socket = socket2::SockRef::from(&stream);
    // These options are best effort: a system that refuses one still works, with more memory.
    let _ = socket.set_tcp_notsent_lowat(UNSENT_MAX);
    let _ = socket.set_tcp_user_timeout(Some(limits.reader_silence));
    // Responses are small and written as a whole; waiting for more data would only delay them.
    let _ = stream.set_nodelay(true);
    let peer = stream.peer_addr().ok().map(|address| PeerAddress(address.ip()));
    let Some(tls) = tls else { return serve_stream(stream, (peer, None), router, limits, link, stage).await };
    // Who does not finish the handshake is like who does not finish a request: closed in time, and first when places are
    // taken or the service stops.
    let accepted = tokio::select! {
        biased;
        accepted = tokio::time::timeout(limits.head.min(HANDSHAKE_MAX), tls.accept(stream)) => accepted,
        () = link.stopped() => return,
        () = stage.called() => return,
    };
    match accepted {
        Ok(Ok(stream)) => Box::pin(serve_stream(stream, (peer, Some(OverTls)), router, limits, link, stage)).await,
        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake was not finished in time"),
    }
}

/// Serves the requests that arrive on a stream of bytes.
async fn serve_stream(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    (peer, tls): (Option<PeerAddress>, Option<OverTls>),
    router: Router,
    limits: Limits,
    mut link: ConnectionHandle,
    stage: Arc<ConnectionStage>,
) {
    let io = TokioIo::new(Socket::new(stream, limits.reader_silence, Arc::clone(&stage)));
    let (told, staged) = (link.clone(), Arc::clone(&stage));
    let service = router
        .map_request(move |mut request: axum::http::Request<Incoming>| {
            staged.begin();
            let link = told.clone();
            request.extensions_mut().insert(link.clone());
            peer.map(|peer| request.extensions_mut().insert(peer));
            tls.map(|tls| request.extensions_mut().insert(tls));
            request.map(|body| Body::new(RequestBody { body, link, left: limits.body_shutdown_grace, deadline: None }))
        })
        .map_response({
            let staged = Arc::clone(&stage);
            move |answer| answer.map(|body| ResponseBody { body, ended: ResponseEnd(Arc::clone(&staged)) })
        });
    let service = TowerToHyperService::new(service.map_err(|never: Infallible| never));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(io, service);
    let mut connection = std::pin::pin!(connection);
    let ended = loop {
        tokio::select! {
            // Incoming data comes first: a complete request head is answered even at a stop.
            biased;
            ended = connection.as_mut() => break ended,
            () = link.stopped() => {
                if stage.owes_nothing() {
                    return;
                }
                connection.as_mut().graceful_shutdown();
                break if link.has_streams() {
                    tokio::time::timeout(STREAM_SHUTDOWN_GRACE, connection).await.unwrap_or(Ok(()))
                } else {
                    connection.await
                };
            }
            () = stage.called() => if stage.owes_nothing() {
                return;
            },
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// The error of a request body that was given up at a stop.
#[derive(Debug)]
pub struct Stopping;

impl fmt::Display for Stopping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the service stops")
    }
}

impl Error for Stopping {}

/// The body of a request. At a stop it has [`Limits::body_shutdown_grace`] left to arrive.
struct RequestBody {
    body: Incoming,
    link: ConnectionHandle,
    left: Duration,
    /// Elapses that long after a stop; created when the body first has to be waited for.
    deadline: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let (mut link, left) = (self.link.clone(), self.left);
        let deadline = self.deadline.get_or_insert_with(|| {
            Box::pin(async move {
                link.stopped().await;
                tokio::time::sleep(left).await;
            })
        });
        ready!(deadline.as_mut().poll(cx));
        Poll::Ready(Some(Err(Stopping.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a response, which records when it is complete.
struct ResponseBody {
    body: Body,
    #[expect(dead_code, reason = "what it does, it does when it is dropped")]
    ended: ResponseEnd,
}

struct ResponseEnd(Arc<ConnectionStage>);

impl Drop for ResponseEnd {
    fn drop(&mut self) {
        self.0.answered();
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
