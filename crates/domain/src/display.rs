//! Screens on walls: the code that pairs one, what one shows, and what a desk may tell it. Random numbers are made and
//! codes are kept elsewhere.

use serde::Deserialize;
use serde::Serialize;

use crate::language::Language;
use crate::theme::Theme;
use crate::time::UnixMs;
use crate::wall::program::Program;

/// What the characters of a code are taken from: no two of them look alike on a screen across a room.
pub const CODE_ALPHABET: &[u8; 25] = b"ACDEFGHJKMNPQRTUVWXY34679";
/// Characters in a code.
pub const CODE_LENGTH: usize = 8;

/// A code as somebody typed it: in whatever case, with or without the gap. None when it cannot be one.
pub fn normal_code(typed: &str) -> Option<String> {
    let code: String =
        typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let is_code = code.len() == CODE_LENGTH && code.bytes().all(|byte| CODE_ALPHABET.contains(&byte));
    is_code.then_some(code)
}

/// How a wall is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WallLayout {
    /// Every agent, worst first.
    #[default]
    Floor,
    /// One line for each queue.
    Queues,
    /// A few large figures.
    Figures,
    /// What is wrong, worst first.
    Exceptions,
    /// Several of these, one below the other.
    Mixed,
}

impl WallLayout {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Floor, Self::Queues, Self::Figures, Self::Exceptions, Self::Mixed];

    /// The word in the store and in page attributes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Queues => "queues",
            Self::Figures => "figures",
            Self::Exceptions => "exceptions",
            Self::Mixed => "mixed",
        }
    }

    /// The layout whose word this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.slug() == slug)
    }
}

/// What a screen is told about itself: at first, and whenever the desk changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplayFacts {
    /// What the desk calls it.
    pub name: String,
    /// Where it hangs.
    pub place: String,
    /// How it is laid out while it has no program.
    pub layout: WallLayout,
    /// Which agents it shows then, as the query of a board's address.
    pub view: String,
    /// In which language; none is its company's.
    #[serde(default)]
    pub language: Option<Language>,
    /// How it looks.
    #[serde(default)]
    pub theme: Theme,
    /// What it plays.
    #[serde(default)]
    pub program: Option<Program>,
    /// Until when it shows its name, so that somebody finds it.
    pub identify_until: Option<UnixMs>,
    /// Counts how often it was told to load its page anew.
    pub reloads: u32,
}

impl DisplayFacts {
    /// What it plays: its program, or its layout alone.
    pub fn playing(&self) -> Program {
        self.program.clone().unwrap_or_else(|| Program::of_layout(self.layout, &self.view))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        assert_eq!(normal_code(" k7qm-4rx9 ").as_deref(), Some("K7QM4RX9"));
        assert_eq!(normal_code("K7QM 4RX9").as_deref(), Some("K7QM4RX9"));
        assert_eq!(normal_code("K7QM\u{a0}4RX9").as_deref(), Some("K7QM4RX9"));
        for typed in ["", "K7QM4RX", "K7QM4RX99", "K7QM4RX0", "K7QM4RXÉ", "K7QM4RXé"] {
            assert_eq!(normal_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn no_character_of_a_code_is_taken_for_another() {
        for alike in ["0OQ", "1IL", "5S", "2Z", "8B"] {
            assert!(alike.bytes().filter(|byte| CODE_ALPHABET.contains(byte)).count() <= 1, "{alike}");
        }
        let mut sorted = CODE_ALPHABET.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), CODE_ALPHABET.len());
    }

    #[test]
    fn a_layouts_word_reads_back() {
        for layout in WallLayout::ALL {
            assert_eq!(WallLayout::from_slug(layout.slug()), Some(layout));
        }
    }
}
