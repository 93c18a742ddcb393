//! Hands the freshly built server to Playwright.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::counts::Counts;
use crate::paths::Paths;
use crate::progress::say;
use crate::run;

/// Of a failure that is told again: its name, its message and where it was.
const LINES_OF_A_FAILURE: usize = 16;

/// Runs every browser test against this binary.
///
/// What failed is told once more at the end, in short: an early failure lies an hour of lines above the sum.
pub(crate) fn run(paths: &Paths, callboard: &Path) -> Result<Counts> {
    let mut command = Command::new("npx");
    command.current_dir(paths.end2end()).args(["--no-install", "playwright", "test"]);
    command.stdin(Stdio::null()).env("CALLBOARD_BIN", callboard).env("FORCE_COLOR", "0");
    let heard = run::listen(&mut command)?;
    let failed = failures(&heard.text);
    if !failed.is_empty() {
        say(format!("browser tests that failed:\n{}", failed.join("\n")));
    }
    Ok(Counts::of_browser_tests(&heard.text).of_run(heard.status.success()))
}

/// The beginning of each failure that Playwright tells at length.
fn failures(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let begins =
        |line: &str| line.trim_start().split_once(") [").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    let starts = lines.iter().enumerate().filter(|(_, line)| begins(line)).map(|(at, _)| at);
    starts
        .map(|start| {
            let of_this = |line: &&&str| !begins(line) && !line.trim_start().starts_with("attachment #");
            let rest = lines[start + 1..].iter().take(LINES_OF_A_FAILURE).take_while(of_this);
            std::iter::once(&lines[start]).chain(rest).filter(|line| !line.trim().is_empty()).copied()
        })
        .map(|lines| lines.collect::<Vec<_>>().join("\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_is_told_with_its_message_and_without_its_attachments() {
        let text = "  ✘  3 [sweeps] › a.spec.ts:3:1 › moves (1s)\n\n  1) [sweeps] › a.spec.ts:3:1 › moves ───\n\n    Error: it moved\n\n    attachment #1: trace\n    no more\n  2) [hydrated] › b.spec.ts:1:1 › says ──\n    Error: it is silent\n";

        assert_eq!(
            failures(text),
            [
                "  1) [sweeps] › a.spec.ts:3:1 › moves ───\n    Error: it moved",
                "  2) [hydrated] › b.spec.ts:1:1 › says ──\n    Error: it is silent"
            ]
        );
    }
}
