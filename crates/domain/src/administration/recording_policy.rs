//! Who should be recorded at a connection, and where what was last set here falls short of it. The policy sets nothing by
//! itself: what is missing is planned and confirmed by a person.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use crate::administration::AgentList;
use crate::administration::Memberships;
use crate::administration::RecordingSet;
use crate::administration::RecordingState;
use crate::time::UnixMs;

/// What is wanted of everybody whom no exception names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingRule {
    /// Nothing: nobody has decided.
    #[default]
    NoPolicy,
    /// They are to be recorded.
    Everybody,
    /// They are not to be recorded.
    Nobody,
}

impl RecordingRule {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NoPolicy, Self::Everybody, Self::Nobody];

    /// The word in a form and in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoPolicy => "no_policy",
            Self::Everybody => "everybody",
            Self::Nobody => "nobody",
        }
    }

    /// On, off, or nothing.
    pub const fn wanted(self) -> Option<bool> {
        match self {
            Self::NoPolicy => None,
            Self::Everybody => Some(true),
            Self::Nobody => Some(false),
        }
    }
}

/// Who should be recorded: an agent's own exception, else that of a queue, else the rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingPolicy {
    /// Whom no exception names.
    pub rule: RecordingRule,
    /// The agents of these callin queues, by the queue's identifier: on or off.
    #[serde(default)]
    pub queues: BTreeMap<String, bool>,
    /// These agents, by the provider's identifier: on or off.
    #[serde(default)]
    pub agents: BTreeMap<String, bool>,
}

/// What the policy wants of one agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing.
    Nothing,
    /// On or off.
    Is {
        /// On or off.
        on: bool,
        /// What says so.
        by: WantedBy,
    },
    /// It cannot be told.
    Unclear(Unclear),
}

/// What of the policy decides for an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedBy {
    /// The rule for everybody.
    Rule,
    /// The exception of this queue.
    Queue(String),
    /// The agent's own exception.
    Agent,
}

/// Why it cannot be told what the policy wants of an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// One queue of the agent says on, another says off.
    QueuesDisagree,
    /// A queue might decide, and the agent's queues are not known.
    QueuesUnseen,
}

/// What is known of an agent against what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// It was never set here.
    NeverSet,
    /// It was last set here the other way.
    SetOtherwise,
    /// It was set here as it is wanted, and that cannot be relied on any more.
    Unverified,
}

/// An agent who falls short of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// By the provider's identifier.
    pub agent: String,
    /// How it should be.
    pub on: bool,
    /// What says so.
    pub by: WantedBy,
    /// How it stands.
    pub shortfall: Shortfall,
}

/// Everybody of a connection against the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyReview {
    /// Whoever falls short, by identifier.
    pub gaps: Vec<Gap>,
    /// Of whom it cannot be told, by identifier.
    pub unclear: Vec<(String, Unclear)>,
    /// How many are as they should be.
    pub kept: usize,
}

impl RecordingPolicy {
    /// Whether it wants anything of anybody.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What it wants of an agent who is in these callin queues; none where they are not known.
    pub fn wanted(&self, agent: &str, queues: Option<&BTreeSet<String>>) -> Wanted {
        if let Some(on) = self.agents.get(agent) {
            return Wanted::Is { on: *on, by: WantedBy::Agent };
        }
        let Some(queues) = queues else {
            return if self.queues.is_empty() { self.by_rule() } else { Wanted::Unclear(Unclear::QueuesUnseen) };
        };
        let mut named = queues.iter().filter_map(|queue| Some((queue, *self.queues.get(queue)?)));
        let Some((queue, on)) = named.next() else { return self.by_rule() };
        if named.all(|(_, other)| other == on) {
            Wanted::Is { on, by: WantedBy::Queue(queue.clone()) }
        } else {
            Wanted::Unclear(Unclear::QueuesDisagree)
        }
    }

    fn by_rule(&self) -> Wanted {
        self.rule.wanted().map_or(Wanted::Nothing, |on| Wanted::Is { on, by: WantedBy::Rule })
    }

    /// Everybody against what was last set here.
    pub fn review(
        &self,
        agents: &AgentList,
        memberships: Option<&Memberships>,
        set: &BTreeMap<String, RecordingSet>,
        now: UnixMs,
    ) -> PolicyReview {
        let mut review = PolicyReview::default();
        for agent in agents.agents.keys() {
            let seen = memberships.filter(|scan| scan.complete && !scan.may_be_mixed_up(agent));
            let queues = seen.map(|scan| scan.of(agent).queues);
            match self.wanted(agent, queues.as_ref()) {
                Wanted::Nothing => {}
                Wanted::Unclear(why) => review.unclear.push((agent.clone(), why)),
                Wanted::Is { on, by } => match shortfall(on, set.get(agent), now) {
                    Some(shortfall) => review.gaps.push(Gap { agent: agent.clone(), on, by, shortfall }),
                    None => review.kept += 1,
                },
            }
        }
        review
    }
}

