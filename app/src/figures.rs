//! Numbers of things as the reader's language writes them: in groups of three figures, and one told apart from many.

use std::fmt;
use std::sync::Once;

use icu_plurals::PluralOperands;
use icu_plurals::PluralRuleType;
use icu_plurals::PluralRules;
use leptos_i18n::custom_provider::IcuDataProvider;
use leptos_i18n::custom_provider::set_icu_data_provider;
use leptos_i18n::reexports::icu::locid;
use leptos_i18n::reexports::icu::provider::DataError;

use crate::i18n::Locale;

/// The text of a key that tells how many there are, its `count`: that for one or that for many, where the language has one
/// for each.
macro_rules! counted {
    ($locale:expr, $key:ident, $of:expr $(, $name:ident = $value:expr)* $(,)?) => {{
        let locale = $locale;
        leptos_i18n::td_string!(locale, $key, count = $crate::figures::count(locale, $of) $(, $name = $value)*)
    }};
}

pub(crate) use counted;

/// A number of things. It shows itself as `12,345` or `12.345`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    locale: Locale,
    of: u64,
}

/// So many; there are never fewer than none.
pub(crate) fn count(locale: Locale, of: impl TryInto<u64>) -> Count {
    static RULES: Once = Once::new();
    RULES.call_once(|| set_icu_data_provider(Rules));
    Count { locale, of: of.try_into().unwrap_or(0) }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.locale {
            Locale::en => ',',
            Locale::vi => '.',
        };
        let figures = self.of.to_string();
        for (at, figure) in figures.chars().enumerate() {
            if at > 0 && (figures.len() - at).is_multiple_of(3) {
                write!(f, "{mark}")?;
            }
            write!(f, "{figure}")?;
        }
        Ok(())
    }
}

impl From<Count> for PluralOperands {
    fn from(count: Count) -> Self {
        count.of.into()
    }
}

/// The rules of plurals that are part of their library.
struct Rules;

impl IcuDataProvider for Rules {
    fn try_new_plural_rules(&self, locale: &locid::Locale, kind: PluralRuleType) -> Result<PluralRules, DataError> {
        PluralRules::try_new(locale.into(), kind.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_in_groups_of_three() {
        let written = [0, 7, 999, 1000, 12_345, 1_234_567_u64].map(|of| count(Locale::en, of).to_string());
        assert_eq!(written, ["0", "7", "999", "1,000", "12,345", "1,234,567"]);
        assert_eq!(count(Locale::vi, 12_345_u64).to_string(), "12.345");
    }

    #[test]
    fn one_is_told_apart_from_many_where_a_language_does() {
        let agents = |locale, of: u64| counted!(locale, n_agents, of).to_string();
        assert_eq!(
            [0, 1, 2, 1001].map(|of| agents(Locale::en, of)),
            ["0 agents", "1 agent", "2 agents", "1,001 agents"]
        );
        assert_eq!([1, 1001].map(|of| agents(Locale::vi, of)), ["1 nhân viên", "1.001 nhân viên"]);
    }
}
