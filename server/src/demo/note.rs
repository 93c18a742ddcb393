//! `demo.json` in the data folder: where the demonstration is and how to sign in, for programs.

use std::fs;
use std::fs::OpenOptions;
use std::io;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;

use app::api::sign_in::DemoAccount;
use serde_json::Value;
use serde_json::json;

use crate::demo::floors::FIRST;
use crate::demo::floors::SECOND;
use crate::failure::Failure;

/// How far the past of the demonstration is.
#[derive(Clone, Copy, Debug)]
pub(super) enum PastIs {
    /// There is nothing to write: none is wanted, or an earlier start has written it.
    NotWanted,
    /// The last hours are being written.
    BeingWritten { hours: i64 },
    /// They are written.
    Written { hours: i64, took_ms: u128 },
    /// They are not, or in part.
    GivenUp { hours: i64 },
}

/// What the file says.
#[derive(Debug)]
pub(super) struct Note {
    file: PathBuf,
    text: Value,
}

impl Note {
    pub(super) fn new(folder: &Path, url: &str, simulator: &str, accounts: &[DemoAccount]) -> Self {
        let text = json!({ "tenants": [FIRST, SECOND], "accounts": accounts, "url": url, "simulator": simulator });
        Self { file: folder.join("demo.json"), text }
    }

    /// Writes it, readable by its owner only; whoever reads it sees the old one or the new one, whole.
    pub(super) fn write(&mut self, past: PastIs) -> Result<(), Failure> {
        self.text["past"] = past.told();
        replace(&self.file, &format!("{:#}\n", self.text))
            .map_err(|error| Failure::File { what: self.file.display().to_string(), error })
    }
}

impl PastIs {
    fn told(self) -> Value {
        match self {
            Self::NotWanted => Value::Null,
            Self::BeingWritten { hours } => json!({ "hours": hours, "state": "being written" }),
            Self::Written { hours, took_ms } => json!({ "hours": hours, "state": "written", "took_ms": took_ms }),
            Self::GivenUp { hours } => json!({ "hours": hours, "state": "given up" }),
        }
    }
}

fn replace(file: &Path, text: &str) -> io::Result<()> {
    let fresh = file.with_extension("json.new");
    match fs::remove_file(&fresh) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    fs::rename(&fresh, file)
}
