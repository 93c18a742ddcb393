//! Passwords that are long and yet among the first that anybody would try: what is known about the person or the product,
//! a pattern repeated, a row of the keyboard. It does not pretend to measure strength.

/// Words that everybody would try here.
const COMMON: &[&str] = &["callboard", "password", "passwort", "matkhau", "letmein", "welcome"];
/// Rows that fingers and heads run along, in either direction.
const ROWS: &[&str] = &[
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "!@#$%^&*()_+",
];
/// What is left of a password beside known words must be longer than this, or be no pattern itself.
const SHORTEST_REST: usize = 4;
/// Longer units that are repeated are taken for the person's own.
const LONGEST_UNIT: usize = 6;

/// Whether `password` is one of the first that anybody would try for this person.
pub(super) fn is_guessable(email: &str, display_name: &str, password: &str) -> bool {
    let typed: Vec<char> = password.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let letters: Vec<char> = typed.iter().copied().filter(|c| c.is_alphanumeric()).collect();
    is_pattern(&typed) || (!letters.is_empty() && is_pattern(&letters)) || is_known(email, display_name, &letters)
}

/// Nothing but known words and a short or regular rest, such as a year.
fn is_known(email: &str, display_name: &str, letters: &[char]) -> bool {
    let mut words: Vec<String> = COMMON.iter().map(|word| (*word).to_owned()).collect();
    words.push(squashed(display_name));
    words.push(squashed(email));
    words.extend(email.split(['@', '.', '-', '_', '+']).chain(display_name.split_whitespace()).map(squashed));
    words.retain(|word| word.chars().count() > 2);
    // The longest first, so that a name goes before its parts.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let whole: String = letters.iter().collect();
    let rest = words.iter().fold(whole.clone(), |rest, word| rest.replace(word, ""));
    let left: Vec<char> = rest.chars().collect();
    rest != whole && (left.len() <= SHORTEST_REST || is_pattern(&left))
}

fn squashed(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_pattern(text: &[char]) -> bool {
    let repeats = |unit: usize| text.iter().zip(text.iter().skip(unit)).all(|(a, b)| a == b);
    let is_repeated = (1..=LONGEST_UNIT.min(text.len() / 2)).any(repeats);
    let breaks = text.windows(2).filter(|pair| !is_step(pair[0], pair[1])).count();
    is_repeated || breaks <= text.len() / 6
}

/// Whether `next` is the same key again or the neighbour of `key` in a row.
fn is_step(key: char, next: char) -> bool {
    key == next
        || ROWS.iter().any(|row| {
            row.chars().zip(row.chars().skip(1)).any(|(a, b)| (a, b) == (key, next) || (b, a) == (key, next))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessable(password: &str) -> bool {
        is_guessable("lan.tran@acme-call.example", "Trần Lan", password)
    }

    #[test]
    fn what_is_known_about_the_person_is_guessed() {
        for password in ["lan.tran@acme-call", "Trần Lan 2026", "acme-call-acme", "lan-tran-1234567", "TranLanTranLan"]
        {
            assert!(guessable(password), "{password}");
        }
    }

    #[test]
    fn the_product_and_other_first_tries_are_guessed() {
        for password in ["callboardcallboard", "Callboard2026!", "password12345", "mat-khau-matkhau"] {
            assert!(guessable(password), "{password}");
        }
    }

    #[test]
    fn patterns_are_guessed() {
        for password in [
            "aaaaaaaaaaaa",
            "123456789012",
            "abcdefghijkl",
            "qwertyuiop12",
            "abc123abc123",
            "987-654-321-098",
            "!!!!!!!!!!!!",
        ] {
            assert!(guessable(password), "{password}");
        }
    }

    #[test]
    fn several_words_are_not() {
        for password in [
            "watch-the-floor",
            "set-up-the-floor",
            "mot hai ba bon nam",
            "correct horse battery",
            "lan likes green tea",
        ] {
            assert!(!guessable(password), "{password}");
        }
    }
}
