//! What a key means on the board. Keys of one character can be switched off (some people speak to their computer, and
//! others rest a hand on it); they never mean anything while somebody types.

/// A key that was pressed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pressed<'a> {
    /// Its name, or the character it makes.
    pub(crate) key: &'a str,
    /// With Control or Command.
    pub(crate) control: bool,
    /// With Alt.
    pub(crate) alt: bool,
    /// With Shift.
    pub(crate) shift: bool,
}

/// Where the person is when it is pressed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    /// In a field that takes text, or a list that is chosen from by letters.
    pub(crate) typing: bool,
    /// Among the rows.
    pub(crate) among_rows: bool,
    /// In a dialog.
    pub(crate) in_dialog: bool,
    /// Keys of one character are switched on.
    pub(crate) single_keys: bool,
}

/// What it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Open the palette.
    Palette,
    /// Go to the search.
    Search,
    /// Show the keys.
    Help,
    /// To the next row.
    Next,
    /// To the row before.
    Previous,
    /// Select the row.
    Select,
    /// Select as far as the row.
    SelectRange,
    /// Put away what is open, or take back the selection.
    Away,
}

/// The meaning of a key; none when it is the browser's.
pub(crate) fn meaning(pressed: Pressed<'_>, place: Place) -> Option<Meaning> {
    if pressed.control && !pressed.alt && !pressed.shift && pressed.key.eq_ignore_ascii_case("k") {
        return Some(Meaning::Palette);
    }
    // A dialog has its own keys, and Escape closes it without us.
    if place.in_dialog || place.typing || pressed.control || pressed.alt {
        return None;
    }
    match pressed.key {
        "Escape" => Some(Meaning::Away),
        "ArrowDown" if place.among_rows && !pressed.shift => Some(Meaning::Next),
        "ArrowUp" if place.among_rows && !pressed.shift => Some(Meaning::Previous),
        key if place.single_keys => single(key, pressed.shift),
        _ => None,
    }
}

fn single(key: &str, shift: bool) -> Option<Meaning> {
    match key {
        "/" => Some(Meaning::Search),
        "?" => Some(Meaning::Help),
        "j" => Some(Meaning::Next),
        "k" => Some(Meaning::Previous),
        "x" => Some(Meaning::Select),
        "X" if shift => Some(Meaning::SelectRange),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOARD: Place = Place { typing: false, among_rows: false, in_dialog: false, single_keys: true };

    fn key(key: &str) -> Pressed<'_> {
        Pressed { key, ..Pressed::default() }
    }

    const SINGLE: [(&str, Meaning); 5] = [
        ("/", Meaning::Search),
        ("?", Meaning::Help),
        ("j", Meaning::Next),
        ("k", Meaning::Previous),
        ("x", Meaning::Select),
    ];

    #[test]
    fn single_keys_work_unless_somebody_types_or_has_switched_them_off() {
        for (name, wanted) in SINGLE {
            assert_eq!(meaning(key(name), BOARD), Some(wanted));
            for place in [
                Place { typing: true, ..BOARD },
                Place { single_keys: false, ..BOARD },
                Place { in_dialog: true, ..BOARD },
            ] {
                assert_eq!(meaning(key(name), place), None, "{name} {place:?}");
            }
        }
    }

    #[test]
    fn the_palette_opens_from_everywhere_and_whatever_is_switched_off() {
        let pressed = Pressed { control: true, ..key("k") };

        for place in [BOARD, Place { typing: true, single_keys: false, ..BOARD }] {
            assert_eq!(meaning(pressed, place), Some(Meaning::Palette));
        }
    }

    #[test]
    fn keys_of_the_browser_stay_the_browsers() {
        for pressed in [
            Pressed { control: true, ..key("j") },
            Pressed { control: true, ..key("/") },
            Pressed { alt: true, ..key("x") },
            Pressed { control: true, shift: true, ..key("K") },
            key("ArrowDown"),
            key("Enter"),
            key("a"),
        ] {
            assert_eq!(meaning(pressed, BOARD), None, "{pressed:?}");
        }
    }

    #[test]
    fn arrows_go_from_row_to_row_among_the_rows_also_when_single_keys_are_off() {
        let place = Place { among_rows: true, single_keys: false, ..BOARD };

        assert_eq!(meaning(key("ArrowDown"), place), Some(Meaning::Next));
        assert_eq!(meaning(key("ArrowUp"), place), Some(Meaning::Previous));
        assert_eq!(meaning(key("Escape"), place), Some(Meaning::Away));
    }
}
