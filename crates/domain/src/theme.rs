//! How pages look. The colours are the style sheet's.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

/// A look in which every page can be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the reader's system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// With more contrast, light or dark as the system has it.
    Contrast,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Contrast];

    /// Its word: in a cookie, in a form, in the store and at the root of a document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }

    /// The theme of a word; whatever is none is the system's.
    pub fn of(word: Option<&str>) -> Self {
        word.and_then(|word| word.parse().ok()).unwrap_or_default()
    }

    /// What the root of a document says of it: nothing where the system decides.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.as_str())
    }
}

impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is none of the product's themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown theme; use system, light, dark or contrast")]
pub struct UnknownTheme;

impl FromStr for Theme {
    type Err = UnknownTheme;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text).ok_or(UnknownTheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_is_read_by_its_word_and_any_other_word_is_the_systems() {
        for theme in Theme::ALL {
            assert_eq!(theme.as_str().parse(), Ok(theme));
            assert_eq!(Theme::of(Some(theme.as_str())), theme);
        }
        for word in [None, Some(""), Some("Dark"), Some("sepia")] {
            assert_eq!(Theme::of(word), Theme::System, "{word:?}");
        }
    }

    #[test]
    fn a_document_says_nothing_where_the_system_decides() {
        assert_eq!(Theme::System.attribute(), None);
        assert_eq!(Theme::Dark.attribute(), Some("dark"));
    }
}
