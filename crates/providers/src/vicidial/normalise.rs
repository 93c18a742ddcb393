//! What VICIdial's words mean (section 8.3, decision V8). Pure: rows in, agents out.
//!
//! VICIdial tells no time in state; only the article's layout has one. All other clocks are the floor's.

mod state;

use std::collections::HashMap;
use std::collections::HashSet;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::Device;
use domain::agent::IdKind;
use domain::agent::SubState;
use domain::call::CallPhase;
use domain::call::CurrentCall;
use domain::call::Direction;
use domain::clock::Clock;
use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use jiff::tz::TimeZone;

use super::wire::AgentRow;
use super::wire::ArticleRow;
use super::wire::InGroupRow;
use super::wire::ListAnswer;
use super::wire::ListRow;
use super::wire::StatusRow;
use crate::ProviderError;
use crate::error::BadBody;
use crate::lenient;
use crate::lenient::ID_CHARS;
use crate::zone;

const STATUS_CHARS: usize = 64;
const LABEL_CHARS: usize = 128;

/// The agents of a list in the order of their identifiers, and what was odd.
pub(crate) fn list(answer: &ListAnswer, observed_at: UnixMs) -> (Vec<AgentSnapshot>, Vec<Warning>) {
    let mut warnings: Vec<Warning> = answer
        .bad_rows
        .iter()
        .map(|row| Warning::BadRow { row: *row, reason: "the number of fields is wrong or one is empty".to_owned() })
        .collect();
    let mut agents: Vec<AgentSnapshot> = Vec::with_capacity(answer.rows.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for (place, row) in &answer.rows {
        let Some(external_id) = text(&row.user, ID_CHARS).filter(|_| row.user.chars().count() <= ID_CHARS) else {
            warnings.push(Warning::BadRow { row: *place, reason: "the agent's id is too long".to_owned() });
            continue;
        };
        let agent = list_row(external_id, row, observed_at, &mut warnings);
        match places.get(&agent.external_id) {
            None => {
                places.insert(agent.external_id.clone(), agents.len());
                agents.push(agent);
            }
            Some(first) if agents[*first] != agent => {
                warnings.push(Warning::DuplicateAgent { external_id: agent.external_id });
            }
            Some(_) => {}
        }
    }
    agents.sort_by(|one, other| one.external_id.cmp(&other.external_id));
    warnings.extend(case_only_duplicates(agents.iter().map(|agent| agent.external_id.as_str())));
    (agents, warnings)
}

/// Identifiers that differ from an earlier one in capital letters alone (decision X4).
pub(crate) fn case_only_duplicates<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<Warning> {
    let mut seen = HashSet::new();
    ids.filter(|id| !seen.insert(id.to_lowercase()))
        .map(|id| Warning::CaseOnlyDuplicate { external_id: id.to_owned() })
        .collect()
}

fn list_row(external_id: String, row: &ListRow, observed_at: UnixMs, warnings: &mut Vec<Warning>) -> AgentSnapshot {
    let seen = Seen {
        status: &row.status,
        sub_status: row.sub_status.as_deref(),
        lead_id: &row.lead_id,
        callerid: &row.callerid,
        pause_code: row.pause_code.as_deref().unwrap_or_default(),
        campaign_id: &row.campaign_id,
        full_name: &row.full_name,
        user_group: &row.user_group,
        user_level: &row.user_level,
        calls_today: &row.calls_today,
        session_id: &row.session_id,
        phone_number: "",
        vendor_lead_code: "",
    };
    seen.agent(external_id, observed_at, warnings)
}

/// The agent that was asked for under `external_id`.
///
/// # Errors
/// [`ProviderError::BadBody`] when the article's row names somebody else.
pub(crate) fn agent(
    external_id: &str,
    row: &AgentRow,
    zone: Option<&TimeZone>,
    observed_at: UnixMs,
) -> Result<(AgentSnapshot, Vec<Warning>), ProviderError> {
    let mut warnings = Vec::new();
    let agent = match row {
        AgentRow::Status(row) => status_row(external_id, row, observed_at, &mut warnings),
        AgentRow::Article(row) => {
            // The database compares without regard to capital letters, so the answer may spell the id in its own way.
            if row.user.to_lowercase() != external_id.to_lowercase() {
                return Err(ProviderError::BadBody(BadBody::WrongShape));
            }
            article_row(external_id, row, zone, observed_at, &mut warnings)
        }
    };
    Ok((agent, warnings))
}

/// An agent of whom VICIdial says that they are not logged in.
pub(crate) fn logged_out(external_id: &str, observed_at: UnixMs) -> AgentSnapshot {
    let mut agent = AgentSnapshot::new(external_id, IdKind::UserId, AgentState::LoggedOut, observed_at);
    agent.login = Some(external_id.to_owned());
    agent.raw_status = "NOT LOGGED IN".to_owned();
    agent
}

fn status_row(external_id: &str, row: &StatusRow, observed_at: UnixMs, warnings: &mut Vec<Warning>) -> AgentSnapshot {
    let seen = Seen {
        status: &row.status,
        sub_status: Some(&row.sub_status),
        lead_id: &row.lead_id,
        callerid: &row.callerid,
        pause_code: &row.pause_code,
        campaign_id: &row.campaign_id,
        full_name: &row.full_name,
        user_group: &row.user_group,
        user_level: &row.user_level,
        calls_today: &row.calls_today,
        session_id: &row.session_id,
        phone_number: &row.phone_number,
        vendor_lead_code: &row.vendor_lead_code,
    };
    let mut agent = seen.agent(external_id.to_owned(), observed_at, warnings);
    if let Some(address) = text(&row.computer_ip, LABEL_CHARS) {
        agent.provider_extra.push(("computer_ip".to_owned(), address));
    }
    agent
}

fn article_row(
    external_id: &str,
    row: &ArticleRow,
    zone: Option<&TimeZone>,
    observed_at: UnixMs,
    warnings: &mut Vec<Warning>,
) -> AgentSnapshot {
    let seen =
        Seen { status: &row.status, campaign_id: &row.campaign_id, full_name: &row.full_name, ..Seen::default() };
    let mut agent = seen.agent(external_id.to_owned(), observed_at, warnings);
    agent.extension = text(&row.extension, ID_CHARS);
    if let Some(network_ip) = text(&row.ip, LABEL_CHARS) {
        agent.devices = vec![Device { network_ip: Some(network_ip), ..Device::default() }];
    }
    if let Some(changed_at) = zone.and_then(|zone| zone::naive_to_utc(&row.changed_at, zone)) {
        let (since, ahead_s) = zone::not_in_future(changed_at, observed_at);
        warnings.extend(ahead_s.map(|seconds| Warning::ClockSkew { seconds }));
        agent.clock = Some(Clock::reported_timestamp(since));
    }
    agent
}

/// What both layouts of the program show of one agent, as text.
#[derive(Clone, Copy, Default)]
struct Seen<'a> {
    status: &'a str,
    /// None where the answer has no such column.
    sub_status: Option<&'a str>,
    lead_id: &'a str,
    callerid: &'a str,
    pause_code: &'a str,
    campaign_id: &'a str,
    full_name: &'a str,
    user_group: &'a str,
    user_level: &'a str,
    calls_today: &'a str,
    session_id: &'a str,
    phone_number: &'a str,
    vendor_lead_code: &'a str,
}

