//! Components take every colour, length and duration from a token, and the pages have no style of their own.
//!
//! The check reads the text of the sheets; it does not know which tokens there are, because a token that is missing shows at once. A wall
//! is not looked into: everything on it is a multiple of one measure. Conditions of media and containers cannot read tokens.

use std::fs;

use anyhow::{Result, bail};

use crate::paths::Paths;
use crate::stamp::files_under;

/// What is made of tokens.
const MADE_OF_TOKENS: &[&str] =
    &["style/components", "style/base.css", "style/layout.css", "style/utilities.css", "public/design.css"];
/// Units of lengths and durations that only a token may have. Those that depend on the text or the window around are free.
const UNITS: &[&str] = &["px", "rem", "pt", "pc", "cm", "mm", "in", "q", "s", "ms"];
/// Functions that make a colour.
const COLOUR_FUNCTIONS: &[&str] =
    &["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "color(", "light-dark("];
/// Words for colours that are likely to be written.
const COLOUR_WORDS: &[&str] = &[
    "black", "white", "gray", "grey", "silver", "red", "maroon", "orange", "yellow", "gold", "green", "teal", "cyan",
    "blue", "navy", "purple", "pink", "brown",
];

/// Fails when a sheet has a value of its own, or a page an inline style.
pub(crate) fn check(paths: &Paths) -> Result<()> {
    let mut found = Vec::new();
    for place in MADE_OF_TOKENS {
        for file in files_under(&paths.root.join(place))? {
            let sheet = fs::read_to_string(&file)?;
            found.extend(raw_values(&sheet).into_iter().map(|value| format!("{}: {value}", paths.shown(&file))));
        }
    }
    for file in files_under(&paths.root.join("app/src"))? {
        if file.extension().is_some_and(|ending| ending == "rs") && has_inline_style(&fs::read_to_string(&file)?) {
            found.push(format!("{}: an inline style", paths.shown(&file)));
        }
    }
    if found.is_empty() { Ok(()) } else { bail!("not from a token:\n    {}", found.join("\n    ")) }
}

/// The declarations of a sheet that hold a value of their own.
fn raw_values(sheet: &str) -> Vec<String> {
    let sheet = without_comments(sheet);
    let mut declarations = Vec::new();
    let mut begun = String::new();
    for character in sheet.chars() {
        match character {
            // What stands before a block is a selector or a condition.
            '{' => begun.clear(),
            ';' | '}' => declarations.push(std::mem::take(&mut begun)),
            _ => begun.push(character),
        }
    }
    let one_line = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    declarations
        .iter()
        .filter(|declaration| declaration.split_once(':').is_some_and(|(_, value)| is_raw(value)))
        .map(one_line)
        .collect()
}

fn without_comments(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept + rest
}

fn is_raw(value: &str) -> bool {
    let value = without_strings(value).to_ascii_lowercase();
    let words = || value.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.#%".contains(c)));
    let has_colour = COLOUR_FUNCTIONS.iter().any(|function| {
        value
            .match_indices(function)
            .any(|(at, _)| !value[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
    });
    has_colour || words().any(|word| word.starts_with('#') || COLOUR_WORDS.contains(&word) || is_raw_measure(word))
}

/// Text in quotes is no value.
fn without_strings(value: &str) -> String {
    value.split('"').step_by(2).collect::<Vec<_>>().join(" ")
}

fn is_raw_measure(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    let number = word.strip_suffix(unit).and_then(|number| number.parse::<f64>().ok());
    number.is_some_and(|number| number != 0.0) && UNITS.contains(&unit)
}

/// The content security policy would refuse it, on some page that no test opens.
fn has_inline_style(source: &str) -> bool {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.into_iter().any(|line| line.contains(" style=") || line.contains(" style:") || line.contains("<style"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_its_own_is_found_wherever_it_stands() {
        let sheet = "/* 4px */ .a { color: #fff; margin: calc(1 * 3px); & b { transition: color .2s; } @media (max-width: 480px) { top: 0 } }
            .c { background: rgb(0 0 0 / .5); border-color: white } .d { font-size: 1.5rem }";

        let found = raw_values(sheet);

        assert_eq!(found.len(), 6, "{found:?}");
    }

    #[test]
    fn tokens_and_what_depends_on_the_window_pass() {
        let sheet = ".a { padding: 0 var(--space-1); width: calc(42 * var(--unit)); max-width: 70vh; letter-spacing: -.02em; }
            .b { content: \"#12px\"; grid-template-columns: 1fr 24ch; color: color-mix(in srgb, var(--text) 30%, transparent); }
            @container page (max-width: 480px) { .c:nth-child(3n + 1) { color: CanvasText; white-space: nowrap; --red: var(--alarm); } }";

        assert_eq!(raw_values(sheet), Vec::<String>::new());
    }

    #[test]
    fn an_inline_style_is_found() {
        assert!(has_inline_style("<p style=\"color: red\">"));
        assert!(has_inline_style("<p style:color=red>"));
        assert!(!has_inline_style("// no style=\n<p class=\"style\">"));
    }
}
