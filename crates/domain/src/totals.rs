//! What a report of the past is made of: one row for each agent, group or connection, and one day after the other.

use std::cmp::Ordering;

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::fold::fold;
use crate::id::ConnectionId;
use crate::occupancy::Tally;
use crate::occupancy::permille;
use crate::provider::ProviderKind;
use crate::time::UnixMs;

/// What a row stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    /// One agent.
    #[default]
    Agent,
    /// Everybody of a group, on whichever connection.
    Group,
    /// Everybody of a connection.
    Connection,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Group, Self::Connection];

    /// The word in addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Group => "group",
            Self::Connection => "connection",
        }
    }

    /// The one whose `slug` this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.slug() == slug)
    }
}

/// Who a row is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// An agent.
    Agent {
        /// The name as last known.
        name: String,
        /// At which connection.
        connection: ConnectionId,
        /// The connection's name.
        connection_name: String,
        /// The provider's identifier.
        external_id: String,
        /// The group they were in last.
        group: Option<String>,
    },
    /// A group; none: agents without one.
    Group {
        /// Its name.
        name: Option<String>,
    },
    /// A connection.
    Connection {
        /// Its name.
        name: String,
        /// Which one.
        id: ConnectionId,
    },
}

impl Subject {
    /// The name people read; none for agents without a group.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Agent { name, .. } | Self::Connection { name, .. } => Some(name),
            Self::Group { name } => name.as_deref(),
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Whom it is about.
    pub subject: Subject,
    /// How many agents were logged in at some time.
    pub agents: u32,
    /// What they did.
    pub tally: Tally,
    /// The providers among theirs that count no calls.
    pub uncounted: Vec<ProviderKind>,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Column {
    /// The name.
    #[default]
    Name,
    /// Time logged in.
    LoggedIn,
    /// Time in a state.
    State(AgentState),
    /// Time not observed.
    NotObserved,
    /// Occupancy.
    Occupancy,
    /// Calls handled.
    Calls,
}

impl Column {
    /// The word in addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::LoggedIn => "logged_in",
            Self::State(state) => state.slug(),
            Self::NotObserved => "not_observed",
            Self::Occupancy => "occupancy",
            Self::Calls => "calls",
        }
    }

    /// The one whose `slug` this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let named = [Self::Name, Self::LoggedIn, Self::NotObserved, Self::Occupancy, Self::Calls];
        named.into_iter().find(|column| column.slug() == slug).or_else(|| AgentState::from_slug(slug).map(Self::State))
    }
}

/// Puts rows in order. What has no figure comes last either way, and equal rows are in the order of their names.
pub fn sort(rows: &mut [Row], column: Column, falling: bool) {
    let name = |row: &Row| (row.subject.name().is_none(), row.subject.name().map(fold), row.subject.clone());
    rows.sort_by_cached_key(name);
    if column == Column::Name {
        if falling {
            rows.reverse();
        }
        return;
    }
    let figure = |row: &Row| match column {
        Column::Name => None,
        Column::LoggedIn => Some(row.tally.logged_in_ms()),
        Column::State(state) => Some(row.tally.in_state_ms(state)),
        Column::NotObserved => Some(row.tally.not_observed_ms),
        Column::Occupancy => row.tally.occupancy().map(i64::from),
        Column::Calls => row.tally.calls.map(i64::from),
    };
    rows.sort_by(|a, b| match (figure(a), figure(b)) {
        (Some(a), Some(b)) if falling => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
}

/// One half hour of everybody together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Where it begins.
    pub start: UnixMs,
    /// Which half hour of the wall clock's day it is, from 0 to 47. When clocks go back, two cells have the same one.
    pub place: u8,
    /// How much of it is over.
    pub elapsed_ms: i64,
    /// Time at work on a call.
    pub busy_ms: i64,
    /// Time at work on a call or ready for one.
    pub able_ms: i64,
    /// Time logged in.
    pub logged_in_ms: i64,
    /// Time not observed of those who were logged in on that day.
    pub not_observed_ms: i64,
}

impl Cell {
    /// A half hour of which nothing has been added up yet.
    pub const fn new(start: UnixMs, place: u8, elapsed_ms: i64) -> Self {
        Self { start, place, elapsed_ms, busy_ms: 0, able_ms: 0, logged_in_ms: 0, not_observed_ms: 0 }
    }

    /// Adds a part of it.
    pub fn add(&mut self, tally: &Tally) {
        self.busy_ms += tally.busy_ms();
        self.able_ms += tally.able_ms();
        self.logged_in_ms += tally.logged_in_ms();
        self.not_observed_ms += tally.not_observed_ms;
    }

    /// The same half hour of the wall clock, once more.
    fn merge(&mut self, again: &Self) {
        self.elapsed_ms += again.elapsed_ms;
        self.busy_ms += again.busy_ms;
        self.able_ms += again.able_ms;
        self.logged_in_ms += again.logged_in_ms;
        self.not_observed_ms += again.not_observed_ms;
    }

    /// The occupancy in tenths of a percent.
    pub fn occupancy(&self) -> Option<u16> {
        permille(self.busy_ms, self.able_ms)
    }

    /// How many were logged in on average, in tenths. None where nobody looked.
    pub fn logged_in(&self) -> Option<i64> {
        let is_blind = self.logged_in_ms == 0 && self.not_observed_ms > 0;
        (self.elapsed_ms > 0 && !is_blind).then(|| (10 * self.logged_in_ms + self.elapsed_ms / 2) / self.elapsed_ms)
    }
}

/// One day of everybody together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// As it stands in addresses: `2026-11-21`.
    pub date: String,
    /// Where it begins.
    pub from: UnixMs,
    /// Where the next one begins: 23 to 25 hours later.
    pub until: UnixMs,
    /// What everybody did.
    pub tally: Tally,
    /// Its half hours as far as they have begun.
    pub cells: Vec<Cell>,
}

