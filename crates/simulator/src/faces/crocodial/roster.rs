//! `goGetAllUsers`: the roster as a list of objects, as far as the vendor's page shows it. It never holds a password.

use serde::Serialize;

use crate::world::{agent::Agent, population::Population};

const COMPANIES: [&str; 3] = ["AMI", "IST", "PTR"];

#[derive(Serialize)]
pub(super) struct Roster {
    user_list: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    user_id: usize,
    user: String,
    name: String,
    exten: usize,
    level: u8,
    active: &'static str,
    campaign_id: &'static str,
    campaign_name: &'static str,
    rank: u8,
    profile_id: u8,
    allowed_companys: &'static [&'static str],
}

pub(super) fn of(floor: &Population, only_inactives: bool) -> Roster {
    let users = floor.agents.iter().filter(|agent| !only_inactives || !agent.enabled);
    Roster { user_list: users.map(|agent| entry(floor, agent)).collect() }
}

fn entry(floor: &Population, agent: &Agent) -> Entry {
    let campaign = floor.campaign_of(agent);
    Entry {
        user_id: 2222 + agent.index,
        user: agent.external_id.clone(),
        name: agent.name.full.clone(),
        exten: 2222 + agent.index,
        level: 1,
        active: if agent.enabled { "Y" } else { "N" },
        campaign_id: campaign.id,
        campaign_name: campaign.name,
        rank: 0,
        profile_id: 22,
        allowed_companys: &COMPANIES,
    }
}
