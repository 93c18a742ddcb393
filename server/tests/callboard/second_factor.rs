//! The second factor at the door: two steps of signing in, a company that asks everybody for one, and a fresh proof before
//! what could do great harm.

use std::sync::Arc;

use app::error::AppError;
use backend::auth::Sessions;
use backend::auth::SignedIn;
use backend::auth::policy::Access;
use backend::auth::policy::Method;
use backend::auth::policy::RULES;
use backend::auth::policy::SERVER_FN_PREFIX;
use backend::auth::policy::Target;
use backend::auth::session;
use backend::hub::Clock;
use backend::people::ExposeSecret;
use backend::secrets::KeyRing;
use backend::secrets::RecordName;
use backend::store::Store;
use domain::proof::ProofBy;
use domain::time::UnixMs;
use reqwest::Response;
use reqwest::header::SET_COOKIE;
use totp_rs::Builder;
use totp_rs::Secret;
use tower_sessions::Session;

use crate::support::Account;
use crate::support::Demo;
use crate::support::Screen;
use crate::support::Visitor;
use crate::support::callboard;
use crate::support::location;
use crate::support::session_cookie;
use crate::support::text;

const FACTOR: &str = "/account/second-factor";
const STEP_S: i64 = 30;

async fn store(demo: &Demo) -> Store {
    Store::open(&demo.store_url()).await.unwrap()
}

/// What the person's app shows, so many steps from now.
async fn code(demo: &Demo, account: &Account, steps: i64) -> String {
    let store = store(demo).await;
    let user = store.user_by_email(&account.email).await.unwrap().unwrap().id;
    let factor = store.second_factor(user).await.unwrap().unwrap();
    let keys = KeyRing::in_folder(demo.folder.path()).unwrap();
    let secret = keys.open(RecordName::TotpSecret(user), &factor.secret).unwrap();
    let secret = Secret::try_from_base32(secret.expose_secret()).unwrap();
    let at = Clock::system().now().plus_s(steps * STEP_S);
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(at.whole_s()).unwrap()).to_string()
}

/// Sets a second factor up as a browser does; returns the page with the recovery codes.
async fn set_up(demo: &Demo, account: &Account, visitor: &Visitor) -> String {
    let started = visitor.post(FACTOR, &[("change", "start")]).await;
    assert_eq!((started.status().as_u16(), location(&started)), (303, FACTOR));
    let page = text(visitor.get(FACTOR).await).await;
    assert!(page.contains("qr-code") && page.contains("M4 4h7v1h-7z"), "the picture is drawn in the page: {page}");
    let confirmed = visitor.post(FACTOR, &[("change", "confirm"), ("code", &code(demo, account, 0).await)]).await;
    assert_eq!(confirmed.status(), 200);
    text(confirmed).await
}

/// The cookie of a sign-in that waits for its code.
fn half_cookie(answer: &Response) -> Option<String> {
    let cookies = answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    let mut cookies = cookies.filter(|cookie| cookie.starts_with("callboard_code="));
    cookies.next().map(|cookie| cookie.split(';').next().unwrap().to_owned())
}

/// Somebody whose session is alive and whose last proof lies eleven minutes back.
async fn signed_in_long_ago(demo: &Demo, email: &str) -> Visitor {
    let store = store(demo).await;
    let user = store.user_by_email(email).await.unwrap().unwrap();
    let session = Session::new(None, Arc::new(Sessions::new(store.clone(), Clock::system())), None);
    let at: UnixMs = Clock::system().now().plus_s(-11 * 60);
    session::begin(&session, &SignedIn { user_id: user.id, auth_epoch: user.auth_epoch, at }).await.unwrap();
    let mut visitor = demo.visitor();
    visitor.cookie = Some(format!("__Host-callboard={}", session.id().unwrap()));
    visitor
}

