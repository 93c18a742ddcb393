//! VICIdial's agent interface against the recorded program: promises, their effect a little later, and its errors.

use simulator::{AgentState, ProviderName};

use crate::support::{House, START_MS, open, text};

const PROVIDER: ProviderName = ProviderName::Vicidial;

async fn ask(house: &House, params: &[(&str, &str)]) -> String {
    text(house.vicidial(params)).await.1
}

async fn act(house: &House, params: &[(&str, &str)]) -> String {
    let (status, body) = text(house.vicidial_agent(params)).await;
    assert_eq!(status, 200);
    body
}

/// The first agent of the campaign that takes inbound calls.
async fn somebody_of_support(house: &House) -> String {
    let body = ask(house, &[("function", "logged_in_agents"), ("campaigns", "SUPPORT")]).await;
    body.split('|').next().expect("somebody is logged in").to_owned()
}

#[tokio::test]
async fn a_pause_is_promised_at_once_and_happens_a_little_later() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, "agent007", AgentState::Available).unwrap();
    let of = |house: &House| house.simulator.agents(PROVIDER)[6].1;

    let body = act(&house, &[("function", "external_pause"), ("agent_user", "agent007"), ("value", "PAUSE")]).await;

    assert_eq!(body, format!("SUCCESS: external_pause function set - PAUSE|{}|agent007\n", START_MS / 1000));
    assert_eq!(of(&house), AgentState::Available);
    house.simulator.clock().advance_ms(2_000);
    assert_eq!(of(&house), AgentState::Paused);
    assert_eq!(house.simulator.writes(PROVIDER), 1);
}

#[tokio::test]
async fn a_logout_on_a_call_waits_for_the_disposition() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, "agent007", AgentState::OnCall).unwrap();
    house.simulator.force_state(PROVIDER, "agent006", AgentState::Paused).unwrap();

    for agent in ["agent006", "agent007"] {
        let body = act(&house, &[("function", "logout"), ("agent_user", agent), ("value", "LOGOUT")]).await;
        assert_eq!(body, format!("SUCCESS: logout function set - LOGOUT|{}|{agent}\n", START_MS / 1000));
    }

    house.simulator.clock().advance_ms(2_000);
    assert_eq!(house.simulator.agents(PROVIDER)[5].1, AgentState::LoggedOut);
    assert_eq!(house.simulator.agents(PROVIDER)[6].1, AgentState::OnCall);
    house.simulator.clock().advance_ms(25 * 60_000);
    assert_eq!(house.simulator.agents(PROVIDER)[6].1, AgentState::LoggedOut);
}

#[tokio::test]
async fn the_agent_interfaces_errors_are_verbatim() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, "agent007", AgentState::Available).unwrap();
    let with = |value: &'static str| vec![("function", "external_pause"), ("agent_user", "agent007"), ("value", value)];
    let cases = vec![
        (vec![("source", "")], "ERROR: Invalid Source - \n".to_owned()),
        (
            vec![("user", "apinoapi")],
            "ERROR: Invalid Username/Password: |apinoapi|sim-vicidial-pass|1|0|GOOD|\n".to_owned(),
        ),
        (vec![("function", "nosuch")], String::new()),
        (
            vec![("function", "logout"), ("agent_user", "agent099")],
            "ERROR: agent_user is not logged in - agent099\n".to_owned(),
        ),
        (with("RESUME"), "ERROR: external_pause agent is not paused - RESUME|agent007\n".to_owned()),
        (with("NOPE"), "ERROR: external_pause not valid - NOPE|agent007\n".to_owned()),
        (
            vec![("user", "apifew"), ("function", "external_pause"), ("value", "PAUSE")],
            "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION - PAUSE|apifew|external_pause|ADMIN\n"
                .to_owned(),
        ),
    ];

    for (params, expected) in cases {
        assert_eq!(act(&house, &params).await, expected);
    }
    let echoed = act(&house, &[("pass", "BAD")]).await;
    assert!(echoed.starts_with(
        "ERROR: Invalid Username/Password: |apiuser|BAD|0|1|BAD|0|api|SELECT count(*) from vicidial_users where user='apiuser' and pass='BAD' "
    ));
}

#[tokio::test]
async fn in_groups_change_after_the_screen_took_them_and_need_the_leading_space() {
    let house = open(40).await;
    let agent = somebody_of_support(&house).await;
    let change = async |value: &str, choices: &str| {
        act(
            &house,
            &[
                ("function", "change_ingroups"),
                ("agent_user", agent.as_str()),
                ("value", value),
                ("blended", "NO"),
                ("ingroup_choices", choices),
            ],
        )
        .await
    };
    let selected = async || {
        let body =
            ask(&house, &[("function", "agent_ingroup_info"), ("agent_user", agent.as_str()), ("stage", "text")]).await;
        body.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    house.simulator.force_state(PROVIDER, &agent, AgentState::Paused).unwrap();

    let done = change("CHANGE", " SUPPORT_IN SALESLINE -").await;

    assert_eq!(done, format!("SUCCESS: change_ingroups function set - apiuser|{agent}| SUPPORT_IN SALESLINE -|NO|\n"));
    assert_eq!(selected().await[3], "MANAGER OVERRIDE: SET");
    house.simulator.clock().advance_ms(2_000);
    assert_eq!(selected().await[0], format!("SUCCESS:  - {agent}|text"));
    assert_eq!(selected().await[1], "SELECTED INGROUPS:  SUPPORT_IN SALESLINE - ");
    // Without the leading space the first group is lost, and SUCCESS is answered nevertheless.
    assert!(change("CHANGE", "SUPPORT_IN BILLING_IN -").await.starts_with("SUCCESS"));
    house.simulator.clock().advance_ms(2_000);
    assert_eq!(selected().await[1], "SELECTED INGROUPS:  BILLING_IN - ");
    assert_eq!(
        change("CHANGE", " FAKE_IN -").await,
        format!("ERROR: ingroup does not exist - {agent}|FAKE_IN| FAKE_IN -\n")
    );
    assert_eq!(
        change("ADD", "").await,
        format!("ERROR: ingroup_choices are required for ADD and REMOVE values - {agent}|ADD|\n")
    );
}