impl Seen<'_> {
    fn agent(&self, external_id: String, observed_at: UnixMs, warnings: &mut Vec<Warning>) -> AgentSnapshot {
        let lead_id = reference(self.lead_id);
        let meaning = state::meaning(self.status, self.sub_status, lead_id.is_some());
        if !meaning.known {
            let raw = format!("{} {}", self.status, self.sub_status.unwrap_or_default());
            warnings.push(Warning::UnknownState { raw: lenient::clip(&raw, STATUS_CHARS) });
        }
        let mut agent = AgentSnapshot::new(external_id, IdKind::UserId, meaning.state, observed_at);
        agent.sub = meaning.sub;
        agent.confidence = meaning.confidence;
        agent.login = Some(agent.external_id.clone());
        if let Some(name) = text(self.full_name, LABEL_CHARS) {
            agent.display_name = name;
        }
        agent.group = text(self.user_group, LABEL_CHARS);
        agent.raw_status = lenient::clip(self.status, STATUS_CHARS);
        agent.raw_label = text(self.sub_status.unwrap_or_default(), LABEL_CHARS);
        if meaning.state == AgentState::Paused {
            agent.pause_reason = text(self.pause_code, STATUS_CHARS);
        }
        agent.call = self.call(meaning.state, meaning.sub, lead_id);
        agent.campaign = NamedRef::from_parts(reference(self.campaign_id), None);
        agent.calls_today = figure("calls_today", Some(self.calls_today), warnings);
        if let Some(session) = reference(self.session_id) {
            agent.devices = vec![Device { session: Some(session), ..Device::default() }];
        }
        if let Some(level) = text(self.user_level, STATUS_CHARS) {
            agent.provider_extra.push(("user_level".to_owned(), level));
        }
        agent
    }

    /// The call of a state that has one, and of wrap-up and preview, which are about a lead.
    fn call(&self, state: AgentState, sub: Option<SubState>, lead_id: Option<String>) -> Option<CurrentCall> {
        let phase = match state {
            AgentState::Ringing => CallPhase::Ringing,
            AgentState::Dialing => CallPhase::Dialing,
            AgentState::OnCall => CallPhase::Connected,
            AgentState::OnHold => CallPhase::Held,
            AgentState::WrapUp => CallPhase::Ended,
            AgentState::Paused if sub == Some(SubState::Preview) => CallPhase::Unknown,
            AgentState::Unknown => CallPhase::Unknown,
            AgentState::Available | AgentState::Paused | AgentState::Unavailable | AgentState::LoggedOut => {
                return None;
            }
        };
        let call_id = reference(self.callerid);
        let customer_number = reference(self.phone_number);
        let lead_ref = text(self.vendor_lead_code, ID_CHARS);
        if call_id.is_none() && lead_id.is_none() && customer_number.is_none() {
            return None;
        }
        let direction = call_id.as_deref().map_or(Direction::Unknown, state::direction);
        Some(CurrentCall { call_id, direction, phase, customer_number, lead_id, lead_ref, ..CurrentCall::default() })
    }
}

