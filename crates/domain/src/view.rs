//! What a person chose to see: filters, grouping, order and layout, as they stand in the address.
//!
//! Reading is forgiving about what it does not know (an unknown parameter is ignored) and says which value was invalid.

use std::collections::BTreeSet;

use crate::agent::AgentState;
use crate::board::AgentRow;
use crate::board::Board;
use crate::counts::Kpi;
use crate::fold::fold;
use crate::freshness::Freshness;
use crate::limits::Level;
use crate::limits::Limits;
use crate::provider::ProviderKind;
use crate::time::UnixMs;

/// What rows are gathered under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupBy {
    /// One list.
    None,
    /// State.
    State,
    /// Queue.
    Queue,
    /// Campaign.
    Campaign,
    /// Connection.
    #[default]
    Connection,
    /// Skill.
    Skill,
    /// Group at the provider.
    Group,
}

/// In which order rows stand within a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SortBy {
    /// Over the alarm limit first, then over the warning limit, then by state and time.
    #[default]
    Worst,
    /// By name.
    Name,
    /// Longest in state first.
    Longest,
    /// By state.
    State,
    /// By extension.
    Extension,
}

/// Table or tiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// One line for each agent.
    #[default]
    Table,
    /// One tile for each agent.
    Grid,
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $type {
            /// All values.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the address.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The value whose word this is.
            pub fn from_slug(slug: &str) -> Option<Self> {
                match slug { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words!(GroupBy { None = "none", State = "state", Queue = "queue", Campaign = "campaign", Connection = "connection", Skill = "skill", Group = "group" });
words!(SortBy { Worst = "worst", Name = "name", Longest = "longest", State = "state", Extension = "extension" });
words!(Layout { Table = "table", Grid = "grid" });

/// A count of the band as a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Show {
    /// Logged-out agents are hidden.
    #[default]
    LoggedIn,
    /// Everybody.
    Everyone,
    /// One count of the band.
    Only(Kpi),
    /// One exact state.
    State(AgentState),
    /// Only rows over a limit.
    OverLimit,
}

impl Show {
    /// The word in the address.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::LoggedIn => "logged_in",
            Self::Everyone => "everyone",
            Self::Only(kpi) => kpi.slug(),
            Self::State(AgentState::OnCall) => "talking",
            Self::State(state) => state.slug(),
            Self::OverLimit => "over_limit",
        }
    }

    /// The value whose word this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "logged_in" => Some(Self::LoggedIn),
            "everyone" => Some(Self::Everyone),
            "over_limit" => Some(Self::OverLimit),
            "talking" => Some(Self::State(AgentState::OnCall)),
            _ => Kpi::ALL
                .into_iter()
                .find(|kpi| kpi.slug() == slug)
                .map(Self::Only)
                .or_else(|| AgentState::from_slug(slug).map(Self::State)),
        }
    }
}

/// So many agents at most can be named one by one: an address has its limits.
pub const MOST_AGENTS: usize = 1000;

/// Everything in the address of a board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Which states.
    pub show: Show,
    /// Only this provider's or connection's rows; the connection's name as shown.
    pub connection: Option<String>,
    /// Only rows of this queue.
    pub queue: Option<String>,
    /// Only rows of this campaign.
    pub campaign: Option<String>,
    /// Only rows of this group.
    pub group: Option<String>,
    /// Only these agents, by their words in an address; empty is everybody.
    pub agents: BTreeSet<String>,
    /// Words that every row must contain.
    pub search: String,
    /// Grouping.
    pub group_by: GroupBy,
    /// Order.
    pub sort_by: SortBy,
    /// Table or tiles.
    pub layout: Layout,
    /// The agent in the side panel: `connection:external_id` with the connection's number.
    pub open: Option<String>,
    /// The moment of the past that is shown; none is the live board. Not part of the choice of rows.
    pub at: Option<UnixMs>,
    /// Parameters whose value could not be used, as `name=value`.
    pub invalid: Vec<String>,
}

