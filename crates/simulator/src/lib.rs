//! A deterministic call centre behind five vendors' interfaces, with named faults that are switched while it runs.
//!
//! One world (a seed and a clock) is shown through five HTTP faces, each written from the vendor's documents.
//! It deliberately knows nothing of Callboard's own clients: a face follows the documents, never the reader.

mod announce;
mod clock;
mod console;
mod control;
mod faces;
mod faults;
mod in_process;
mod options;
mod provider;
mod server;
mod shared;
mod world;

pub use crate::{
    announce::announcement,
    clock::SimClock,
    console::Console,
    faults::{Fault, UnknownFault},
    in_process::InProcess,
    options::{AlohubOptions, ConvosoOptions, ConvosoShape, Options, Tel4vnOptions, VicidialOptions},
    provider::{ProviderName, UnknownProvider},
    server::{Credentials, Simulator, SimulatorConfig, start},
    shared::ForceError,
    world::{AgentState, Lived, MembershipChange, UnknownState, World, WorldConfig, Writer},
};
