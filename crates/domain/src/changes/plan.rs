//! The plan of a change set: what would be sent for each agent, and what a person has to know before.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use crate::administration::AgentList;
use crate::administration::AgentRecord;
use crate::administration::Callin;
use crate::administration::Memberships;
use crate::administration::Priority;
use crate::changes::Asked;
use crate::changes::CallinEdit;
use crate::changes::Change;
use crate::changes::Step;
use crate::changes::WhyNot;

/// What was read for a plan.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Every agent.
    pub agents: &'a AgentList,
    /// The callin queues of everybody; none where the key may not list queues.
    pub memberships: Option<&'a Memberships>,
    /// Recording as last set here.
    pub recording: &'a BTreeMap<String, bool>,
}

/// One agent of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRow {
    /// The agent, by the provider's identifier.
    pub agent: String,
    /// The name to show.
    pub label: String,
    /// What was asked for.
    pub change: Change,
    /// What would be done.
    pub step: Step,
}

/// What a person shall know before they confirm, and type when they do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "danger")]
pub enum Danger {
    /// Nobody would be left in a queue that has agents now.
    QueueLeftEmpty {
        /// Which one.
        queue: String,
    },
    /// Lists are replaced without anybody knowing what is in them.
    ListsUnseen {
        /// Of so many agents.
        agents: u32,
    },
    /// Calls of these agents would not be recorded any more.
    RecordingOff {
        /// So many agents.
        agents: u32,
    },
    /// Whole lists are replaced, and memberships that nobody named one by one go with them.
    MembershipsReplaced {
        /// So many memberships.
        memberships: u32,
    },
}

/// A plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// One for each agent asked for, in the order of asking.
    pub rows: Vec<PlannedRow>,
    /// In an order of their own; a set with any of them is confirmed by typing.
    pub dangers: Vec<Danger>,
}

impl Plan {
    /// How many agents something would be sent for.
    pub fn to_send(&self) -> u32 {
        count(self.rows.iter().filter(|row| row.step.is_sent()))
    }
}

/// Makes the plan. Nothing is taken from an agent that nobody asked to take.
pub fn plan(asked: &[Asked], seen: Seen<'_>) -> Plan {
    let mut named = BTreeSet::new();
    let mut rows = Vec::with_capacity(asked.len());
    for Asked { agent, change } in asked {
        let record = seen.agents.agents.get(agent);
        let step = if named.insert(agent.as_str()) {
            step(agent, change, record, seen).unwrap_or_else(|why| Step::Impossible { why })
        } else {
            Step::Impossible { why: WhyNot::AskedTwice }
        };
        let label = record.map_or(agent.as_str(), AgentRecord::label).to_owned();
        rows.push(PlannedRow { agent: agent.clone(), label, change: change.clone(), step });
    }
    let dangers = dangers(&rows, seen.memberships);
    Plan { rows, dangers }
}

fn step(agent: &str, change: &Change, record: Option<&AgentRecord>, seen: Seen<'_>) -> Result<Step, WhyNot> {
    let absent = if seen.agents.complete { WhyNot::NoSuchAgent } else { WhyNot::AgentUnseen };
    let record = record.ok_or(absent)?;
    if record.id_came_as_number {
        return Err(WhyNot::LeadingZeroMayBeLost);
    }
    if change.is_empty() {
        return Err(WhyNot::NothingAsked);
    }
    match change {
        Change::Callin { edit, priority } => match seen.memberships {
            Some(memberships) if memberships.may_be_mixed_up(agent) => Err(WhyNot::LeadingZeroMayBeLost),
            Some(memberships) if memberships.complete => callin(memberships, memberships.of(agent), edit, *priority),
            Some(_) => Err(WhyNot::ScanIncomplete),
            None => unseen(edit, *priority, record),
        },
        Change::Callout { queue_id } => {
            let before = record.callout.as_ref().map(|queue| queue.id.clone());
            let after = queue_id.trim().to_owned();
            Ok(if before.as_ref() == Some(&after) { Step::Unchanged } else { Step::Callout { before, after } })
        }
        // What was set here is no proof of how it is, so that "on already" is sent all the same (decision A13).
        Change::Recording { on } => Ok(Step::Recording { before: seen.recording.get(agent).copied(), on: *on }),
    }
}

