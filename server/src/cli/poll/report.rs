//! What one poll brought, as JSON for programs and as a table for people. The table has no customer's number in it.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::health::ConnectionHealth;
use domain::provider::ProviderKind;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use providers::ProviderError;
use serde_json::json;

const WIDEST: usize = 28;

/// A good poll.
pub(super) fn json(snapshot: &Snapshot, health: &ConnectionHealth) -> String {
    json!({
        "agents": snapshot.agents,
        "queues": snapshot.queues,
        "totals": snapshot.totals,
        "complete": snapshot.complete,
        "health": health,
        "requests": snapshot.requests,
        "warnings": snapshot.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
    .to_string()
}

/// A poll that brought nothing.
pub(super) fn error_json(error: &ProviderError, health: &ConnectionHealth) -> String {
    json!({ "error": { "kind": kind(error), "message": error.to_string() }, "health": health }).to_string()
}

fn kind(error: &ProviderError) -> &'static str {
    match error {
        ProviderError::RateLimited { .. } => "rate_limited",
        ProviderError::AuthFailed => "auth_failed",
        ProviderError::Forbidden { .. } => "forbidden",
        ProviderError::Unreachable(_) => "unreachable",
        ProviderError::ServerError { .. } => "server_error",
        ProviderError::BadBody(_) => "bad_body",
        ProviderError::Refused { .. } => "refused",
        ProviderError::Misconfigured { .. } => "misconfigured",
        ProviderError::NotOffered => "not_offered",
    }
}

/// The same for people.
pub(super) fn table(provider: ProviderKind, snapshot: &Snapshot, health: &ConnectionHealth) -> String {
    let head = ["AGENT", "NAME", "STATE", "FOR", "DETAIL", "QUEUE"].map(str::to_owned);
    let rows: Vec<[String; 6]> = snapshot.agents.iter().map(|agent| row(agent, snapshot.received_at)).collect();
    let mut widths = [0; 6];
    for row in rows.iter().chain([&head]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut lines = Vec::with_capacity(rows.len() + 8);
    for row in [&head].into_iter().chain(&rows) {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        lines.push(cells.join("  ").trim_end().to_owned());
    }
    lines.push(String::new());
    lines.push(format!(
        "{}: {}, {}",
        provider.label(),
        counted(snapshot.agents.len(), "agent"),
        counts(&snapshot.agents).join(", ")
    ));
    lines.push(format!(
        "health {}, {} in {} ms{}",
        health.status.slug(),
        counted(usize::try_from(snapshot.requests).unwrap_or(usize::MAX), "request"),
        snapshot.sweep_ms,
        if snapshot.complete { "" } else { ", not every agent was read" }
    ));
    for queue in &snapshot.queues {
        let figure =
            |figure: Option<u32>| figure.map_or_else(|| "not reported".to_owned(), |figure| figure.to_string());
        let name = queue.queue.name.as_deref().unwrap_or(&queue.queue.id);
        lines.push(format!("queue {}: waiting {}", clean(name), figure(queue.waiting)));
    }
    lines.extend(snapshot.warnings.iter().map(|warning| format!("warning: {}", clean_line(&warning.to_string()))));
    lines.join("\n")
}

fn row(agent: &AgentSnapshot, now: UnixMs) -> [String; 6] {
    let lasted = agent.clock.map_or_else(String::new, |clock| {
        let seconds = now.seconds_since(clock.since).max(0);
        let mark = if clock.is_lower_bound { "≥ " } else { "" };
        format!("{mark}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    });
    let detail = agent.pause_reason.as_deref().or(agent.raw_label.as_deref()).unwrap_or(&agent.raw_status);
    let queue = agent.current_queue.as_ref().or(agent.campaign.as_ref());
    [
        clean(&agent.external_id),
        clean(&agent.display_name),
        agent.state.slug().to_owned(),
        lasted,
        clean(detail),
        queue.map_or_else(String::new, |queue| clean(queue.name.as_deref().unwrap_or(&queue.id))),
    ]
}

fn counts(agents: &[AgentSnapshot]) -> Vec<String> {
    AgentState::ALL
        .into_iter()
        .map(|state| (state, agents.iter().filter(|agent| agent.state == state).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{count} {}", state.slug()))
        .collect()
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// A provider's text may hold what a terminal would obey.
fn clean_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}

fn clean(text: &str) -> String {
    let text = clean_line(text);
    if text.chars().count() <= WIDEST {
        return text;
    }
    text.chars().take(WIDEST - 1).chain(['…']).collect()
}
