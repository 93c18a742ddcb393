//! Which of the providers' documented traps have a test that names them.
//!
//! A test belongs to a trap when its name starts with the trap's id: `x03_`, `t11_`. It only reports: some traps concern
//! writing and get their tests with the commands.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;

use crate::paths::Paths;
use crate::progress::say;
use crate::stamp::files_under;

/// The letter of each list of traps and its last number.
const LISTS: &[(char, u32)] = &[('x', 15), ('t', 14), ('c', 17), ('a', 24), ('v', 12), ('g', 12)];

/// Prints the ids that no test names.
pub(crate) fn report(paths: &Paths) -> Result<()> {
    let mut named = BTreeSet::new();
    for file in files_under(&paths.root.join("crates"))? {
        if file.extension().is_some_and(|ending| ending == "rs") {
            named.extend(traps_in(&fs::read_to_string(&file)?));
        }
    }
    let all: Vec<(char, u32)> =
        LISTS.iter().flat_map(|&(letter, last)| (1..=last).map(move |number| (letter, number))).collect();
    let bare: Vec<String> = all
        .iter()
        .filter(|trap| !named.contains(trap))
        .map(|(letter, number)| format!("{}{number}", letter.to_ascii_uppercase()))
        .collect();
    say(format!("    {} of {} traps have a test of their name", all.len() - bare.len(), all.len()));
    if !bare.is_empty() {
        say(format!("    without: {}", bare.join(" ")));
    }
    Ok(())
}

/// The ids at the start of function names in a source text.
fn traps_in(source: &str) -> BTreeSet<(char, u32)> {
    source
        .lines()
        .filter_map(|line| line.split_once("fn ").map(|(_, name)| name))
        .filter_map(|name| {
            let mut characters = name.chars();
            let letter = characters.next().filter(|letter| LISTS.iter().any(|(known, _)| known == letter))?;
            let (digits, _) = characters.as_str().split_once('_')?;
            let two_digits = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            two_digits.then(|| digits.parse().ok().map(|number| (letter, number)))?
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trap_is_found_in_the_name_of_its_test() {
        let source =
            "    #[test]\n    fn x03_an_empty_body_is_not_an_empty_floor() {}\n    async fn a11_paging_ends() {}\n";

        assert_eq!(traps_in(source), BTreeSet::from([('x', 3), ('a', 11)]));
    }

    #[test]
    fn other_functions_name_no_trap() {
        let source = "fn talk() {}\nfn x3_short() {}\nfn b03_unknown_letter() {}\nfn xab_() {}\n";

        assert_eq!(traps_in(source), BTreeSet::new());
    }
}
