//! Builds the people of one floor: identities in the shape their provider gives them.

use crate::{
    provider::ProviderName,
    world::{
        agent::{Agent, AgentState},
        names::{self, PersonName},
        profile::Profile,
        random::Random,
    },
};

/// The TEL4VN agent whose account has no user id, so that readers must fall back to the extension.
pub(crate) const WITHOUT_USER_ID: usize = 4;

pub(crate) fn agents(provider: ProviderName, profile: &Profile, count: usize, random: &mut Random) -> Vec<Agent> {
    (0..count).map(|index| agent(provider, profile, index, random)).collect()
}

fn agent(provider: ProviderName, profile: &Profile, index: usize, random: &mut Random) -> Agent {
    let name = names::person(provider, index, random);
    let uuid = random.uuid();
    let extension = extension(provider, index);
    let login = login(provider, index, &name);
    let external_id = match provider {
        ProviderName::Tel4vn if index == WITHOUT_USER_ID => format!("{extension}@{}", profile.groups[0]),
        ProviderName::Tel4vn => uuid.clone(),
        ProviderName::Convoso => (1_104_055 + index).to_string(),
        ProviderName::Alohub => extension.clone(),
        ProviderName::Vicidial | ProviderName::Crocodial => login.clone(),
    };
    let campaign = random.below(profile.campaigns.len());
    Agent {
        index,
        external_id,
        uuid,
        name,
        login,
        extension,
        enabled: count_as_enabled(provider, index),
        campaign,
        group: random.below(profile.groups.len()),
        callin: memberships(profile, random),
        callin_pending: None,
        callout: if profile.callouts.is_empty() { 0 } else { random.pick(profile.callouts).0 },
        priority: (!random.chance(0.1)).then(|| random.between(1, 5)),
        recording: true,
        // VICIdial's second campaign takes inbound calls only, which is what CLOSER means there.
        inbound_only: (provider == ProviderName::Vicidial && campaign == 1) || random.chance(0.15),
        skills: profile.skills[random.below(profile.skills.len())],
        state: AgentState::LoggedOut,
        since_ms: 0,
        pause: None,
        call: None,
        calls_today: 0,
        calls_session: 0,
        login_ms: 0,
        shift_ends_ms: 0,
        lunch_due_ms: i64::MAX,
        last_call_ms: 0,
        last_finish_ms: 0,
        last_inbound_ms: 0,
        pause_requested: false,
        logout_requested: false,
        generation: 0,
        available_slot: None,
    }
}

/// Two providers list accounts that are switched off; every twenty-third agent there is one.
fn count_as_enabled(provider: ProviderName, index: usize) -> bool {
    match provider {
        ProviderName::Alohub | ProviderName::Crocodial => index % 23 != 11,
        ProviderName::Tel4vn | ProviderName::Convoso | ProviderName::Vicidial => true,
    }
}

fn memberships(profile: &Profile, random: &mut Random) -> Vec<usize> {
    let count = profile.queues.len();
    let first = random.below(count);
    let mut queues = vec![first];
    for other in 0..count {
        if other != first && random.chance(0.35) {
            queues.push(other);
        }
    }
    queues
}

fn extension(provider: ProviderName, index: usize) -> String {
    match provider {
        ProviderName::Tel4vn => (101 + index).to_string(),
        ProviderName::Convoso => format!("SIP-{:05}", 31_377 + index),
        ProviderName::Alohub => format!("08{}", 2018 + index),
        ProviderName::Vicidial => (8_600_051 + index).to_string(),
        ProviderName::Crocodial => (2222 + index).to_string(),
    }
}

fn login(provider: ProviderName, index: usize, name: &PersonName) -> String {
    let first = names::ascii(&name.first);
    let last = names::ascii(&name.last);
    match provider {
        ProviderName::Tel4vn => format!("{}{:02}", first.to_lowercase(), index + 1),
        ProviderName::Convoso => format!("{}.{}{}", first.to_lowercase(), last.to_lowercase(), index + 1),
        ProviderName::Alohub if index == 0 => "AloHub.admin".to_owned(),
        ProviderName::Alohub => format!("AloHub.{}{}", first.to_lowercase(), index + 1),
        ProviderName::Vicidial => format!("agent{:03}", index + 1),
        ProviderName::Crocodial if index < 20 => format!("{first}.{last}{index}"),
        ProviderName::Crocodial => format!("{first}.{last}.{index}"),
    }
}
