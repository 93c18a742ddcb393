//! Commands that run to their end.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Where the program is.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_callboard");

/// A command in an environment that holds nothing of ours.
fn bare(args: &[&str]) -> Command {
    bare_at(Path::new(BINARY), args)
}

/// The same for the program under another name.
pub(crate) fn bare_at(binary: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(binary);
    command.args(args);
    for name in [
        "CALLBOARD_LISTEN",
        "CALLBOARD_DATA_DIR",
        "CALLBOARD_STORE_URL",
        "CALLBOARD_ALLOW_PRIVATE",
        "CALLBOARD_PUBLIC_URL",
        "CALLBOARD_TLS_CERT",
        "CALLBOARD_TLS_KEY",
        "CALLBOARD_TRUSTED_PROXY",
        "CALLBOARD_LOG",
        "CALLBOARD_SECRET",
        "CALLBOARD_PASSWORD",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end.
pub(crate) fn callboard(args: &[&str]) -> Outcome {
    callboard_with(args, &[], "")
}

/// The same with an environment and a standard input.
pub(crate) fn callboard_with(args: &[&str], environment: &[(&str, &str)], input: &str) -> Outcome {
    let mut child = bare(args)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have ended before this is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Outcome {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
