//! What a request knows of the connection over which it came.

use std::net::IpAddr;

/// The address of the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub struct PeerAddress(pub IpAddr);

/// Marks a request that came over TLS of the service itself.
#[derive(Debug, Clone, Copy)]
pub struct OverTls;
