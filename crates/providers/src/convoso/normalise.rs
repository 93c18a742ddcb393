//! What Convoso's rows mean. Pure: the same answer gives the same snapshot, whatever the order of its rows.

mod agent;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;
use domain::snapshot::ProviderTotals;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use jiff::tz::TimeZone;

use super::config::Filters;
use super::wire::Answer;
use super::wire::Figures;
use super::wire::row;
use crate::lenient;

/// What the rows do not say themselves.
pub(super) struct Context<'a> {
    /// Zone of the provider's naive times.
    pub(super) zone: &'a TimeZone,
    /// What the answer was limited to.
    pub(super) filters: &'a Filters,
    /// When the answer came.
    pub(super) received_at: UnixMs,
}

/// Oddities that are told once for an answer, however many rows show them.
#[derive(Default)]
struct Oddities {
    words: BTreeSet<String>,
    figures: BTreeSet<&'static str>,
    ahead_s: i64,
}

/// The answer as a snapshot. Never fails: what cannot be read is a warning.
pub(super) fn normalise(answer: &Answer, context: &Context<'_>) -> Snapshot {
    let mut snapshot = Snapshot::new(context.received_at);
    let mut odd = Oddities { figures: answer.figures.bad.iter().copied().collect(), ..Oddities::default() };
    let mut agents: BTreeMap<String, Vec<AgentSnapshot>> = BTreeMap::new();
    for (index, value) in answer.rows.iter().enumerate() {
        let row = row(value).ok_or("not an object");
        match row.and_then(|row| agent::agent(row, &answer.queue_names, context, &mut odd)) {
            Ok(agent) => agents.entry(agent.external_id.clone()).or_default().push(agent),
            Err(reason) => {
                // Whose row it was is unknown, so nobody may be taken for absent.
                snapshot.complete = false;
                let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
                snapshot.warnings.push(Warning::BadRow { row, reason: reason.to_owned() });
            }
        }
    }
    for (external_id, rows) in agents {
        if rows.iter().any(|row| *row != rows[0]) {
            snapshot.warnings.push(Warning::DuplicateAgent { external_id });
        }
        snapshot.agents.extend(speaker(rows));
    }
    let twins = lenient::case_only_duplicates(snapshot.agents.iter().map(|agent| agent.external_id.as_str()));
    let twins: Vec<Warning> =
        twins.into_iter().map(|id| Warning::CaseOnlyDuplicate { external_id: id.to_owned() }).collect();
    snapshot.warnings.extend(twins);
    snapshot.warnings.extend(odd.words.into_iter().map(|raw| Warning::UnknownState { raw }));
    snapshot.warnings.extend(odd.figures.into_iter().map(|field| Warning::BadFigure { field: field.to_owned() }));
    if odd.ahead_s > 0 {
        snapshot.warnings.push(Warning::ClockSkew { seconds: odd.ahead_s });
    }
    snapshot.totals = totals(&answer.figures, context.filters);
    snapshot.queues = queue(answer, context).into_iter().collect();
    snapshot
}

/// Of several rows for one agent the busiest; among equals the choice depends on their words alone.
fn speaker(mut rows: Vec<AgentSnapshot>) -> Option<AgentSnapshot> {
    if rows.len() > 1 {
        rows.sort_by_cached_key(|row| (rank(row.state), format!("{row:?}")));
    }
    rows.into_iter().next()
}

const fn rank(state: AgentState) -> u8 {
    match state {
        AgentState::OnCall | AgentState::OnHold | AgentState::Dialing => 0,
        AgentState::Ringing => 1,
        AgentState::WrapUp => 2,
        AgentState::Paused | AgentState::Unavailable => 3,
        AgentState::Available => 4,
        AgentState::Unknown => 5,
        AgentState::LoggedOut => 6,
    }
}

/// The provider's totals with what they cover. `call_data` and the queue's figures repeat each other (decision C7).
fn totals(figures: &Figures, filters: &Filters) -> Option<ProviderTotals> {
    let scope = if filters.queue().is_some() {
        FigureScope::Queue
    } else if filters.campaign().is_some() {
        FigureScope::Campaign
    } else {
        FigureScope::Account
    };
    let totals = ProviderTotals {
        agents: figures.agent_total,
        in_call: figures.agent_incall,
        ready: figures.agent_ready,
        paused: figures.agent_paused,
        calls: figures.call_total.or(figures.queue_calls_today),
        answered: figures.call_answered.or(figures.queue_answered),
        dropped: figures.call_dropped.or(figures.queue_dropped),
        ..ProviderTotals::new(scope)
    };
    (totals != ProviderTotals::new(scope)).then_some(totals)
}

/// The figures of the queue that the connection is limited to; without that limit nobody knows whose they are.
fn queue(answer: &Answer, context: &Context<'_>) -> Option<QueueSnapshot> {
    let id = context.filters.queue()?;
    let listed = answer.queue_names.iter().find(|(listed, _)| listed == id).map(|(_, name)| name.clone());
    let name = listed.or_else(|| {
        let served = answer.rows.iter().filter_map(row).find(|row| row.queue_id.as_deref() == Some(id));
        served.and_then(|row| row.queue_name)
    });
    let figures = &answer.figures;
    Some(QueueSnapshot {
        calls_today: figures.queue_calls_today,
        answered: figures.queue_answered,
        dropped: figures.queue_dropped,
        dialable_leads: figures.queue_dialable_leads,
        agents_reported: figures.agent_total,
        ..QueueSnapshot::new(NamedRef { id: id.to_owned(), name }, FigureScope::Queue, context.received_at)
    })
}

#[cfg(test)]
mod tests;
