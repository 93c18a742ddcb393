//! Finding one thing among many with a few letters: what matches, and which of them somebody most likely means.
//!
//! Each word typed must be found. Letters are folded, so `nguyen` finds `Nguyễn`; the first letters of a name find it too,
//! so that two keys are enough for one agent of a floor.

use crate::fold::fold;

/// How well something answers what was typed; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(u32);

const WHOLE: u32 = 0;
const BEGINS: u32 = 1;
const INITIALS: u32 = 2;
const WORD_BEGINS: u32 = 3;
const WITHIN: u32 = 6;

/// Something that can be found by its texts, the first of which is its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findable {
    texts: Vec<String>,
    initials: String,
}

impl Findable {
    /// From a name and whatever else it is known by.
    pub fn new<'a>(name: &'a str, others: impl IntoIterator<Item = &'a str>) -> Self {
        let name = fold(name);
        let initials = words_in(&name).filter_map(|word| word.chars().next()).collect();
        let others = others.into_iter().map(fold).filter(|text| !text.is_empty());
        Self { texts: std::iter::once(name).chain(others).collect(), initials }
    }

    /// How well it answers; none when one of the words is nowhere in it.
    pub fn rank(&self, typed: &Typed) -> Option<Rank> {
        let whole = self.rank_of(&typed.whole);
        let each: Option<u32> = typed.words.iter().map(|word| self.rank_of(word)).sum();
        // What was typed in one piece counts for more than its words found apart.
        whole.or(each.map(|each| each + WITHIN)).map(Rank)
    }

    fn rank_of(&self, word: &str) -> Option<u32> {
        let in_text = |text: &String| {
            if text == word {
                Some(WHOLE)
            } else if text.starts_with(word) {
                Some(BEGINS)
            } else if words_in(text).any(|part| part.starts_with(word)) {
                Some(WORD_BEGINS)
            } else {
                text.contains(word).then_some(WITHIN)
            }
        };
        let by_initials = (word.chars().count() > 1 && self.initials.starts_with(word)).then_some(INITIALS);
        self.texts.iter().filter_map(in_text).chain(by_initials).min()
    }
}

/// The words of a text: a login's dots and a code's hyphens part words as spaces do.
fn words_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// What was typed, ready to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    whole: String,
    words: Vec<String>,
}

impl Typed {
    /// From the text of a field.
    pub fn new(text: &str) -> Self {
        let whole = fold(text.trim());
        Self { words: whole.split_whitespace().map(str::to_owned).collect(), whole }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }
}

/// At most `most` of `items` that answer, the best first; among equals the order stays.
pub fn best<'a, T>(items: &'a [T], findable: impl Fn(&T) -> &Findable, typed: &Typed, most: usize) -> Vec<&'a T> {
    let mut found: Vec<(Rank, &T)> =
        items.iter().filter_map(|item| Some((findable(item).rank(typed)?, item))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().take(most).map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOR: [(&str, &str, &str); 6] = [
        ("Nguyễn Thị Hoà", "hoa.nguyen", "1004"),
        ("Marcus Bell", "mbell", "1003"),
        ("Trần Thị Mai", "mai.tran", "104"),
        ("Đỗ Quân", "quan.do", "082024"),
        ("Sofia Marchetti", "sofia", "1014"),
        ("Mbeki Zuma", "zuma", "2000"),
    ];

    fn found(text: &str) -> Vec<&'static str> {
        let floor: Vec<(Findable, &str)> =
            FLOOR.iter().map(|(name, login, extension)| (Findable::new(name, [*login, *extension]), *name)).collect();
        let found = best(&floor, |(findable, _)| findable, &Typed::new(text), 3);
        found.into_iter().map(|(_, name)| *name).collect()
    }

    #[test]
    fn two_letters_are_enough() {
        assert_eq!(found("do")[0], "Đỗ Quân");
        assert_eq!(found("so")[0], "Sofia Marchetti");
        assert_eq!(found("tm"), [] as [&str; 0], "only letters that lead");
        assert_eq!(found("tt")[0], "Trần Thị Mai");
    }

    #[test]
    fn the_beginning_of_a_name_goes_before_its_middle() {
        assert_eq!(found("ma"), ["Marcus Bell", "Trần Thị Mai", "Sofia Marchetti"]);
    }

    #[test]
    fn a_login_or_an_extension_finds_its_agent_and_the_whole_of_it_comes_first() {
        assert_eq!(found("1014"), ["Sofia Marchetti"]);
        assert_eq!(found("104"), ["Trần Thị Mai"]);
        assert_eq!(found("quan.do"), ["Đỗ Quân"]);
    }

    #[test]
    fn marks_and_the_order_of_words_do_not_matter_but_every_word_does() {
        assert_eq!(found("hoà nguyễn"), ["Nguyễn Thị Hoà"]);
        assert_eq!(found("HOA NGUYEN"), ["Nguyễn Thị Hoà"]);
        assert_eq!(found("hoa bell"), [] as [&str; 0]);
    }

    #[test]
    fn what_is_typed_in_one_piece_goes_before_its_words_apart() {
        let items = [Findable::new("Sort by name", ["by"]), Findable::new("By sort", [])];

        let found = best(&items, |item| item, &Typed::new("by sort"), 2);

        assert_eq!(found, [&items[1], &items[0]]);
    }
}
