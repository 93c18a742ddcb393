//! A note in the data folder, locked for as long as a server runs, that says where it listens: `callboard doctor` tells by it
//! the server it stands beside from another program on the same port. Nothing else relies on it, and it keeps nobody out.

use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process;

use serde::Deserialize;
use serde::Serialize;
use tracing::warn;

const FILE_NAME: &str = "server.lock";

/// The note of a server that runs. It is over with the value, or with the process however that ends.
#[derive(Debug)]
pub(crate) struct Running {
    _locked: File,
}

/// A server that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunningServer {
    /// Its process.
    pub(crate) pid: u32,
    /// Where it listens.
    pub(crate) listen: SocketAddr,
}

impl Running {
    /// Writes the note; none where another server of this folder has one, or the folder takes none.
    pub(crate) fn note(folder: &Path, listen: SocketAddr) -> Option<Self> {
        match Self::write(folder, RunningServer { pid: process::id(), listen }) {
            Ok(running) => running,
            Err(error) => {
                warn!("the data folder takes no note of this server: {error}");
                None
            }
        }
    }

    fn write(folder: &Path, server: RunningServer) -> io::Result<Option<Self>> {
        let options = File::options().create(true).truncate(false).write(true).mode(0o600).clone();
        let mut file = options.open(folder.join(FILE_NAME))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        file.set_len(0)?;
        file.write_all(&serde_json::to_vec(&server)?)?;
        Ok(Some(Self { _locked: file }))
    }
}

impl RunningServer {
    /// The server that runs in this folder, if one does. Nothing is changed.
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        let mut file = File::open(folder.join(FILE_NAME)).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => {}
            // Whoever wrote it has ended.
            Ok(()) | Err(TryLockError::Error(_)) => return None,
        }
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_counts_as_long_as_its_server_runs() {
        let folder = tempfile::tempdir().unwrap();
        let listen = "127.0.0.1:4600".parse().unwrap();
        assert_eq!(RunningServer::of(folder.path()), None);

        let running = Running::note(folder.path(), listen);
        assert_eq!(RunningServer::of(folder.path()), Some(RunningServer { pid: process::id(), listen }));
        assert!(Running::note(folder.path(), "127.0.0.1:1".parse().unwrap()).is_none());
        assert_eq!(RunningServer::of(folder.path()).map(|server| server.listen), Some(listen));

        drop(running);
        assert_eq!(RunningServer::of(folder.path()), None);
    }
}