impl View {
    /// Reads the parameters of an address.
    pub fn from_params<'a>(params: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut view = Self::default();
        for (name, value) in params {
            let mut text = |field: fn(&mut Self) -> &mut Option<String>| {
                *field(&mut view) = (!value.is_empty()).then(|| value.to_owned());
            };
            match name {
                "connection" => text(|view| &mut view.connection),
                "queue" => text(|view| &mut view.queue),
                "campaign" => text(|view| &mut view.campaign),
                "group" => text(|view| &mut view.group),
                "agent" => text(|view| &mut view.open),
                "only" if view.agents.len() < MOST_AGENTS && is_agent(value) => {
                    view.agents.insert(value.to_owned());
                }
                "only" if !value.is_empty() => view.invalid.push(format!("{name}={value}")),
                "q" => value.clone_into(&mut view.search),
                "at" if !value.is_empty() => match value.parse() {
                    Ok(at) => view.at = Some(UnixMs(at)),
                    Err(_) => view.invalid.push(format!("{name}={value}")),
                },
                "show" | "by" | "sort" | "view" if !value.is_empty() && !view.choose(name, value) => {
                    view.invalid.push(format!("{name}={value}"));
                }
                _ => {}
            }
        }
        view
    }

    /// Takes over one of the closed choices; false when the value is none of them.
    fn choose(&mut self, name: &str, value: &str) -> bool {
        fn set<T>(slot: &mut T, value: Option<T>) -> bool {
            value.map(|value| *slot = value).is_some()
        }
        match name {
            "show" => set(&mut self.show, Show::from_slug(value)),
            "by" => set(&mut self.group_by, GroupBy::from_slug(value)),
            "sort" => set(&mut self.sort_by, SortBy::from_slug(value)),
            "view" => set(&mut self.layout, Layout::from_slug(value)),
            _ => false,
        }
    }

    /// The parameters that differ from the defaults, in a fixed order.
    pub fn to_params(&self) -> Vec<(&'static str, String)> {
        let default = Self::default();
        let mut params = Vec::new();
        let mut add = |name, differs: bool, value: &str| {
            if differs {
                params.push((name, value.to_owned()));
            }
        };
        add("show", self.show != default.show, self.show.slug());
        add("connection", self.connection.is_some(), self.connection.as_deref().unwrap_or_default());
        add("queue", self.queue.is_some(), self.queue.as_deref().unwrap_or_default());
        add("campaign", self.campaign.is_some(), self.campaign.as_deref().unwrap_or_default());
        add("group", self.group.is_some(), self.group.as_deref().unwrap_or_default());
        for agent in &self.agents {
            add("only", true, agent);
        }
        add("q", !self.search.is_empty(), &self.search);
        add("by", self.group_by != default.group_by, self.group_by.slug());
        add("sort", self.sort_by != default.sort_by, self.sort_by.slug());
        add("view", self.layout != default.layout, self.layout.slug());
        add("agent", self.open.is_some(), self.open.as_deref().unwrap_or_default());
        let at = self.at.map(|at| at.0.to_string()).unwrap_or_default();
        add("at", self.at.is_some(), &at);
        params
    }

    /// The same without any filter, as it is grouped, ordered and laid out.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self {
            group_by: self.group_by,
            sort_by: self.sort_by,
            layout: self.layout,
            open: self.open.clone(),
            at: self.at,
            ..Self::default()
        }
    }

    /// Whether both show the same rows in the same order.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let plain = |view: &Self| Self { open: None, layout: Layout::default(), invalid: Vec::new(), ..view.clone() };
        plain(self) == plain(other)
    }

    /// Whether a row passes every filter.
    pub fn admits(&self, board: &Board, row: &AgentRow, limits: &Limits, now: UnixMs) -> bool {
        let shown = match self.show {
            Show::LoggedIn => row.state.is_logged_in(),
            Show::Everyone => true,
            Show::Only(Kpi::LoggedIn) => row.state.is_logged_in(),
            Show::Only(kpi) => Kpi::of(row.state) == Some(kpi),
            Show::State(state) => row.state == state,
            Show::OverLimit => {
                limits.level(row, now) > Level::Normal && board.freshness_of(row, now) != Freshness::Stale
            }
        };
        let same = |wanted: &Option<String>, value: &Option<String>| wanted.is_none() || wanted == value;
        shown
            && same(&self.campaign, &row.campaign)
            && same(&self.group, &row.group)
            && (self.agents.is_empty() || self.agents.contains(&row.address()))
            && self.queue.as_ref().is_none_or(|queue| row.queues.contains(queue))
            && self.connection.as_deref().is_none_or(|wanted| {
                board.connection_of(row).is_some_and(|connection| {
                    connection.name == wanted
                        || wanted.parse::<ProviderKind>().is_ok_and(|kind| connection.kind == kind)
                })
            })
            && self.finds(row)
    }

    fn finds(&self, row: &AgentRow) -> bool {
        if self.search.trim().is_empty() {
            return true;
        }
        let mut text = fold(&row.name);
        let parts = [&row.login, &row.extension, &row.campaign, &row.group];
        for part in parts.into_iter().flatten().chain(&row.queues).chain(&row.skills) {
            text.push(' ');
            text.push_str(&fold(part));
        }
        text.push(' ');
        text.push_str(&fold(&row.external_id));
        fold(&self.search).split_whitespace().all(|word| text.contains(word))
    }
}

/// Whether a word has the form of an agent's in an address: a connection's number, a colon, an identifier.
fn is_agent(word: &str) -> bool {
    word.split_once(':').is_some_and(|(connection, id)| connection.parse::<u16>().is_ok() && !id.is_empty())
}
