//! What an audience may see of an agent, a queue and a connection: which ones at all, and how much of a number.
//!
//! Pure: it reads the floor and changes nothing.

use std::slice;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::audience::ScopeFilter;
use domain::audience::mask;
use domain::board::AgentRow;
use domain::board::CallView;
use domain::board::ConnectionView;
use domain::call::CurrentCall;
use domain::clock::SinceSource;
use domain::health::ConnectionHealth;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::queue::Completeness;
use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;

use crate::hub::tenant_floor::LiveConnection;

/// So many digits in a free text may be somebody's telephone.
const SHORTEST_NUMBER: usize = 7;

/// An audience together with what its scope holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    numbers: Numbers,
    audience: Audience,
    filter: Option<ScopeFilter>,
}

impl Sight {
    /// None for a limited audience of which the limits are not known: it must not see everything by mistake.
    pub(crate) fn of(audience: &Audience, filter: Option<&ScopeFilter>) -> Option<Self> {
        match (audience.scope, filter) {
            (Scope::Limited(_), None) => None,
            (Scope::All | Scope::Limited(_), filter) => {
                Some(Self { numbers: audience.numbers, audience: *audience, filter: filter.cloned() })
            }
        }
    }

    /// Whether everything of the connection is within the scope. Only then may figures be shown that cover all of it: of a
    /// part they would tell something about the rest.
    fn covers(&self, connection: &LiveConnection) -> bool {
        self.filter.as_ref().is_none_or(|filter| {
            filter.groups.is_empty() && filter.queues.is_empty() && filter.connections.contains(&connection.id)
        })
    }

    /// Whether the scope leaves the queue out. Without a word about queues it leaves none out.
    fn leaves_out(&self, queue: &NamedRef) -> bool {
        self.filter.as_ref().is_some_and(|filter| !filter.queues.is_empty() && !names(&filter.queues, queue))
    }

    /// Whether the scope names the connection itself.
    pub(crate) fn names_connection(&self, id: ConnectionId) -> bool {
        self.filter.as_ref().is_none_or(|filter| filter.connections.contains(&id))
    }

    /// Whether nothing is out of the scope.
    pub(crate) const fn is_everything(&self) -> bool {
        self.filter.is_none()
    }

    /// Whether the agent's row is within the scope.
    pub(crate) fn admits_agent(&self, connection: &LiveConnection, agent: &AgentSnapshot) -> bool {
        self.admits_agent_of(connection.id, agent)
    }

    /// The same of a connection that is not on a floor.
    pub(crate) fn admits_agent_of(&self, connection: ConnectionId, agent: &AgentSnapshot) -> bool {
        let Some(filter) = &self.filter else { return true };
        let in_connections = filter.connections.is_empty() || filter.connections.contains(&connection);
        let in_groups =
            filter.groups.is_empty() || agent.group.as_ref().is_some_and(|group| filter.groups.contains(group));
        let mut queues = agent.current_queue.iter().chain(&agent.callin.items).chain(&agent.callout);
        let in_queues = filter.queues.is_empty() || queues.any(|queue| names(&filter.queues, queue));
        in_connections && in_groups && in_queues
    }

    /// Whether the queue is within the scope. Figures that cover more than the queue would tell of other queues, and a
    /// limit to groups names no queue.
    pub(crate) fn admits_queue(&self, connection: &LiveConnection, queue: &QueueSnapshot) -> bool {
        let Some(filter) = &self.filter else { return true };
        let in_connections = filter.connections.is_empty() || filter.connections.contains(&connection.id);
        let in_queues = filter.queues.is_empty() || names(&filter.queues, &queue.queue);
        let tells_of_others = queue.scope != FigureScope::Queue && !self.covers(connection);
        in_connections && in_queues && filter.groups.is_empty() && !tells_of_others
    }

    /// The agent's row, if the audience may see it.
    pub(crate) fn row(
        &self,
        index: ConnectionIndex,
        connection: &LiveConnection,
        agent: &AgentSnapshot,
    ) -> Option<AgentRow> {
        if !self.admits_agent(connection, agent) {
            return None;
        }
        let clock = agent.clock;
        Some(AgentRow {
            connection: index,
            external_id: agent.external_id.clone(),
            name: agent.display_name.clone(),
            // A screen on a wall searches nothing, and a login may be somebody's telephone.
            login: agent.login.clone().filter(|_| self.numbers != Numbers::None),
            extension: agent.extension.clone(),
            group: agent.group.clone(),
            campaign: agent.campaign.as_ref().map(|campaign| campaign.label().to_owned()),
            queues: match &agent.current_queue {
                Some(queue) => slice::from_ref(queue),
                None => agent.callin.items.as_slice(),
            }
            .iter()
            .filter(|queue| !self.leaves_out(queue))
            .map(|queue| queue.label().to_owned())
            .collect(),
            skills: agent.skills.clone(),
            state: agent.state,
            sub: agent.sub,
            pause_reason: agent.pause_reason.clone().filter(|reason| !self.hides(reason)),
            confidence: agent.confidence,
            raw_status: (agent.state == AgentState::Unknown && !agent.raw_status.is_empty())
                .then(|| agent.raw_status.clone())
                .filter(|_| self.numbers != Numbers::None),
            since_s: clock.map(|clock| clock.since.whole_s()),
            source: clock.map_or(SinceSource::FirstSeen, |clock| clock.source),
            is_lower_bound: clock.is_some_and(|clock| clock.is_lower_bound),
            precision_s: clock.map_or(0, |clock| clock.precision_s),
            call: agent.call.as_ref().map(|call| self.call(call)),
            calls_today: agent.calls_today,
            pending: connection.pending.view(&agent.external_id),
            enabled: agent.enabled,
            read_at_s: connection.read_at_s(agent),
        })
    }

