//! Invitations as their guests see them.

use crate::support::Account;
use crate::support::Demo;
use crate::support::Visitor;
use crate::support::invite;
use crate::support::location;
use crate::support::session_cookie;
use crate::support::text;

const GUEST: &str = "guest@call.example";
const PASSWORD: &str = "mot hai ba bon nam";
const FORM: [(&str, &str); 2] = [("name", "Lan"), ("password", PASSWORD)];

async fn invited(demo: &Demo, email: &str) -> String {
    invite(demo, "demo", &demo.account("admin").email, email).await
}

#[tokio::test]
async fn a_guest_without_an_account_makes_one_and_is_in() {
    let demo = Demo::start();
    let link = invited(&demo, GUEST).await;
    let mut visitor = demo.visitor();

    let page = visitor.get(&link).await;
    assert!(!page.headers().contains_key("set-cookie"));
    let page = text(page).await;
    assert!(page.contains(GUEST) && page.contains("Supervisor"));
    let answer = visitor.post(&link, &FORM).await;

    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/t/demo/board"));
    visitor.cookie = session_cookie(&answer);
    assert_eq!(visitor.get("/t/demo/board").await.status(), 200);
    assert_eq!(visitor.get("/t/demo-two/board").await.status(), 404);
    assert_eq!(demo.visitor().post(&link, &FORM).await.status(), 404);
}

#[tokio::test]
async fn of_two_browsers_at_once_one_comes_in() {
    let demo = Demo::start();
    let link = invited(&demo, GUEST).await;
    let (one, other) = (demo.visitor(), demo.visitor());

    let answers = tokio::join!(one.post(&link, &FORM), other.post(&link, &FORM));

    let mut statuses = [answers.0.status().as_u16(), answers.1.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 303);
    assert!([404, 422].contains(&statuses[1]), "{statuses:?}");
}

#[tokio::test]
async fn a_mistake_keeps_the_name_and_the_invitation() {
    let demo = Demo::start();
    let link = invited(&demo, GUEST).await;

    let answer = demo.visitor().post(&link, &[("name", "Trần Lan"), ("password", "123456789012")]).await;

    assert_eq!(answer.status(), 422);
    let page = text(answer).await;
    assert!(page.contains("Trần Lan") && page.contains("among the first that anybody would guess"));
    assert!(!page.contains("123456789012"));
    assert_eq!(demo.visitor().post(&link, &FORM).await.status(), 303);
}

#[tokio::test]
async fn a_guest_with_an_account_signs_in_first_and_then_presses_one_button() {
    let demo = Demo::start();
    let account = demo.add("demo-two", "supervisor", GUEST);
    let link = invited(&demo, GUEST).await;
    let stranger = demo.visitor();

    let page = text(stranger.get(&link).await).await;
    assert!(page.contains(&format!("/sign-in?next={link}")));
    assert!(!page.contains("type=\"password\""));
    assert_eq!(stranger.post(&link, &FORM).await.status(), 422, "nobody makes an account a second time");
    let mut guest = demo.signed_in(&account).await;
    let answer = guest.post(&link, &[]).await;

    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/t/demo/board"));
    guest.cookie = session_cookie(&answer);
    assert_eq!(guest.get("/t/demo/board").await.status(), 200);
    assert_eq!(guest.get("/t/demo-two/board").await.status(), 200);
}

#[tokio::test]
async fn whoever_is_signed_in_as_somebody_else_is_told_so_and_joins_nothing() {
    let demo = Demo::start();
    let link = invited(&demo, GUEST).await;
    let other = demo.signed_in(&demo.add("demo-two", "admin", "other@call.example")).await;

    let page = text(other.get(&link).await).await;
    let answer = other.post(&link, &FORM).await;

    assert!(page.contains("You are signed in as other@call.example"));
    assert_eq!(answer.status(), 403);
    assert_eq!(other.get("/t/demo/board").await.status(), 404);
}

#[tokio::test]
async fn whoever_works_made_up_links_without_end_has_to_wait() {
    let demo = Demo::start();
    let visitor: Visitor = demo.visitor();
    let mut last = None;
    for _ in 0..22 {
        last = Some(visitor.post("/join/made-up", &FORM).await);
    }

    let last = last.unwrap();
    assert_eq!(last.status(), 404, "the page of a link that is over says nothing else");
    let link = invited(&demo, GUEST).await;
    let waits = visitor.post(&link, &FORM).await;
    assert_eq!(waits.status(), 429);
    assert!(waits.headers().contains_key("retry-after"));
    assert!(text(waits).await.contains("too many tries from your address"));
    let account = Account { email: GUEST.to_owned(), password: PASSWORD.to_owned() };
    let nobody = demo.visitor().try_to_sign_in(&account.email, &account.password).await;
    assert!(location(&nobody).contains("refused"), "nothing was made");
}
