//! Links to set a new password, made from the shell.

use crate::support::Account;
use crate::support::Demo;
use crate::support::callboard_with;
use crate::support::location;
use crate::support::session_cookie;
use crate::support::text;

const NEW: &str = "sau bay tam chin muoi";

fn reset_link(demo: &Demo, email: &str) -> (i32, String, String) {
    let (store, folder) = (demo.store_url(), demo.folder.path().to_str().unwrap());
    let args = ["user", "reset-link", "--email", email, "--url", &demo.url, "--database", &store, "--data-dir", folder];
    let outcome = callboard_with(&args, &[], "");
    (outcome.code, outcome.out, outcome.err)
}

fn path(demo: &Demo, email: &str) -> String {
    let (code, out, err) = reset_link(demo, email);
    assert_eq!(code, 0, "{err}");
    out.trim().strip_prefix(&demo.url).unwrap().to_owned()
}

#[tokio::test]
async fn a_link_from_the_shell_sets_the_password_and_ends_every_session() {
    let demo = Demo::start();
    let account = demo.add("demo", "supervisor", "lan@call.example");
    let elsewhere = demo.signed_in(&account).await;
    let link = path(&demo, "Lan@call.example");
    let mut visitor = demo.visitor();

    assert!(text(visitor.get(&link).await).await.contains("lan@call.example"));
    let answer = visitor.post(&link, &[("password", NEW)]).await;

    assert_eq!((answer.status().as_u16(), location(&answer)), (303, "/t/demo/board"));
    visitor.cookie = session_cookie(&answer);
    assert_eq!(visitor.get("/t/demo/board").await.status(), 200);
    assert!(location(&elsewhere.get("/t/demo/board").await).starts_with("/sign-in"));
    demo.signed_in(&Account { password: NEW.to_owned(), ..account.clone() }).await;
    let old = demo.visitor().try_to_sign_in(&account.email, &account.password).await;
    assert!(location(&old).contains("refused"));
    assert_eq!(demo.visitor().post(&link, &[("password", NEW)]).await.status(), 404);
}

#[tokio::test]
async fn a_bad_password_uses_nothing_up_and_a_newer_link_ends_the_older() {
    let demo = Demo::start();
    let account = demo.add("demo", "supervisor", "lan@call.example");
    let old = path(&demo, &account.email);
    let link = path(&demo, &account.email);

    let refused = demo.visitor().post(&link, &[("password", "callboardcallboard")]).await;

    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("among the first that anybody would guess"));
    assert_eq!(demo.visitor().get(&old).await.status(), 404);
    assert_eq!(demo.visitor().post(&link, &[("password", NEW)]).await.status(), 303);
}

#[tokio::test]
async fn nobody_gets_a_link_for_an_address_that_nobody_has() {
    let demo = Demo::start();

    let (code, out, err) = reset_link(&demo, "nobody@call.example");

    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("email: there is no person with this address"), "{err}");
}
