//! The way through a day: a slider with the crowd behind it, and hatched where nobody looked.

use domain::replay::CROWD_EVERY_S;
use domain::replay::KeptDay;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::lang;
use crate::live::Player;
use crate::row_model::Reader;
use crate::timing;

/// Width and height of the picture in its own units.
const WIDE: f64 = 1000.0;
const HIGH: f64 = 40.0;
/// The crowd at its largest reaches up to here.
const PEAK: f64 = 36.0;
/// Marks of the scale stand so far apart: the first of these, in seconds, of which there are few enough.
const MARKS_S: [i64; 8] = [60, 300, 600, 1800, 3600, 7200, 10_800, 21_600];
const MOST_MARKS: i64 = 10;

/// The first and last moment of the slider.
type Bounds = (UnixMs, UnixMs);

/// The slider.
#[component]
pub(super) fn Track(player: Player, day: RwSignal<KeptDay>, reader: Reader) -> impl IntoView {
    let locale = lang();
    let zone = reader.zone;
    let bounds = Memo::new(move |_| {
        let day = day.read();
        let grown = KeptDay { edge: player.edge.get().max(day.edge), watched: Vec::new(), crowd: Vec::new(), ..*day };
        grown.bounds().unwrap_or((day.from, day.until))
    });
    let seconds = move || {
        let (from, until) = bounds.get();
        until.seconds_since(from).max(1).to_string()
    };
    let value = move || {
        let (from, until) = bounds.get();
        player.at.get().max(from).min(until).seconds_since(from).to_string()
    };
    // Read aloud with every change: to the second while standing, to the minute while time goes on.
    let words = Memo::new(move |_| {
        let at = player.at.get();
        let date = timing::date(locale, at, zone);
        if player.is_playing.get() {
            format!("{date}, {}", timing::hour_minute(at, zone))
        } else {
            timing::date_time(locale, at, zone)
        }
    });
    let scrub = move |event| {
        if let Ok(seconds) = event_target_value(&event).parse::<i64>() {
            player.seek(bounds.get_untracked().0.plus_s(seconds));
        }
    };
    let gaps = move || {
        let (from, until) = bounds.get();
        let gaps = day.read().gaps(from, until);
        gaps.into_iter().map(|gap| gap_view(gap, (from, until))).collect_view()
    };
    let most = Memo::new(move |_| day.read().crowd.iter().flatten().max().copied());
    let note = move || most.get().map(|most| td_string!(locale, replay_crowd, count = most));
    view! {
        <div class="replay-track">
            <div class="replay-way">
                <svg viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true">
                    <path class="replay-crowd" d=move || crowd_path(&day.read(), bounds.get())></path>
                </svg>
                <svg aria-hidden="true">
                    <defs>
                        <pattern id="replay-hatch" width="8" height="8" patternUnits="userSpaceOnUse">
                            <path d="M-2 2L2 -2M0 8L8 0M6 10L10 6"></path>
                        </pattern>
                    </defs>
                    {gaps}
                </svg>
                <input
                    type="range"
                    min="0"
                    max=seconds
                    step="1"
                    aria-label=td_string!(locale, replay_slider)
                    aria-valuetext=move || words.get()
                    prop:value=value
                    on:input=scrub
                />
            </div>
            <svg class="replay-scale" aria-hidden="true">
                {move || marks(bounds.get(), zone).into_iter().map(|(x, text)| view! { <text x=x y="12">{text}</text> }).collect_view()}
            </svg>
            <p class="replay-crowd-note">{note}</p>
        </div>
    }
    .into_any()
}

/// Where a moment stands between the bounds, from nought to one.
fn place(at: UnixMs, (from, until): Bounds) -> f64 {
    at.max(from).min(until).ms_since(from) as f64 / until.ms_since(from).max(1) as f64
}

fn gap_view((from, until): Bounds, bounds: Bounds) -> impl IntoView {
    let (x, end) = (place(from, bounds), place(until, bounds));
    view! {
        <rect
            class="replay-gap"
            x=format!("{:.3}%", 100.0 * x)
            width=format!("{:.3}%", 100.0 * (end - x))
            height="100%"
            fill="url(#replay-hatch)"
        ></rect>
    }
}

/// The outline of the crowd: a step for each count, and none where nobody counted.
fn crowd_path(day: &KeptDay, bounds: Bounds) -> String {
    let most = day.crowd.iter().flatten().max().copied().unwrap_or(0).max(1);
    let mut path = String::new();
    let mut at = day.from;
    for count in &day.crowd {
        let next = at.plus_s(CROWD_EVERY_S);
        if let Some(count) = count.filter(|_| next > bounds.0 && at < bounds.1) {
            let (x, end) = (WIDE * place(at, bounds), WIDE * place(next, bounds));
            let top = HIGH - PEAK * f64::from(count) / f64::from(most);
            path.push_str(&format!("M{x:.1} {HIGH}V{top:.1}H{end:.1}V{HIGH}z"));
        }
        at = next;
    }
    path
}

/// Times of day at round moments, with where they stand.
fn marks(bounds: Bounds, zone: Zone) -> Vec<(String, String)> {
    let (from, until) = bounds;
    let length_s = until.seconds_since(from);
    let apart_s = MARKS_S.into_iter().find(|apart_s| length_s / apart_s <= MOST_MARKS).unwrap_or(86_400);
    let first = zone.local_s(from).div_euclid(apart_s) + 1;
    let moments = (first..).map(|mark| zone.moment_of(mark * apart_s)).take_while(|at| *at < until);
    moments.map(|at| (format!("{:.2}%", 100.0 * place(at, bounds)), timing::hour_minute(at, zone))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: UnixMs = UnixMs(1_800_000_000_000);

    #[test]
    fn the_crowd_is_drawn_in_steps_and_not_where_nobody_counted() {
        let crowd = vec![Some(10), None, Some(5), Some(0)];
        let day = KeptDay { from: FROM, crowd, ..KeptDay::default() };

        let path = crowd_path(&day, (FROM, FROM.plus_s(1200)));

        assert_eq!(path, "M0.0 40V4.0H250.0V40zM500.0 40V22.0H750.0V40zM750.0 40V40.0H1000.0V40z");
    }

    #[test]
    fn a_day_has_few_marks_at_round_times() {
        let texts = |length_s| {
            let marks = marks((FROM, FROM.plus_s(length_s)), Zone::UTC);
            marks.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };

        assert_eq!(texts(86_400), ["09:00", "12:00", "15:00", "18:00", "21:00", "00:00", "03:00", "06:00"]);
        assert!(texts(90).len() <= 2);
        assert_eq!(texts(0), Vec::<String>::new());
    }
}
