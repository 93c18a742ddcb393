//! Commands that no reading has confirmed yet, agent by agent, so that every board can say that something is under way.
//!
//! They live beside the floor and never in it: what is stored of an agent is what a provider said, not what we asked for.

use std::collections::BTreeMap;

use domain::agent::AgentSnapshot;
use domain::board::PendingView;
use domain::command::Action;
use domain::id::CommandId;
use domain::time::UnixMs;

/// A badge goes after so many seconds, whatever became of the command: by then the row itself says how things are.
pub(crate) const PENDING_FOR_S: i64 = 60;

/// A command under way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    command_id: CommandId,
    action: Action,
    since: UnixMs,
}

/// The commands under way at one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct PendingMarks(BTreeMap<String, Mark>);

impl PendingMarks {
    /// Notes a command; a later one to the same agent takes the place of an earlier one.
    pub(crate) fn note(&mut self, external_id: &str, command_id: CommandId, action: Action, since: UnixMs) {
        self.0.insert(external_id.to_owned(), Mark { command_id, action, since });
    }

    /// Takes a command's mark away, if it is still there.
    pub(crate) fn take(&mut self, external_id: &str, command_id: CommandId) -> bool {
        let is_it = self.0.get(external_id).is_some_and(|mark| mark.command_id == command_id);
        if is_it {
            self.0.remove(external_id);
        }
        is_it
    }

    /// Takes away what a reading made after the command shows, and of whom nothing is known any more. Returns whose.
    pub(crate) fn take_shown<'a>(&mut self, agent_of: impl Fn(&str) -> Option<&'a AgentSnapshot>) -> Vec<String> {
        self.take_if(|external_id, mark| {
            agent_of(external_id).is_none_or(|agent| agent.observed_at > mark.since && mark.action.is_shown_by(agent))
        })
    }

    /// Takes away what is older than a badge may be. Returns whose.
    pub(crate) fn take_overdue(&mut self, now: UnixMs) -> Vec<String> {
        self.take_if(|_, mark| now.seconds_since(mark.since) >= PENDING_FOR_S)
    }

    /// What a row tells of it.
    pub(crate) fn view(&self, external_id: &str) -> Option<PendingView> {
        let mark = self.0.get(external_id)?;
        Some(PendingView { action: mark.action.kind(), since_s: mark.since.whole_s() })
    }

    fn take_if(&mut self, mut is_over: impl FnMut(&str, &Mark) -> bool) -> Vec<String> {
        let over: Vec<String> =
            self.0.iter().filter(|(id, mark)| is_over(id, mark)).map(|(external_id, _)| external_id.clone()).collect();
        for external_id in &over {
            self.0.remove(external_id);
        }
        over
    }
}
