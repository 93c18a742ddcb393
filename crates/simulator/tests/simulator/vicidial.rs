//! VICIdial against the recorded program: lines, columns, errors, the lock, and the agent interface.

use std::collections::BTreeMap;

use reqwest::Method;
use simulator::{AgentState, ProviderName};

use crate::support::{House, START_MS, open, send, text};

const PROVIDER: ProviderName = ProviderName::Vicidial;
const HEADER: &str = "user,campaign_id,session_id,status,lead_id,callerid,calls_today,full_name,user_group,user_level";
const STATUS_HEADER: &str = "status,callerid,lead_id,campaign_id,calls_today,full_name,user_group,user_level,pause_code,real_time_sub_status,phone_number,vendor_lead_code,session_id";

async fn ask(house: &House, params: &[(&str, &str)]) -> String {
    text(house.vicidial(params)).await.1
}

async fn listed(house: &House) -> BTreeMap<String, Vec<String>> {
    let body = ask(house, &[("function", "logged_in_agents"), ("show_sub_status", "YES"), ("stage", "tab")]).await;
    let row = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    body.lines().map(row).map(|row| (row[0].clone(), row)).collect()
}

#[tokio::test]
async fn logged_in_agents_has_ten_columns_or_twelve_under_their_header() {
    let house = open(12).await;

    let ten = text(house.vicidial(&[("function", "logged_in_agents"), ("stage", "csv"), ("header", "YES")])).await.1;
    let twelve = ask(
        &house,
        &[("function", "logged_in_agents"), ("stage", "csv"), ("header", "YES"), ("show_sub_status", "YES")],
    )
    .await;
    let pipes = ask(&house, &[("function", "logged_in_agents"), ("stage", "CSV"), ("header", "yes")]).await;

    assert_eq!(ten.lines().next().unwrap(), HEADER);
    assert_eq!(twelve.lines().next().unwrap(), format!("{HEADER},pause_code,sub_status"));
    assert!(twelve.ends_with('\n'));
    assert!(pipes.starts_with("agent"));
    let plain = pipes.lines().find(|line| line.starts_with("agent004|")).unwrap();
    assert_eq!(plain.split('|').count(), 10);
}

#[tokio::test]
async fn every_state_has_its_status_and_sub_status() {
    let house = open(12).await;
    house.simulator.rename(PROVIDER, "agent002", "John Doe").unwrap();
    let words = [
        // (agent, state, status, sub-status, has a lead)
        ("agent007", AgentState::OnCall, "INCALL", "", true),
        ("agent007", AgentState::OnHold, "INCALL", "PARK", true),
        ("agent007", AgentState::Dead, "INCALL", "DEAD", true),
        ("agent007", AgentState::WrapUp, "PAUSED", "DISPO", true),
        ("agent007", AgentState::Paused, "PAUSED", "", false),
        ("agent007", AgentState::Dialing, "INCALL", "DIAL", true),
        ("agent007", AgentState::Ringing, "QUEUE", "", true),
        ("agent005", AgentState::Dialing, "MQUEUE", "", false),
        ("agent008", AgentState::Ringing, "CLOSER", "RING", false),
    ];

    for (agent, state, status, sub_status, has_lead) in words {
        house.simulator.force_state(PROVIDER, agent, state).unwrap();
        let row = listed(&house).await.remove(agent).unwrap();
        assert_eq!((row[3].as_str(), row[11].as_str()), (status, sub_status), "{state:?}");
        assert_eq!(row[4] != "0", has_lead, "{state:?}");
    }
    house.simulator.force_state(PROVIDER, "agent006", AgentState::WrapUp).unwrap();
    let ready = listed(&house).await.remove("agent006").unwrap();
    assert!(["READY", "CLOSER"].contains(&ready[3].as_str()));
    assert!(ready[4] != "0" && ready[11].is_empty());
}

#[tokio::test]
async fn a_callerid_is_a_letter_the_local_time_and_the_lead() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, "agent007", AgentState::LoggedOut).unwrap();
    house.simulator.force_state(PROVIDER, "agent007", AgentState::Ringing).unwrap();

    let row = listed(&house).await.remove("agent007").unwrap();

    assert_eq!(row[5], format!("Y1121090712{:0>9}", row[4]));
    assert_eq!(row[5].len(), 20);
}