/// Half hours on the face of a day's clock.
pub const PLACES: usize = 48;

impl Day {
    /// The half hours by their place on the clock: none where there is none, and two added up where clocks go back.
    pub fn places(&self) -> [Option<Cell>; PLACES] {
        let mut places = [None; PLACES];
        for cell in &self.cells {
            let Some(place) = places.get_mut(usize::from(cell.place)) else { continue };
            match place {
                None => *place = Some(*cell),
                Some(first) => first.merge(cell),
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: Option<&str>, available_ms: i64, calls: Option<u32>) -> Row {
        let mut tally = Tally { calls, ..Tally::default() };
        tally.add_ms(Some(AgentState::Available), available_ms);
        let subject = Subject::Group { name: name.map(str::to_owned) };
        Row { subject, agents: 1, tally, uncounted: Vec::new() }
    }

    fn names(rows: &[Row]) -> Vec<Option<&str>> {
        rows.iter().map(|row| row.subject.name()).collect()
    }

    #[test]
    fn what_has_no_figure_comes_last_whichever_way_rows_are_ordered() {
        let mut rows = vec![row(Some("b"), 5, None), row(Some("Ánh"), 9, Some(2)), row(None, 1, Some(7))];

        sort(&mut rows, Column::Calls, true);
        assert_eq!(names(&rows), [None, Some("Ánh"), Some("b")]);
        sort(&mut rows, Column::Calls, false);
        assert_eq!(names(&rows), [Some("Ánh"), None, Some("b")]);
        sort(&mut rows, Column::State(AgentState::Available), true);
        assert_eq!(names(&rows), [Some("Ánh"), Some("b"), None]);
        sort(&mut rows, Column::Name, false);
        assert_eq!(names(&rows), [Some("Ánh"), Some("b"), None]);
    }

    #[test]
    fn every_column_has_a_word_that_reads_back() {
        let states = AgentState::ALL.into_iter().map(Column::State);
        let named = [Column::Name, Column::LoggedIn, Column::NotObserved, Column::Occupancy, Column::Calls];
        for column in states.chain(named) {
            assert_eq!(Column::from_slug(column.slug()), Some(column));
        }
        for by in By::ALL {
            assert_eq!(By::from_slug(by.slug()), Some(by));
        }
    }

    #[test]
    fn an_hour_that_comes_twice_is_one_place_of_the_clock() {
        let cell = |start, place, busy_ms| Cell { busy_ms, able_ms: 100, ..Cell::new(UnixMs(start), place, 100) };
        let day = Day {
            date: "2026-10-25".to_owned(),
            from: UnixMs(0),
            until: UnixMs(400),
            tally: Tally::default(),
            cells: vec![cell(0, 4, 100), cell(100, 5, 0), cell(200, 4, 50)],
        };

        let places = day.places();

        assert_eq!(places[4].map(|cell| (cell.start, cell.elapsed_ms)), Some((UnixMs(0), 200)));
        assert_eq!(places[4].and_then(|cell| cell.occupancy()), Some(750));
        assert_eq!((places[5].and_then(|cell| cell.occupancy()), places[6]), (Some(0), None));
    }

    #[test]
    fn a_half_hour_in_which_nobody_looked_has_no_count() {
        let mut cell = Cell::new(UnixMs(0), 0, 1000);
        assert_eq!(cell.logged_in(), Some(0));
        cell.not_observed_ms = 1000;
        assert_eq!(cell.logged_in(), None);
        cell.logged_in_ms = 2500;
        assert_eq!(cell.logged_in(), Some(25));
    }
}
