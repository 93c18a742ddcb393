//! The sprite holds what the pages show: no page asks for a symbol that is not there, and none is carried that nobody shows.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Result, bail};

use crate::paths::Paths;
use crate::stamp::files_under;

/// Where the symbols are.
const SPRITE: &str = "app/src/components/sprite.svg";
/// What the names of symbols begin with: icons, origins of clocks, signs of a wall, and glyphs.
const KINDS: &[&str] = &["i-", "o-", "w-", "g-"];
/// Glyphs are named without this where the state decides which one it is.
const GLYPH: &str = "g-";

/// Fails when pages and sprite disagree.
pub(crate) fn check(paths: &Paths) -> Result<()> {
    let symbols = symbols(&fs::read_to_string(paths.root.join(SPRITE))?);
    let mut words = BTreeSet::new();
    for file in files_under(&paths.root.join("app/src"))? {
        if file.extension().is_some_and(|ending| ending == "rs") {
            words.extend(words_in(&fs::read_to_string(&file)?));
        }
    }
    let missing: Vec<&String> = words
        .iter()
        .filter(|word| KINDS.iter().any(|kind| word.starts_with(kind)))
        .filter(|word| !symbols.contains(*word))
        .collect();
    let unused: Vec<&String> = symbols
        .iter()
        .filter(|symbol| !words.contains(*symbol))
        .filter(|symbol| !symbol.strip_prefix(GLYPH).is_some_and(|state| words.contains(state)))
        .collect();
    if missing.is_empty() && unused.is_empty() {
        return Ok(());
    }
    bail!("the sprite lacks {missing:?}, and nobody shows {unused:?} of it")
}

fn symbols(sprite: &str) -> BTreeSet<String> {
    sprite
        .split("<symbol ")
        .skip(1)
        .filter_map(|symbol| symbol.split_once("id=\"")?.1.split_once('"'))
        .map(|(id, _)| id.to_owned())
        .collect()
}

/// Everything in quotes that could be the name of a symbol, also where it is asked for with a `#`.
fn words_in(source: &str) -> BTreeSet<String> {
    let is_name = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let quoted = source.lines().flat_map(|line| line.split('"').skip(1).step_by(2));
    quoted.map(|word| word.trim_start_matches('#')).filter(is_name).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_known_by_their_ids() {
        let sprite = "<svg><symbol id=\"i-up\" viewBox=\"0 0 1 1\"></symbol>\n<symbol viewBox=\"0 0 1 1\" id=\"g-alarm\"/></svg>";

        assert_eq!(symbols(sprite), BTreeSet::from(["g-alarm".to_owned(), "i-up".to_owned()]));
    }

    #[test]
    fn a_symbol_is_named_plainly_or_as_a_reference() {
        let source =
            "<Icon name=\"i-up\"/>\n<use href=\"#o-call\"></use>\nlet glyph = \"alarm\"; let text = \"Not a name\";";

        let words = words_in(source);

        assert_eq!(words, BTreeSet::from(["alarm".to_owned(), "i-up".to_owned(), "o-call".to_owned()]));
    }
}
