//! Lengths of time as people write them: `1:30` on a clock, and what a form takes for it.

/// A day; nothing that is typed here is longer.
pub const DAY_S: u32 = 86_400;

/// `0:41`, `46:12`, `1:34:42`.
pub fn clock(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// Seconds in `90`, `1:30`, `1:00:00`, `15 min`, `1 h 30 min`, in the units of both languages. None for anything else.
pub fn read(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    if text.contains(':') { read_clock(&text) } else { read_units(&text) }
}

fn read_clock(text: &str) -> Option<u32> {
    let parts: Vec<u32> = text.split(':').map(number).collect::<Option<_>>()?;
    // Sixty minutes may be written so; only what follows another figure must fit below it.
    let (first, rest) = parts.split_first()?;
    if rest.len() > 2 || rest.iter().any(|part| *part >= 60) {
        return None;
    }
    rest.iter().try_fold(*first, |sum, part| sum.checked_mul(60)?.checked_add(*part))
}

fn read_units(text: &str) -> Option<u32> {
    let mut rest = text;
    let mut sum = 0u32;
    while !rest.is_empty() {
        let figures = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let value = number(&rest[..figures])?;
        let after = rest[figures..].trim_start();
        let letters = after.len() - after.trim_start_matches(|c: char| c.is_alphabetic()).len();
        let is_alone = sum == 0 && letters == 0 && after.is_empty();
        let unit_s = if is_alone { 1 } else { unit_s(&after[..letters])? };
        sum = sum.checked_add(value.checked_mul(unit_s)?)?;
        rest = after[letters..].trim_start_matches(|c: char| c.is_whitespace() || c == '.');
    }
    (!text.is_empty()).then_some(sum)
}

fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn unit_s(word: &str) -> Option<u32> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" | "giây" | "g" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" | "phút" | "ph" | "p" => 60,
        "h" | "hr" | "hour" | "hours" | "giờ" => 3600,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_takes_for_a_length_of_time() {
        for (text, seconds) in [
            ("90", 90),
            ("1:30", 90),
            (" 01:30 ", 90),
            ("90:00", 5400),
            ("1:00:00", 3600),
            ("15 min", 900),
            ("15min.", 900),
            ("15 Phút", 900),
            ("2h", 7200),
            ("1 giờ 30 phút", 5400),
            ("45 giây", 45),
            ("0", 0),
        ] {
            assert_eq!(read(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in
            ["", "soon", "-5", "1.5", "1:60", "1:2:3:4", ":30", "1:", "5 apples", "5 6", "1 min 5", "9999999999"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_printed_reads_back() {
        for seconds in [0, 1, 59, 60, 90, 3599, 3600, 5400, DAY_S] {
            assert_eq!(read(&clock(i64::from(seconds))), Some(seconds));
        }
    }
}