fn shortfall(wanted: bool, set: Option<&RecordingSet>, now: UnixMs) -> Option<Shortfall> {
    match set.map(|set| set.state(now)).unwrap_or_default() {
        RecordingState::Unknown => Some(Shortfall::NeverSet),
        RecordingState::LastSet { on, .. } if on != wanted => Some(Shortfall::SetOtherwise),
        RecordingState::LastSet { is_relied_on: false, .. } => Some(Shortfall::Unverified),
        RecordingState::LastSet { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::administration::AgentRecord;
    use crate::administration::Callin;
    use crate::administration::Priority;
    use crate::administration::RECORDING_KNOWN_FOR_S;

    use super::*;

    const NOW: UnixMs = UnixMs(1_000_000_000);

    fn queues(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn exceptions(of: &[(&str, bool)]) -> BTreeMap<String, bool> {
        of.iter().map(|(id, on)| ((*id).to_owned(), *on)).collect()
    }

    fn wanted(policy: &RecordingPolicy, agent: &str, in_queues: Option<&[&str]>) -> Option<bool> {
        match policy.wanted(agent, in_queues.map(queues).as_ref()) {
            Wanted::Is { on, .. } => Some(on),
            Wanted::Nothing | Wanted::Unclear(_) => None,
        }
    }

    #[test]
    fn an_agents_own_exception_wins_over_a_queues_and_that_over_the_rule() {
        let policy = RecordingPolicy {
            rule: RecordingRule::Everybody,
            queues: exceptions(&[("7", false)]),
            agents: exceptions(&[("082018", true)]),
        };

        assert_eq!(wanted(&policy, "1", Some(&["1"])), Some(true));
        assert_eq!(wanted(&policy, "1", Some(&["1", "7"])), Some(false));
        assert_eq!(wanted(&policy, "082018", Some(&["7"])), Some(true));
        assert_eq!(wanted(&policy, "82018", Some(&["7"])), Some(false), "a leading zero makes another agent");
        assert_eq!(wanted(&RecordingPolicy::default(), "1", Some(&["7"])), None);
    }

    #[test]
    fn what_cannot_be_told_is_never_decided() {
        let policy = RecordingPolicy {
            rule: RecordingRule::Nobody,
            queues: exceptions(&[("7", true), ("8", false)]),
            ..RecordingPolicy::default()
        };

        assert_eq!(policy.wanted("1", Some(&queues(&["7", "8"]))), Wanted::Unclear(Unclear::QueuesDisagree));
        assert_eq!(policy.wanted("1", None), Wanted::Unclear(Unclear::QueuesUnseen));
        let plain = RecordingPolicy { rule: RecordingRule::Nobody, ..RecordingPolicy::default() };
        assert_eq!(wanted(&plain, "1", None), Some(false), "no queue decides anything");
    }

    #[test]
    fn everybody_is_kept_short_or_unclear_once() {
        let set = |on: bool, ago_s: i64| RecordingSet {
            on,
            by: "Lan".to_owned(),
            at: NOW.plus_s(-ago_s),
            reason: None,
            doubted_at: None,
        };
        let record = |id: &str| (id.to_owned(), AgentRecord { external_id: id.to_owned(), ..AgentRecord::default() });
        let ids = ["kept", "never", "off", "old", "both"];
        let agents = AgentList { agents: ids.map(record).into(), complete: true, ..AgentList::default() };
        let both = Callin { queues: queues(&["7", "8"]), priority: Priority::NotTold };
        let scan = Memberships { agents: [("both".to_owned(), both)].into(), complete: true, ..Memberships::default() };
        let known =
            [("kept", set(true, 60)), ("off", set(false, 60)), ("old", set(true, RECORDING_KNOWN_FOR_S))].map(own);
        let policy = RecordingPolicy {
            rule: RecordingRule::Everybody,
            queues: exceptions(&[("7", true), ("8", false)]),
            ..RecordingPolicy::default()
        };

        let review = policy.review(&agents, Some(&scan), &known.into(), NOW);

        let gaps: Vec<_> = review.gaps.iter().map(|gap| (gap.agent.as_str(), gap.on, gap.shortfall)).collect();
        assert_eq!(
            gaps,
            [
                ("never", true, Shortfall::NeverSet),
                ("off", true, Shortfall::SetOtherwise),
                ("old", true, Shortfall::Unverified)
            ]
        );
        assert_eq!(review.unclear, [("both".to_owned(), Unclear::QueuesDisagree)]);
        assert_eq!(review.kept, 1);
    }

    fn own<T>((id, value): (&str, T)) -> (String, T) {
        (id.to_owned(), value)
    }
}
