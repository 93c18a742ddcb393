//! The alarms that are open, above everything else: since when, whom they concern, and who has seen them. Only a new alarm
//! is read out and makes a sound; one that goes on does not.

use domain::alarm::Alarm;
use domain::alarm::Alarms;
use domain::id::AlarmId;
use domain::rule::Subject;
use domain::view::Show;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Glyph;
use super::bits::board_href;
use super::bits::lang;
use crate::alert::Alert;
use crate::api::rules::AcknowledgeAlarm;
use crate::figures::counted;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::timing;
use crate::words::rules as words;

/// So many names stand beside an alarm; the rest is a number.
const NAMES: usize = 3;

/// The bar. Nothing where the tenant has no rules.
#[component]
pub(crate) fn AlarmBar(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view, to open an agent within it.
    view: Memo<View>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let (alarms, alert) = (board.alarms, board.alert);
    let is_shown = Memo::new(move |_| alarms.with(|alarms| alarms.is_watched || !alarms.open.is_empty()));
    let news = tell(alarms, alert, reader);
    let ids = Memo::new(move |_| alarms.with(|alarms| alarms.open.iter().map(|alarm| alarm.id).collect::<Vec<_>>()));
    let is_calm = move || ids.read().is_empty();
    let acknowledge = ServerAction::<AcknowledgeAlarm>::new();
    let tenant = StoredValue::new(tenant);
    let board = StoredValue::new(board);
    let seen = Callback::new(move |alarm| {
        acknowledge.dispatch(AcknowledgeAlarm { tenant: tenant.get_value(), alarm });
    });
    let failed = move || {
        let error = acknowledge.value().get()?.err()?;
        Some(crate::words::error(locale, &error, reader.zone))
    };
    view! {
        <p class="visually-hidden" aria-live="assertive">{move || news.get()}</p>
        <Show when=move || is_shown.get()>
            <section class="alarm-bar" aria-labelledby="alarms" data-open=move || ids.read().len().to_string()>
                <h2 id="alarms">{td_string!(locale, alarms_open)}</h2>
                <Show when=is_calm>
                    <p class="quiet">{td_string!(locale, alarms_none)}</p>
                </Show>
                <AlertSwitches alert/>
                <ul>
                    <For each=move || ids.get() key=|id| *id let:id>
                        <AlarmLine id tenant=tenant.get_value() board=board.get_value() view reader seen/>
                    </For>
                </ul>
                <p class="notice" role="status">{failed}</p>
            </section>
        </Show>
    }
    .into_any()
}

/// Reads out, sounds and notifies what is new; what was open when the page came is not.
fn tell(alarms: RwSignal<Alarms>, alert: Alert, reader: Reader) -> RwSignal<String> {
    let said = RwSignal::new(String::new());
    Effect::new(move |before: Option<Alarms>| {
        let now = alarms.get();
        match before {
            None => alert.resume(),
            Some(before) => {
                let new: Vec<&Alarm> = now.new_since(&before).collect();
                for alarm in &new {
                    let text = words::spoken(reader.locale, alarm);
                    alert.raise(&alarm.name, &text, alarm.channels.sound, alarm.channels.notification);
                }
                let text: Vec<String> = new.iter().map(|alarm| words::spoken(reader.locale, alarm)).collect();
                if !text.is_empty() {
                    said.set(text.join(" "));
                }
            }
        }
        now
    });
    said
}

