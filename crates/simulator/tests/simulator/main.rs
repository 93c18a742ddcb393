//! The simulator as its readers meet it: over HTTP on the loopback, on a clock that only the test moves.

mod alohub;
mod alohub_console;
mod control;
mod convoso;
mod crocodial;
mod faults;
mod support;
mod tel4vn;
mod vicidial;
mod vicidial_agent_api;
mod world;
