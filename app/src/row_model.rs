//! What a row says, as text: one pure function for table, tiles and side panel, on the server and in the browser.

mod cells;

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::agent::SubState;
use domain::board::AgentRow;
use domain::board::ConnectionView;
use domain::call::Direction;
use domain::clock::SinceSource;
use domain::command::ActionKind;
use domain::freshness::Freshness;
use domain::limits::Level;
use domain::limits::Limits;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos_i18n::td_string;

pub(crate) use cells::RowCells;

use crate::i18n::Locale;
use crate::timing;
use crate::words;

/// How a reader wants words and times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reader {
    /// Language.
    pub(crate) locale: Locale,
    /// The reader's zone.
    pub(crate) zone: Zone,
}

/// The clock cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClockModel {
    /// Figures, with `≥` in front of a lower bound.
    pub(crate) text: String,
    /// Which mark stands behind the figures.
    pub(crate) origin: Option<&'static str>,
    /// Text behind the mark: `±15`, or "last".
    pub(crate) note: String,
    /// The whole explanation.
    pub(crate) title: String,
}

/// The call cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallModel {
    /// Arrow.
    pub(crate) icon: Option<&'static str>,
    /// Direction as a word, for screen readers.
    pub(crate) direction: &'static str,
    /// Number, or what stands in for it.
    pub(crate) number: String,
}

/// One row as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowModel {
    pub(crate) external_id: String,
    pub(crate) state: AgentState,
    pub(crate) level: Level,
    pub(crate) stale: bool,
    pub(crate) glyph: &'static str,
    /// The command under way.
    pub(crate) pending: Option<ActionKind>,
    pub(crate) name: String,
    pub(crate) state_word: &'static str,
    pub(crate) state_sub: Option<String>,
    pub(crate) clock: Option<ClockModel>,
    pub(crate) queue: Option<String>,
    pub(crate) queue_title: String,
    pub(crate) call: Option<CallModel>,
    pub(crate) extension: String,
    pub(crate) kind: ProviderKind,
    pub(crate) source_name: String,
    pub(crate) age: String,
    pub(crate) age_late: bool,
    /// When the reader saw the state change.
    pub(crate) changed_at: Option<UnixMs>,
    /// It changed a moment ago.
    pub(crate) is_new: bool,
}

/// A new state is marked for so long.
const NEW_MS: i64 = 2_000;

impl RowModel {
    /// The same, knowing what the reader saw before.
    pub(crate) fn after(mut self, last: Option<&Self>, now: UnixMs) -> Self {
        let changed = last.is_some_and(|last| last.state != self.state);
        self.changed_at = if changed { Some(now) } else { last.and_then(|last| last.changed_at) };
        self.is_new = self.changed_at.is_some_and(|at| (0..NEW_MS).contains(&now.ms_since(at)));
        self
    }
}

/// The row as a reader sees it at `now`.
pub(crate) fn row_model(
    row: &AgentRow,
    connection: &ConnectionView,
    limits: &Limits,
    now: UnixMs,
    reader: Reader,
) -> RowModel {
    let freshness = row.freshness(connection, now);
    let stale = freshness == Freshness::Stale;
    let level = if stale { Level::Normal } else { limits.level(row, now) };
    let read_at = row.read_at(connection);
    RowModel {
        external_id: row.external_id.clone(),
        state: row.state,
        level,
        stale,
        glyph: glyph(row, level),
        pending: row.pending.map(|pending| pending.action),
        name: row.name.clone(),
        state_word: words::state(reader.locale, row.state),
        state_sub: state_sub(row, reader.locale),
        clock: if stale { stopped_clock(read_at, reader) } else { running_clock(row, connection, now, reader) },
        queue: queue_cell(row),
        queue_title: row.queues.iter().chain(&row.campaign).cloned().collect::<Vec<_>>().join(", "),
        call: call_cell(row, reader.locale),
        extension: row.extension.clone().unwrap_or_default(),
        kind: connection.kind,
        source_name: connection.name.clone(),
        age: read_at.map_or_else(|| "–".to_owned(), |at| timing::age(now.seconds_since(at))),
        age_late: freshness != Freshness::Fresh,
        changed_at: None,
        is_new: false,
    }
}

