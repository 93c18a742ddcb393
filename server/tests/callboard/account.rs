//! A person's own account, over plain forms.

use crate::support::Account;
use crate::support::Demo;
use crate::support::location;
use crate::support::session_cookie;
use crate::support::text;

const NEW: &str = "sau bay tam chin muoi";

/// The names of the sessions that the page can end.
fn others(page: &str) -> Vec<String> {
    let parts = page.split("name=\"session\" value=\"").skip(1);
    parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_stranger_is_sent_to_sign_in() {
    let demo = Demo::start();

    assert_eq!(location(&demo.visitor().get("/account").await), "/sign-in?next=%2Faccount");
    assert!(location(&demo.visitor().post("/account", &[("change", "name")]).await).starts_with("/sign-in"));
}

#[tokio::test]
async fn a_new_password_ends_other_sessions_and_keeps_this_one() {
    let demo = Demo::start();
    let account = demo.add("demo", "supervisor", "lan@call.example");
    let mut here = demo.signed_in(&account).await;
    let elsewhere = demo.signed_in(&account).await;
    let form = [("change", "password"), ("current_password", account.password.as_str()), ("password", NEW)];

    let answer = here.post("/account", &form).await;

    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/account?done=password"));
    let before = here.cookie.replace(session_cookie(&answer).expect("a fresh identifier"));
    assert_ne!(before, here.cookie);
    assert!(text(here.get("/account?done=password").await).await.contains("Your password was changed."));
    assert!(location(&elsewhere.get("/account").await).starts_with("/sign-in"));
    demo.signed_in(&Account { password: NEW.to_owned(), ..account }).await;
}

#[tokio::test]
async fn a_wrong_current_password_is_said_at_its_field_and_changes_nothing() {
    let demo = Demo::start();
    let account = demo.add("demo", "supervisor", "lan@call.example");
    let here = demo.signed_in(&account).await;
    let form = [("change", "password"), ("current_password", "not the password"), ("password", NEW)];

    let answer = here.post("/account", &form).await;

    assert_eq!(answer.status(), 422);
    let page = text(answer).await;
    assert!(page.contains("This does not match."));
    assert!(!page.contains("not the password") && !page.contains(NEW));
    assert_eq!(here.get("/account").await.status(), 200);
    demo.signed_in(&account).await;
}

#[tokio::test]
async fn a_name_is_changed_and_a_wrong_one_is_kept_to_be_mended() {
    let demo = Demo::start();
    let here = demo.signed_in(&demo.add("demo", "supervisor", "lan@call.example")).await;
    let long = "x".repeat(121);

    let refused = here.post("/account", &[("change", "name"), ("name", &long)]).await;
    let changed = here.post("/account", &[("change", "name"), ("name", "Trần Lan")]).await;

    assert_eq!(refused.status(), 422);
    let page = text(refused).await;
    assert!(page.contains(&long) && page.contains("Use at most 120 characters."));
    assert_eq!(location(&changed), "/account?done=name");
    assert!(text(here.get("/account").await).await.contains("Trần Lan"));
}

#[tokio::test]
async fn one_session_is_ended_and_the_page_holds_nothing_that_opens_one() {
    let demo = Demo::start();
    let account = demo.add("demo", "supervisor", "lan@call.example");
    let here = demo.signed_in(&account).await;
    let elsewhere = demo.signed_in(&account).await;

    let page = text(here.get("/account").await).await;
    let names = others(&page);
    let ended = here.post("/account", &[("change", "session"), ("session", &names[0])]).await;

    assert_eq!(names.len(), 1);
    for visitor in [&here, &elsewhere] {
        let cookie = visitor.cookie.as_deref().unwrap().split_once('=').unwrap().1;
        assert!(!page.contains(cookie));
    }
    assert_eq!(location(&ended), "/account?done=session");
    assert!(location(&elsewhere.get("/account").await).starts_with("/sign-in"));
    assert_eq!(here.get("/account").await.status(), 200);
}

#[tokio::test]
async fn nobody_ends_somebody_elses_session() {
    let demo = Demo::start();
    let account = demo.add("demo", "supervisor", "lan@call.example");
    let (mine, mine_too) = (demo.signed_in(&account).await, demo.signed_in(&account).await);
    let stranger = demo.signed_in(&demo.add("demo", "admin", "minh@call.example")).await;
    let names = others(&text(mine.get("/account").await).await);

    stranger.post("/account", &[("change", "session"), ("session", &names[0])]).await;

    assert_eq!(mine_too.get("/account").await.status(), 200);
}

#[tokio::test]
async fn all_other_sessions_are_ended_at_once() {
    let demo = Demo::start();
    let account = demo.add("demo", "supervisor", "lan@call.example");
    let here = demo.signed_in(&account).await;
    let elsewhere = [demo.signed_in(&account).await, demo.signed_in(&account).await];

    let answer = here.post("/account", &[("change", "others")]).await;

    assert_eq!(location(&answer), "/account?done=others");
    assert_eq!(here.get("/account").await.status(), 200);
    for visitor in elsewhere {
        assert!(location(&visitor.get("/account").await).starts_with("/sign-in"));
    }
}
