use super::*;
use crate::vicidial::wire;
use crate::vicidial::wire::read_agent;
use crate::vicidial::wire::read_list;

const NOW: UnixMs = UnixMs::from_s(1_795_226_832);
const TSV: &str = include_str!("../../../tests/fixtures/vicidial/logged_in_agents.tsv");
const FOURTEEN: &str = include_str!("../../../tests/fixtures/vicidial/agent_status_14.csv");
const ARTICLE: &str = include_str!("../../../tests/fixtures/vicidial/agent_status_article.txt");

fn recorded() -> Vec<AgentSnapshot> {
    list(&read_list(TSV).unwrap(), NOW).0
}

fn one(text: &str, id: &str, zone: Option<&TimeZone>) -> (AgentSnapshot, Vec<Warning>) {
    agent(id, &read_agent(text).unwrap().unwrap(), zone, NOW).unwrap()
}

#[test]
fn v08_the_recorded_floor_has_the_documented_states() {
    use AgentState as S;
    use SubState as Sub;

    let seen: Vec<_> = recorded().iter().map(|agent| (agent.external_id.clone(), agent.state, agent.sub)).collect();

    let expected = [
        ("agent001", S::Available, None),
        ("agent002", S::OnCall, None),
        ("agent003", S::Paused, None),
        ("agent004", S::WrapUp, Some(Sub::Disposition)),
        ("agent005", S::OnCall, None),
        ("agent006", S::WrapUp, Some(Sub::Dead)),
        ("agent007", S::Available, None),
        ("agent008", S::Paused, Some(Sub::Preview)),
        ("agent009", S::Dialing, Some(Sub::ManualDial)),
        ("agent010", S::Ringing, Some(Sub::RingingPhone)),
        ("agent011", S::OnHold, Some(Sub::Parked)),
        ("agent012", S::Ringing, None),
    ];
    assert_eq!(seen, expected.map(|(id, state, sub)| (id.to_owned(), state, sub)));
    assert_eq!(list(&read_list(TSV).unwrap(), NOW).1, Vec::new());
}

#[test]
fn v09_the_pause_code_counts_only_while_paused() {
    let agents = recorded();
    let reason = |id: &str| agents.iter().find(|agent| agent.external_id == id).unwrap().pause_reason.clone();

    assert_eq!(reason("agent001"), None, "LOGIN while READY");
    assert_eq!(reason("agent003"), Some("BREAK".to_owned()));
    assert_eq!(reason("agent004"), None, "LOGIN while in disposition");
    assert_eq!(reason("agent007"), None);

    let text = TSV.replace("READY\t0\t\t12", "PAUSED\t0\t\t12");
    let after_login = &list(&read_list(&text).unwrap(), NOW).0[0];
    assert_eq!((after_login.state, after_login.pause_reason.as_deref()), (AgentState::Paused, Some("LOGIN")));
}

#[test]
fn a_listed_agent_has_every_field_that_the_list_tells() {
    let agent = &recorded()[1];

    assert_eq!((agent.display_name.as_str(), agent.login.as_deref()), ("John Doe", Some("agent002")));
    assert_eq!((agent.group.as_deref(), agent.calls_today), (Some("NORTH"), Some(7)));
    assert_eq!(agent.campaign.as_ref().map(|campaign| campaign.id.as_str()), Some("SALES"));
    assert_eq!(agent.devices[0].session.as_deref(), Some("8600052"));
    assert_eq!(agent.provider_extra, [("user_level".to_owned(), "1".to_owned())]);
    assert_eq!((agent.clock, agent.extension.as_deref()), (None, None));
    let call = agent.call.as_ref().unwrap();
    assert_eq!(call.call_id.as_deref(), Some("V1121020000000001001"));
    assert_eq!((call.direction, call.phase), (Direction::Outbound, CallPhase::Connected));
    assert_eq!((call.lead_id.as_deref(), call.customer_number.as_deref()), (Some("1001"), None));
}

#[test]
fn one_agent_has_the_number_and_the_reference_of_the_lead() {
    let (agent, warnings) = one(FOURTEEN, "agent002", None);

    let call = agent.call.unwrap();
    assert_eq!((call.customer_number.as_deref(), call.lead_ref.as_deref()), (Some("3125551212"), Some("VND-1")));
    // The address is of a login two days old, so it is not where the agent is.
    assert_eq!(agent.devices[0].network_ip, None);
    assert!(agent.provider_extra.contains(&("computer_ip".to_owned(), "192.168.1.205".to_owned())));
    assert_eq!(warnings, Vec::new());
}

