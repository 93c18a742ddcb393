//! What AloHub's agent rows mean. Pure: rows in, agents and warnings out; it never fails, whatever the rows hold.
//!
//! It does not decide which rows are missing, nor since when an agent is in a state: AloHub reports neither.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::agent::IdKind;
use domain::queue::Completeness;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use serde_json::Value;

use super::row;
use super::row::AgentRow;

/// Unreadable rows named one by one; the rest of a broken answer would only repeat them.
const MOST_BAD_ROWS: usize = 100;

/// What the rows cannot tell.
#[derive(Clone, Debug)]
pub(crate) struct Context<'a> {
    /// When the last byte came.
    pub(crate) received_at: UnixMs,
    /// Whose rows are ours, where the settings tell.
    pub(crate) expected_tenant: Option<&'a str>,
    /// Names of inbound queues by identifier.
    pub(crate) queue_names: &'a BTreeMap<String, String>,
}

/// What the rows mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Floor {
    /// One row for each agent, in the order of their identifiers.
    pub(crate) agents: Vec<AgentSnapshot>,
    pub(crate) warnings: Vec<Warning>,
    /// Whether every row was read and was ours.
    pub(crate) all_rows_read: bool,
    /// Agents whose identifier came as a number (decision A2).
    pub(crate) numeric_ids: BTreeSet<String>,
}

/// Reads the rows of one sweep.
pub(crate) fn floor(rows: &[Value], context: &Context<'_>) -> Floor {
    let mut notes = Notes::default();
    let mut agents: BTreeMap<String, AgentSnapshot> = BTreeMap::new();
    let mut numeric_ids = BTreeSet::new();
    for (index, value) in rows.iter().enumerate() {
        let row = match AgentRow::read(value) {
            Ok(row) => row,
            Err(reason) => {
                notes.bad_row(index, reason);
                continue;
            }
        };
        if is_foreign(&row, context.expected_tenant) {
            notes.foreign += 1;
            continue;
        }
        if row.id_was_number {
            numeric_ids.insert(row.agent_id.clone());
        }
        notes.odd_fields.extend(row.odd.iter().copied());
        let agent = agent(&row, context, &mut notes);
        match agents.get_mut(&agent.external_id) {
            Some(earlier) => merge(earlier, agent, &mut notes),
            None => drop(agents.insert(agent.external_id.clone(), agent)),
        }
    }
    let all_foreign = notes.foreign > 0 && agents.is_empty();
    let all_rows_read = notes.bad_rows == 0 && !all_foreign;
    let warnings = notes.into_warnings(&agents, &numeric_ids);
    Floor { agents: agents.into_values().collect(), warnings, all_rows_read, numeric_ids }
}

/// A row of somebody else's account (decision X13).
pub(crate) fn is_foreign(row: &AgentRow, expected: Option<&str>) -> bool {
    expected.is_some_and(|expected| row.tenant_id.as_deref().is_some_and(|tenant| tenant != expected))
}

/// One row as an agent (section 8.4).
fn agent(row: &AgentRow, context: &Context<'_>, notes: &mut Notes) -> AgentSnapshot {
    let (state, confidence) = state(row, notes);
    let mut agent = AgentSnapshot::new(row.agent_id.clone(), IdKind::Extension, state, context.received_at);
    agent.confidence = confidence;
    agent.login = row.user_name.clone();
    if let Some(login) = &row.user_name {
        agent.display_name.clone_from(login);
    }
    agent.extension = Some(row.agent_id.clone());
    agent.group = row.tenant_name.clone();
    agent.provider_tenant = row.tenant_id.clone();
    agent.enabled = row.enabled;
    agent.raw_status = row.user_status.clone().or_else(|| row.system_status.clone()).unwrap_or_default();
    agent.raw_label = row.system_status.clone();
    agent.callin.items = row.callin.clone();
    for queue in &mut agent.callin.items {
        if queue.name.is_none() {
            queue.name = context.queue_names.get(&queue.id).cloned();
        }
    }
    agent.callin.completeness = if row.tells_callin { Completeness::AtLeast } else { Completeness::Unknown };
    agent.callin.priority = row.priority;
    agent.callin.as_of = row.tells_callin.then_some(context.received_at);
    agent.callout = row.callout.clone();
    agent.follow_me = row.follow_me;
    agent.provider_extra.clone_from(&row.extra);
    agent
}

