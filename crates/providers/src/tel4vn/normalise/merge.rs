//! One agent from several rows: one row comes for each registered device (decision T3), and a user id may be missing
//! from some of them (decision T2).

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::Device;
use domain::agent::IdKind;

/// The agents in the order of their identifiers, and those whose rows claim different calls.
pub(super) fn merge(devices: Vec<AgentSnapshot>) -> (Vec<AgentSnapshot>, Vec<String>) {
    let owners = owners(&devices);
    let mut groups: BTreeMap<String, Vec<AgentSnapshot>> = BTreeMap::new();
    for device in devices {
        let owner = owners.get(&device.external_id).filter(|_| device.id_kind != IdKind::UserId);
        groups.entry(owner.unwrap_or(&device.external_id).clone()).or_default().push(device);
    }
    let mut duplicates = Vec::new();
    let agents = groups
        .into_iter()
        .map(|(external_id, rows)| {
            let calls: BTreeSet<&str> = rows.iter().filter_map(|row| row.call.as_ref()?.call_id.as_deref()).collect();
            if calls.len() > 1 {
                duplicates.push(external_id);
            }
            one(rows)
        })
        .collect();
    (agents, duplicates)
}

/// The user id behind each `extension@domain` that has exactly one.
fn owners(devices: &[AgentSnapshot]) -> BTreeMap<String, String> {
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for device in devices.iter().filter(|device| device.id_kind == IdKind::UserId) {
        for alias in &device.aliases {
            owners.entry(alias).or_default().insert(&device.external_id);
        }
    }
    owners
        .into_iter()
        .filter(|(_, users)| users.len() == 1)
        .filter_map(|(alias, users)| Some((alias.to_owned(), (*users.first()?).to_owned())))
        .collect()
}

/// The row with a call speaks for the agent; what it lacks the others add.
fn one(mut rows: Vec<AgentSnapshot>) -> AgentSnapshot {
    if rows.len() > 1 {
        // Among equals the order depends on the rows' words alone, not on their places in the answer.
        rows.sort_by_cached_key(|row| (rank(row), format!("{row:?}")));
    }
    let mut rows = rows.into_iter();
    let mut agent = rows.next().expect("a group is made for a row");
    for other in rows {
        join(&mut agent, other);
    }
    agent.devices.sort_by(|a, b| device_key(a).cmp(&device_key(b)));
    agent.devices.dedup();
    agent.aliases.sort();
    agent.aliases.dedup();
    agent.aliases.retain(|alias| *alias != agent.external_id);
    agent
}

fn join(agent: &mut AgentSnapshot, other: AgentSnapshot) {
    if agent.id_kind != IdKind::UserId && other.id_kind == IdKind::UserId {
        if agent.display_name == agent.external_id {
            agent.display_name.clone_from(&other.display_name);
        }
        agent.aliases.push(std::mem::replace(&mut agent.external_id, other.external_id));
        agent.id_kind = other.id_kind;
    }
    agent.aliases.extend(other.aliases);
    agent.devices.extend(other.devices);
    agent.login = agent.login.take().or(other.login);
    agent.extension = agent.extension.take().or(other.extension);
    agent.group = agent.group.take().or(other.group);
    agent.provider_tenant = agent.provider_tenant.take().or(other.provider_tenant);
    if agent.provider_extra.is_empty() {
        agent.provider_extra = other.provider_extra;
    }
}

/// Busier states first.
fn rank(agent: &AgentSnapshot) -> u8 {
    match agent.state {
        AgentState::OnCall | AgentState::OnHold => 0,
        AgentState::Dialing => 1,
        AgentState::Ringing => 2,
        AgentState::Unknown if agent.call.is_some() => 3,
        AgentState::WrapUp | AgentState::Paused => 4,
        AgentState::Unknown => 5,
        AgentState::Available | AgentState::Unavailable | AgentState::LoggedOut => 6,
    }
}

fn device_key(device: &Device) -> [Option<&str>; 3] {
    [device.user_agent.as_deref(), device.network_ip.as_deref(), device.server.as_deref()]
}
