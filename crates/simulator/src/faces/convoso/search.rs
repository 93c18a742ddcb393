//! The search: its four filters, and the envelope in both documented shapes.

use serde::Serialize;

use super::{
    Refusal,
    rows::{self, OfficialRow, SeedRow},
    totals::Totals,
};
use crate::{
    faces::{params::Params, php_json},
    options::ConvosoShape,
    world::{agent::Agent, population::Population},
};

#[derive(Default)]
pub(super) struct Filter {
    user: Option<usize>,
    campaign: Option<usize>,
    queue: Option<usize>,
    skills: Vec<String>,
}

impl Filter {
    /// A word that is no number is an invalid id, which has a code; a number nobody has is not found, which has none.
    pub(super) fn read(floor: &Population, params: &Params) -> Result<Self, Refusal> {
        let mut filter = Self::default();
        if let Some(id) = params.filled("user_id") {
            filter.user = Some(match floor.agent(id) {
                Some(agent) => agent.index,
                None if is_number(id) => return Err(Refusal::Text("User not found")),
                None => return Err(Refusal::Code(6006, "Missing or invalid user")),
            });
        }
        if let Some(id) = params.filled("campaign_id") {
            filter.campaign = Some(match floor.profile.campaigns.iter().position(|campaign| campaign.id == id) {
                Some(index) => index,
                None if is_number(id) => return Err(Refusal::Text("Campaign not found")),
                None => return Err(Refusal::Code(6026, "Invalid campaign ID")),
            });
        }
        if let Some(id) = params.filled("queue_id") {
            filter.queue = Some(match floor.queues.iter().position(|queue| queue.id == id) {
                Some(index) => index,
                None if is_number(id) => return Err(Refusal::Text("Queue not found")),
                None => return Err(Refusal::Code(6041, "Invalid queue ID")),
            });
        }
        if let Some(skills) = params.filled("filter_by_skill_options") {
            filter.skills = skills.split(',').map(|skill| skill.trim().to_owned()).collect();
        }
        Ok(filter)
    }

    fn keeps(&self, agent: &Agent) -> bool {
        self.user.is_none_or(|user| user == agent.index)
            && self.campaign.is_none_or(|campaign| campaign == agent.campaign)
            && self.queue.is_none_or(|queue| agent.callin.contains(&queue))
            && (self.skills.is_empty()
                || agent.skills.split(',').any(|skill| self.skills.iter().any(|wanted| wanted == skill)))
    }
}

fn is_number(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit())
}

#[derive(Serialize)]
struct SeedAnswer<'a> {
    agents: Vec<SeedRow<'a>>,
    #[serde(flatten)]
    totals: Totals,
}

#[derive(Serialize)]
struct OfficialAnswer<'a> {
    success: bool,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    entries: Entries<'a>,
}

#[derive(Serialize)]
struct Entries<'a> {
    success: bool,
    code: u16,
    campaigns: Vec<Choice<'a>>,
    queues: Vec<Choice<'a>>,
    agents: Vec<OfficialRow<'a>>,
    #[serde(flatten)]
    totals: Totals,
}

#[derive(Serialize)]
struct Choice<'a> {
    value: &'a str,
    name: &'a str,
}

pub(super) fn answer(floor: &Population, filter: &Filter, shape: ConvosoShape) -> String {
    let agents: Vec<&Agent> =
        floor.agents.iter().filter(|agent| rows::is_listed(floor, agent) && filter.keeps(agent)).collect();
    let totals = Totals::of(floor, &agents, filter.queue);
    match shape {
        ConvosoShape::Seed => {
            let agents = agents.into_iter().map(|agent| rows::seed(floor, agent)).collect();
            serde_json::to_string(&SeedAnswer { agents, totals }).expect("the rows always serialize")
        }
        ConvosoShape::Official => {
            let campaigns = floor.profile.campaigns.iter().map(|it| Choice { value: it.id, name: it.name }).collect();
            let queues = floor.queues.iter().map(|it| Choice { value: it.id, name: it.name }).collect();
            let agents = agents.into_iter().map(|agent| rows::official(floor, agent)).collect();
            let entries = Entries { success: true, code: 200, campaigns, queues, agents, totals };
            php_json(&OfficialAnswer { success: true, data: Data { entries } })
        }
    }
}