/// What the two status words mean (section 8.3). A missing word lowers the confidence; a new word is never guessed at.
fn state(row: &AgentRow, notes: &mut Notes) -> (AgentState, Confidence) {
    let user = row.user_status.as_deref().map(UserWord::read);
    let system = row.system_status.as_deref().map(SystemWord::read);
    let unknown = (AgentState::Unknown, Confidence::Reported);
    match (user, system) {
        (Some(UserWord::LogOut), _) => (AgentState::LoggedOut, Confidence::Reported),
        (Some(UserWord::New), _) => {
            notes.new_word(row.user_status.as_deref());
            unknown
        }
        (_, Some(SystemWord::New)) => {
            notes.new_word(row.system_status.as_deref());
            unknown
        }
        (Some(UserWord::Available), Some(SystemWord::Available)) => (AgentState::Available, Confidence::Reported),
        (Some(UserWord::Available), Some(SystemWord::NotAvailable)) => (AgentState::Unavailable, Confidence::Derived),
        (Some(UserWord::Available), None) | (None, Some(SystemWord::Available)) => {
            (AgentState::Available, Confidence::Assumed)
        }
        (None, Some(SystemWord::NotAvailable)) => (AgentState::Unavailable, Confidence::Assumed),
        (None, None) => unknown,
    }
}

#[derive(Clone, Copy)]
enum UserWord {
    Available,
    LogOut,
    New,
}

impl UserWord {
    fn read(word: &str) -> Self {
        if word.eq_ignore_ascii_case("AVAILABLE") {
            Self::Available
        } else if word.eq_ignore_ascii_case("LOGOUT") {
            Self::LogOut
        } else {
            Self::New
        }
    }
}

#[derive(Clone, Copy)]
enum SystemWord {
    Available,
    NotAvailable,
    New,
}

impl SystemWord {
    fn read(word: &str) -> Self {
        if word.eq_ignore_ascii_case("AVAILABLE") {
            Self::Available
        } else if word.eq_ignore_ascii_case("NOT AVAILABLE") {
            Self::NotAvailable
        } else {
            Self::New
        }
    }
}

/// Unites two rows of one agent: all queues of both (decision A5), everything else as the later row has it.
fn merge(earlier: &mut AgentSnapshot, mut later: AgentSnapshot, notes: &mut Notes) {
    let mut queues = std::mem::take(&mut earlier.callin.items);
    queues.append(&mut later.callin.items);
    later.callin.items = row::distinct(queues);
    if earlier.callin.completeness == Completeness::AtLeast {
        later.callin.completeness = Completeness::AtLeast;
        later.callin.as_of = later.callin.as_of.or(earlier.callin.as_of);
    }
    if earlier.callin.priority != later.callin.priority {
        later.callin.priority = match (earlier.callin.priority, later.callin.priority) {
            (Some(one), None) | (None, Some(one)) => Some(one),
            // Two priorities cannot be shown as the one of the whole list.
            (Some(_), Some(_)) | (None, None) => None,
        };
    }
    let differs = earlier.state != later.state
        || earlier.raw_status != later.raw_status
        || earlier.raw_label != later.raw_label
        || earlier.login != later.login
        || earlier.enabled != later.enabled
        || earlier.callout != later.callout
        || earlier.provider_tenant != later.provider_tenant;
    if differs {
        notes.differing.insert(later.external_id.clone());
    }
    *earlier = later;
}

/// What is odd about the answer, gathered while its rows are read.
#[derive(Debug, Default)]
struct Notes {
    bad_rows: usize,
    warnings: Vec<Warning>,
    foreign: u32,
    new_words: BTreeSet<String>,
    odd_fields: BTreeSet<&'static str>,
    differing: BTreeSet<String>,
}

impl Notes {
    fn bad_row(&mut self, index: usize, reason: &str) {
        self.bad_rows += 1;
        if self.bad_rows <= MOST_BAD_ROWS {
            let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
            self.warnings.push(Warning::BadRow { row, reason: reason.to_owned() });
        }
    }

    fn new_word(&mut self, word: Option<&str>) {
        if let Some(word) = word {
            self.new_words.insert(word.to_owned());
        }
    }

    fn into_warnings(self, agents: &BTreeMap<String, AgentSnapshot>, numeric_ids: &BTreeSet<String>) -> Vec<Warning> {
        let mut warnings = self.warnings;
        if self.foreign > 0 {
            warnings.push(Warning::ForeignRow { rows: self.foreign });
        }
        warnings.extend(self.new_words.into_iter().map(|raw| Warning::UnknownState { raw }));
        warnings.extend(self.odd_fields.into_iter().map(|field| Warning::BadFigure { field: field.to_owned() }));
        warnings.extend(self.differing.into_iter().map(|external_id| Warning::DuplicateAgent { external_id }));
        let mut lower_case = BTreeSet::new();
        for external_id in agents.keys() {
            if !lower_case.insert(external_id.to_lowercase()) {
                warnings.push(Warning::CaseOnlyDuplicate { external_id: external_id.clone() });
            }
        }
        warnings.extend(
            numeric_ids.iter().map(|external_id| Warning::LeadingZeroMayBeLost { external_id: external_id.clone() }),
        );
        warnings
    }
}

#[cfg(test)]
mod tests;
