//! A floor as a wall shows it: five groups that are counted, the worst agents pinned, the others in order, names short
//! enough to be read across a room. What a screen plays is `program`, what fits it in letters that can be read is `fit`.

pub mod check;
pub mod figure;
pub mod fit;
pub mod program;

use crate::agent::AgentState;
use crate::agent::SubState;
use crate::board::AgentRow;
use crate::board::Board;
use crate::fold::fold;
use crate::freshness::Freshness;
use crate::id::ConnectionIndex;
use crate::id::RowId;
use crate::limits::Level;
use crate::limits::Limits;
use crate::time::UnixMs;
use crate::view::Show;
use crate::view::View;

/// What an agent is to a caller who waits; the order is how far from serving them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WallGroup {
    /// Over the alarm limit, or on a call that the customer has left.
    OverLimit,
    /// Logged in and not ready.
    NotReady,
    /// Nobody knows.
    Unknown,
    /// Ready, or a call is being delivered.
    Available,
    /// On a call.
    OnCall,
    /// Not logged in.
    Offline,
}

impl WallGroup {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::OverLimit, Self::NotReady, Self::Unknown, Self::Available, Self::OnCall, Self::Offline];

    /// The word used in page attributes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::OverLimit => "alarm",
            Self::NotReady => "attention",
            Self::Unknown => "unknown",
            Self::Available => "available",
            Self::OnCall => "oncall",
            Self::Offline => "offline",
        }
    }

    const fn of_state(state: AgentState) -> Self {
        match state {
            AgentState::Available | AgentState::Ringing => Self::Available,
            AgentState::Dialing | AgentState::OnCall | AgentState::OnHold => Self::OnCall,
            AgentState::WrapUp | AgentState::Paused | AgentState::Unavailable => Self::NotReady,
            AgentState::LoggedOut => Self::Offline,
            AgentState::Unknown => Self::Unknown,
        }
    }

    /// The group of a row. What a stale row was is still told by its shape; an alarm it is no more, since its clock stands.
    pub fn of(row: &AgentRow, limits: &Limits, is_stale: bool, now: UnixMs) -> Self {
        let alarmed = limits.level(row, now) == Level::Alarm || row.sub == Some(SubState::Dead);
        if alarmed && !is_stale { Self::OverLimit } else { Self::of_state(row.state) }
    }
}

/// One agent on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WallTile {
    /// Which row.
    pub row: RowId,
    /// Its group.
    pub group: WallGroup,
    /// Whether it was read too long ago.
    pub is_stale: bool,
}

/// A floor in the order of a wall.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WallFloor {
    /// Fresh agents by group, in the order of [`WallGroup::ALL`].
    pub counts: [u32; 6],
    /// Agents in no count because nobody knows what they are doing now.
    pub unseen: u32,
    /// Over a limit, the longest over it first.
    pub pinned: Vec<WallTile>,
    /// Everybody else whom the view shows.
    pub tiles: Vec<WallTile>,
    /// Connections that bring nothing, with the agents last seen there.
    pub silent: Vec<(ConnectionIndex, u32)>,
}

impl WallFloor {
    /// One count.
    pub const fn count(&self, group: WallGroup) -> u32 {
        self.counts[group as usize]
    }

    /// The floor of a board at `now`. A view's choice of states hides agents and no counts; any other choice is of a smaller
    /// floor.
    pub fn of(board: &Board, view: &View, limits: &Limits, now: UnixMs) -> Self {
        let mut floor = Self::default();
        let mut pinned = Vec::new();
        let mut tiles = Vec::new();
        let reach = View { show: Show::Everyone, ..view.clone() };
        for (id, row) in board.rows.iter().filter(|(_, row)| reach.admits(board, row, limits, now)) {
            let is_stale = board.freshness_of(row, now) == Freshness::Stale;
            let group = WallGroup::of(row, limits, is_stale, now);
            if is_stale {
                floor.unseen += u32::from(row.state.is_logged_in());
            } else {
                floor.counts[group as usize] += 1;
            }
            if !view.admits(board, row, limits, now) {
                continue;
            }
            let tile = WallTile { row: *id, group, is_stale };
            if group == WallGroup::OverLimit {
                let limit_s = limits.for_row(row).crossed(limits.level(row, now)).map_or(0, i64::from);
                pinned.push((limit_s - row.in_state_s(now).unwrap_or(0), fold(&row.name), tile));
            } else {
                tiles.push((group, row.since_s.unwrap_or(i64::MAX), fold(&row.name), tile));
            }
        }
        pinned.sort_by(|a, b| (a.0, &a.1, a.2.row).cmp(&(b.0, &b.1, b.2.row)));
        tiles.sort_by(|a, b| (a.0, a.1, &a.2, a.3.row).cmp(&(b.0, b.1, &b.2, b.3.row)));
        floor.pinned = pinned.into_iter().map(|(.., tile)| tile).collect();
        floor.tiles = tiles.into_iter().map(|(.., tile)| tile).collect();
        floor.silent = board
            .connections
            .iter()
            .filter(|(_, connection)| connection.freshness(now) == Freshness::Stale)
            .map(|(index, _)| {
                let last_seen =
                    board.rows.values().filter(|row| row.connection == *index && row.state.is_logged_in()).count();
                (*index, u32::try_from(last_seen).unwrap_or(u32::MAX))
            })
            .collect();
        floor
    }
}

/// A name that fits a tile is left alone.
const NAME_FITS: usize = 11;
/// A name of one word has wider letters and digits.
const SIGN_IN_NAME_FITS: usize = 10;

/// A name in about eleven characters. The last word stays whole: it is the given name in Vietnamese and the family name in
/// most other languages, and in both what people call across a floor; where initials do not make room enough, those between
/// the first and the last word go. A long sign-in name is shortened at its dots, so that
/// what tells it from its neighbours is what stays.
pub fn short_name(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    if let [sign_in] = words.as_slice()
        && sign_in.chars().count() > SIGN_IN_NAME_FITS
    {
        let parts: Vec<&str> = sign_in.split(['.', '_']).filter(|part| !part.is_empty()).collect();
        return if parts.len() > 1 { initialled(&parts, parts.len() - 1) } else { (*sign_in).to_owned() };
    }
    let before_last = words.len().saturating_sub(1);
    (0..=before_last)
        .map(|shortened| initialled(&words, shortened))
        .find(|shown| shown.chars().count() <= NAME_FITS)
        .unwrap_or_else(|| match words.as_slice() {
            [first, _, .., last] => initialled(&[*first, *last], 1),
            _ => initialled(&words, before_last),
        })
}

/// Words of which the first ones are initials.
fn initialled(words: &[&str], shortened: usize) -> String {
    let initials = words.iter().take(shortened).filter_map(|word| word.chars().next()).map(|first| format!("{first}."));
    let rest = words.iter().skip(shortened).map(|word| (*word).to_owned());
    initials.chain(rest).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod program_tests;
#[cfg(test)]
mod tests;
