//! The address from which somebody calls, as far as this installation believes it. The server finds it out and puts it
//! into the extensions of every request; nothing else reads the connection or a header for it.

use std::net::IpAddr;

/// Where a request comes from: the other end of the connection, or what a trusted proxy says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);