/// The figures of one in-group. `total_calls` are its calls at this moment, not those of the day.
pub(crate) fn in_group(name: &str, row: &InGroupRow, as_of: UnixMs) -> (QueueSnapshot, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut queue = QueueSnapshot::new(NamedRef { id: name.to_owned(), name: None }, FigureScope::Queue, as_of);
    queue.waiting = figure("calls_waiting", row.calls_waiting.as_deref(), &mut warnings);
    queue.agents_reported = figure("agents_logged_in", row.agents_logged_in.as_deref(), &mut warnings);
    (queue, warnings)
}

fn figure(field: &str, value: Option<&str>, warnings: &mut Vec<Warning>) -> Option<u32> {
    let (figure, broken) = lenient::u32_lenient(value.map(Into::into).as_ref());
    if broken {
        warnings.push(Warning::BadFigure { field: field.to_owned() });
    }
    figure
}

fn text(value: &str, most: usize) -> Option<String> {
    Some(lenient::clip(value, most)).filter(|text| !text.is_empty())
}

/// An identifier of a lead, call, campaign or session: `0` and `-` stand for none (decision X5).
fn reference(value: &str) -> Option<String> {
    text(value, ID_CHARS).filter(|text| text != "-" && !text.bytes().all(|byte| byte == b'0'))
}

#[cfg(test)]
mod tests;
