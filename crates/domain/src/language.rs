//! The languages the product speaks. Its words are the page's.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

/// A language in which every page can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Vietnamese.
    #[serde(rename = "vi")]
    Vietnamese,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Vietnamese];

    /// Its tag, as in `Accept-Language` and at the root of a document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Vietnamese => "vi",
        }
    }

    /// The first of the product's languages that the value of an `Accept-Language` header names; a region says nothing.
    pub fn accepted(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| part.split(['-', ';']).next()?.trim().parse().ok())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is none of the product's languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown language; use en or vi")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.as_str() == text).ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_languages_a_browser_asks_for_the_first_that_is_spoken_is_taken() {
        for (header, language) in [
            ("vi-VN,vi;q=0.9,en;q=0.8", Some(Language::Vietnamese)),
            ("fr, en-GB;q=0.8", Some(Language::English)),
            ("de-DE", None),
            ("", None),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }

    #[test]
    fn every_language_is_read_by_its_tag() {
        for language in Language::ALL {
            assert_eq!(language.as_str().parse(), Ok(language));
        }
        assert_eq!("EN".parse::<Language>(), Err(UnknownLanguage));
    }
}
