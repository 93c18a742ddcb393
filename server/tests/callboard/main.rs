//! The whole program from outside: the binary is started on a free port and spoken to over HTTP, or run to its end.

mod events;
mod headers;
mod lifecycle;
mod poll;
mod policy;
mod set_up;
mod sign_in;
mod support;
