//! `logged_in_agents`: every live agent in one call. Values are not escaped, as in the program.

use axum::response::Response;

use super::{live, login::Account, text};
use crate::{faces::params::Params, options::VicidialOptions, world::population::Population};

const COLUMNS: [&str; 10] = [
    "user",
    "campaign_id",
    "session_id",
    "status",
    "lead_id",
    "callerid",
    "calls_today",
    "full_name",
    "user_group",
    "user_level",
];

pub(super) fn answer(floor: &Population, account: &Account, params: &Params, options: &VicidialOptions) -> Response {
    if !account.view_reports || !account.api_access {
        let line =
            format!("ERROR: logged_in_agents USER DOES NOT HAVE PERMISSION TO GET AGENT INFO: |{}|0|", account.name);
        return text::line(&line, options);
    }
    let with_sub_status = params.text("show_sub_status") == "YES";
    let delimiter = text::delimiter(params);
    let mut body = String::new();
    for agent in floor.agents.iter().filter(|agent| agent.logged_in()) {
        let campaign = floor.campaign_of(agent).id;
        let group = live::group(floor, agent);
        if !account.sees(group) || !listed(params, "campaigns", campaign) || !listed(params, "user_groups", group) {
            continue;
        }
        let live = live::of(agent);
        let lead_id = if with_sub_status { live.lead_id.max(live.preview_lead_id) } else { live.lead_id };
        let mut values = vec![
            agent.login.clone(),
            campaign.to_owned(),
            agent.extension.clone(),
            live.status.to_owned(),
            lead_id.to_string(),
            live.callerid,
            agent.calls_today.to_string(),
            agent.name.full.clone(),
            group.to_owned(),
            "1".to_owned(),
        ];
        if with_sub_status {
            values.extend([live.pause_code.to_owned(), live.sub_status.to_owned()]);
        }
        body.push_str(&values.join(delimiter));
        body.push('\n');
    }
    if body.is_empty() {
        return text::line(&format!("ERROR: logged_in_agents NO LOGGED IN AGENTS: {}|", account.name), options);
    }
    if text::wants_header(params) {
        let mut columns = COLUMNS.to_vec();
        if with_sub_status {
            columns.extend(["pause_code", "sub_status"]);
        }
        body = format!("{}\n{body}", columns.join(delimiter));
    }
    text::data(body, options)
}

/// Whether a list like `A|B` is absent or holds the word.
fn listed(params: &Params, name: &str, word: &str) -> bool {
    params.filled(name).is_none_or(|list| list.split('|').any(|item| item == word))
}