#[tokio::test]
async fn awkward_names_are_not_escaped() {
    let house = open(12).await;
    for agent in ["agent001", "agent002", "agent003"] {
        house.simulator.force_state(PROVIDER, agent, AgentState::Paused).unwrap();
    }

    let body = ask(&house, &[("function", "logged_in_agents")]).await;

    assert!(body.contains("|Nguyen, Thi Hoa|"));
    assert!(body.contains("|Ann O'Neil | temp|"));
    assert!(body.contains("|<b>Bold</b> Bea|"));
}

#[tokio::test]
async fn an_apostrophe_makes_a_small_answer_a_500_with_its_whole_body() {
    let house = open(5).await;
    house.simulator.force_state(PROVIDER, "agent002", AgentState::Paused).unwrap();
    let query = [("function", "agent_status"), ("agent_user", "agent002")];

    let (status, body) = text(house.vicidial(&query)).await;
    house.simulator.set_options(|options| options.vicidial.apostrophe_500 = false);
    let (older, same) = text(house.vicidial(&query)).await;

    assert_eq!((status, older), (500, 200));
    assert!(body.starts_with("PAUSED||0|"));
    assert_eq!(body, same);
}

#[tokio::test]
async fn agent_status_has_thirteen_columns_and_an_address_only_for_old_logins() {
    let house = open(12).await;
    house.simulator.rename(PROVIDER, "agent002", "John Doe").unwrap();
    house.simulator.force_state(PROVIDER, "agent002", AgentState::Paused).unwrap();
    house.simulator.force_state(PROVIDER, "agent003", AgentState::Paused).unwrap();
    let of = async |agent: &str| {
        ask(
            &house,
            &[
                ("function", "agent_status"),
                ("agent_user", agent),
                ("stage", "csv"),
                ("header", "YES"),
                ("include_ip", "YES"),
            ],
        )
        .await
    };

    let (with, without) = (of("agent002").await, of("agent003").await);

    assert_eq!(with.lines().next().unwrap(), format!("{STATUS_HEADER},computer_ip"));
    assert_eq!(with.lines().nth(1).unwrap().split(',').count(), 14);
    assert_eq!(without.lines().next().unwrap(), format!("{STATUS_HEADER},computer_ip"));
    assert_eq!(without.lines().nth(1).unwrap().split(',').count(), 13);
    assert!(with.contains(",John Doe,"));
    assert!(with.contains(",LUNCH,,,,8600052,"));
}

#[tokio::test]
async fn the_recorded_errors_are_verbatim_and_come_with_200() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, "agent005", AgentState::LoggedOut).unwrap();
    let as_user = |user: &'static str, function: &'static str| {
        vec![("user", user), ("function", function), ("agent_user", "agent005")]
    };
    let cases: Vec<(Vec<(&str, &str)>, &str)> = vec![
        (vec![("pass", "WRONGPASS")], "ERROR: Login incorrect, please try again: |apiuser|WRONGPASS|BAD|\n"),
        (vec![("user", ""), ("pass", "")], "ERROR: Login incorrect, please try again: |||BAD|\n"),
        (vec![("user", "nobody"), ("pass", "p@ss!1")], "ERROR: Login incorrect, please try again: |nobody|pss1|BAD|\n"),
        (vec![("user", "apitwofa")], "ERROR: Login incorrect, please try again: |apitwofa|sim-vicidial-pass|2FA|\n"),
        (vec![("user", "apiblock")], "ERROR: Your IP Address is not allowed: 127.0.0.1: ||IPBLOCK|\n"),
        (vec![], "ERROR: NO FUNCTION SPECIFIED\n"),
        (vec![("function", "Agent_Status")], "ERROR: NO FUNCTION SPECIFIED\n"),
        (
            vec![("function", "agent_status"), ("source", "w-_")],
            "ERROR: Invalid Source - w\nERROR: Invalid Source: |w|\n",
        ),
        (
            as_user("apifew", "logged_in_agents"),
            "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION: |apifew|logged_in_agents|\n",
        ),
        (
            as_user("apinorep", "agent_status"),
            "ERROR: agent_status USER DOES NOT HAVE PERMISSION TO GET AGENT INFO: |apinorep|0|\n",
        ),
        (
            as_user("apinoapi", "logged_in_agents"),
            "ERROR: logged_in_agents USER DOES NOT HAVE PERMISSION TO GET AGENT INFO: |apinoapi|0|\n",
        ),
        (as_user("apiuser", "agent_status"), "ERROR: agent_status AGENT NOT LOGGED IN: apiuser|agent005\n"),
        (vec![("function", "agent_status")], "ERROR: agent_status INVALID SEARCH PARAMETERS: apiuser|\n"),
        (
            vec![("function", "agent_status"), ("agent_user", "nobody")],
            "ERROR: agent_status AGENT NOT FOUND: apiuser|nobody\n",
        ),
        (
            vec![("function", "logged_in_agents"), ("campaigns", "NOPE"), ("header", "YES")],
            "ERROR: logged_in_agents NO LOGGED IN AGENTS: apiuser|\n",
        ),
        (vec![("function", "in_group_status")], "ERROR: in_group_status INVALID SEARCH PARAMETERS: apiuser|\n"),
        (vec![("function", "user_group_status")], "ERROR: user_group_status INVALID SEARCH PARAMETERS: apiuser|\n"),
    ];

    for (params, expected) in cases {
        // A later value of the same name wins, as in PHP.
        assert_eq!(text(house.vicidial(&params)).await, (200, expected.to_owned()));
    }
}

