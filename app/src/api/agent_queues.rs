//! The queues of one agent, to choose from in their panel. What is chosen goes out through a change set or a command;
//! nothing here sends anything but questions.

use std::collections::BTreeSet;

use domain::administration::Callin;
use domain::administration::Trouble;
use domain::changes::Change;
use domain::id::ConnectionId;
use domain::in_group::InGroupChoice;
use domain::queue::NamedRef;
use domain::time::UnixMs;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::codec::JsonText;
use crate::error::AppError;

/// The callin queues of one agent, of a reading of the whole connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentCallin {
    /// The agent's connection.
    pub connection: ConnectionId,
    /// The agent, by the provider's identifier.
    pub agent: String,
    /// Every inbound queue, by name, and those of the agent that the provider does not list.
    pub queues: Vec<NamedRef>,
    /// Those that the agent is in.
    pub callin: Callin,
    /// Whether every page of every queue was read.
    pub complete: bool,
    /// Why no queue is known: the key may not list them.
    pub unseen: Option<Trouble>,
    /// Nothing that is told is older.
    pub read_at: UnixMs,
    /// The server's time.
    pub now: UnixMs,
}

impl AgentCallin {
    /// What makes the agent's queues those that are ticked; none when they are those already.
    pub fn change(&self, ticked: &BTreeSet<String>) -> Option<Change> {
        let missing = |of: &BTreeSet<String>, from: &BTreeSet<String>| of.difference(from).cloned().collect::<Vec<_>>();
        let (add, remove) = (missing(ticked, &self.callin.queues), missing(&self.callin.queues, ticked));
        Some(Change::some(add, remove)).filter(|change| !change.is_empty())
    }
}

/// The callin queues of an agent: as read within the last minute, or read anew, which `again` wants in any case.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such agent in the caller's sight; as [`queue_floor`](super::queues::queue_floor).
#[server(name = ReadAgentCallin, endpoint = "agent_callin", output = JsonText)]
pub async fn agent_callin(
    tenant: String,
    agent: String,
    #[server(default)] again: bool,
) -> Result<AgentCallin, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::agent_queues::callin(&caller, &agent, again).await
}

/// The in-groups of an agent, and those to choose from.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such agent in the caller's sight; [`AppError::NotOffered`] where the connection
/// may only look; [`AppError::TooSoon`]; [`AppError::Provider`] with its cause.
#[server(name = ReadInGroups, endpoint = "in_groups", output = JsonText)]
pub async fn in_groups(tenant: String, agent: String) -> Result<InGroupChoice, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::agent_queues::in_groups(&caller, &agent).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|&id| id.to_owned()).collect()
    }

    #[test]
    fn only_what_differs_from_the_reading_is_asked_for() {
        let callin = AgentCallin {
            connection: ConnectionId("018f0000-0000-7000-8000-000000000001".parse().unwrap()),
            agent: "7".to_owned(),
            queues: Vec::new(),
            callin: Callin { queues: ids(&["1", "2"]), ..Callin::default() },
            complete: true,
            unseen: None,
            read_at: UnixMs(0),
            now: UnixMs(0),
        };

        assert_eq!(callin.change(&ids(&["2", "1"])), None);
        let expected = Change::some(["03".to_owned()], ["1".to_owned()]);
        assert_eq!(callin.change(&ids(&["2", "03"])), Some(expected));
    }
}
