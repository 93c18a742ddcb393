//! `cargo xtask weigh`: what a browser fetches for its first page of each part, of a release and compressed as it is sent.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::binary;
use crate::binary::Mode;
use crate::paths::Paths;
use crate::progress::say;
use crate::site;

/// Builds what is not there yet, and prints a line for each part.
pub(crate) fn run(paths: &Paths) -> Result<ExitCode> {
    binary::build_announced(paths, Mode::Release)?;
    let package = site::package(&Mode::Release.folder(paths))?;
    let text = fs::read_to_string(package.join(site::MANIFEST))?;
    let parts: BTreeMap<String, Vec<String>> = serde_json::from_str(&text)?;
    let always = [".js", ".wasm", ".css"].map(|ending| format!("{}{ending}", site::OUTPUT_NAME));
    let always = weight(&package, always.iter().map(String::as_str).chain([site::LOADER]))?;
    say(format!("every page  {:>5} KB", always / 1000));
    for (part, files) in &parts {
        let files: Vec<String> = files.iter().map(|file| format!("{file}.wasm")).collect();
        let own = weight(&package, files.iter().map(String::as_str))?;
        let (all, count) = ((always + own) / 1000, files.len());
        say(format!("{part:<10}  {all:>5} KB, {} KB of them in {count} files of its own", own / 1000));
    }
    Ok(ExitCode::SUCCESS)
}

fn weight<'a>(package: &Path, files: impl Iterator<Item = &'a str>) -> Result<u64> {
    let mut all = 0;
    for file in files {
        // What is too small to be made smaller is sent as it is.
        let (sent, whole) = (package.join(format!("{file}.br")), package.join(file));
        let sent = if sent.is_file() { sent } else { whole };
        all += fs::metadata(&sent).with_context(|| format!("{} is missing", sent.display()))?.len();
    }
    Ok(all)
}