#[tokio::test]
async fn answers_are_html_by_name_and_never_cached() {
    let house = open(5).await;

    let response = send(house.vicidial(&[("function", "version")])).await;

    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(response.headers()["cache-control"], "no-cache, must-revalidate");
    assert_eq!(response.headers()["pragma"], "no-cache");
}

#[tokio::test]
async fn the_query_wins_over_the_form() {
    let house = open(5).await;

    let request = house.request(PROVIDER, Method::POST, "/vicidial/non_agent_api.php?function=nosuch").form(&[
        ("user", "apiuser"),
        ("pass", "SIM-VICIDIAL-PASS"),
        ("source", "test"),
        ("function", "agent_status"),
    ]);

    assert_eq!(text(request).await.1, "ERROR: NO FUNCTION SPECIFIED\n");
}

#[tokio::test]
async fn ten_wrong_passwords_lock_the_account_for_fifteen_minutes() {
    let house = open(5).await;
    let locked = "ERROR: Too many login attempts, try again in 15 minutes: |apiuser|LOCK|\n";

    for _ in 0..10 {
        assert!(ask(&house, &[("pass", "wrong")]).await.ends_with("|apiuser|wrong|BAD|\n"));
    }

    assert_eq!(ask(&house, &[("pass", "wrong")]).await, locked);
    assert_eq!(ask(&house, &[("function", "logged_in_agents")]).await, locked);
    house.simulator.clock().advance_ms(15 * 60_000);
    assert_eq!(ask(&house, &[]).await, "ERROR: NO FUNCTION SPECIFIED\n");
}

#[tokio::test]
async fn version_and_coffee_need_no_login() {
    let house = open(5).await;
    let path = "/vicidial/non_agent_api.php?function=";

    let version = text(house.request(PROVIDER, Method::GET, &format!("{path}version"))).await;
    let coffee = text(house.request(PROVIDER, Method::GET, &format!("{path}coffee"))).await;

    let epoch = START_MS / 1000;
    let expected = format!(
        "VERSION: 2.14-202|BUILD: 250720-1841|DATE: 2026-11-21 09:07:12|EPOCH: {epoch}|DST: 0|TZ: -5.00|TZNOW: -5.00|\n"
    );
    assert_eq!(version, (200, expected));
    assert_eq!(coffee, (418, "Coffee: coffee|Error 418 I'm a teapot".to_owned()));
}

#[tokio::test]
async fn sums_of_groups_are_one_row_and_an_unknown_group_is_zeros() {
    let house = open(40).await;

    let two =
        ask(&house, &[("function", "in_group_status"), ("in_groups", "SUPPORT_IN|SALESLINE"), ("header", "YES")]).await;
    let unknown = ask(&house, &[("function", "in_group_status"), ("in_groups", "NOPE")]).await;
    let groups =
        ask(&house, &[("function", "user_group_status"), ("user_groups", "NORTH|SOUTH"), ("header", "YES")]).await;

    let mut lines = two.lines();
    assert_eq!(
        lines.next().unwrap(),
        "ingroups|total_calls|calls_waiting|agents_logged_in|agents_in_calls|agents_waiting|agents_paused|agents_in_dispo|agents_in_dial"
    );
    assert!(lines.next().unwrap().starts_with("SUPPORT_IN SALESLINE|"));
    assert_eq!(unknown, "NOPE|0|0|0|0|0|0|0|0\n");
    let mut lines = groups.lines();
    assert_eq!(
        lines.next().unwrap(),
        "usergroups|calls_waiting|agents_logged_in|agents_in_calls|agents_waiting|agents_paused|agents_in_dead_calls|agents_in_dispo|agents_in_dial"
    );
    let logged_in = listed(&house).await.len().to_string();
    assert_eq!(lines.next().unwrap().split('|').nth(2).unwrap(), logged_in);
}