#[tokio::test]
async fn a_password_opens_nothing_where_a_code_is_asked_for() {
    let demo = Demo::start();
    let account = demo.add("demo", "supervisor", "lan@one.test");
    let page = set_up(&demo, &account, &demo.signed_in(&account).await).await;
    assert_eq!(page.matches("<li><code>").count(), 10);

    let mut visitor = demo.visitor();
    let form = [("email", "lan@one.test"), ("password", &account.password), ("next", "/t/demo/history")];
    let first = visitor.post("/sign-in", &form).await;
    assert_eq!(location(&first), "/sign-in/code?next=%2Ft%2Fdemo%2Fhistory");
    assert_eq!(session_cookie(&first), None);
    let half = half_cookie(&first);
    visitor.cookie = half.clone();

    assert!(location(&visitor.get("/t/demo/board").await).starts_with("/sign-in"));
    assert_eq!(visitor.get("/t/demo/events").await.status(), 401);
    assert_eq!(visitor.post("/api/board", &[("tenant", "demo"), ("query", "")]).await.status(), 401);
    assert_eq!(visitor.post(FACTOR, &[("change", "off")]).await.status(), 303);
    let page = visitor.get("/sign-in/code?next=%2Ft%2Fdemo%2Fhistory").await;
    assert_eq!(page.status(), 200);
    assert!(text(page).await.contains("name=\"code\""));

    for wrong in ["000000", "AAAA-BBBB-CCCC-DDDD"] {
        let refused = visitor.post("/sign-in/code", &[("code", wrong), ("next", "/t/demo/history")]).await;
        assert_eq!(location(&refused), "/sign-in/code?problem=refused&next=%2Ft%2Fdemo%2Fhistory");
    }
    let form = [("code", code(&demo, &account, 1).await), ("next", "/t/demo/history".to_owned())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    let done = visitor.post("/sign-in/code", &form).await;
    assert_eq!(location(&done), "/signed-in?next=%2Ft%2Fdemo%2Fhistory");
    visitor.cookie = session_cookie(&done);
    assert_eq!(visitor.get("/t/demo/board").await.status(), 200);

    visitor.cookie = half;
    let again = visitor.post("/sign-in/code", &form).await;
    assert_eq!(location(&again), "/sign-in/code?next=%2Ft%2Fdemo%2Fhistory", "it was used up");
}

#[tokio::test]
async fn where_everybody_needs_one_nothing_opens_without_and_screens_go_on() {
    let demo = Demo::start();
    let admin = demo.add("demo", "admin", "admin@one.test");
    let lan = demo.add("demo", "supervisor", "lan@one.test");
    let other = demo.add("demo-two", "admin", "admin@two.test");
    let desk = demo.signed_in(&admin).await;
    let screen = Screen::paired(&demo, &desk, "demo", "TV").await;
    let (lan_there, others) = (demo.signed_in(&lan).await, demo.signed_in(&other).await);
    let mut stream = lan_there.stream("demo", "").await;
    let require = [("tenant", "demo"), ("needed", "true")];

    let too_early = desk.post("/api/require_second_factor", &require).await;
    assert_eq!(too_early.status(), 403);
    assert_eq!(too_early.json::<AppError>().await.unwrap(), AppError::NeedsSecondFactor);
    set_up(&demo, &admin, &desk).await;
    assert_eq!(lan_there.post("/api/require_second_factor", &require).await.status(), 403);
    assert_eq!(others.post("/api/require_second_factor", &require).await.status(), 404);
    assert_eq!(desk.post("/api/require_second_factor", &require).await.status(), 200);

    stream.until("gone").await;
    for page in ["/t/demo/board", "/t/demo/history", "/t/demo/board/export.csv"] {
        assert_eq!(location(&lan_there.get(page).await), FACTOR, "{page}");
    }
    assert_eq!(lan_there.get("/t/demo/events").await.status(), 403);
    let refused = lan_there.post("/api/board", &[("tenant", "demo"), ("query", "")]).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(refused.json::<AppError>().await.unwrap(), AppError::NeedsSecondFactor);
    assert_eq!(others.get("/t/demo-two/board").await.status(), 200);
    assert_eq!(others.get("/t/demo/board").await.status(), 404);
    assert_eq!(desk.get("/t/demo/board").await.status(), 200);
    assert_eq!(screen.visitor.get("/wall/events").await.status(), 200, "a screen is no person");
    let page = text(lan_there.get(FACTOR).await).await;
    assert!(page.contains("asks everybody for a second factor"), "the page says why");

    set_up(&demo, &lan, &lan_there).await;
    assert_eq!(lan_there.get("/t/demo/board").await.status(), 200);
}

#[tokio::test]
async fn every_rule_that_asks_for_a_proof_is_closed_to_an_old_session() {
    let demo = Demo::start();
    demo.add("demo", "admin", "admin@one.test");
    demo.add("demo-two", "admin", "admin@two.test");
    let old = signed_in_long_ago(&demo, "admin@one.test").await;
    let stranger = signed_in_long_ago(&demo, "admin@two.test").await;
    let proved: Vec<_> = RULES.iter().filter(|rule| rule.needs_proof).collect();

    assert_eq!(old.get("/t/demo/board").await.status(), 200);
    assert!(proved.len() >= 18, "{}", proved.len());
    for rule in &proved {
        assert!(matches!(rule.access, Access::Tenant(_)), "{:?}", rule.target);
        match rule.target {
            Target::Route { method, pattern } => {
                assert_eq!(method, Method::Get, "{pattern}");
                let key = "00000000-0000-0000-0000-000000000000:1";
                let path = pattern.replace("{tenant}", "demo").replace("{key}", key);
                let answer = old.get(&path).await;
                assert!(location(&answer).starts_with("/account/proof?next=%2Ft%2Fdemo%2F"), "{path}");
                assert_eq!(stranger.get(&path).await.status(), 404, "a stranger is not even asked: {path}");
            }
            Target::ServerFn { name } => {
                let answer = old.post(&format!("{SERVER_FN_PREFIX}{name}"), &[("tenant", "demo")]).await;
                assert_eq!(answer.status(), 428, "{name}");
                assert_eq!(answer.headers()[app::proof::PROOF_HEADER], app::proof::PASSWORD, "{name}");
                let error: AppError = answer.json().await.unwrap();
                assert_eq!(error, AppError::NeedsProof { by: ProofBy::Password }, "{name}");
                let nobody = demo.visitor().post(&format!("{SERVER_FN_PREFIX}{name}"), &[("tenant", "demo")]).await;
                assert_ne!(nobody.status(), 428, "nobody has nothing to prove: {name}");
            }
        }
    }
}

#[tokio::test]
async fn a_proof_is_given_once_and_the_file_comes() {
    let demo = Demo::start();
    let account = demo.add("demo", "admin", "admin@one.test");
    let old = signed_in_long_ago(&demo, "admin@one.test").await;
    let file = "/t/demo/board/export.csv?show=everyone";
    let asked = old.get(file).await;
    let address = location(&asked).to_owned();
    assert_eq!(address, "/account/proof?next=%2Ft%2Fdemo%2Fboard%2Fexport.csv%3Fshow%3Deveryone");

    let wrong = old.post(&address, &[("current_password", "wrong")]).await;
    assert_eq!(wrong.status(), 422);
    let page = text(wrong).await;
    assert!(page.contains("aria-invalid=\"true\"") && !page.contains("http-equiv"), "{page}");
    let proved = old.post(&address, &[("current_password", &account.password)]).await;
    assert_eq!(location(&proved), address);

    let page = text(old.get(&address).await).await;
    assert!(page.contains("http-equiv=\"refresh\"") && page.contains("url=/t/demo/board/export.csv?show=everyone"));
    assert!(page.contains("href=\"/t/demo/board?show=everyone\""), "the way back");
    assert_eq!(old.get(file).await.headers()["content-type"], "text/csv; charset=utf-8");
    let form = [("tenant", "demo"), ("email", "guest@one.test"), ("role", "supervisor")];
    assert_eq!(old.post("/api/invite", &form).await.status(), 200);
    for elsewhere in ["//evil.example/x.csv", "https://evil.example/", "/t/demo/board"] {
        let page = text(old.get(&format!("/account/proof?next={elsewhere}")).await).await;
        assert!(!page.contains("http-equiv=\"refresh\""), "{elsewhere}");
    }
}

#[tokio::test]
async fn the_operator_takes_a_second_factor_away_whose_phone_is_lost() {
    let demo = Demo::start();
    let account = demo.add("demo", "supervisor", "lan@one.test");
    set_up(&demo, &account, &demo.signed_in(&account).await).await;
    let (url, folder) = (demo.store_url(), demo.folder.path().to_str().unwrap());
    let command = ["user", "reset-second-factor", "--email", "lan@one.test", "--store-url", &url, "--data-dir", folder];

    let done = callboard(&command);
    let again = callboard(&command);

    assert_eq!(done.code, 0, "{done:?}");
    assert_ne!(again.code, 0, "{again:?}");
    demo.signed_in(&account).await;
}
