//! An agent's in-groups against scripted answers: looked at, changed once, and looked at again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::in_group::InGroupChange;
use domain::in_group::InGroupEdit;
use providers::Provider;
use providers::ProviderError;
use providers::vicidial::config::AgentApi;
use providers::vicidial::config::Blended;
use providers::vicidial::config::VicidialConfig;
use wiremock::MockServer;
use wiremock::ResponseTemplate;

use crate::support::*;

const SUCCESS: &str = "SUCCESS: change_ingroups function set - apiuser|agent007| A_IN B_IN -|NO|\n";

fn switched_on() -> VicidialConfig {
    VicidialConfig { agent_api: AgentApi::On, ..config() }
}

fn groups(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn command(edit: InGroupEdit, names: &[&str], also_dials: bool) -> Command {
    let action = Action::ChangeInGroups(InGroupChange { edit, groups: groups(names), also_dials });
    Command { external_id: "agent007".to_owned(), action }
}

fn refused(reason: Refusal) -> Outcome {
    Outcome::Refused { reason, code: None }
}

fn info(groups: &str, dials: &str, waiting: &str) -> String {
    format!(
        "SUCCESS:  - agent007|text\nSELECTED INGROUPS:  {groups}- \nOUTBOUND AUTODIAL: {dials}\n\
         MANAGER OVERRIDE: {waiting}\nMANAGER: \n"
    )
}

/// A system on which the agent has `before`; once something was changed the looks show `after`, one after another.
async fn system(before: String, answer: &'static str, after: Vec<String>) -> MockServer {
    let looks = Arc::new(AtomicU32::new(0));
    let changed = Arc::new(AtomicU32::new(0));
    scripted(move |function, _| match function {
        "change_ingroups" => {
            changed.fetch_add(1, Ordering::SeqCst);
            text(answer)
        }
        "agent_ingroup_info" if changed.load(Ordering::SeqCst) > 0 => {
            let look = looks.fetch_add(1, Ordering::SeqCst) as usize;
            text(after.get(look).or(after.last()).map_or("", String::as_str))
        }
        "agent_ingroup_info" => text(&before),
        _ => text(VERSION),
    })
    .await
}

async fn execute(server: &MockServer, command: &Command) -> Outcome {
    connect(&server.uri(), switched_on()).unwrap().execute(command, NOW).await
}

async fn times_changed(server: &MockServer) -> usize {
    asked(server).await.iter().filter(|function| *function == "change_ingroups").count()
}

#[tokio::test]
async fn the_request_has_its_leading_space_its_value_and_whether_the_agent_also_dials() {
    for (edit, value) in [(InGroupEdit::Replace, "CHANGE"), (InGroupEdit::Add, "ADD"), (InGroupEdit::Remove, "REMOVE")]
    {
        let error = "ERROR: change_ingroups not valid\n";
        let server = system(info("C_IN A_IN ", "N", "N"), error, Vec::new()).await;

        execute(&server, &command(edit, &["B_IN", "A_IN"], true)).await;

        let requests = server.received_requests().await.unwrap();
        let [look, change] = requests.as_slice() else { panic!("a look and the change: {requests:?}") };
        assert_eq!(look.url.path(), "/vicidial/non_agent_api.php");
        assert_eq!((change.method.as_str(), change.url.path()), ("POST", "/agc/api.php"));
        let body = format!(
            "source=callboard&function=change_ingroups&user=apiuser&pass={PASSWORD}&agent_user=agent007&blended=YES\
             &ingroup_choices=+A_IN+B_IN+-&value={value}"
        );
        assert_eq!(String::from_utf8_lossy(&change.body), body);
    }
}

#[tokio::test]
async fn a_change_is_confirmed_once_the_screen_has_taken_it() {
    let waiting = info("C_IN ", "N", "SET");
    let server = system(info("C_IN ", "N", "N"), SUCCESS, vec![waiting, info("C_IN A_IN B_IN ", "N", "Y")]).await;

    let outcome = execute(&server, &command(InGroupEdit::Add, &["A_IN", "B_IN"], false)).await;

    assert_eq!((outcome, times_changed(&server).await), (Outcome::Confirmed, 1));
    assert_eq!(asked(&server).await.len(), 4, "a look, the change, and two looks");
}

#[tokio::test]
async fn a_screen_that_does_not_take_it_leaves_it_requested() {
    let waiting = info("C_IN ", "N", "SET");
    let server = system(info("C_IN ", "N", "N"), SUCCESS, vec![waiting]).await;

    let outcome = execute(&server, &command(InGroupEdit::Replace, &["A_IN", "B_IN"], false)).await;

    assert_eq!((outcome, times_changed(&server).await), (Outcome::AcceptedNotVisible, 1));
}

#[tokio::test]
async fn an_earlier_change_that_waits_is_not_built_upon_and_may_be_replaced() {
    let waiting = info("C_IN ", "N", "SET");
    let server = system(waiting, SUCCESS, vec![info("A_IN ", "N", "Y")]).await;

    for edit in [InGroupEdit::Add, InGroupEdit::Remove] {
        let outcome = execute(&server, &command(edit, &["A_IN"], false)).await;
        assert_eq!(outcome, refused(Refusal::EarlierChangeWaits), "{edit:?}");
    }
    assert_eq!(times_changed(&server).await, 0);
    let outcome = execute(&server, &command(InGroupEdit::Replace, &["A_IN"], false)).await;
    assert_eq!((outcome, times_changed(&server).await), (Outcome::Confirmed, 1));
}

#[tokio::test]
async fn what_is_so_already_is_not_sent_unless_the_dialling_differs() {
    let server = system(info("A_IN C_IN ", "N", "N"), SUCCESS, vec![info("A_IN C_IN ", "Y", "Y")]).await;

    let same = execute(&server, &command(InGroupEdit::Add, &["A_IN"], false)).await;
    assert_eq!((same, times_changed(&server).await), (Outcome::AlreadyDone, 0));
    let dials = execute(&server, &command(InGroupEdit::Add, &["A_IN"], true)).await;
    assert_eq!((dials, times_changed(&server).await), (Outcome::Confirmed, 1));
}

#[tokio::test]
async fn every_refusal_is_told_and_nothing_is_looked_at_afterwards() {
    for (answer, reason) in [
        ("ERROR: user is not allowed to change agent in-groups - apiuser\n", Refusal::MissingRight),
        ("ERROR: campaign does not allow inbound calls - agent007\n", Refusal::CampaignForbids),
        ("ERROR: campaign dial_method does not allow outbound autodial - agent007|YES\n", Refusal::CampaignForbids),
        ("ERROR: ingroup does not exist - agent007|A_IN| A_IN -\n", Refusal::NoSuchQueue),
        ("ERROR: change_ingroups not valid - CHANGE|||agent007\n", Refusal::InvalidInput),
        ("ERROR: agent_user is not logged in - agent007\n", Refusal::NotLoggedIn),
    ] {
        let server = system(info("", "N", "N"), answer, Vec::new()).await;

        let outcome = execute(&server, &command(InGroupEdit::Add, &["A_IN"], false)).await;

        assert_eq!(outcome, refused(reason), "{answer}");
        assert_eq!(asked(&server).await, ["agent_ingroup_info", "change_ingroups"]);
    }
}

#[tokio::test]
async fn a_user_who_may_tell_and_not_ask_gets_a_change_that_nobody_can_confirm() {
    let forbidden = "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION|apiuser|agent_ingroup_info|\n";
    let server = system(forbidden.to_owned(), SUCCESS, vec![forbidden.to_owned()]).await;

    let outcome = execute(&server, &command(InGroupEdit::Add, &["A_IN"], false)).await;

    assert_eq!((outcome, times_changed(&server).await), (Outcome::AcceptedUnverifiable, 1));
    let config = VicidialConfig { in_groups: vec!["A_IN".to_owned()], ..switched_on() };
    let choice = connect(&server.uri(), config).unwrap().in_groups("agent007", NOW).await.unwrap();
    assert_eq!((choice.known, choice.taken), (groups(&["A_IN"]), None));
}

#[tokio::test]
async fn a_system_that_refuses_the_password_or_wants_to_be_left_alone_is_told_nothing() {
    let login = system(LOGIN_INCORRECT.to_owned(), SUCCESS, Vec::new()).await;
    let busy = scripted(|_, _| ResponseTemplate::new(429).insert_header("retry-after", "7")).await;
    let change = command(InGroupEdit::Add, &["A_IN"], false);

    assert_eq!(execute(&login, &change).await, refused(Refusal::KeyRefused));
    assert_eq!(execute(&busy, &change).await, refused(Refusal::NotSent));

    assert_eq!((times_changed(&login).await, times_changed(&busy).await), (0, 0));
}

#[tokio::test]
async fn switched_off_or_wrong_nothing_is_asked_and_nothing_sent() {
    let server = system(info("", "N", "N"), SUCCESS, Vec::new()).await;
    let off = connect(&server.uri(), config()).unwrap();
    let change = command(InGroupEdit::Add, &["A_IN"], false);

    assert_eq!(off.execute(&change, NOW).await, refused(Refusal::NotOffered));
    assert_eq!(off.in_groups("agent007", NOW).await, Err(ProviderError::NotOffered));
    assert_eq!(execute(&server, &command(InGroupEdit::Add, &[], false)).await, refused(Refusal::EmptyQueueList));
    assert_eq!(execute(&server, &command(InGroupEdit::Add, &["A B"], false)).await, refused(Refusal::InvalidInput));

    assert_eq!(asked(&server).await, Vec::<String>::new());
}

#[tokio::test]
async fn those_of_the_settings_and_those_of_the_agent_are_there_to_choose_from() {
    let server = system(info("B_IN C_IN ", "Y", "SET"), SUCCESS, Vec::new()).await;
    let in_groups = vec!["A_IN".to_owned(), "B_IN".to_owned()];
    let config = VicidialConfig { in_groups, blended: Blended::Yes, ..switched_on() };

    let choice = connect(&server.uri(), config).unwrap().in_groups("agent007", NOW).await.unwrap();

    assert_eq!(choice.known, groups(&["A_IN", "B_IN", "C_IN"]));
    assert!(choice.also_dials);
    let taken = choice.taken.unwrap();
    assert_eq!(taken.groups, groups(&["B_IN", "C_IN"]));
    assert!(taken.also_dials && taken.is_waiting);
}