#[test]
fn v01_the_articles_row_has_a_clock_in_the_chosen_zone() {
    let new_york = zone::zone("America/New_York").unwrap();

    let (agent, _) = one(ARTICLE, "agent001", Some(&new_york));

    let since = zone::rfc3339("2024-02-15T10:45:30-05:00").unwrap();
    assert_eq!(agent.clock, Some(Clock::reported_timestamp(since)));
    assert_eq!((agent.state, agent.extension.as_deref()), (AgentState::OnCall, Some("8001")));
    assert_eq!(agent.devices[0].network_ip.as_deref(), Some("192.168.1.50"));
    assert_eq!(one(ARTICLE, "agent001", None).0.clock, None);
}

#[test]
fn x07_an_articles_time_ahead_of_ours_is_now_and_told() {
    let text = ARTICLE.replace("2024-02-15 10:45:30", "2030-01-01 00:00:00");

    let (agent, warnings) = one(&text, "agent001", Some(&TimeZone::UTC));

    assert_eq!(agent.clock, Some(Clock::reported_timestamp(NOW)));
    assert!(matches!(warnings[..], [Warning::ClockSkew { seconds }] if seconds > 0));
}

#[test]
fn the_articles_words_have_their_states_and_another_agents_row_is_refused() {
    for (word, state) in [
        ("ONCALL", AgentState::OnCall),
        ("WAITING", AgentState::Available),
        ("PAUSED", AgentState::Paused),
        ("LOGGED_OUT", AgentState::LoggedOut),
    ] {
        let text = ARTICLE.replace("ONCALL", word);
        assert_eq!(one(&text, "AGENT001", None).0.state, state, "{word}");
    }
    let row = read_agent(ARTICLE).unwrap().unwrap();
    assert_eq!(agent("agent002", &row, None, NOW), Err(ProviderError::BadBody(BadBody::WrongShape)));
}

#[test]
fn x10_an_unknown_word_is_shown_as_it_came_and_counted() {
    let text = TSV.replace("CLOSER\t0\t\t0", "CHATTING\t0\t\t0");

    let (agents, warnings) = list(&read_list(&text).unwrap(), NOW);

    assert_eq!((agents[6].state, agents[6].raw_status.as_str()), (AgentState::Unknown, "CHATTING"));
    assert_eq!(warnings, [Warning::UnknownState { raw: "CHATTING".to_owned() }]);
}

#[test]
fn x04_ids_keep_their_letters_and_repeated_ones_are_told() {
    let text = "user|status|lead_id\nb2|READY|0\nA1|READY|0\na1|PAUSED|0\nb2|PAUSED|0\nb2|READY|0\n";

    let (agents, warnings) = list(&read_list(text).unwrap(), NOW);

    assert_eq!(agents.iter().map(|agent| agent.external_id.as_str()).collect::<Vec<_>>(), ["A1", "a1", "b2"]);
    assert_eq!(agents[2].state, AgentState::Available);
    assert_eq!(
        warnings,
        [
            Warning::DuplicateAgent { external_id: "b2".to_owned() },
            Warning::CaseOnlyDuplicate { external_id: "a1".to_owned() },
        ]
    );
}

#[test]
fn x08_what_is_kept_of_a_row_is_short_and_has_no_control_characters() {
    let text = format!("user|status|lead_id|full_name|pause_code\na1|{}|0|A\u{1b}[31mnn|x\n", "S".repeat(500));

    let agent = &list(&read_list(&text).unwrap(), NOW).0[0];

    assert_eq!(agent.raw_status.chars().count(), 64);
    assert_eq!(agent.display_name, "A[31mnn");
}

#[test]
fn an_in_groups_figures_are_its_own_and_what_is_missing_is_not_zero() {
    let row = wire::read_in_group("SUPPORT_IN|3|1|4|2|2|0|0|0\n").unwrap();
    let (queue, warnings) = in_group("SUPPORT_IN", &row, NOW);
    assert_eq!((queue.waiting, queue.agents_reported, queue.calls_today), (Some(1), Some(4), None));
    assert_eq!((queue.scope, queue.longest_wait_s, warnings), (FigureScope::Queue, None, Vec::new()));

    let row = wire::read_in_group("SUPPORT_IN|3|many||2|2|0|0|0\n").unwrap();
    let (queue, warnings) = in_group("SUPPORT_IN", &row, NOW);
    assert_eq!((queue.waiting, queue.agents_reported), (None, None));
    assert_eq!(warnings, [Warning::BadFigure { field: "calls_waiting".to_owned() }]);
}
