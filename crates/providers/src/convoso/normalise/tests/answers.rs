//! The frame around the rows: both envelopes, errors, totals and the figures of queues.

use domain::form::Field;
use domain::form::Problem;
use domain::right::Right;
use serde_json::json;

use super::*;

#[test]
fn c01_agents_are_found_at_the_root_in_data_and_in_entries_in_this_order() {
    let agents = json!([row_with(json!({}))]);
    for shape in [
        json!({ "agents": agents, "data": { "agents": [] } }),
        json!({ "success": 1, "data": { "success": "true", "agents": agents, "entries": { "agents": [] } } }),
        json!({ "success": "1", "data": { "entries": { "success": true, "code": "200", "agents": agents } } }),
    ] {
        assert_eq!(read(&shape).agents.len(), 1, "{shape}");
    }
}

#[test]
fn c01_totals_stand_beside_the_agents_or_further_out() {
    let beside = json!({ "agent_total": 1, "data": { "agent_total": 2, "agents": [] } });
    let outside = json!({ "agent_total": 1, "data": { "entries": { "agents": [] } } });

    assert_eq!(read(&beside).totals.unwrap().agents, Some(2));
    assert_eq!(read(&outside).totals.unwrap().agents, Some(1));
}

#[test]
fn x01_a_failure_anywhere_on_the_way_to_the_agents_is_a_failure() {
    for failure in [
        json!({ "success": false, "agents": [] }),
        json!({ "success": "0", "agents": [] }),
        json!({ "success": true, "data": { "success": false, "agents": [] } }),
        json!({ "success": true, "data": { "entries": { "success": 0, "agents": [] } } }),
        json!({ "success": true, "data": { "entries": { "code": 500, "agents": [] } } }),
        json!({ "agents": [], "error": "Something" }),
        json!({ "success": "maybe", "agents": [] }),
    ] {
        assert!(matches!(refused(&failure), ProviderError::Refused { .. }), "{failure}");
    }
}

#[test]
fn x01_what_has_no_agents_is_no_empty_floor() {
    for shape in [
        json!({}),
        json!([]),
        json!(null),
        json!({ "success": true }),
        json!({ "agents": null }),
        json!({ "data": [] }),
    ] {
        assert_eq!(refused(&shape), ProviderError::BadBody(BadBody::WrongShape), "{shape}");
    }
    assert!(rows(Vec::new()).agents.is_empty());
}

#[test]
fn errors_are_told_by_code_and_else_by_their_whole_text() {
    let token = json!({ "success": false, "error": "Invalid authentication token" });
    let section = json!({ "success": false, "code": 403, "text": "Forbidden" });
    let section_as_text = json!({ "success": false, "code": "403" });
    let longer = json!({ "success": false, "error": "Invalid authentication token for 0899123456" });

    assert_eq!(refused(&token), ProviderError::AuthFailed);
    assert_eq!(refused(&section), ProviderError::Forbidden { right: Right::AgentMonitor });
    assert_eq!(refused(&section_as_text), ProviderError::Forbidden { right: Right::AgentMonitor });
    let shown = format!("{0:?} {0}", refused(&longer));
    assert!(shown.contains("Refused") && !shown.contains("0899"), "{shown}");
}

#[test]
fn an_error_about_a_filter_names_the_setting() {
    let config = ConvosoConfig {
        campaign_id: Some("1".to_owned()),
        queue_id: Some("2".to_owned()),
        user_id: Some("3".to_owned()),
        ..ConvosoConfig::default()
    };
    for (body, field) in [
        (json!({ "success": false, "error": "User not found" }), Field::UserId),
        (json!({ "success": false, "code": 6006, "text": "x" }), Field::UserId),
        (json!({ "success": false, "error": "Campaign not found" }), Field::CampaignId),
        (json!({ "success": false, "code": "6026" }), Field::CampaignId),
        (json!({ "success": false, "message": "Queue not found" }), Field::QueueId),
        (json!({ "success": false, "code": 6041, "text": "x" }), Field::QueueId),
    ] {
        let with_filter = wire::search(&body, &Filters::of(&config)).unwrap_err();

        assert_eq!(with_filter, ProviderError::misconfigured(field, Problem::UnknownThere), "{body}");
        assert!(matches!(refused(&body), ProviderError::Refused { .. }), "{body}");
    }
}

#[test]
fn c06_the_providers_totals_stand_apart_and_are_not_computed() {
    let snapshot = read(&json!({ "agents": [row_with(json!({ "status": "TRANSFER" }))], "agent_incall": 0 }));
    let untold = rows(vec![row_with(json!({}))]);

    let totals = snapshot.totals.unwrap();
    assert_eq!((totals.in_call, totals.agents, totals.ready), (Some(0), None, None));
    assert_eq!(untold.totals, None);
}

#[test]
fn c07_queue_figures_are_the_queues_only_when_the_connection_is_limited_to_it() {
    let whole = read(&body(SEED));
    let config = ConvosoConfig { queue_id: Some(" 222 ".to_owned()), ..ConvosoConfig::default() };
    let queue = scoped(&config, &body(SEED));
    let config = ConvosoConfig { campaign_id: Some("111".to_owned()), ..ConvosoConfig::default() };
    let campaign = scoped(&config, &body(SEED));
    let config = ConvosoConfig { queue_id: Some("222, 333".to_owned()), ..ConvosoConfig::default() };
    let two_queues = scoped(&config, &body(SEED));

    assert_eq!((whole.queues.len(), whole.totals.unwrap().scope), (0, FigureScope::Account));
    assert_eq!((campaign.queues.len(), campaign.totals.unwrap().scope), (0, FigureScope::Campaign));
    assert_eq!((two_queues.queues.len(), two_queues.totals.unwrap().scope), (0, FigureScope::Account));
    assert_eq!(queue.totals.unwrap().scope, FigureScope::Queue);
    let figures = &queue.queues[0];
    assert_eq!(figures.queue, named("222", "Main Queue"));
    assert_eq!((figures.calls_today, figures.answered, figures.dropped), (Some(500), Some(450), Some(20)));
    assert_eq!((figures.dialable_leads, figures.agents_reported), (Some(1200), Some(25)));
    assert_eq!((figures.waiting, figures.longest_wait_s), (None, None));
}

#[test]
fn c07_queue_figures_stand_in_for_missing_call_data() {
    let snapshot = read(&json!({ "agents": [], "queue_calls_today": "7", "queue_answered": 5, "queue_dropped": 2 }));

    let totals = snapshot.totals.unwrap();
    assert_eq!((totals.calls, totals.answered, totals.dropped), (Some(7), Some(5), Some(2)));
}

#[test]
fn a_figure_that_cannot_be_read_is_told_and_not_zero() {
    let snapshot = read(&json!({ "agents": [], "agent_total": -1, "agent_ready": 3, "call_data": "none" }));

    let totals = snapshot.totals.unwrap();
    assert_eq!((totals.agents, totals.ready), (None, Some(3)));
    assert_eq!(snapshot.warnings, [Warning::BadFigure { field: "agent_total".to_owned() }]);
}
