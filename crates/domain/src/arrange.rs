//! Rows gathered and ordered as a view asks, with a tally above each group.

use std::cell::OnceCell;
use std::cmp::Ordering;

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::board::AgentRow;
use crate::board::Board;
use crate::counts::Kpi;
use crate::fold::fold;
use crate::freshness::Freshness;
use crate::id::RowId;
use crate::limits::Level;
use crate::limits::Limits;
use crate::time::UnixMs;
use crate::view::GroupBy;
use crate::view::SortBy;
use crate::view::View;

/// What stands above a group of rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GroupLabel {
    /// A state.
    State(AgentState),
    /// A name of the provider's.
    Named(String),
    /// Rows with nothing to gather by; last.
    Without,
}

/// How many of a group are in which count of the band.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tally {
    /// Fresh rows by count of the band, only those that are not zero.
    pub fresh: Vec<(Kpi, u32)>,
    /// Stale rows that are logged in.
    pub stale: u32,
    /// Logged-out rows.
    pub logged_out: u32,
}

/// One group of rows, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What they share.
    pub label: GroupLabel,
    /// How many rows there are, also where `rows` was cut.
    pub count: u32,
    /// What they are doing.
    pub tally: Tally,
    /// The rows.
    pub rows: Vec<RowId>,
}

/// A whole view in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// The groups.
    pub groups: Vec<Group>,
    /// Rows that pass the filters.
    pub shown: u32,
    /// Rows there are.
    pub total: u32,
    /// Logged-out rows that the view hides.
    pub logged_out_hidden: u32,
}

impl Arrangement {
    /// The same with at most `rows` rows in it; the counts stay.
    pub fn first(mut self, rows: usize) -> Self {
        let mut left = rows;
        for group in &mut self.groups {
            group.rows.truncate(left);
            left -= group.rows.len();
        }
        self.groups.retain(|group| !group.rows.is_empty());
        self
    }
}

/// A label that is still the row's own text; in the order of [`GroupLabel`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Label<'a> {
    State(AgentState),
    Named(&'a str),
    Without,
}

impl<'a> Label<'a> {
    fn of(board: &'a Board, row: &'a AgentRow, group_by: GroupBy) -> Self {
        let named = |name: Option<&'a String>| name.map_or(Self::Without, |name| Self::Named(name));
        match group_by {
            GroupBy::None => Self::Without,
            GroupBy::State => Self::State(row.state),
            GroupBy::Queue => named(row.queues.first()),
            GroupBy::Campaign => named(row.campaign.as_ref()),
            GroupBy::Connection => named(board.connection_of(row).map(|connection| &connection.name)),
            GroupBy::Skill => named(row.skills.first()),
            GroupBy::Group => named(row.group.as_ref()),
        }
    }

    fn to_owned(self) -> GroupLabel {
        match self {
            Self::State(state) => GroupLabel::State(state),
            Self::Named(name) => GroupLabel::Named(name.to_owned()),
            Self::Without => GroupLabel::Without,
        }
    }
}

/// How far a state is from serving a caller, for "worst first".
const fn rank(state: AgentState) -> u8 {
    match state {
        AgentState::Unknown => 0,
        AgentState::Ringing => 1,
        AgentState::Unavailable => 2,
        AgentState::Paused => 3,
        AgentState::WrapUp => 4,
        AgentState::OnHold => 5,
        AgentState::OnCall => 6,
        AgentState::Dialing => 7,
        AgentState::Available => 8,
        AgentState::LoggedOut => 9,
    }
}

/// An admitted row with what it is ordered by.
struct Placed<'a> {
    label: Label<'a>,
    rank: u8,
    figure: i64,
    /// Made when it is asked for: most orders decide without it, and a large floor is put in order every few seconds.
    text: OnceCell<String>,
    sort_by: SortBy,
    id: RowId,
    row: &'a AgentRow,
}

