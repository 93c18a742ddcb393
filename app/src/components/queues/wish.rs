//! What the page of queues shows, as its address says it: everything here survives a reload and can be sent to somebody.

use domain::administration::AgentRecord;
use domain::fold::fold;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use leptos_router::params::ParamsMap;

use super::order::Order;
use crate::api::queues::QueueFloor;
use crate::components::bits::query;
use crate::components::change_sets::Opened;

/// Which queues stand in the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Side {
    /// Callin queues: an agent is in several.
    #[default]
    Callin,
    /// Callout queues: an agent has one.
    Callout,
}

/// A filter of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    Group,
    Queue,
    Status,
    SystemStatus,
    UserStatus,
    Text,
}

/// The whole wish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) connection: Option<ConnectionId>,
    pub(super) side: Side,
    /// Domain, team or tenant by name.
    pub(super) group: String,
    /// The identifier of a queue whose agents are wanted.
    pub(super) queue: String,
    /// `on` or `off`.
    pub(super) status: String,
    /// The telephone's state in the provider's word.
    pub(super) system_status: String,
    /// The person's state in the provider's word.
    pub(super) user_status: String,
    /// A part of a login or identifier.
    pub(super) text: String,
    /// In which order agents stand.
    pub(super) order: Order,
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
            side: if text("side") == "callout" { Side::Callout } else { Side::Callin },
            group: text("group"),
            queue: text("queue"),
            status: text("status"),
            system_status: text("systemStatus"),
            user_status: text("userStatus"),
            text: text("q"),
            order: Order::read(&text("sort")),
            plan: text("plan").parse().ok(),
            job: text("job").parse().ok(),
        }
    }

    /// The part of an address that reads as this.
    pub(super) fn query(&self) -> String {
        query(self.params())
    }

    /// What is wished for, by the words of the address.
    pub(super) fn params(&self) -> Vec<(&'static str, String)> {
        let identity = |id: Option<String>| id.unwrap_or_default();
        let side = if self.side == Side::Callout { "callout" } else { "" };
        let params = [
            ("connection", identity(self.connection.map(|id| id.to_string()))),
            ("side", side.to_owned()),
            ("group", self.group.clone()),
            ("queue", self.queue.clone()),
            ("status", self.status.clone()),
            ("systemStatus", self.system_status.clone()),
            ("userStatus", self.user_status.clone()),
            ("q", self.text.clone()),
            ("sort", self.order.word()),
            ("plan", identity(self.plan.map(|id| id.to_string()))),
            ("job", identity(self.job.map(|id| id.to_string()))),
        ];
        params.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    pub(super) fn filter(&self, filter: Filter) -> &str {
        match filter {
            Filter::Group => &self.group,
            Filter::Queue => &self.queue,
            Filter::Status => &self.status,
            Filter::SystemStatus => &self.system_status,
            Filter::UserStatus => &self.user_status,
            Filter::Text => &self.text,
        }
    }

    pub(super) fn with_filter(mut self, filter: Filter, value: String) -> Self {
        match filter {
            Filter::Group => self.group = value,
            Filter::Queue => self.queue = value,
            Filter::Status => self.status = value,
            Filter::SystemStatus => self.system_status = value,
            Filter::UserStatus => self.user_status = value,
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
        let Self { connection, side, order, plan, job, .. } = self;
        Self { connection, side, order, plan, job, ..Self::default() }
    }

    pub(super) fn is_filtered(&self) -> bool {
        let filters =
            [Filter::Group, Filter::Queue, Filter::Status, Filter::SystemStatus, Filter::UserStatus, Filter::Text];
        filters.into_iter().any(|filter| !self.filter(filter).is_empty())
    }

    /// The agents that the wish shows, in its order.
    pub(super) fn agents(&self, floor: &QueueFloor) -> Vec<String> {
        let sought = fold(self.text.trim());
        let agents = floor.agents.agents.values();
        self.order.sort(floor, agents.filter(|agent| self.shows(agent, floor, &sought)).collect())
    }

    fn shows(&self, agent: &AgentRecord, floor: &QueueFloor, sought: &str) -> bool {
        let is = |wanted: &str, word: Option<&String>| wanted.is_empty() || word.is_some_and(|word| word == wanted);
        let status = match self.status.as_str() {
            "on" => agent.enabled == Some(true),
            "off" => agent.enabled == Some(false),
            _ => true,
        };
        status
            && is(&self.group, agent.group.as_ref())
            && is(&self.system_status, agent.system_status.as_ref())
            && is(&self.user_status, agent.user_status.as_ref())
            && (self.queue.is_empty() || is_in(floor, agent, self.side, &self.queue))
            && (sought.is_empty() || fold(agent.label()).contains(sought) || agent.external_id.contains(sought))
    }
}

/// Whether an agent is in a queue, as far as is known.
pub(super) fn is_in(floor: &QueueFloor, agent: &AgentRecord, side: Side, queue: &str) -> bool {
    match side {
        Side::Callout => agent.callout.as_ref().is_some_and(|callout| callout.id == queue),
        Side::Callin => floor.is_in_callin(agent, queue),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::administration::AgentList;
    use domain::administration::Callin;
    use domain::administration::Memberships;
    use domain::administration::Priority;
    use domain::time::UnixMs;

    use super::*;

    fn floor() -> QueueFloor {
        let agent = |id: &str, login: &str, enabled| AgentRecord {
            external_id: id.to_owned(),
            login: Some(login.to_owned()),
            enabled: Some(enabled),
            ..AgentRecord::default()
        };
        let agents = [agent("082018", "Hương", true), agent("82018", "an", true), agent("3", "Bảo", false)];
        let callin = Callin { queues: BTreeSet::from(["7".to_owned()]), priority: Priority::NotTold };
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
            now: UnixMs(0),
        }
    }

    fn shown(wish: &Wish) -> Vec<String> {
        wish.agents(&floor())
    }

    #[test]
    fn agents_stand_by_name_whatever_their_marks() {
        assert_eq!(shown(&Wish::default()), ["82018", "3", "082018"]);
    }

    #[test]
    fn filters_hold_together_and_a_leading_zero_makes_another_agent() {
        let by = |filter, value: &str| shown(&Wish::default().with_filter(filter, value.to_owned()));

        assert_eq!(by(Filter::Queue, "7"), ["082018"]);
        assert_eq!(by(Filter::Status, "off"), ["3"]);
        assert_eq!(by(Filter::Text, "huong"), ["082018"]);
        assert_eq!(by(Filter::Text, "082"), ["082018"]);
        assert_eq!(by(Filter::UserStatus, "AVAILABLE"), Vec::<String>::new());
    }

    #[test]
    fn an_address_reads_as_it_was_written() {
        let id = "018f0000-0000-7000-8000-000000000001";
        let wish = Wish {
            connection: id.parse().ok(),
            side: Side::Callout,
            group: "Hà Nội".to_owned(),
            text: "hương & an".to_owned(),
            order: Order::read("-priority"),
            status: "on".to_owned(),
            plan: id.parse().ok(),
            ..Wish::default()
        };

        let mut params = ParamsMap::new();
        params.insert("connection", id.to_owned());
        params.insert("side", "callout".to_owned());
        params.insert("q", "hương & an".to_owned());
        params.insert("status", "on".to_owned());
        params.insert("group", "Hà Nội".to_owned());
        params.insert("sort", "-priority".to_owned());
        params.insert("plan", id.to_owned());

        assert_eq!(Wish::read(&params), wish);
        assert_eq!(
            wish.query(),
            format!(
                "?connection={id}&side=callout&group=H%C3%A0%20N%E1%BB%99i&status=on&q=h%C6%B0%C6%A1ng%20%26%20an\
                 &sort=-priority&plan={id}"
            )
        );
        let all = wish.clone().unfiltered();
        assert!(wish.is_filtered() && !all.is_filtered());
        assert_eq!(all.order, wish.order, "an order filters nobody");
    }
}