fn callin(scan: &Memberships, before: Callin, edit: &CallinEdit, priority: Option<i32>) -> Result<Step, WhyNot> {
    let unknown = |queues: &BTreeSet<String>| {
        let unknown = queues.iter().find(|queue| !scan.lists(queue) && !before.queues.contains(*queue));
        unknown.map_or(Ok(()), |queue| Err(WhyNot::UnknownQueue { queue: queue.clone() }))
    };
    let queues = match edit {
        CallinEdit::Keep => before.queues.clone(),
        CallinEdit::Some { add, remove } => {
            if let Some(queue) = add.intersection(remove).next() {
                return Err(WhyNot::Contradiction { queue: queue.clone() });
            }
            unknown(add)?;
            before.queues.union(add).filter(|queue| !remove.contains(*queue)).cloned().collect()
        }
        CallinEdit::Replace { queues } => {
            unknown(queues)?;
            queues.clone()
        }
    };
    if queues.is_empty() {
        return Err(if before.queues.is_empty() { WhyNot::NoQueue } else { WhyNot::LastQueue });
    }
    let priority = match (priority, before.priority) {
        (Some(figure), _) => Priority::Is(figure),
        // The whole list is sent with one priority or with none, which might reset it (decisions A9 and A10).
        (None, Priority::Unclear) if queues != before.queues => return Err(WhyNot::PriorityUnclear),
        (None, present) => present,
    };
    let after = Callin { queues, priority };
    Ok(if after == before { Step::Unchanged } else { Step::Callin { before, after } })
}

/// Without the right to list queues only a whole list can be set, and nobody knows what goes with it (decision A7).
fn unseen(edit: &CallinEdit, priority: Option<i32>, record: &AgentRecord) -> Result<Step, WhyNot> {
    let CallinEdit::Replace { queues } = edit else { return Err(WhyNot::QueuesUnseen) };
    if queues.is_empty() {
        return Err(WhyNot::LastQueue);
    }
    let priority = priority.or(record.priority).map_or(Priority::NotTold, Priority::Is);
    Ok(Step::CallinUnseen { after: Callin { queues: queues.clone(), priority } })
}

fn dangers(rows: &[PlannedRow], memberships: Option<&Memberships>) -> Vec<Danger> {
    let mut dangers: Vec<Danger> = memberships
        .into_iter()
        .flat_map(|scan| left_empty(rows, scan))
        .map(|queue| Danger::QueueLeftEmpty { queue })
        .collect();
    let agents = |is: fn(&PlannedRow) -> bool| count(rows.iter().filter(|row| is(row)));
    let unseen = agents(|row| matches!(row.step, Step::CallinUnseen { .. }));
    let off = agents(|row| matches!(row.step, Step::Recording { on: false, .. }));
    let replaced =
        rows.iter().filter(|row| matches!(row.change, Change::Callin { edit: CallinEdit::Replace { .. }, .. }));
    let memberships = replaced.map(|row| count(row.step.removed().iter())).sum();
    if unseen > 0 {
        dangers.push(Danger::ListsUnseen { agents: unseen });
    }
    if off > 0 {
        dangers.push(Danger::RecordingOff { agents: off });
    }
    if memberships > 0 {
        dangers.push(Danger::MembershipsReplaced { memberships });
    }
    dangers
}

/// Queues that have agents now and would have none.
fn left_empty(rows: &[PlannedRow], scan: &Memberships) -> Vec<String> {
    let mut members: BTreeMap<&str, i64> = BTreeMap::new();
    for queue in scan.agents.values().flat_map(|callin| &callin.queues) {
        *members.entry(queue).or_default() += 1;
    }
    let had: Vec<&str> = members.keys().copied().collect();
    for row in rows {
        for queue in row.step.added() {
            *members.entry(queue).or_default() += 1;
        }
        for queue in row.step.removed() {
            *members.entry(queue).or_default() -= 1;
        }
    }
    had.into_iter().filter(|queue| members.get(queue).is_some_and(|left| *left <= 0)).map(str::to_owned).collect()
}

fn count(items: impl Iterator) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
