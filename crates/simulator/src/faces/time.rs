//! Times as the vendors print them: without a zone, in the zone of the house. The rules are written out, so that no time
//! zone database is needed.

use jiff::{Timestamp, Zoned, tz::TimeZone};

#[derive(Clone, Copy, Debug)]
pub(super) enum House {
    HoChiMinh,
    LosAngeles,
    NewYork,
}

pub(super) fn local(unix_ms: i64, house: House) -> Zoned {
    let rule = match house {
        House::HoChiMinh => "<+07>-7",
        House::LosAngeles => "PST8PDT,M3.2.0,M11.1.0",
        House::NewYork => "EST5EDT,M3.2.0,M11.1.0",
    };
    let zone = TimeZone::posix(rule).expect("the three rules are well-formed");
    Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone)
}

/// `YYYY-MM-DD HH:MM:SS`.
pub(super) fn naive(unix_ms: i64, house: House) -> String {
    local(unix_ms, house).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
