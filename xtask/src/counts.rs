//! How many tests passed and failed, read from what the test programs print.
//!
//! It understands the summaries of cargo test, cargo nextest and Playwright.

use std::fmt;
use std::ops::AddAssign;

use crate::progress::Outcome;

/// Tests that ended well and tests that did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Ended well.
    pub(crate) passed: u32,
    /// Did not.
    pub(crate) failed: u32,
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl Outcome for Counts {
    fn word(&self) -> String {
        self.to_string()
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    /// One thing that is not a test failed.
    pub(crate) const ONE_FAILED: Self = Self { passed: 0, failed: 1 };

    /// Sums up every summary line in the output of cargo test or cargo nextest.
    pub(crate) fn of_rust_tests(text: &str) -> Self {
        let mut counts = Self::default();
        // Nextest shows what some tests print, and each of their programs ends with a result of its own.
        let is_nextest = text.lines().map(without_colour).any(|line| line.trim().starts_with("Summary ["));
        for line in text.lines().map(without_colour) {
            let line = line.trim();
            let is_result = !is_nextest && line.starts_with("test result:");
            if is_result || (line.starts_with("Summary [") && line.contains("tests run:")) {
                counts += Self {
                    passed: number_before(line, "passed"),
                    failed: number_before(line, "failed") + number_before(line, "timed out"),
                };
            } else if line.starts_with("Summary [") && line.contains("test run:") {
                counts += Self { passed: number_before(line, "passed"), failed: number_before(line, "failed") };
            }
        }
        counts
    }

    /// Sums up Playwright's closing lines (`3 failed`, `12 passed (40s)`).
    pub(crate) fn of_browser_tests(text: &str) -> Self {
        let mut counts = Self::default();
        for line in text.lines().map(without_colour) {
            let mut words = line.split_whitespace();
            let (Some(number), Some(kind)) = (words.next(), words.next()) else { continue };
            let Ok(number) = number.parse::<u32>() else { continue };
            match (kind, words.next()) {
                ("passed", Some(time)) if time.starts_with('(') => counts.passed += number,
                ("failed" | "interrupted" | "flaky", None) => counts.failed += number,
                ("did", Some("not")) => counts.failed += number,
                _ => {}
            }
        }
        counts
    }

    /// A run that ended badly counts as a failure even when it did not say how many tests failed.
    pub(crate) fn of_run(self, ended_well: bool) -> Self {
        if ended_well || self.failed > 0 { self } else { Self { failed: 1, ..self } }
    }
}

/// The number in front of a word, or none: `9 passed` is 9 passed.
fn number_before(line: &str, word: &str) -> u32 {
    line.find(&format!(" {word}"))
        .and_then(|place| line[..place].rsplit(|character: char| !character.is_ascii_digit()).next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('\u{1b}') {
        plain.push_str(&rest[..start]);
        rest = rest[start..].split_once('m').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_line_of_cargo_test_is_summed() {
        let text = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                    noise\ntest result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";

        let counts = Counts::of_rust_tests(text);

        assert_eq!(counts, Counts { passed: 13, failed: 2 });
    }

    #[test]
    fn the_summary_of_nextest_is_read_with_colours_and_without() {
        let plain = "     Summary [   0.123s] 10 tests run: 9 passed (1 slow), 1 failed, 2 skipped\n";
        let coloured = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m1\u{1b}[0m test run: \u{1b}[1m1\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped\n";

        assert_eq!(Counts::of_rust_tests(plain), Counts { passed: 9, failed: 1 });
        assert_eq!(Counts::of_rust_tests(coloured), Counts { passed: 1, failed: 0 });
    }

    #[test]
    fn what_nextest_shows_of_a_test_is_not_counted_again() {
        let text = "  stdout ───\n    test result: FAILED. 0 passed; 1 failed; 0 ignored\n     Summary [   9.1s] 4 tests run: 3 passed, 1 failed, 0 skipped\n";

        assert_eq!(Counts::of_rust_tests(text), Counts { passed: 3, failed: 1 });
    }

    #[test]
    fn a_test_that_timed_out_has_failed() {
        let text = "     Summary [   9.1s] 4 tests run: 2 passed, 1 failed, 1 timed out, 0 skipped\n";

        assert_eq!(Counts::of_rust_tests(text), Counts { passed: 2, failed: 2 });
    }

    #[test]
    fn playwrights_closing_lines_are_read_and_its_other_lines_are_not() {
        let text = "  ✓  1 [hydrated] › a.spec.ts:3:1 › 2 passed things (1.2s)\n  2 failed\n    [hydrated] › a.spec.ts:9:1\n  1 did not run\n  12 passed (40.1s)\n";

        assert_eq!(Counts::of_browser_tests(text), Counts { passed: 12, failed: 3 });
    }

    #[test]
    fn a_run_that_ended_badly_without_a_word_counts_as_one_failure() {
        assert_eq!(Counts::default().of_run(false), Counts { passed: 0, failed: 1 });
        assert_eq!(Counts { passed: 2, failed: 3 }.of_run(false), Counts { passed: 2, failed: 3 });
        assert_eq!(Counts { passed: 2, failed: 0 }.of_run(true), Counts { passed: 2, failed: 0 });
    }
}
