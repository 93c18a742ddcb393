//! The line of `version`, which needs no log-in and tells the server's clock and zone.

use crate::ProviderError;
use crate::vicidial::errors;
use crate::vicidial::table;

const FUNCTION: &str = "version";

/// What of it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    /// The server's clock in seconds since 1970.
    pub(crate) epoch_s: i64,
    /// The server's offset from UTC now, in seconds; none where no server row is active.
    pub(crate) offset_s: Option<i32>,
}

/// Reads the answer to `version`.
///
/// # Errors
/// What the error line means, or [`ProviderError::BadBody`].
pub(crate) fn read_version(text: &str) -> Result<Version, ProviderError> {
    for line in text.lines() {
        if let Some(error) = errors::classify(line, FUNCTION) {
            return Err(error.into_error());
        }
        let value = |key: &str| {
            line.split('|').find_map(|part| part.trim().strip_prefix(key)?.strip_prefix(':')).map(str::trim)
        };
        if let Some(epoch_s) = value("EPOCH").and_then(|epoch| epoch.parse().ok()) {
            return Ok(Version { epoch_s, offset_s: value("TZNOW").or_else(|| value("TZ")).and_then(offset_s) });
        }
    }
    Err(ProviderError::BadBody(table::bad_body(text)))
}

/// Hours with a fraction, such as `-5.00` or `5.50`, as seconds.
fn offset_s(hours: &str) -> Option<i32> {
    const FURTHEST_H: i32 = 14;
    let (sign, digits) = hours.strip_prefix('-').map_or((1, hours.trim_start_matches('+')), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let whole: i32 = whole.parse().ok().filter(|whole| (0..=FURTHEST_H).contains(whole))?;
    let hundredths: i32 = format!("{fraction:0<2}").get(..2)?.parse().ok().filter(|part| *part >= 0)?;
    Some(sign * (whole * 3600 + hundredths * 36))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_clock_and_offset_are_read() {
        let line = "VERSION: 2.14-202|BUILD: 250720-1841|DATE: 2026-11-21 02:07:12|EPOCH: 1795226832|DST: 0|TZ: -5.00|TZNOW: -5.00|\n";

        assert_eq!(read_version(line), Ok(Version { epoch_s: 1_795_226_832, offset_s: Some(-18_000) }));
    }

    #[test]
    fn an_empty_zone_is_no_zone_and_half_hours_count() {
        let with_zone =
            |zone: &str| read_version(&format!("VERSION: 2|EPOCH: 5|TZ: {zone}|TZNOW: {zone}|")).map(|v| v.offset_s);

        for (zone, expected) in [
            ("", None),
            ("5.50", Some(19_800)),
            ("7.00", Some(25_200)),
            ("-3.5", Some(-12_600)),
            ("99", None),
            ("x", None),
        ] {
            assert_eq!(with_zone(zone), Ok(expected), "{zone:?}");
        }
    }

    #[test]
    fn what_is_no_version_is_a_bad_body() {
        assert!(matches!(read_version(""), Err(ProviderError::BadBody(crate::error::BadBody::Empty))));
        assert!(matches!(read_version("EPOCH: soon|"), Err(ProviderError::BadBody(_))));
    }
}
