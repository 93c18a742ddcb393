//! Whose wall it is and what time it is, the counts that are the legend as well, and below them the one row for trouble.

use domain::board::ConnectionView;
use domain::wall::WallFloor;
use domain::wall::WallGroup;
use domain::wall::fit::Letters;
use domain::wall::fit::Screen;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::picture::Scene;
use crate::components::bits::Glyph;
use crate::figures::counted;
use crate::i18n::Locale;
use crate::timing;
use crate::words;

/// A figure of three digits leaves no room for a fifth.
const THREE_DIGITS: u32 = 100;

/// Widths in the font size of names: of a letter, of a digit that counts and of the sign before it, between two counts, and
/// of the time of day beside them, at least, with what parts it from them.
const LETTER: f64 = 0.47;
const DIGIT: f64 = 1.74;
const SIGN: f64 = 1.2;
const BETWEEN: f64 = 0.4;
const TIME: f64 = 5.54;
const LEAST_HEAD: f64 = 8.54;

/// So many of the counts stand beside the head of a screen on its side. Room for two digits is kept, or a count would come
/// and go with every tenth agent.
fn beside(groups: &[WallGroup], floor: &WallFloor, locale: Locale, head: f64, screen: Screen) -> usize {
    let mut left = screen.width_in(Letters::Floor) - head + BETWEEN;
    let fits = |group: &&WallGroup| {
        let digits = floor.count(**group).max(10).ilog10() + 1;
        let label = words::wall_group(locale, **group).chars().count() as f64 * LETTER;
        left -= label.max(SIGN + f64::from(digits) * DIGIT) + BETWEEN;
        screen.is_upright() || left >= 0.0
    };
    groups.iter().take_while(fits).count()
}

/// The counts of the band, at most five. An agent of whom nobody knows what they do matters more than one who is not
/// there, and on a large floor those who are not there go first.
pub(super) fn band(floor: &WallFloor) -> Vec<WallGroup> {
    let mut groups = vec![WallGroup::OverLimit, WallGroup::NotReady, WallGroup::Available, WallGroup::OnCall];
    if floor.count(WallGroup::Unknown) > 0 {
        groups.push(WallGroup::Unknown);
    } else if floor.counts.iter().all(|count| *count < THREE_DIGITS) {
        groups.push(WallGroup::Offline);
    }
    groups
}

/// The top of every wall.
#[component]
pub(super) fn WallTop(
    /// What is shown.
    scene: Scene,
    /// Whether the floor is counted beside it; other slides say what they are.
    has_counts: bool,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let (now, floor, zone) = (scene.board.now, scene.floor, scene.reader.zone);
    let time = move || timing::time_of_day(now.get(), zone);
    let is_least = Memo::new(move |_| floor.read().unseen > 0 || !floor.read().silent.is_empty());
    let screen = scene.screen;
    let head =
        (TIME + timing::distance_from_utc(now.get_untracked(), zone).chars().count() as f64 * 0.6).max(LEAST_HEAD);
    let groups = Memo::new(move |_| {
        let mut groups = band(&floor.read());
        groups.truncate(beside(&groups, &floor.read(), locale, head, screen.get()));
        groups
    });
    let figures = move || {
        groups
            .get()
            .into_iter()
            .map(|group| {
                let count = move || floor.read().count(group);
                let least = move || {
                    is_least.get().then(|| {
                        view! {
                            <span class="kpi-least">
                                <span aria-hidden="true">"≥"</span>
                                <span class="visually-hidden">{td_string!(locale, at_least_count)}</span>
                            </span>
                        }
                    })
                };
                view! {
                    <div class="wall-kpi" data-group=group.slug()>
                        <dt>{words::wall_group(locale, group)}</dt>
                        <dd><Glyph name=words::wall_glyph(group)/>{least}<span>{count}</span></dd>
                    </div>
                }
            })
            .collect_view()
    };
    let slide = scene.slide;
    let subject = move || {
        let slide = slide.read();
        let who = [&slide.who.connection, &slide.who.group, &slide.who.queue].into_iter().flatten().cloned();
        let layout = (!has_counts).then(|| words::wall_layout(locale, slide.layout).to_owned());
        layout.into_iter().chain(who).collect::<Vec<_>>().join(" · ")
    };
    if !has_counts {
        return view! {
            <div class="wall-top is-plain">
                <header class="wall-header">
                    <h1><span class="wall-tenant">{scene.tenant.clone()}</span> " " <span class="wall-subject">{subject}</span></h1>
                    <p><time>{time}</time> " " <span class="wall-zone">{move || timing::distance_from_utc(now.get(), zone)}</span></p>
                </header>
            </div>
        }
        .into_any();
    }
    // There is no room for a third line beside the counts; of whose floor it is a part, the foot's screen tells.
    let tenant = scene.tenant.clone();
    view! {
        <div class="wall-top" class:is-least=move || is_least.get()>
            <header class="wall-header">
                <h1>{move || Some(subject()).filter(|subject| !subject.is_empty()).unwrap_or_else(|| tenant.clone())}</h1>
                <p><time>{time}</time> " " <span class="wall-zone">{move || timing::distance_from_utc(now.get(), zone)}</span></p>
            </header>
            <dl class="wall-band" aria-label=td_string!(locale, counts_label)>{figures}</dl>
        </div>
    }
    .into_any()
}

