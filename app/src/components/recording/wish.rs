//! What the page of recording shows, as its address says it: everything here survives a reload and can be sent to somebody.

use std::collections::BTreeMap;

use domain::administration::AgentRecord;
use domain::administration::RecordingSet;
use domain::administration::RecordingState;
use domain::fold::fold;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::time::UnixMs;
use leptos_router::params::ParamsMap;

use crate::api::queues::QueueFloor;
use crate::components::bits::query;
use crate::components::change_sets::Opened;

/// What of the page is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// The agents and what was last set.
    #[default]
    Agents,
    /// Who should be recorded, and what is missing.
    Policy,
}

/// A filter of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    Queue,
    Group,
    State,
    Text,
}

/// How an agent's recording stands, as a filter and a mark have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was never set here.
    Unknown,
    /// It was set on here, and that is relied on.
    On,
    /// It was set off here, and that is relied on.
    Off,
    /// It was set here, and that cannot be relied on any more.
    Unverified,
}

impl Standing {
    pub(super) const ALL: [Self; 4] = [Self::On, Self::Off, Self::Unverified, Self::Unknown];

    pub(super) const fn of(state: &RecordingState) -> Self {
        match state {
            RecordingState::Unknown => Self::Unknown,
            RecordingState::LastSet { is_relied_on: false, .. } => Self::Unverified,
            RecordingState::LastSet { on: true, .. } => Self::On,
            RecordingState::LastSet { on: false, .. } => Self::Off,
        }
    }

    /// The word in an address.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::On => "on",
            Self::Off => "off",
            Self::Unverified => "unverified",
        }
    }
}

/// The whole wish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) connection: Option<ConnectionId>,
    pub(super) part: Part,
    /// The identifier of a callin queue whose agents are wanted.
    pub(super) queue: String,
    /// Domain, user group or tenant name at the provider.
    pub(super) group: String,
    /// The word of a [`Standing`].
    pub(super) state: String,
    /// A part of a login or identifier.
    pub(super) text: String,
    /// The plan at the side.
    pub(super) plan: Option<ChangeSetId>,
    /// The set at the foot.
    pub(super) job: Option<ChangeSetId>,
}

