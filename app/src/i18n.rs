//! The words of the page in English and Vietnamese, generated from `locales/` at build time.

#![allow(missing_docs, unreachable_pub, clippy::all, reason = "generated")]

include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));

pub use i18n::*;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// Of two equal keys the last would win without a word.
    #[test]
    fn no_key_stands_twice_and_both_languages_have_the_same() {
        let keys = |text: &'static str| {
            let keys: Vec<&str> =
                text.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next()).collect();
            let once: BTreeSet<&str> = keys.iter().copied().collect();
            assert_eq!(once.len(), keys.len(), "a key stands twice");
            once
        };

        assert_eq!(keys(include_str!("../locales/en.json")), keys(include_str!("../locales/vi.json")));
    }
}
