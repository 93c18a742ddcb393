//! What admins do with people over the network: invite, limit, suspend, remove, end sessions; and what becomes of the
//! pages that those people have open.

use std::time::Duration;
use std::time::Instant;

use app::api::people::Member;
use app::api::people::MemberSession;
use app::api::people::MemberState;
use app::api::people::OneTimeLink;
use app::api::people::PeoplePage;
use app::error::AppError;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use reqwest::Response;
use reqwest::StatusCode;

use crate::support::Demo;
use crate::support::Visitor;
use crate::support::callboard;
use crate::support::session_cookie;

const SALES: &str = r#"{"connections":[],"groups":[],"queues":["Sales"]}"#;
/// Within this time an open page of somebody loses what is not theirs any more.
const SOON: Duration = Duration::from_secs(5);

pub(crate) async fn people(visitor: &Visitor) -> PeoplePage {
    let answer = visitor.post("/api/people", &[("tenant", "demo")]).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

pub(crate) async fn member(visitor: &Visitor, email: &str) -> Member {
    people(visitor).await.members.into_iter().find(|member| member.email == email).unwrap()
}

/// Asks a function of the people's page about somebody.
pub(crate) async fn ask(visitor: &Visitor, function: &str, user: &Member, more: &[(&str, &str)]) -> Response {
    let user = user.id.to_string();
    let form = [&[("tenant", "demo"), ("user", user.as_str())], more].concat();
    visitor.post(&format!("/api/{function}"), &form).await
}

async fn error(answer: Response) -> AppError {
    answer.json().await.unwrap()
}

#[tokio::test]
async fn an_invitation_is_a_link_that_is_shown_once_and_can_be_withdrawn() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let form = [("tenant", "demo"), ("email", " New@Guest.test "), ("role", "supervisor"), ("limits", SALES)];

    let link: OneTimeLink = admin.post("/api/invite", &form).await.json().await.unwrap();

    let token = link.url.strip_prefix(&format!("{}/join/", demo.url)).unwrap();
    assert!(token.len() == 43 && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    let page = people(&admin).await;
    assert_eq!(page.invitations.len(), 1);
    let invitation = &page.invitations[0];
    assert_eq!((invitation.email.as_str(), &invitation.invited_by), ("new@guest.test", &page.me.name));
    assert_eq!(invitation.scope.queues, ["Sales"]);
    assert!(!serde_json::to_string(&page).unwrap().contains(token));
    assert!(!admin.get("/t/demo/settings/people").await.text().await.unwrap().contains(token));
    let withdraw = [("tenant", "demo"), ("invitation", invitation.id.as_str())];
    assert_eq!(admin.post("/api/withdraw_invitation", &withdraw).await.status(), 200);
    assert_eq!(admin.post("/api/withdraw_invitation", &withdraw).await.status(), 404);
    assert_eq!(people(&admin).await.invitations, []);
}

#[tokio::test]
async fn mistakes_are_told_at_their_fields_and_change_nothing() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let before = people(&admin).await.members;
    let cases = [
        ("no address", "supervisor", "", Field::Email, Problem::NotAnEmail),
        ("", "supervisor", "", Field::Email, Problem::Required),
        ("a@guest.test", "display", "", Field::Role, Problem::NotOffered),
        ("a@guest.test", "", "", Field::Role, Problem::Required),
        ("supervisor@demo.callboard.test", "supervisor", "", Field::Email, Problem::Taken),
    ];

    for (email, role, limits, field, problem) in cases {
        let form = [("tenant", "demo"), ("email", email), ("role", role), ("limits", limits)];
        let answer = admin.post("/api/invite", &form).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{email} {role}");
        assert_eq!(error(answer).await, AppError::invalid(FieldError::new(field, problem)));
    }
    let nonsense = [("tenant", "demo"), ("email", "a@guest.test"), ("role", "supervisor"), ("limits", "{")];
    assert_eq!(admin.post("/api/invite", &nonsense).await.status(), 400);

    let me = member(&admin, "admin@demo.callboard.test").await;
    for function in ["change_member", "suspend_member", "remove_member"] {
        assert_eq!(ask(&admin, function, &me, &[("role", "supervisor")]).await.status(), 403, "{function}");
    }
    assert_eq!(people(&admin).await.members, before);
    assert_eq!(people(&admin).await.invitations, []);
}

#[tokio::test]
async fn a_suspended_person_loses_the_open_board_and_comes_back_when_resumed() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let account = demo.add("demo", "supervisor", "lan@one.test");
    let visitor = demo.signed_in(&account).await;
    let lan = member(&admin, &account.email).await;
    let mut stream = visitor.stream("demo", "").await;
    stream.until("snapshot").await;

    assert_eq!(ask(&admin, "suspend_member", &lan, &[]).await.status(), 200);
    let suspended = Instant::now();

    stream.until("gone").await;
    assert!(suspended.elapsed() <= SOON, "{:?}", suspended.elapsed());
    assert_eq!(member(&admin, &account.email).await.state, MemberState::Suspended);
    assert_eq!(visitor.get("/t/demo/board").await.status(), 403);
    assert_eq!(visitor.get("/t/demo/events").await.status(), 403);
    assert_eq!(visitor.post("/api/board", &[("tenant", "demo"), ("query", "")]).await.status(), 403);
    assert_eq!(ask(&admin, "resume_member", &lan, &[]).await.status(), 200);
    assert_eq!(visitor.get("/t/demo/board").await.status(), 200);
}

