//! `demo.json` in the data folder: where the demonstration is and how to sign in, for programs.

use std::fs;
use std::fs::OpenOptions;
use std::io;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use app::api::sign_in::DemoAccount;
use serde_json::json;

use crate::demo::floors::FIRST;
use crate::demo::floors::SECOND;
use crate::failure::Failure;

/// Writes it, readable by its owner only; whoever reads it sees the old one or the new one, whole.
pub(super) fn write(folder: &Path, url: &str, simulator: &str, accounts: &[DemoAccount]) -> Result<(), Failure> {
    let text = json!({ "tenants": [FIRST, SECOND], "accounts": accounts, "url": url, "simulator": simulator });
    let file = folder.join("demo.json");
    replace(&file, &format!("{text:#}\n")).map_err(|error| Failure::File { what: file.display().to_string(), error })
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
