//! The past as it is kept: boards of any moment, and what one agent did.
//!
//! It reads and adds up; what is written is written by `runtime::floor_sink`. Every question names a tenant and is answered
//! within the limits of whoever asks.

mod load;