#[tokio::test]
async fn a_removed_person_finds_nothing_any_more() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let account = demo.add("demo", "supervisor", "lan@one.test");
    let visitor = demo.signed_in(&account).await;
    let lan = member(&admin, &account.email).await;
    let mut stream = visitor.stream("demo", "").await;
    stream.until("snapshot").await;

    assert_eq!(ask(&admin, "remove_member", &lan, &[]).await.status(), 200);
    let removed = Instant::now();

    stream.until("gone").await;
    assert!(removed.elapsed() <= SOON, "{:?}", removed.elapsed());
    assert_eq!(visitor.get("/t/demo/board").await.status(), 404);
    assert_eq!(ask(&admin, "remove_member", &lan, &[]).await.status(), 404);
    assert!(people(&admin).await.members.iter().all(|member| member.id != lan.id));
}

#[tokio::test]
async fn a_changed_part_brings_a_fresh_cookie_with_the_next_page_and_throws_nothing_out() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let account = demo.add("demo", "supervisor", "lan@one.test");
    let mut visitor = demo.signed_in(&account).await;
    let lan = member(&admin, &account.email).await;
    assert_eq!(session_cookie(&visitor.get("/t/demo/board").await), None);

    assert_eq!(ask(&admin, "change_member", &lan, &[("role", "admin")]).await.status(), 200);
    let old = visitor.clone();
    let answers = tokio::join!(
        old.get("/t/demo/board"),
        old.get("/t/demo/settings/people"),
        old.get("/t/demo/settings/audit"),
        old.post("/api/people", &[("tenant", "demo")]),
        old.get("/t/demo/events"),
    );

    let answers = [answers.0, answers.1, answers.2, answers.3, answers.4];
    assert!(answers.iter().all(|answer| answer.status() == 200));
    let fresh: Vec<String> = answers.iter().filter_map(session_cookie).collect();
    assert_eq!(fresh.len(), 1, "one answer brings the fresh cookie");
    assert_ne!(Some(&fresh[0]), visitor.cookie.as_ref());
    visitor.cookie = Some(fresh[0].clone());
    let next = visitor.get("/t/demo/settings/people").await;
    assert_eq!((next.status(), session_cookie(&next)), (StatusCode::OK, None));
}

#[tokio::test]
async fn sessions_of_a_member_are_listed_and_end_within_five_seconds() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let account = demo.add("demo", "supervisor", "lan@one.test");
    let (one, other) = (demo.signed_in(&account).await, demo.signed_in(&account).await);
    let lan = member(&admin, &account.email).await;
    let sessions =
        async || -> Vec<MemberSession> { ask(&admin, "member_sessions", &lan, &[]).await.json().await.unwrap() };
    let listed = sessions().await;
    assert_eq!((listed.len(), lan.sessions), (2, 2));

    let named = [("session", listed[0].name.as_str())];
    assert_eq!(ask(&admin, "revoke_member_sessions", &lan, &named).await.status(), 200);
    let mut left = Vec::new();
    for visitor in [&one, &other] {
        if visitor.get("/t/demo/board").await.status() == 200 {
            left.push(visitor);
        }
    }
    assert_eq!(left.len(), 1);
    let mut stream = left[0].stream("demo", "").await;
    stream.until("snapshot").await;
    assert_eq!(ask(&admin, "revoke_member_sessions", &lan, &[]).await.status(), 200);
    let ended = Instant::now();

    stream.until("gone").await;
    assert!(ended.elapsed() <= SOON, "{:?}", ended.elapsed());
    assert_eq!(sessions().await, []);
}

#[tokio::test]
async fn a_password_link_is_made_for_who_belongs_here_alone() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let here = demo.add("demo", "supervisor", "here@one.test");
    let both = demo.add("demo", "supervisor", "both@one.test");
    let store = demo.store_url();
    let folder = demo.folder.path().to_str().unwrap();
    let grant = ["user", "grant", "--tenant", "demo-two", "--email", &both.email, "--role", "supervisor"];
    let granted = callboard(&[&grant[..], &["--database", &store, "--data-dir", folder]].concat());
    assert_eq!(granted.code, 0, "{granted:?}");

    let (here, both) = (member(&admin, &here.email).await, member(&admin, &both.email).await);
    let link: OneTimeLink = ask(&admin, "reset_link", &here, &[]).await.json().await.unwrap();
    let refused = ask(&admin, "reset_link", &both, &[]).await;

    assert!(link.url.starts_with(&format!("{}/reset/", demo.url)));
    assert_eq!((here.may_reset, both.may_reset, both.elsewhere), (true, false, 1));
    assert_eq!((refused.status(), error(refused).await), (StatusCode::BAD_REQUEST, AppError::NotOffered));
}

#[tokio::test]
async fn people_of_another_tenant_are_not_there() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let account = demo.add("demo", "supervisor", "lan@one.test");
    let visitor = demo.signed_in(&account).await;
    let lan = member(&admin, &account.email).await;
    let other = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let user = lan.id.to_string();

    for function in [
        "change_member",
        "suspend_member",
        "resume_member",
        "remove_member",
        "reset_link",
        "member_sessions",
        "revoke_member_sessions",
    ] {
        for tenant in ["demo-two", "demo"] {
            let form = [("tenant", tenant), ("user", user.as_str()), ("role", "admin")];
            let answer = other.post(&format!("/api/{function}"), &form).await;
            assert_eq!(
                (answer.status(), error(answer).await),
                (StatusCode::NOT_FOUND, AppError::NotFound),
                "{function}"
            );
        }
    }

    assert_eq!(visitor.get("/t/demo/board").await.status(), 200);
    assert_eq!(Member { last_seen: lan.last_seen, ..member(&admin, &account.email).await }, lan);
}
