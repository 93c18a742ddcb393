//! Runs other programs: with their output shown, or shown and read at the same time.
//!
//! A program that fails is an error that names it; what its output means is for the caller.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::paths::Paths;

/// What cargo tells a program of its package begins so.
const OF_A_PACKAGE: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// A cargo command in the checkout, with the target folder said explicitly.
pub(crate) fn cargo(paths: &Paths, arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(&paths.root).args(arguments).env("CARGO_TARGET_DIR", &paths.target).stdin(Stdio::null());
    // Cargo sets these for the program it runs; handed on to another cargo they would make it rebuild without need.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| OF_A_PACKAGE.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a program to its end with its output shown; an unsuccessful end is an error.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let name = name_of(command);
    let status = command.status().with_context(|| format!("{name} could not be started"))?;
    expect_success(&name, status)
}

/// What a program wrote to its two outputs, and how it ended.
#[derive(Debug)]
pub(crate) struct Heard {
    /// Both outputs, line by line as they came.
    pub(crate) text: String,
    /// How it ended.
    pub(crate) status: ExitStatus,
}

/// Runs a program to its end, showing its output and keeping it.
pub(crate) fn listen(command: &mut Command) -> Result<Heard> {
    let name = name_of(command);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("{name} could not be started"))?;
    let output = child.stdout.take().context("the output was piped a moment ago")?;
    let errors = child.stderr.take().context("the errors were piped a moment ago")?;
    let text = thread::scope(|scope| {
        let from_output = scope.spawn(|| pass_on(output, std::io::stdout()));
        let from_errors = scope.spawn(|| pass_on(errors, std::io::stderr()));
        let mut text = from_output.join().unwrap_or_default();
        text.push_str(&from_errors.join().unwrap_or_default());
        text
    });
    let status = child.wait().with_context(|| format!("{name} could not be waited for"))?;
    Ok(Heard { text, status })
}

/// Runs a program quietly and returns its standard output; an unsuccessful end is an error with what it complained of.
pub(crate) fn answer(command: &mut Command) -> Result<String> {
    let name = name_of(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{name} could not be started"))?;
    if !output.status.success() {
        bail!("{name} failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Turns an unsuccessful end into an error that names the program.
pub(crate) fn expect_success(name: &str, status: ExitStatus) -> Result<()> {
    if status.success() { Ok(()) } else { bail!("{name} failed ({status})") }
}

/// The first of these names that is a program on the search path or a file.
pub(crate) fn find_program(names: &[&str]) -> Option<PathBuf> {
    let search_path = std::env::var_os("PATH").unwrap_or_default();
    names.iter().find_map(|name| {
        if name.contains('/') {
            return Some(PathBuf::from(name)).filter(|path| path.is_file());
        }
        std::env::split_paths(&search_path).map(|folder| folder.join(name)).find(|path| path.is_file())
    })
}

/// Whether this process may do everything.
pub(crate) fn is_root() -> bool {
    // `/proc/self` belongs to whoever runs this process; asking `id` covers systems without it.
    answer(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn pass_on(from: impl Read, mut to: impl Write) -> String {
    let mut kept = String::new();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // A closed output must not stop the program that is being listened to.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        kept.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    kept
}

fn name_of(command: &Command) -> String {
    let mut name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    for word in command.get_args().map(OsStr::to_string_lossy).take(3) {
        name.push(' ');
        name.push_str(&word);
    }
    name
}
