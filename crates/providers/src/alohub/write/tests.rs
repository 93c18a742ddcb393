use super::*;

fn command(external_id: &str, action: Action) -> Command {
    Command { external_id: external_id.to_owned(), action }
}

fn callin(queue_ids: &[&str], priority: Option<i32>) -> Action {
    Action::SetCallinQueues { queue_ids: queue_ids.iter().map(|&id| id.to_owned()).collect(), priority }
}

#[test]
fn a06_the_put_body_is_the_whole_list() {
    let put = put(&command("082018", callin(&["1001226", "1000886", "1001226"], Some(1)))).unwrap();

    assert_eq!(put.path, "/agents/082018/queues");
    assert_eq!(put.kind, Some("callin"));
    assert_eq!(put.body, json!({"queue_ids": [1_001_226, 1_000_886], "priority": 1}));
}

#[test]
fn a03_identifiers_are_written_as_whole_numbers_or_not_at_all() {
    for id in ["sales", "", "-1", "1.5", "1e3", "0", "007", "18446744073709551616", "+5"] {
        assert_eq!(put(&command("1", callin(&["1001226", id], None))), Err(Refusal::NotANumber), "{id}");
        let action = Action::SetCalloutQueue { queue_id: id.to_owned() };
        assert_eq!(put(&command("1", action)), Err(Refusal::NotANumber), "{id}");
    }
    let largest = put(&command("1", callin(&["18446744073709551615"], None))).unwrap();
    assert_eq!(largest.body.to_string(), r#"{"queue_ids":[18446744073709551615]}"#);
}

#[test]
fn a08_an_empty_list_is_never_sent() {
    assert_eq!(put(&command("082018", callin(&[], Some(1)))), Err(Refusal::EmptyQueueList));
}

#[test]
fn a09_the_priority_is_sent_when_known_and_left_out_when_not() {
    let known = put(&command("082018", callin(&["7"], Some(3)))).unwrap();
    let unknown = put(&command("082018", callin(&["7"], None))).unwrap();

    assert_eq!(known.body, json!({"queue_ids": [7], "priority": 3}));
    assert_eq!(unknown.body, json!({"queue_ids": [7]}));
}

#[test]
fn a11_a12_callout_sends_one_queue_and_no_priority() {
    let put = put(&command("082018", Action::SetCalloutQueue { queue_id: "13876".to_owned() })).unwrap();

    assert_eq!(put.kind, Some("callout"));
    assert_eq!(put.body, json!({"queue_ids": [13876]}));
}

#[test]
fn a02_the_path_segment_is_percent_encoded() {
    let path = |id: &str| put(&command(id, Action::SetRecording { on: true })).unwrap().path;

    assert_eq!(path("082018"), "/agents/082018/recording");
    assert_eq!(path("a/b?c d"), "/agents/a%2Fb%3Fc%20d/recording");
    for id in ["", " ", ".", ".."] {
        assert_eq!(put(&command(id, Action::SetRecording { on: true })), Err(Refusal::InvalidInput), "{id:?}");
    }
}

#[test]
fn nobody_can_be_logged_out() {
    assert_eq!(put(&command("082018", Action::LogOut)), Err(Refusal::NotOffered));
}

#[test]
fn only_a_connection_never_made_counts_as_not_sent() {
    for cause in [Unreachable::Dns, Unreachable::Connect, Unreachable::Tls] {
        assert_eq!(unanswered(&ProviderError::Unreachable(cause)), refused(Refusal::NotSent));
    }
    for cause in [Unreachable::Timeout, Unreachable::BrokeOff] {
        assert_eq!(unanswered(&ProviderError::Unreachable(cause)), Outcome::Unknown);
    }
}
