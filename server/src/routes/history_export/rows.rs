//! The table that is exported, whatever file it becomes: headings, and rows as they are read.

use app::ssr::history::HistoryWish;
use backend::auth::TenantCtx;
use backend::history::EventLine;
use backend::history::Events;
use backend::history::LocalDay;
use backend::runtime::Backend;
use backend::store::StoreResult;
use domain::agent::AgentState;
use domain::agent::SubState;
use domain::call::Direction;
use domain::clock::SinceSource;
use domain::occupancy::BUSY;
use domain::time::UnixMs;
use domain::totals::By;
use domain::totals::Row;
use domain::totals::Subject;

use super::Cut;

/// What stands in a cell. Words come from outside, so each file makes them harmless in its own way.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Words(String),
    Count(u64),
    DurationMs(i64),
    /// In tenths of a percent.
    Share(u16),
    Moment(UnixMs),
    Nothing,
}

/// A heading says the unit that a plain number has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    None,
    Duration,
    Share,
    Moment,
}

/// A table that is still being read.
pub(super) struct Rows {
    pub(super) headings: Vec<(String, Unit)>,
    source: Source,
}

enum Source {
    Totals(Option<Vec<Row>>),
    Events { events: Box<Events>, first: Option<Vec<EventLine>> },
}

impl Rows {
    /// As the page has them, all of them at once. None for who sees nothing.
    pub(super) async fn totals(
        backend: &Backend,
        ctx: &TenantCtx,
        days: &[LocalDay],
        wish: &HistoryWish,
    ) -> StoreResult<Option<Self>> {
        let Some(mut report) = backend.history_report(ctx, days, wish.question.by).await? else { return Ok(None) };
        wish.sort(&mut report);
        Ok(Some(Self { headings: totals_headings(wish.question.by), source: Source::Totals(Some(report.rows)) }))
    }

    /// Every change of state. None for who sees nothing.
    pub(super) async fn events(backend: &Backend, ctx: &TenantCtx, days: &[LocalDay]) -> StoreResult<Option<Self>> {
        let Some(mut events) = Events::begin(backend, ctx, days).await? else { return Ok(None) };
        let first = events.next().await?;
        Ok(Some(Self { headings: events_headings(), source: Source::Events { events: Box::new(events), first } }))
    }

    /// The next rows; none at the end.
    pub(super) async fn next(&mut self) -> Option<Result<Vec<Vec<Cell>>, Cut>> {
        match &mut self.source {
            Source::Totals(rows) => Some(Ok(rows.take()?.iter().map(totals_row).collect())),
            Source::Events { events, first } => {
                let lines = match first.take() {
                    Some(lines) => lines,
                    None => match events.next().await {
                        Ok(lines) => lines?,
                        Err(_store) => return Some(Err(Cut)),
                    },
                };
                Some(Ok(lines.into_iter().map(event_row).collect()))
            }
        }
    }
}

fn heading(name: &str, unit: Unit) -> (String, Unit) {
    (name.to_owned(), unit)
}

fn totals_headings(by: By) -> Vec<(String, Unit)> {
    let who: &[&str] = match by {
        By::Agent => &["agent", "agent_id", "connection", "group"],
        By::Group => &["group", "agents"],
        By::Connection => &["connection", "agents"],
    };
    let states = AgentState::ALL.into_iter().map(|state| heading(state.slug(), Unit::Duration));
    who.iter()
        .map(|name| heading(name, Unit::None))
        .chain([heading("logged_in", Unit::Duration)])
        .chain(states)
        .chain([
            heading("not_observed", Unit::Duration),
            heading("occupancy", Unit::Share),
            heading("calls_handled", Unit::None),
            heading("calls_not_reported_by", Unit::None),
        ])
        .collect()
}

