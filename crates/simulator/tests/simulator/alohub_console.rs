//! AloHub beside its document: the provider's own console, and what goes wrong while somebody administers.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use simulator::{ForceError, ProviderName, Writer};

use crate::support::{House, json, open};

const PROVIDER: ProviderName = ProviderName::Alohub;

fn put(house: &House, agent: &str, body: &Value) -> RequestBuilder {
    let path = format!("/v1/agents/{agent}/queues");
    house.request(PROVIDER, Method::PUT, &path).header("X-Api-Key", "sk_live_sim_alohub").json(body)
}

#[tokio::test]
async fn a_change_at_the_console_shows_at_once_and_stands_in_the_journal_beside_the_interfaces() {
    let house = open(12).await;
    let agent = house.simulator.agents(PROVIDER)[0].0.clone();
    let (before, _) = house.simulator.console().callin(PROVIDER, &agent).expect("the agent is there");

    house.simulator.console().sets_callin(PROVIDER, &agent, &["1001302"], Some(4)).expect("agent and queue are there");
    let put = put(&house, &agent, &json!({"queue_ids": [1_000_886, 1_001_226]}));
    assert_eq!(put.send().await.expect("it answers").status(), 200);
    house.control(Method::POST, &format!("/agents/alohub/{agent}/callin")).body("").send().await.expect("it answers");

    let journal = house.simulator.console().journal(PROVIDER);
    let told: Vec<_> = journal.iter().map(|change| (change.before.clone(), change.after.clone(), change.by)).collect();
    let both = vec!["1000886", "1001226"];
    let wanted = [
        (before, vec!["1001302"], Writer::Console),
        (vec!["1001302"], both.clone(), Writer::Interface),
        (both, Vec::new(), Writer::Console),
    ];
    assert_eq!(told, wanted);
    let (_, served) = json(house.control(Method::GET, "/journal/alohub")).await;
    assert_eq!((&served[0]["by"], &served[1]["by"]), (&json!("console"), &json!("interface")));
    assert_eq!((&served[1]["external_id"], &served[1]["before"]), (&json!(agent), &json!(["1001302"])));
    assert!(journal.iter().all(|change| change.priority == Some(4)), "a priority that is not named stays");
    assert_eq!(house.simulator.console().callin(PROVIDER, &agent), Ok((Vec::new(), Some(4))));
    let nobody = house.simulator.console().sets_callin(PROVIDER, "nobody", &[], None);
    assert_eq!(nobody, Err(ForceError::NoSuchAgent));
    assert_eq!(house.simulator.console().sets_callin(PROVIDER, &agent, &["7"], None), Err(ForceError::NoSuchQueue));
}

#[tokio::test]
async fn a_scope_that_was_taken_away_is_missing_for_every_key() {
    let house = open(3).await;
    house.simulator.set_options(|options| options.alohub.lost_scopes = vec!["queue".to_owned()]);

    let queues = house.request(PROVIDER, Method::GET, "/v1/queues/inbound").header("X-Api-Key", "sk_live_sim_alohub");

    assert_eq!(queues.send().await.expect("it answers").status(), 403);
    assert_eq!(house.ordinary(PROVIDER).send().await.expect("it answers").status(), 200);
}

#[tokio::test]
async fn a_total_that_shifts_differs_from_one_page_to_the_next() {
    let house = open(12).await;
    house.simulator.set_options(|options| options.alohub.shifting_totals = true);
    let mut totals = Vec::new();

    for _ in 0..2 {
        let (_, body) = json(house.ordinary(PROVIDER)).await;
        totals.push(body["totalRecord"].as_u64().expect("a number"));
    }

    totals.sort_unstable();
    assert_eq!(totals, [12, 13]);
}

#[tokio::test]
async fn an_identifier_may_come_as_a_number_without_its_zeros() {
    let house = open(3).await;
    let agent = house.simulator.agents(PROVIDER)[0].0.clone();
    assert!(agent.starts_with('0'), "{agent}");
    house.simulator.set_options(|options| options.alohub.numeric_agent_ids = true);

    let (_, body) = json(house.ordinary(PROVIDER)).await;

    assert_eq!(body["data"][0]["agentId"].as_u64(), agent.parse().ok());
}

#[tokio::test]
async fn a_write_may_take_effect_without_ever_being_answered() {
    let house = open(3).await;
    let agent = house.simulator.agents(PROVIDER)[0].0.clone();
    house.simulator.set_options(|options| options.alohub.write_unanswered = true);
    let put = put(&house, &agent, &json!({"queue_ids": [1_001_302]}));

    let asking = tokio::spawn(put.send());
    while house.simulator.console().journal(PROVIDER).is_empty() {
        tokio::task::yield_now().await;
    }

    assert!(!asking.is_finished());
    assert_eq!(house.simulator.console().callin(PROVIDER, &agent).map(|(queues, _)| queues), Ok(vec!["1001302"]));
    asking.abort();
}