#[tokio::test]
async fn a_scoped_account_sees_its_group_and_finds_nobody_else() {
    let house = open(40).await;
    let all = listed(&house).await;
    let foreign = all.values().find(|row| row[8] == "SOUTH").unwrap()[0].clone();

    let scoped = ask(&house, &[("user", "supnorth"), ("function", "logged_in_agents")]).await;
    let answer =
        ask(&house, &[("user", "supnorth"), ("function", "agent_status"), ("agent_user", foreign.as_str())]).await;

    assert_eq!(scoped.lines().count(), all.values().filter(|row| row[8] == "NORTH").count());
    assert_eq!(answer, format!("ERROR: agent_status AGENT NOT FOUND: supnorth|{foreign}\n"));
}

#[tokio::test]
async fn latin1_sends_raw_bytes_and_question_marks() {
    let house = open(12).await;
    house.simulator.set_options(|options| options.vicidial.latin1 = true);
    house.simulator.rename(PROVIDER, "agent004", "José Peña Tạ").unwrap();

    let response = send(house.vicidial(&[("function", "logged_in_agents")])).await;

    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    let bytes = response.bytes().await.unwrap();
    assert!(bytes.windows(12).any(|window| window == b"Jos\xE9 Pe\xF1a T?"));
}

#[tokio::test]
async fn warnings_come_before_the_data() {
    let house = open(12).await;
    house.simulator.set_options(|options| options.vicidial.php_noise = true);

    let body = ask(&house, &[("function", "logged_in_agents"), ("stage", "csv"), ("header", "YES")]).await;

    assert!(body.starts_with("<br />\n<b>Warning</b>:  Undefined variable "));
    assert!(body.lines().count() > 400);
    assert!(body.contains(&format!("\n{HEADER}\n")));
}

#[tokio::test]
async fn the_article_has_seven_columns_and_its_own_errors() {
    let house = open(12).await;
    house.simulator.set_options(|options| options.vicidial.article_columns = true);
    house.simulator.rename(PROVIDER, "agent007", "John Doe").unwrap();
    house.simulator.force_state(PROVIDER, "agent007", AgentState::OnCall).unwrap();
    let of = async |agent: &str| ask(&house, &[("function", "agent_status"), ("agent_user", agent)]).await;

    let row = of("agent007").await;
    let columns: Vec<&str> = row.trim_end().split('|').collect();

    assert_eq!(columns.len(), 7);
    assert_eq!((columns[0], columns[1], columns[2]), ("agent007", "John Doe", "ONCALL"));
    assert_eq!((columns[4], columns[5], columns[6]), ("2026-11-21 09:07:12", "192.168.1.7", "8007"));
    house.simulator.force_state(PROVIDER, "agent007", AgentState::LoggedOut).unwrap();
    assert_eq!(of("agent007").await.split('|').nth(2), Some("LOGGED_OUT"));
    assert_eq!(of("nobody").await, "ERROR: AGENT NOT FOUND\n");
    assert_eq!(ask(&house, &[("pass", "no")]).await, "ERROR: INVALID USERNAME OR PASSWORD\n");
}

#[tokio::test]
async fn an_old_build_has_twelve_columns_under_eight_names() {
    let house = open(12).await;
    house.simulator.set_options(|options| options.vicidial.twelve_columns = true);
    house.simulator.force_state(PROVIDER, "agent007", AgentState::Paused).unwrap();

    let body = ask(&house, &[("function", "agent_status"), ("agent_user", "agent007"), ("header", "YES")]).await;

    let widths: Vec<usize> = body.lines().map(|line| line.split('|').count()).collect();
    assert_eq!(widths, [8, 12]);
}
