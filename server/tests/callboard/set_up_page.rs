//! The first run: an empty folder, the printed link, and the page behind it.

use crate::support::Fresh;
use crate::support::location;
use crate::support::session_cookie;
use crate::support::stored;
use crate::support::text;

const PASSWORD: &str = "mot hai ba bon nam";

const FORM: [(&str, &str); 5] = [
    ("company", "Công ty Đất Việt"),
    ("slug", ""),
    ("name", "Lan"),
    ("email", "lan@dat-viet.example"),
    ("password", PASSWORD),
];

#[tokio::test]
async fn the_printed_link_sets_up_once_and_opens_the_board() {
    let fresh = Fresh::start();
    let link = fresh.set_up_path().unwrap();
    let mut visitor = fresh.visitor();

    let page = visitor.get(&link).await;
    assert_eq!(page.status(), 200);
    assert!(!page.headers().contains_key("set-cookie"), "nothing is kept of a visitor");
    let answer = visitor.post(&link, &FORM).await;

    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/t/cong-ty-dat-viet/board"));
    visitor.cookie = session_cookie(&answer);
    assert_eq!(visitor.get("/t/cong-ty-dat-viet/board").await.status(), 200);
    let again = visitor.post(&link, &FORM).await;
    assert_eq!(again.status(), 404);
    assert!(text(again).await.contains("This link is over"));
    assert_eq!(visitor.get(&link).await.status(), 404);
}

#[tokio::test]
async fn a_mistake_keeps_what_was_typed_but_the_password_and_writes_nothing() {
    let fresh = Fresh::start();
    let link = fresh.set_up_path().unwrap();
    let visitor = fresh.visitor();
    let typed = [
        ("company", "Đất <Việt>"),
        ("slug", "Not A Slug"),
        ("name", "Lan"),
        ("email", "lan"),
        ("password", "short-one"),
    ];

    let answer = visitor.post(&link, &typed).await;

    assert_eq!(answer.status(), 422);
    assert!(!answer.headers().contains_key("set-cookie"));
    let page = text(answer).await;
    for kept in ["Not A Slug", "Đất &lt;Việt", "value=\"lan\""] {
        assert!(page.contains(kept), "{kept} is not kept: {page}");
    }
    for said in ["Use 2 to 40 small letters", "This is not an e-mail address", "Use at least 12 characters"] {
        assert!(page.contains(said), "{said} is not said");
    }
    assert!(!page.contains("short-one"));
    assert_eq!(visitor.post(&link, &FORM).await.status(), 303);
}

#[tokio::test]
async fn an_empty_form_is_a_page_that_says_what_to_fill_in() {
    let fresh = Fresh::start();
    let link = fresh.set_up_path().unwrap();

    let answer = fresh.visitor().post(&link, &[]).await;

    assert_eq!(answer.status(), 422);
    assert!(text(answer).await.contains("Fill this in."));
}

#[tokio::test]
async fn until_it_is_set_up_every_way_in_says_where_the_link_is() {
    let fresh = Fresh::start();
    let visitor = fresh.visitor();

    let home = visitor.get("/").await;
    let page = visitor.get(location(&home)).await;

    assert_eq!(location(&home), "/sign-in");
    let page = text(page).await;
    assert!(page.contains("Callboard is not set up yet"));
    assert!(!page.contains("type=\"password\""));
    assert_eq!(visitor.get("/set-up/made-up").await.status(), 404);
}

#[tokio::test]
async fn each_start_prints_a_new_link_until_one_is_used() {
    let mut first = Fresh::start();
    let old = first.set_up_path().unwrap();
    first.program.end();
    let mut second = Fresh::start_in(first.folder);
    let new = second.set_up_path().unwrap();

    assert_ne!(old, new);
    assert_eq!(second.visitor().get(&old).await.status(), 404);
    assert_eq!(second.visitor().post(&new, &FORM).await.status(), 303);
    second.program.end();
    let third = Fresh::start_in(second.folder);

    assert_eq!(third.set_up_path(), None);
    assert!(text(third.visitor().get("/sign-in").await).await.contains("type=\"password\""));
}

#[tokio::test]
async fn neither_token_nor_password_reaches_the_log_or_the_database() {
    let fresh = Fresh::start();
    let link = fresh.set_up_path().unwrap();
    let token = link.strip_prefix("/set-up/").unwrap();
    let visitor = fresh.visitor();
    visitor.get(&link).await;
    visitor.post(&link, &[("password", PASSWORD)]).await;

    assert_eq!(visitor.post(&link, &FORM).await.status(), 303);

    let log = fresh.log();
    let stored = stored(fresh.folder.path());
    for canary in [token, PASSWORD] {
        assert!(!log.contains(canary), "it is in the log");
        assert!(!stored.windows(canary.len()).any(|window| window == canary.as_bytes()), "it is stored readable");
    }
}
