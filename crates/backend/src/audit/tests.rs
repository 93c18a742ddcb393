use domain::command::Action;
use domain::command::Outcome;

use super::*;

fn entry(action: &str, intent_json: &str, outcome_json: Option<&str>) -> AuditEntry {
    AuditEntry {
        id: Uuid::nil(),
        intent: AuditIntent {
            at: UnixMs(1),
            actor_user_id: None,
            actor_label: "An".to_owned(),
            command_id: None,
            connection_id: None,
            external_id: None,
            action: action.to_owned(),
            intent_json: intent_json.to_owned(),
            remote_addr: None,
        },
        outcome_json: outcome_json.map(str::to_owned),
        finished_at: None,
    }
}

#[test]
fn a_command_and_a_deed_are_told_apart() {
    let command = Command { external_id: "7".to_owned(), action: Action::SetRecording { on: false } };
    let command_json = serde_json::to_string(&command).unwrap();
    let unknown = serde_json::to_string(&Outcome::Unknown).unwrap();
    let refused = serde_json::to_string(&DeedOutcome::Refused).unwrap();
    let names = HashMap::new();

    let command = line(entry("set_recording", &command_json, Some(&unknown)), &names);
    let deed = line(entry("pair_display", r#"{"subject":"Lobby"}"#, Some(&refused)), &names);

    assert_eq!(command.done, Done::Command(Action::SetRecording { on: false }));
    assert_eq!(command.ended, Some(Ended::Command(Outcome::Unknown)));
    assert_eq!(deed.done, Done::Deed(Deed::PairDisplay));
    assert_eq!(deed.matter.subject, "Lobby");
    assert_eq!(deed.ended, Some(Ended::Deed(DeedOutcome::Refused)));
}

#[test]
fn a_line_of_another_version_is_shown_as_it_is() {
    let line = line(entry("juggle", r#"{"balls":3}"#, None), &HashMap::new());

    assert_eq!(line.done, Done::Other("juggle".to_owned()));
    assert_eq!(line.matter.subject, r#"{"balls":3}"#);
    assert_eq!(line.ended, None);
}