/// Over the alarm limit an octagon; over the warning limit a filled triangle, except where the shape tells more.
fn glyph(row: &AgentRow, level: Level) -> &'static str {
    match (level, row.state) {
        (Level::Alarm, _) => "alarm",
        (Level::Attention, AgentState::WrapUp | AgentState::Paused | AgentState::Unavailable) => "attention",
        (Level::Attention | Level::Normal, state) => words::glyph(state),
    }
}

fn state_sub(row: &AgentRow, locale: Locale) -> Option<String> {
    let reason = row.pause_reason.as_deref().map(|reason| {
        if reason == "LOGIN" { td_string!(locale, sub_after_login).to_owned() } else { reason.to_owned() }
    });
    let raw = row.raw_status.as_deref().map(|raw| format!("“{raw}”"));
    let confidence = match row.confidence {
        Confidence::Assumed => Some(td_string!(locale, assumed).to_owned()),
        Confidence::Derived if row.state != AgentState::LoggedOut => Some(td_string!(locale, derived).to_owned()),
        Confidence::Derived | Confidence::Reported => None,
    };
    let sub = row.sub.filter(|sub| *sub != SubState::Disposition || row.state != AgentState::WrapUp);
    sub.map(|sub| words::sub_state(locale, sub).to_owned()).or(reason).or(raw).or(confidence)
}

fn stopped_clock(read_at: Option<UnixMs>, reader: Reader) -> Option<ClockModel> {
    read_at.map(|at| ClockModel {
        text: timing::time_of_day(at, reader.zone),
        origin: None,
        note: td_string!(reader.locale, last).to_owned(),
        title: td_string!(reader.locale, clock_stopped).to_owned(),
    })
}

fn running_clock(row: &AgentRow, connection: &ConnectionView, now: UnixMs, reader: Reader) -> Option<ClockModel> {
    let figures = timing::clock(row.in_state_s(now)?);
    let provider = connection.kind.label();
    let (origin, title) = match row.source {
        SinceSource::ProviderDuration | SinceSource::ProviderTimestamp => {
            ("o-reported", td_string!(reader.locale, clock_reported, provider = provider))
        }
        SinceSource::CallStart => ("o-call", td_string!(reader.locale, clock_call, provider = provider)),
        SinceSource::FirstSeen if row.is_lower_bound => ("o-seen", td_string!(reader.locale, clock_lower).to_owned()),
        SinceSource::FirstSeen => ("o-seen", td_string!(reader.locale, clock_seen, seconds = row.precision_s)),
    };
    let exact = row.source != SinceSource::FirstSeen || row.is_lower_bound;
    Some(ClockModel {
        text: if row.is_lower_bound { format!("≥ {figures}") } else { figures },
        origin: Some(origin),
        note: if exact { String::new() } else { format!("±{}", row.precision_s) },
        title,
    })
}

/// The queue being served or the first callin queue with the number of others, else the campaign.
fn queue_cell(row: &AgentRow) -> Option<String> {
    match row.queues.as_slice() {
        [] => row.campaign.clone(),
        [queue] => Some(queue.clone()),
        [queue, others @ ..] => Some(format!("{queue} +{}", others.len())),
    }
}

fn call_cell(row: &AgentRow, locale: Locale) -> Option<CallModel> {
    let call = row.call.as_ref()?;
    let lead = || call.lead.as_ref().map(|lead| td_string!(locale, lead, lead = lead.clone()));
    Some(CallModel {
        icon: match call.direction {
            Direction::Inbound => Some("i-in"),
            Direction::Outbound => Some("i-out"),
            Direction::Internal | Direction::Unknown => None,
        },
        direction: words::direction(locale, call.direction),
        number: call.number.clone().or_else(lead).unwrap_or_else(|| "–".to_owned()),
    })
}

#[cfg(test)]
mod tests;