impl Placed<'_> {
    fn text(&self) -> &str {
        self.text.get_or_init(|| match self.sort_by {
            SortBy::Extension => self.row.extension.clone().unwrap_or_else(|| "\u{10ffff}".to_owned()),
            SortBy::Name | SortBy::Longest | SortBy::State | SortBy::Worst => fold(&self.row.name),
        })
    }

    /// Cheap parts first: texts are compared only where all else is equal.
    fn order(&self, other: &Self) -> Ordering {
        (self.label, self.rank, self.figure)
            .cmp(&(other.label, other.rank, other.figure))
            .then_with(|| self.text().cmp(other.text()))
            .then_with(|| self.id.cmp(&other.id))
    }
}

/// The groups of a view in order, each admitted row once; under "worst first" the groups with the worst rows lead.
pub fn arrange(board: &Board, view: &View, limits: &Limits, now: UnixMs) -> Arrangement {
    let mut placed: Vec<Placed<'_>> = board
        .rows
        .iter()
        .filter(|(_, row)| view.admits(board, row, limits, now))
        .map(|(id, row)| {
            let (rank, figure) = sort_key(board, row, view.sort_by, limits, now);
            let (label, sort_by) = (Label::of(board, row, view.group_by), view.sort_by);
            Placed { label, rank, figure, text: OnceCell::new(), sort_by, id: *id, row }
        })
        .collect();
    placed.sort_unstable_by(Placed::order);
    let shown = placed.len();
    let mut groups: Vec<(u8, Group)> = placed
        .chunk_by(|a, b| a.label == b.label)
        .map(|rows| {
            let group = Group {
                label: rows[0].label.to_owned(),
                count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                tally: tally(board, rows, now),
                rows: rows.iter().map(|row| row.id).collect(),
            };
            (rows[0].rank, group)
        })
        .collect();
    if view.sort_by == SortBy::Worst {
        groups.sort_by_key(|(rank, group)| (group.label == GroupLabel::Without, (*rank).min(2)));
    }
    let groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
    let logged_out = board.rows.values().filter(|row| !row.state.is_logged_in()).count();
    let logged_out_shown: u32 = groups.iter().map(|group| group.tally.logged_out).sum();
    Arrangement {
        groups,
        shown: u32::try_from(shown).unwrap_or(u32::MAX),
        total: u32::try_from(board.rows.len()).unwrap_or(u32::MAX),
        logged_out_hidden: u32::try_from(logged_out).unwrap_or(u32::MAX).saturating_sub(logged_out_shown),
    }
}

fn tally(board: &Board, rows: &[Placed<'_>], now: UnixMs) -> Tally {
    let mut tally = Tally::default();
    let mut fresh = [0u32; Kpi::ALL.len()];
    for Placed { row, .. } in rows {
        match Kpi::of(row.state) {
            None => tally.logged_out += 1,
            Some(_) if board.freshness_of(row, now) == Freshness::Stale => tally.stale += 1,
            Some(kpi) => fresh[kpi as usize] += 1,
        }
    }
    tally.fresh = Kpi::ALL.into_iter().map(|kpi| (kpi, fresh[kpi as usize])).filter(|(_, count)| *count > 0).collect();
    tally
}

/// Rank, then a figure; a text decides between those that have both in common.
fn sort_key(board: &Board, row: &AgentRow, sort_by: SortBy, limits: &Limits, now: UnixMs) -> (u8, i64) {
    let oldest_first = row.since_s.unwrap_or(i64::MAX);
    match sort_by {
        SortBy::Name | SortBy::Extension => (0, 0),
        SortBy::Longest => (0, oldest_first),
        SortBy::State => (rank(row.state), oldest_first),
        SortBy::Worst => {
            let stale = board.freshness_of(row, now) == Freshness::Stale;
            let level = if stale { Level::Normal } else { limits.level(row, now) };
            let worst = match level {
                Level::Alarm => 0,
                Level::Attention => 1,
                Level::Normal => 2 + rank(row.state),
            };
            (worst, oldest_first)
        }
    }
}
