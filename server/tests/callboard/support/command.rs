//! Commands that run to their end.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use super::database::of_folder;

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
pub(crate) fn bare(args: &[&str]) -> Command {
    bare_at(Path::new(BINARY), args, &[])
}

/// A command in an environment that holds nothing of ours but this, and the database that stands for its folder.
pub(crate) fn bare_at(binary: &Path, args: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(binary);
    command.args(args);
    for name in [
        "CALLBOARD_LISTEN",
        "CALLBOARD_DATA_DIR",
        "CALLBOARD_DATABASE",
        "CALLBOARD_DATABASE_FILE",
        "CALLBOARD_COPY_FROM",
        "CALLBOARD_COPY_TO",
        "CALLBOARD_STORE_URL",
        "CALLBOARD_ALLOW_PRIVATE",
        "CALLBOARD_PUBLIC_URL",
        "CALLBOARD_TLS_CERT",
        "CALLBOARD_TLS_KEY",
        "CALLBOARD_TRUSTED_PROXY",
        "CALLBOARD_LOG",
        "CALLBOARD_LOG_FORMAT",
        "CALLBOARD_METRICS_LISTEN",
        "NOTIFY_SOCKET",
        "WATCHDOG_USEC",
        "CALLBOARD_KEY",
        "CALLBOARD_KEY_FILE",
        "CREDENTIALS_DIRECTORY",
        "CALLBOARD_SECRET",
        "CALLBOARD_PASSWORD",
        "CALLBOARD_SMTP_HOST",
        "CALLBOARD_SMTP_PASSWORD",
    ] {
        command.env_remove(name);
    }
    if let Some(url) = data_dir(args, environment).and_then(|folder| of_folder(Path::new(folder))) {
        let is_given = args.iter().any(|arg| ["--database", "--database-file", "--store-url"].contains(arg));
        if !is_given {
            command.env("CALLBOARD_DATABASE", url);
        }
    }
    command.envs(environment.iter().copied());
    command
}

fn data_dir<'a>(args: &[&'a str], environment: &[(&str, &'a str)]) -> Option<&'a str> {
    let named = args.windows(2).find(|pair| pair[0] == "--data-dir").map(|pair| pair[1]);
    named.or_else(|| environment.iter().find(|(name, _)| *name == "CALLBOARD_DATA_DIR").map(|(_, folder)| *folder))
}

/// Runs a command to its end.
pub(crate) fn callboard(args: &[&str]) -> Outcome {
    callboard_with(args, &[], "")
}

/// The same with an environment and a standard input.
pub(crate) fn callboard_with(args: &[&str], environment: &[(&str, &str)], input: &str) -> Outcome {
    finish(bare_at(Path::new(BINARY), args, environment), input)
}

/// Runs a command that was made ready to its end.
pub(crate) fn finish(mut command: Command, input: &str) -> Outcome {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that reads nothing may have ended before this is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Outcome {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
