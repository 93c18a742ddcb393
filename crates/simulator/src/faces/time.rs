//! Times as the vendors print them: without a zone, in the zone of the house. The rules are written out, so that no time
//! zone database is needed.

use std::sync::LazyLock;

use jiff::{Timestamp, Zoned, tz::TimeZone};

#[derive(Clone, Copy, Debug)]
pub(super) enum House {
    HoChiMinh,
    LosAngeles,
    NewYork,
}

pub(super) fn local(unix_ms: i64, house: House) -> Zoned {
    // Read once each: a row has several times, and a poll has many rows.
    static ZONES: [LazyLock<TimeZone>; 3] = [
        LazyLock::new(|| zone("<+07>-7")),
        LazyLock::new(|| zone("PST8PDT,M3.2.0,M11.1.0")),
        LazyLock::new(|| zone("EST5EDT,M3.2.0,M11.1.0")),
    ];
    let zone = match house {
        House::HoChiMinh => &ZONES[0],
        House::LosAngeles => &ZONES[1],
        House::NewYork => &ZONES[2],
    };
    Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned((**zone).clone())
}

fn zone(rule: &str) -> TimeZone {
    TimeZone::posix(rule).expect("the three rules are well-formed")
}

/// `YYYY-MM-DD HH:MM:SS`.
pub(super) fn naive(unix_ms: i64, house: House) -> String {
    local(unix_ms, house).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