    /// Whether a provider's free text could hold a customer's number that this audience may not see.
    fn hides(&self, text: &str) -> bool {
        self.numbers == Numbers::None && text.chars().filter(char::is_ascii_digit).count() >= SHORTEST_NUMBER
    }

    fn call(&self, call: &CurrentCall) -> CallView {
        let number = call.customer_number.as_deref().filter(|number| !number.is_empty());
        // A screen on a wall gets nothing that leads to a customer.
        let lead = match (number, self.numbers) {
            (None, Numbers::Full | Numbers::Masked) => call.lead_id.clone().or_else(|| call.call_log_id.clone()),
            (Some(_), _) | (None, Numbers::None) => None,
        };
        CallView { direction: call.direction, number: number.and_then(|number| mask(number, self.numbers)), lead }
    }

    /// The connection as the audience may see it, of whose agents it sees `visible_rows`.
    pub(crate) fn connection(&self, connection: &LiveConnection, visible_rows: u32) -> ConnectionView {
        let mut health = connection.health.clone();
        let is_part = !self.covers(connection);
        if is_part {
            health =
                ConnectionHealth { agents_seen: visible_rows, agents_expected: None, warnings: Vec::new(), ..health };
        }
        let is_wall = self.numbers == Numbers::None;
        if is_wall {
            health.warnings = Vec::new();
        }
        let hides_words = is_part || is_wall;
        ConnectionView {
            id: connection.id,
            kind: connection.kind,
            name: connection.name.clone(),
            health,
            totals: if is_part { None } else { connection.totals.clone() },
            capabilities: connection.capabilities.clone(),
            allowance: connection.allowance,
            unmapped: if hides_words { Vec::new() } else { connection.unmapped.clone() },
        }
    }

    /// The agent in full, except for what the audience may not see of a customer and of queues out of its scope.
    pub(crate) fn masked(&self, mut agent: AgentSnapshot) -> AgentSnapshot {
        if self.filter.as_ref().is_some_and(|filter| !filter.queues.is_empty()) {
            agent.current_queue.take_if(|queue| self.leaves_out(queue));
            agent.callout.take_if(|queue| self.leaves_out(queue));
            let known = agent.callin.items.len();
            agent.callin.items.retain(|queue| !self.leaves_out(queue));
            if agent.callin.items.len() < known && agent.callin.completeness == Completeness::Complete {
                agent.callin.completeness = Completeness::AtLeast;
            }
            // The provider's own fields may name any queue.
            agent.provider_extra.clear();
        }
        if self.numbers == Numbers::Full {
            return agent;
        }
        if let Some(call) = &mut agent.call {
            let number = call.customer_number.take();
            call.customer_number = number.as_deref().and_then(|number| mask(number, self.numbers));
            // The tenant's own reference of a lead is often the number itself.
            call.lead_ref = None;
            if let Some(number) = &number {
                call.call_id.take_if(|id| tells(id, number));
                call.lead_id.take_if(|id| tells(id, number));
                call.call_log_id.take_if(|id| tells(id, number));
                agent.provider_extra.retain(|(_, value)| !tells(value, number));
            }
        }
        if self.numbers == Numbers::None {
            agent.provider_extra.clear();
            agent.devices.clear();
            if let Some(call) = &mut agent.call {
                (call.call_id, call.lead_id, call.call_log_id) = (None, None, None);
            }
        }
        agent
    }
}

fn names(queues: &[String], queue: &NamedRef) -> bool {
    queues.iter().any(|named| *named == queue.id || queue.name.as_ref() == Some(named))
}

/// Whether the number can be read out of a text: its last seven digits stand in it, whatever prefix it is written with.
fn tells(text: &str, number: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = digits(number);
    let tail = &number[number.len().saturating_sub(7)..];
    !tail.is_empty() && digits(text).contains(tail)
}