impl Wish {
    pub(super) fn read(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).unwrap_or_default();
        Self {
            connection: text("connection").parse().ok(),
            part: if text("part") == "policy" { Part::Policy } else { Part::Agents },
            queue: text("queue"),
            group: text("group"),
            state: text("state"),
            text: text("q"),
            plan: text("plan").parse().ok(),
            job: text("job").parse().ok(),
        }
    }

    /// The part of an address that reads as this.
    pub(super) fn query(&self) -> String {
        let identity = |id: Option<String>| id.unwrap_or_default();
        let part = if self.part == Part::Policy { "policy" } else { "" };
        let params = [
            ("connection", identity(self.connection.map(|id| id.to_string()))),
            ("part", part.to_owned()),
            ("queue", self.queue.clone()),
            ("group", self.group.clone()),
            ("state", self.state.clone()),
            ("q", self.text.clone()),
            ("plan", identity(self.plan.map(|id| id.to_string()))),
            ("job", identity(self.job.map(|id| id.to_string()))),
        ];
        query(params.into_iter().filter(|(_, value)| !value.is_empty()))
    }

    pub(super) fn filter(&self, filter: Filter) -> &str {
        match filter {
            Filter::Queue => &self.queue,
            Filter::Group => &self.group,
            Filter::State => &self.state,
            Filter::Text => &self.text,
        }
    }

    pub(super) fn with_filter(mut self, filter: Filter, value: String) -> Self {
        match filter {
            Filter::Queue => self.queue = value,
            Filter::Group => self.group = value,
            Filter::State => self.state = value,
            Filter::Text => self.text = value,
        }
        self
    }

    /// The same page with this plan or set.
    pub(super) fn with_opened(self, opened: Opened) -> Self {
        match opened {
            Opened::Plan(plan) => Self { plan, ..self },
            Opened::Job(job) => Self { plan: None, job: Some(job), ..self },
            Opened::JobClosed => Self { job: None, ..self },
        }
    }

    /// The same page with every agent.
    pub(super) fn unfiltered(self) -> Self {
        Self { connection: self.connection, part: self.part, plan: self.plan, job: self.job, ..Self::default() }
    }

    pub(super) fn is_filtered(&self) -> bool {
        [Filter::Queue, Filter::Group, Filter::State, Filter::Text]
            .into_iter()
            .any(|filter| !self.filter(filter).is_empty())
    }

    /// The agents that the wish shows, by name.
    pub(super) fn agents(&self, floor: &QueueFloor, set: &BTreeMap<String, RecordingSet>, now: UnixMs) -> Vec<String> {
        let sought = fold(self.text.trim());
        let shows = |agent: &AgentRecord| {
            let group = self.group.is_empty() || agent.group.as_ref() == Some(&self.group);
            let state = set.get(&agent.external_id).map(|set| set.state(now)).unwrap_or_default();
            group
                && (self.state.is_empty() || Standing::of(&state).as_str() == self.state)
                && (self.queue.is_empty() || floor.is_in_callin(agent, &self.queue))
                && (sought.is_empty() || fold(agent.label()).contains(&sought) || agent.external_id.contains(&sought))
        };
        let mut shown: Vec<&AgentRecord> = floor.agents.agents.values().filter(|agent| shows(agent)).collect();
        shown.sort_by_cached_key(|agent| (fold(agent.label()), agent.external_id.clone()));
        shown.into_iter().map(|agent| agent.external_id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::administration::AgentList;
    use domain::administration::Callin;
    use domain::administration::Memberships;
    use domain::administration::Priority;
    use domain::administration::RECORDING_KNOWN_FOR_S;

    use super::*;

    const NOW: UnixMs = UnixMs(1_000_000_000);

    fn floor() -> QueueFloor {
        let agent = |id: &str, login: &str, group: &str| AgentRecord {
            external_id: id.to_owned(),
            login: Some(login.to_owned()),
            group: Some(group.to_owned()),
            ..AgentRecord::default()
        };
        let agents = [agent("082018", "Hương", "hcm"), agent("82018", "an", "hn"), agent("3", "Bảo", "hn")];
        let callin = Callin { queues: ["7".to_owned()].into(), priority: Priority::NotTold };
        let scan = Memberships { agents: [("082018".to_owned(), callin)].into(), ..Memberships::default() };
        QueueFloor {
            agents: AgentList {
                agents: agents.map(|agent| (agent.external_id.clone(), agent)).into(),
                ..AgentList::default()
            },
            memberships: Some(scan),
            unseen: None,
            callout_queues: Vec::new(),
            allowance: None,
            now: NOW,
        }
    }

    fn set() -> BTreeMap<String, RecordingSet> {
        let set = |on: bool, ago_s: i64| RecordingSet {
            on,
            by: "Lan".to_owned(),
            at: NOW.plus_s(-ago_s),
            reason: None,
            doubted_at: None,
        };
        [("082018".to_owned(), set(true, 60)), ("3".to_owned(), set(true, RECORDING_KNOWN_FOR_S))].into()
    }

    #[test]
    fn filters_hold_together_and_what_was_set_long_ago_is_not_on() {
        let by =
            |filter, value: &str| Wish::default().with_filter(filter, value.to_owned()).agents(&floor(), &set(), NOW);

        assert_eq!(Wish::default().agents(&floor(), &set(), NOW), ["82018", "3", "082018"]);
        assert_eq!(by(Filter::Queue, "7"), ["082018"]);
        assert_eq!(by(Filter::Group, "hn"), ["82018", "3"]);
        assert_eq!(by(Filter::State, "on"), ["082018"]);
        assert_eq!(by(Filter::State, "unverified"), ["3"]);
        assert_eq!(by(Filter::State, "unknown"), ["82018"]);
        assert_eq!(by(Filter::Text, "huong"), ["082018"]);
    }

    #[test]
    fn an_address_reads_as_it_was_written() {
        let id = "018f0000-0000-7000-8000-000000000001";
        let wish = Wish {
            connection: id.parse().ok(),
            part: Part::Policy,
            group: "hà nội".to_owned(),
            job: id.parse().ok(),
            ..Wish::default()
        };
        let mut params = ParamsMap::new();
        for (name, value) in [("connection", id), ("part", "policy"), ("group", "hà nội"), ("job", id)] {
            params.insert(name, value.to_owned());
        }

        assert_eq!(Wish::read(&params), wish);
        assert_eq!(wish.query(), format!("?connection={id}&part=policy&group=h%C3%A0%20n%E1%BB%99i&job={id}"));
        assert!(wish.is_filtered() && !wish.unfiltered().is_filtered());
    }
}
