//! What takes a change set back: again something that is asked for, planned on a fresh reading and confirmed, so that
//! what came about since is seen and kept.

use serde::Deserialize;
use serde::Serialize;

use crate::administration::Priority;
use crate::changes::Asked;
use crate::changes::CallinEdit;
use crate::changes::Change;
use crate::changes::Step;

/// What cannot be taken back of an agent, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CannotUndo {
    /// Nobody knows how it was before.
    NotKnownBefore,
    /// There was no priority, and none can be set.
    NoPriorityBefore,
    /// There was no callout queue, and none can be set.
    NoCalloutBefore,
}

/// The inverse of a change set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// What has to be asked for.
    pub asked: Vec<Asked>,
    /// What stays as it is, by agent.
    pub stays: Vec<(String, CannotUndo)>,
}

/// The inverse of what was accepted, the last first. Only what the set itself brought goes, and only what it took comes
/// back: queues that others added since are not touched.
pub fn undo<'a>(accepted: impl DoubleEndedIterator<Item = (&'a str, &'a Step)>) -> Undo {
    let mut undo = Undo::default();
    for (agent, step) in accepted.rev() {
        let (change, stays) = inverse(step);
        undo.stays.extend(stays.map(|why| (agent.to_owned(), why)));
        undo.asked.extend(change.map(|change| Asked { agent: agent.to_owned(), change }));
    }
    undo
}

fn inverse(step: &Step) -> (Option<Change>, Option<CannotUndo>) {
    match step {
        Step::Callin { before, after } => {
            let owned = |queues: Vec<&str>| queues.into_iter().map(str::to_owned).collect();
            let edit = CallinEdit::Some { add: owned(step.removed()), remove: owned(step.added()) };
            let (priority, stays) = match (before.priority, after.priority) {
                (before, after) if before == after => (None, None),
                (Priority::Is(figure), _) => (Some(figure), None),
                (Priority::NotTold, _) => (None, Some(CannotUndo::NoPriorityBefore)),
                (Priority::Unclear, _) => (None, Some(CannotUndo::NotKnownBefore)),
            };
            let change = Change::Callin { edit, priority };
            (Some(change).filter(|change| !change.is_empty()), stays)
        }
        Step::CallinUnseen { .. } => (None, Some(CannotUndo::NotKnownBefore)),
        Step::Callout { before: Some(queue_id), .. } => (Some(Change::Callout { queue_id: queue_id.clone() }), None),
        Step::Callout { before: None, .. } => (None, Some(CannotUndo::NoCalloutBefore)),
        Step::Recording { before: Some(before), on } if before != on => (Some(Change::Recording { on: *before }), None),
        Step::Recording { before: Some(_), .. } => (None, None),
        Step::Recording { before: None, .. } => (None, Some(CannotUndo::NotKnownBefore)),
        Step::Unchanged | Step::Impossible { .. } => (None, None),
    }
}
