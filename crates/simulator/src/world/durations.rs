//! How long things take on a floor, including the few that take too long. Everything is in milliseconds.

use crate::world::{agent::Pause, random::Random};

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Ringing lasts 3 to 25 s; one call in fifty rings far longer.
pub(crate) fn ring(random: &mut Random) -> i64 {
    if random.chance(0.02) { random.between(32_000, 75_000) } else { random.between(3_000, 25_000) }
}

/// Talk is log-normal around four minutes.
pub(crate) fn talk(random: &mut Random) -> i64 {
    clamp(random.log_normal(3.4 * MINUTE, 0.6), 8.0 * SECOND, 55.0 * MINUTE)
}

pub(crate) fn hold(random: &mut Random) -> i64 {
    random.between(15_000, 110_000)
}

pub(crate) fn wrap_up(random: &mut Random) -> i64 {
    if random.chance(0.03) {
        random.between(190_000, 700_000)
    } else {
        clamp(random.log_normal(25.0 * SECOND, 0.6), 5.0 * SECOND, 3.0 * MINUTE)
    }
}

pub(crate) fn dead(random: &mut Random) -> i64 {
    if random.chance(0.1) { random.between(60_000, 240_000) } else { random.between(4_000, 40_000) }
}

pub(crate) fn pause(random: &mut Random, reason: Pause) -> i64 {
    let usual = match reason {
        Pause::Login => random.between(5_000, 40_000),
        Pause::Lunch => random.between(20 * MINUTE_MS, 35 * MINUTE_MS),
        Pause::Coffee => random.between(4 * MINUTE_MS, 11 * MINUTE_MS),
        Pause::Meeting => random.between(12 * MINUTE_MS, 30 * MINUTE_MS),
        Pause::Training => random.between(15 * MINUTE_MS, 40 * MINUTE_MS),
        Pause::Toilet => random.between(2 * MINUTE_MS, 7 * MINUTE_MS),
        Pause::Break => random.between(5 * MINUTE_MS, 14 * MINUTE_MS),
        Pause::Preview => random.between(10_000, 70_000),
    };
    if random.chance(0.06) { usual * 2 } else { usual }
}

pub(crate) fn idle(random: &mut Random) -> i64 {
    clamp(random.exponential(75.0 * SECOND), 3.0 * SECOND, 6.0 * MINUTE)
}

pub(crate) fn patience(random: &mut Random) -> i64 {
    clamp(random.exponential(110.0 * SECOND), 8.0 * SECOND, 10.0 * MINUTE)
}

pub(crate) fn shift(random: &mut Random) -> i64 {
    random.between(7 * HOUR_MS + 30 * MINUTE_MS, 9 * HOUR_MS)
}

/// Between two shifts: the house works round the clock, and every agent with another phase.
pub(crate) fn rest(random: &mut Random) -> i64 {
    random.between(75 * MINUTE_MS, 160 * MINUTE_MS)
}

/// A short absence: the browser was restarted, a headset changed.
pub(crate) fn short_absence(random: &mut Random) -> i64 {
    random.between(90_000, 8 * MINUTE_MS)
}

fn clamp(value: f64, low: f64, high: f64) -> i64 {
    value.clamp(low, high) as i64
}