/// What is wrong with the picture as a whole: this screen's own link before any connection.
#[component]
pub(super) fn TroubleRow(
    /// What is shown.
    scene: Scene,
) -> impl IntoView {
    let reader = scene.reader;
    let locale = reader.locale;
    let (board, floor, is_lost) = (scene.board.clone(), scene.floor, scene.is_lost);
    let silent = Memo::new(move |_| floor.read().silent.clone());
    let row = move || {
        if is_lost.get() {
            let time = timing::time_of_day(board.heard_at.get(), reader.zone);
            return Some(
                view! {
                    <p class="wall-link" role="alert">
                        <svg class="glyph" aria-hidden="true"><use href="#w-unlinked"></use></svg>
                        <span>{td_string!(locale, wall_link_lost, time = time)}</span>
                        <span class="wall-link-note">{td_string!(locale, wall_trying)}</span>
                    </p>
                }
                .into_any(),
            );
        }
        let silent = silent.get();
        let connections = board.connections.read();
        let named = silent.iter().filter_map(|(index, agents)| Some((connections.get(index)?, *agents)));
        let rows = by_cause(locale, named, reader.zone)
            .into_iter()
            .map(|(cause, those)| trouble(locale, &cause, &those, reader.zone))
            .collect_view();
        (!silent.is_empty()).then(|| rows.into_any())
    };
    view! { <div class="wall-alert">{row}</div> }.into_any()
}

/// Connections that fail for the same cause, with the agents of each.
type Those<'a> = Vec<(&'a ConnectionView, u32)>;

/// One entry for each cause: a refused key and a provider that is down are mended by different people.
fn by_cause<'a>(
    locale: Locale,
    silent: impl Iterator<Item = (&'a ConnectionView, u32)>,
    zone: Zone,
) -> Vec<(String, Those<'a>)> {
    let mut causes: Vec<(String, Those<'a>)> = Vec::new();
    for (connection, agents) in silent {
        let cause = words::health(locale, connection.health.status, zone);
        match causes.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, those)) => those.push((connection, agents)),
            None => causes.push((cause, vec![(connection, agents)])),
        }
    }
    causes
}

fn trouble(locale: Locale, cause: &str, those: &Those<'_>, zone: Zone) -> impl IntoView + use<> {
    let names: Vec<&str> = those.iter().map(|(connection, _)| connection.name.as_str()).collect();
    let cause = format!("{}: {cause}", names.join(", "));
    let agents: u32 = those.iter().map(|(_, agents)| agents).sum();
    let seen = match those.iter().filter_map(|(connection, _)| connection.health.last_ok_at).min() {
        Some(at) => {
            counted!(locale, wall_last_seen, agents, time = timing::time_of_day(at, zone))
        }
        None => td_string!(locale, never_read).to_owned(),
    };
    view! {
        <p class="wall-trouble" role="status">
            <Glyph name="attention"/>
            <span class="wall-cause">{cause}</span>
            <span class="wall-seen">{seen}</span>
        </p>
    }
}
