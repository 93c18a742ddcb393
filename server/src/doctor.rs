//! `callboard doctor`: looks an installation over and names what is wrong with it and what to do. It only looks: no file is
//! made, no row is written, and it runs beside a server as well as without one.
//!
//! Each subject has a file of its own. What cannot be looked at because something before it is broken is said to be
//! skipped, so that one fault is told once and nothing is called good that nobody has seen.

mod certificates;
mod clock;
mod connections;
mod database;
mod folder;
mod keys;
mod listening;
mod mail;
mod open_files;
mod report;
mod site;
mod tenants;

use std::path::PathBuf;

use backend::store::Store;

pub(crate) use report::Check;
pub(crate) use report::Report;
pub(crate) use report::Status;

use crate::config::ServerArgs;
use crate::failure::Failure;
use crate::running::RunningServer;

/// Why what is kept in the database is not looked at.
const NO_STORE: &str = "the database cannot be read";
/// Why what lies in the data folder is not looked at.
const NO_FOLDER: &str = "there is no data folder";

/// What an examination is about.
pub(crate) struct Patient {
    args: ServerArgs,
    folder: PathBuf,
    /// The server that serves this folder now.
    server: Option<RunningServer>,
    /// So many MiB should be free.
    min_free_mib: u64,
}

/// What other checks need to know of the data folder, so that its fault is not told again as theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Folder {
    Good,
    Unwritable,
    Missing,
}

impl Patient {
    /// The installation that a server with these arguments would serve.
    ///
    /// # Errors
    /// When nobody can tell which folder is meant.
    pub(crate) fn new(args: ServerArgs, min_free_mib: u64) -> Result<Self, Failure> {
        let folder = args.store.data.path("callboard")?;
        let server = RunningServer::of(&folder);
        Ok(Self { args, folder, server, min_free_mib })
    }
}

/// Looks everything over, in the order of [`Check::ALL`].
pub(crate) async fn examine(patient: &Patient) -> Report {
    let mut report = Report::default();
    let folder = folder::look(patient, &mut report);
    let store = database::look(patient, folder, &mut report).await;
    keys::look(patient, folder, store.as_ref(), &mut report).await;
    tenants::look(store.as_ref(), &mut report).await;
    connections::look(patient, store.as_ref(), &mut report).await;
    clock::look(store.as_ref(), &mut report).await;
    if let Some(store) = &store {
        Store::close(store).await;
    }
    listening::look(patient, &mut report);
    certificates::look(patient, &mut report);
    site::look(&mut report);
    open_files::look(patient, &mut report);
    mail::look(patient, &mut report).await;
    report
}
