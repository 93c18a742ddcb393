//! What is wrong with what a screen plays, and each thing that would help by itself.

use domain::wall::check::Fault;
use domain::wall::check::Mistake;
use domain::wall::check::Place;
use domain::wall::check::Remedies;
use leptos_i18n::td_string;

use crate::i18n::Locale;

/// One mistake, with what to do; `decimetres` is from how far the screen is read.
pub(crate) fn mistake(locale: Locale, mistake: Mistake, decimetres: u16) -> String {
    match mistake.fault {
        Fault::NotBetween(least, most) if mistake.place == Place::Distance => {
            let bound = |tenths: u32| metres(locale, u16::try_from(tenths).unwrap_or(u16::MAX));
            td_string!(locale, program_not_between, least = bound(least), most = bound(most))
        }
        Fault::NotBetween(least, most) => {
            td_string!(locale, program_not_between, least = least.to_string(), most = most.to_string())
        }
        Fault::None => td_string!(locale, program_none).to_owned(),
        Fault::TooMany(most) => td_string!(locale, program_too_many, most = most),
        Fault::Twice => td_string!(locale, program_twice).to_owned(),
        Fault::NotOffered => td_string!(locale, problem_not_offered).to_owned(),
        Fault::Illegible(remedies) => illegible(locale, remedies, decimetres),
    }
}

fn illegible(locale: Locale, remedies: Remedies, decimetres: u16) -> String {
    let what = td_string!(locale, program_illegible, metres = metres(locale, decimetres));
    let ways: Vec<String> = [
        remedies.figures.map(|most| td_string!(locale, program_fewer_figures, most = most)),
        remedies.share.map(|share| td_string!(locale, program_larger_share, share = share)),
        remedies.decimetres.map(|nearer| td_string!(locale, program_nearer, metres = metres(locale, nearer))),
        remedies.inches.map(|inches| td_string!(locale, program_larger_screen, inches = inches)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if ways.is_empty() {
        return format!("{what} {}", td_string!(locale, program_no_remedy));
    }
    format!("{what} {}", td_string!(locale, program_remedies, ways = ways.join(td_string!(locale, program_or))))
}

/// Metres as they are written in each language: 4.5 or 4,5.
fn metres(locale: Locale, decimetres: u16) -> String {
    let point = match locale {
        Locale::en => '.',
        Locale::vi => ',',
    };
    match decimetres % 10 {
        0 => (decimetres / 10).to_string(),
        tenths => format!("{}{point}{tenths}", decimetres / 10),
    }
}

#[cfg(test)]
mod tests {
    use domain::wall::check::SlidePart;

    use super::*;

    #[test]
    fn what_cannot_be_read_names_every_remedy() {
        let remedies = Remedies { figures: Some(2), share: Some(45), decimetres: Some(44), inches: Some(75) };
        let place = Place::Slide(0, SlidePart::Block(0));
        let wrong = Mistake { place, fault: Fault::Illegible(remedies) };

        let (en, vi) = (mistake(Locale::en, wrong, 80), mistake(Locale::vi, wrong, 80));

        for part in ["8 m", "2 figures", "45 %", "4.4 m", "75 inches"] {
            assert!(en.contains(part), "{part} in {en}");
        }
        assert!(vi.contains("4,4 m") && vi.contains("75 inch"), "{vi}");
    }
}