fn totals_row(row: &Row) -> Vec<Cell> {
    let tally = &row.tally;
    let agents = Cell::Count(u64::from(row.agents));
    let mut cells = match &row.subject {
        Subject::Agent { name, connection_name, external_id, group, .. } => {
            vec![words(name), words(external_id), words(connection_name), optional(group.as_deref())]
        }
        Subject::Group { name } => vec![optional(name.as_deref()), agents],
        Subject::Connection { name, .. } => vec![words(name), agents],
    };
    cells.push(Cell::DurationMs(tally.logged_in_ms()));
    cells.extend(AgentState::ALL.into_iter().map(|state| match tally.tells_work() || !BUSY.contains(&state) {
        true => Cell::DurationMs(tally.in_state_ms(state)),
        false => Cell::Nothing,
    }));
    cells.push(Cell::DurationMs(tally.not_observed_ms));
    cells.push(tally.occupancy().map_or(Cell::Nothing, Cell::Share));
    cells.push(tally.calls.map_or(Cell::Nothing, |calls| Cell::Count(u64::from(calls))));
    let silent: Vec<&str> = row.uncounted.iter().map(|provider| provider.label()).collect();
    cells.push(words(&silent.join(", ")));
    cells
}

fn events_headings() -> Vec<(String, Unit)> {
    let moments = ["since_utc", "seen_at_utc"].map(|name| heading(name, Unit::Moment));
    let others = [
        "connection",
        "agent",
        "agent_id",
        "group",
        "state_before",
        "state",
        "sub_state",
        "pause_reason",
        "provider_status",
        "direction",
        "campaign",
        "queue",
        "calls_today",
        "since_told_by",
        "since_or_earlier",
        "precise_to_s",
        "gap_before",
    ];
    moments.into_iter().chain(others.map(|name| heading(name, Unit::None))).collect()
}

fn event_row(line: EventLine) -> Vec<Cell> {
    let event = line.event;
    let yes_or_no = |is: bool| words(if is { "yes" } else { "no" });
    vec![
        Cell::Moment(event.at),
        Cell::Moment(event.seen_at),
        Cell::Words(line.connection),
        Cell::Words(line.agent),
        Cell::Words(event.external_id),
        optional(event.group.as_deref()),
        optional(event.from.map(AgentState::slug)),
        words(event.to.slug()),
        optional(event.sub.map(SubState::slug)),
        optional(event.pause_reason.as_deref()),
        Cell::Words(event.raw_status),
        optional(event.direction.map(direction)),
        optional(event.campaign.as_deref()),
        optional(event.queue.as_deref()),
        event.calls_today.map_or(Cell::Nothing, |calls| Cell::Count(u64::from(calls))),
        words(told_by(event.source)),
        yes_or_no(event.is_lower_bound),
        Cell::Count(u64::from(event.precision_s)),
        yes_or_no(event.gap_before),
    ]
}

fn words(text: &str) -> Cell {
    Cell::Words(text.to_owned())
}

fn optional(text: Option<&str>) -> Cell {
    text.map_or(Cell::Nothing, words)
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
        Direction::Internal => "internal",
        Direction::Unknown => "unknown",
    }
}

const fn told_by(source: SinceSource) -> &'static str {
    match source {
        SinceSource::ProviderDuration => "provider_duration",
        SinceSource::ProviderTimestamp => "provider_timestamp",
        SinceSource::CallStart => "call_start",
        SinceSource::FirstSeen => "first_seen",
    }
}

#[cfg(test)]
mod tests {
    use domain::occupancy::Tally;

    use super::*;

    #[test]
    fn every_row_has_a_cell_for_each_heading() {
        let row = |subject| Row { subject, agents: 1, tally: Tally::default(), uncounted: Vec::new() };
        let connection = domain::id::ConnectionId(uuid::Uuid::nil());
        let agent = Subject::Agent {
            name: "An".to_owned(),
            connection,
            connection_name: "Sales".to_owned(),
            external_id: "7".to_owned(),
            group: None,
        };
        let of_connection = Subject::Connection { name: "Sales".to_owned(), id: connection };
        for (by, subject) in
            [(By::Agent, agent), (By::Group, Subject::Group { name: None }), (By::Connection, of_connection)]
        {
            assert_eq!(totals_row(&row(subject)).len(), totals_headings(by).len());
        }
        let event = domain::history::StateEvent::new("7", AgentState::Available, UnixMs(0));
        let line = EventLine { connection: String::new(), agent: String::new(), event };
        assert_eq!(event_row(line).len(), events_headings().len());
    }
}
