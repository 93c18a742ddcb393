//! The words of the page in English and Vietnamese, generated from `locales/` at build time.

#![allow(missing_docs, unreachable_pub, clippy::all, clippy::wildcard_enum_match_arm, reason = "generated")]

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
            // A language that knows one and many has a text for each, and their key without its ending is the other's.
            let has_forms =
                |key: &str| once.contains(&*format!("{key}_one")) && once.contains(&*format!("{key}_other"));
            let base = |key: &'static str| {
                let base = key.strip_suffix("_one").or_else(|| key.strip_suffix("_other"));
                base.filter(|base| has_forms(base)).unwrap_or(key)
            };
            once.iter().map(|key| base(key)).collect::<BTreeSet<_>>()
        };

        assert_eq!(keys(include_str!("../locales/en.json")), keys(include_str!("../locales/vi.json")));
    }
}