/// Whether this browser sounds and notifies, each switched by a tap.
#[component]
fn AlertSwitches(
    /// This browser.
    alert: Alert,
) -> impl IntoView {
    let locale = lang();
    let sound = move || {
        if alert.sounds.get() { td_string!(locale, alarm_sound_on) } else { td_string!(locale, alarm_sound_off) }
    };
    let notification = move || {
        if alert.notifies.get() { td_string!(locale, alarm_notify_on) } else { td_string!(locale, alarm_notify_off) }
    };
    view! {
        <div class="alert-switches">
            <button
                class="button is-tiny"
                class:is-off=move || !alert.sounds.get()
                type="button"
                aria-pressed=move || alert.sounds.get().to_string()
                on:click=move |_| alert.toggle_sound()
            >
                {sound}
            </button>
            <button
                class="button is-tiny"
                class:is-off=move || !alert.notifies.get()
                type="button"
                aria-pressed=move || alert.notifies.get().to_string()
                on:click=move |_| alert.toggle_notification()
            >
                {notification}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn AlarmLine(
    /// Which alarm.
    id: AlarmId,
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view, to open an agent within it.
    view: Memo<View>,
    /// Language and zone.
    reader: Reader,
    /// Called when the person has seen it.
    seen: Callback<AlarmId>,
) -> impl IntoView {
    let locale = lang();
    let alarms = board.alarms;
    let found = Memo::new(move |last: Option<&Option<Alarm>>| {
        let found = alarms.with(|alarms| alarms.open.iter().find(|alarm| alarm.id == id).cloned());
        found.or_else(|| last.cloned().flatten())
    });
    let now = board.now;
    let age = move || {
        let raised_at = found.read().as_ref()?.raised_at;
        let time = timing::time_of_day(raised_at, reader.zone);
        Some(td_string!(locale, alarm_since, time = time, age = timing::clock(now.get().seconds_since(raised_at))))
    };
    let level = move || found.read().as_ref().map(|alarm| alarm.level).unwrap_or_default();
    let name = move || found.read().as_ref().map(|alarm| alarm.name.clone());
    let glyph = Signal::derive(move || words::glyph(level()));
    let unknown = move || {
        let cause = found.read().as_ref()?.unknown?;
        Some(td_string!(locale, alarm_unknown, cause = words::cause(locale, cause)))
    };
    let subjects = move || {
        let found = found.get()?;
        Some(subjects_view(&board, &tenant, &found, &view.get(), reader).into_any())
    };
    let acknowledged = move || match found.get()?.acknowledged {
        Some(by) => {
            let time = timing::time_of_day(by.at, reader.zone);
            let text = td_string!(locale, alarm_acknowledged, name = by.by, time = time);
            Some(view! { <span class="seen-by">{text}</span> }.into_any())
        }
        None => {
            let label = td_string!(locale, alarm_acknowledge_named, name = name().unwrap_or_default());
            Some(
                view! {
                    <button class="button is-tiny" type="button" aria-label=label on:click=move |_| seen.run(id)>
                        {td_string!(locale, alarm_acknowledge)}
                    </button>
                }
                .into_any(),
            )
        }
    };
    let is_seen = move || found.read().as_ref().is_some_and(|alarm| alarm.acknowledged.is_some());
    view! {
        <li class="alarm" data-level=move || level().level().slug() class:is-acknowledged=is_seen>
            <Glyph name=glyph/>
            <b class="alarm-level">{move || words::level(locale, level())}</b>
            <h3>{name}</h3>
            <span class="age">{age}</span>
            <p class="alarm-subjects">{subjects}</p>
            <span class="alarm-unknown">{unknown}</span>
            {acknowledged}
        </li>
    }
    .into_any()
}

/// The first names as links into the board, and how many there are.
fn subjects_view(board: &LiveBoard, tenant: &str, alarm: &Alarm, view: &View, reader: Reader) -> impl IntoView + use<> {
    let locale = reader.locale;
    let links = alarm
        .subjects
        .iter()
        .take(NAMES)
        .map(|subject| {
            let text = subject.name().to_owned();
            match href(board, tenant, subject, view) {
                Some(href) => view! { <a href=href>{text}</a> }.into_any(),
                None => view! { <span>{text}</span> }.into_any(),
            }
        })
        .collect_view();
    let count = usize::try_from(alarm.count).unwrap_or(usize::MAX);
    let more = count.saturating_sub(alarm.subjects.len().min(NAMES));
    let more = (more > 0).then(|| view! { <span>{td_string!(locale, alarm_more, count = more)}</span> });
    let total = (count > 1).then(|| {
        let agents = alarm.subjects.iter().all(|subject| matches!(subject, Subject::Agent { .. }));
        let text = if agents { counted!(locale, alarm_agents, count) } else { count.to_string() };
        view! { <b>{text}</b> }
    });
    view! { {total}{links}{more} }
}

/// Where a subject is on this board; nowhere when it is not there any more.
fn href(board: &LiveBoard, tenant: &str, subject: &Subject, view: &View) -> Option<String> {
    let connections = board.connections.read();
    let (index, connection) = connections.iter().find(|(_, connection)| connection.id == subject.connection())?;
    let view = View { invalid: Vec::new(), ..view.clone() };
    let view = match subject {
        Subject::Agent { external_id, .. } => View { open: Some(format!("{}:{external_id}", index.0)), ..view },
        Subject::Queue { name, .. } => View { queue: Some(name.clone()), ..view },
        Subject::Connection { .. } => View { connection: Some(connection.name.clone()), show: Show::Everyone, ..view },
    };
    Some(board_href(tenant, &view))
}
