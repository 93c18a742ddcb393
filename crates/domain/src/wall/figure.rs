//! Hero figures: what is counted on our own rows, and what the queues report of those who wait. What nobody reports has no
//! figure, and what some do not report is a lower bound.

use serde::Deserialize;
use serde::Serialize;

use super::WallGroup;
use super::program::Who;
use crate::board::Board;
use crate::counts::Kpi;
use crate::freshness::Freshness;
use crate::limits::Limits;
use crate::time::UnixMs;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WallFigure {
    /// Callers who wait in all queues.
    Waiting,
    /// The longest wait of any of them.
    LongestWait,
    /// Agents over an alarm limit.
    OverLimit,
    /// Agents who are ready.
    Available,
    /// Agents whose phone rings.
    Ringing,
    /// Agents on a call, dialling and on hold included.
    OnCall,
    /// Agents after a call.
    WrapUp,
    /// Agents who paused.
    Paused,
    /// Agents who are unavailable.
    Unavailable,
    /// Agents of whom nobody knows what they do.
    Unknown,
    /// Agents who are logged in.
    LoggedIn,
}

/// A figure at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureValue {
    /// How many, or how long.
    pub amount: Amount,
    /// Whether it may be more, because somebody does not report.
    pub is_least: bool,
}

/// How many, or how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So many.
    Count(u32),
    /// So many seconds.
    Seconds(u32),
    /// Nobody reports it.
    NotReported,
}

impl WallFigure {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Waiting,
        Self::LongestWait,
        Self::OverLimit,
        Self::Available,
        Self::Ringing,
        Self::OnCall,
        Self::WrapUp,
        Self::Paused,
        Self::Unavailable,
        Self::Unknown,
        Self::LoggedIn,
    ];
    /// Those that are offered at first.
    pub const FIRST: [Self; 5] = [Self::OverLimit, Self::Waiting, Self::Available, Self::OnCall, Self::Paused];

    /// The word in page attributes and on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::LongestWait => "longest_wait",
            Self::OverLimit => "over_limit",
            Self::Available => "available",
            Self::Ringing => "ringing",
            Self::OnCall => "on_call",
            Self::WrapUp => "wrap_up",
            Self::Paused => "paused",
            Self::Unavailable => "unavailable",
            Self::Unknown => "unknown",
            Self::LoggedIn => "logged_in",
        }
    }

    /// The figure whose word this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.slug() == slug)
    }

    /// The group of agents it counts; none for callers, and for all who are logged in.
    pub const fn group(self) -> Option<WallGroup> {
        match self {
            Self::OverLimit => Some(WallGroup::OverLimit),
            Self::Available | Self::Ringing => Some(WallGroup::Available),
            Self::OnCall => Some(WallGroup::OnCall),
            Self::WrapUp | Self::Paused | Self::Unavailable => Some(WallGroup::NotReady),
            Self::Unknown => Some(WallGroup::Unknown),
            Self::Waiting | Self::LongestWait | Self::LoggedIn => None,
        }
    }

    const fn kpi(self) -> Option<Kpi> {
        match self {
            Self::Available => Some(Kpi::Available),
            Self::Ringing => Some(Kpi::Ringing),
            Self::OnCall => Some(Kpi::OnCall),
            Self::WrapUp => Some(Kpi::WrapUp),
            Self::Paused => Some(Kpi::Paused),
            Self::Unavailable => Some(Kpi::Unavailable),
            Self::Unknown => Some(Kpi::Unknown),
            Self::LoggedIn => Some(Kpi::LoggedIn),
            Self::Waiting | Self::LongestWait | Self::OverLimit => None,
        }
    }
}

/// What figures are read from, counted once for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureSource {
    counts: [u32; Kpi::ALL.len()],
    over_limit: u32,
    /// Whether there are agents of whom nobody knows what they do now.
    is_least: bool,
    waiting: Reported,
    longest_s: Reported,
}

/// What all queues together report: a sum or a maximum, and whether one of them reports nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Reported {
    value: Option<u32>,
    is_missing_some: bool,
}

impl Reported {
    fn take(&mut self, value: Option<u32>, merge: fn(u32, u32) -> u32) {
        match value {
            Some(value) => self.value = Some(self.value.map_or(value, |known| merge(known, value))),
            None => self.is_missing_some = true,
        }
    }
}

impl FigureSource {
    /// Counts a board at `now`: those whom a slide is about, in whatever state they are.
    pub fn of(board: &Board, who: &Who, limits: &Limits, now: UnixMs) -> Self {
        let reach = who.reach();
        let mut source = Self {
            counts: [0; Kpi::ALL.len()],
            over_limit: 0,
            is_least: board.connections.values().any(|one| one.freshness(now) == Freshness::Stale),
            waiting: Reported::default(),
            longest_s: Reported::default(),
        };
        for row in board.rows.values().filter(|row| reach.admits(board, row, limits, now)) {
            let Some(kpi) = Kpi::of(row.state) else { continue };
            if board.freshness_of(row, now) == Freshness::Stale {
                source.is_least = true;
                continue;
            }
            source.counts[kpi as usize] += 1;
            source.counts[Kpi::LoggedIn as usize] += 1;
            source.over_limit += u32::from(WallGroup::of(row, limits, false, now) == WallGroup::OverLimit);
        }
        for queue in board.queues.values().filter(|queue| who.has_queue(&board.connections, queue)) {
            let connection = board.connections.get(&queue.connection);
            let is_fresh = connection.is_some_and(|connection| queue.freshness(connection, now) != Freshness::Stale);
            let reported = &queue.reported;
            source.waiting.take(reported.waiting.filter(|_| is_fresh), u32::saturating_add);
            // Where nobody waits, nobody waits long, whether or not the provider says so.
            let longest_s = reported.longest_wait_s.or((reported.waiting == Some(0)).then_some(0));
            source.longest_s.take(longest_s.filter(|_| is_fresh), u32::max);
        }
        source
    }

    /// One figure.
    pub fn value(&self, figure: WallFigure) -> FigureValue {
        let of_queues = |reported: Reported, amount: fn(u32) -> Amount| FigureValue {
            amount: reported.value.map_or(Amount::NotReported, amount),
            is_least: reported.value.is_some() && reported.is_missing_some,
        };
        match (figure, figure.kpi()) {
            (WallFigure::Waiting, _) => of_queues(self.waiting, Amount::Count),
            (WallFigure::LongestWait, _) => of_queues(self.longest_s, Amount::Seconds),
            (_, Some(kpi)) => FigureValue { amount: Amount::Count(self.counts[kpi as usize]), is_least: self.is_least },
            (_, None) => FigureValue { amount: Amount::Count(self.over_limit), is_least: self.is_least },
        }
    }
}
