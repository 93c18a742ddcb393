//! Signing in and out, and the preferences, as plain forms.

use reqwest::Response;
use reqwest::header::COOKIE;
use reqwest::header::SET_COOKIE;

use crate::support::Demo;
use crate::support::location;
use crate::support::session_cookie;

fn cookies(answer: &Response) -> Vec<String> {
    answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_right_password_opens_the_board_under_a_cookie_for_this_site_alone() {
    let demo = Demo::start();
    let account = demo.account("supervisor");
    let wish = "/t/demo/board?state=paused";
    let form = [("email", account.email.as_str()), ("password", account.password.as_str()), ("next", wish)];

    let answer = demo.visitor().post("/sign-in", &form).await;

    let step = "/signed-in?next=%2Ft%2Fdemo%2Fboard%3Fstate%3Dpaused";
    assert_eq!((answer.status().as_u16(), location(&answer)), (303, step));
    let session = cookies(&answer).into_iter().find(|cookie| cookie.starts_with("__Host-callboard=")).unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(session.contains(part), "{session}");
    }
    let mut visitor = demo.visitor();
    visitor.cookie = session_cookie(&answer);
    assert_eq!(location(&visitor.get(step).await), wish);
    assert_eq!(visitor.get("/t/demo/board").await.status(), 200);
    assert_eq!(location(&visitor.get("/").await), "/t/demo/board");
}

#[tokio::test]
async fn a_browser_that_drops_the_cookie_is_told_so_and_does_not_go_in_circles() {
    let demo = Demo::start();
    let account = demo.account("supervisor");
    let form = [("email", account.email.as_str()), ("password", &account.password), ("next", "/t/demo/board?q=a")];
    let visitor = demo.visitor();

    let step = location(&visitor.post("/sign-in", &form).await).to_owned();
    let back = location(&visitor.get(&step).await).to_owned();

    assert_eq!(back, "/sign-in?problem=cookie&next=%2Ft%2Fdemo%2Fboard%3Fq%3Da");
    let page = visitor.get(&back).await;
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("Your browser did not keep the session."));
}

#[tokio::test]
async fn after_signing_in_nobody_is_sent_to_another_site() {
    let demo = Demo::start();
    let (stranger, person) = (demo.visitor(), demo.signed_in(&demo.account("supervisor")).await);

    for query in ["", "?next=", "?next=https%3A%2F%2Fevil.example", "?next=%2F%2Fevil.example", "?next=a&next=b"] {
        let address = format!("/signed-in{query}");
        assert_eq!(location(&person.get(&address).await), "/", "{query}");
        assert_eq!(location(&stranger.get(&address).await), "/sign-in?problem=cookie", "{query}");
    }
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_one_answer() {
    let demo = Demo::start();
    let known = demo.account("supervisor").email;

    let wrong = demo.visitor().try_to_sign_in(&known, "not the password").await;
    let unknown = demo.visitor().try_to_sign_in("nobody@demo.callboard.test", "not the password").await;

    for answer in [&wrong, &unknown] {
        assert_eq!((answer.status().as_u16(), location(answer)), (303, "/sign-in?problem=refused"));
        assert_eq!(session_cookie(answer), None);
    }
    let names = |answer: &Response| answer.headers().keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&wrong), names(&unknown));
    assert_eq!(wrong.text().await.unwrap(), unknown.text().await.unwrap());
}

#[tokio::test]
async fn a_refused_form_keeps_the_address_and_where_the_person_wanted_to_go() {
    let demo = Demo::start();
    let form = [("email", "lan+a@demo.test"), ("password", "wrong"), ("next", "/t/demo/board?q=a b")];

    let spaced = demo.visitor().post("/sign-in", &form).await;
    let plain = demo.visitor().post("/sign-in", &[form[0], form[1], ("next", "/t/demo/board?q=a")]).await;

    assert_eq!(location(&spaced), "/sign-in?problem=refused", "an address with a space is none");
    assert_eq!(location(&plain), "/sign-in?problem=refused&next=%2Ft%2Fdemo%2Fboard%3Fq%3Da");
    let kept = cookies(&plain).into_iter().find(|cookie| cookie.starts_with("callboard_email=")).unwrap();
    assert!(kept.contains("HttpOnly") && kept.contains("Path=/sign-in") && kept.contains("Max-Age=300"), "{kept}");
    let cookie = kept.split(';').next().unwrap();
    let page = demo.visitor().request("GET", location(&plain)).header(COOKIE, cookie).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("value=\"lan+a@demo.test\""));
}

#[tokio::test]
async fn a_form_with_something_missing_says_so_and_leads_nowhere_else() {
    let demo = Demo::start();
    let visitor = demo.visitor();

    for form in [&[("email", "a@b.test")][..], &[("password", "x")], &[("email", " "), ("password", "x")], &[]] {
        assert_eq!(location(&visitor.post("/sign-in", form).await), "/sign-in?problem=incomplete");
    }
    let not_a_form = visitor.request("POST", "/sign-in").header("sec-fetch-site", "same-origin").body("{}");
    assert_eq!(location(&not_a_form.send().await.unwrap()), "/sign-in?problem=incomplete");
    for elsewhere in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let account = demo.account("admin");
        let form = [("email", account.email.as_str()), ("password", account.password.as_str()), ("next", elsewhere)];
        assert_eq!(location(&visitor.post("/sign-in", &form).await), "/signed-in");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_in_the_store() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;

    let out = visitor.post("/sign-out", &[]).await;
    let again = visitor.post("/sign-out", &[]).await;

    assert_eq!((location(&out), location(&again)), ("/sign-in", "/sign-in"));
    let board = visitor.get("/t/demo/board").await;
    assert_eq!(location(&board), "/sign-in?next=%2Ft%2Fdemo%2Fboard");
    assert_eq!(visitor.get("/t/demo/events").await.status(), 401);
}

#[tokio::test]
async fn language_and_theme_are_kept_for_pages_to_come() {
    let demo = Demo::start();
    let choose = async |form: &[(&str, &str)]| {
        let answer = demo.visitor().post("/preferences", form).await;
        (location(&answer).to_owned(), cookies(&answer).first().cloned().unwrap_or_default())
    };

    let (back, lang) = choose(&[("lang", "vi"), ("back", "/sign-in?next=%2F")]).await;
    assert_eq!(back, "/sign-in?next=%2F");
    assert!(lang.starts_with("lang=vi; SameSite=Lax; Path=/; Max-Age=31536000"), "{lang}");
    for theme in ["system", "light", "dark", "contrast"] {
        assert!(choose(&[("theme", theme)]).await.1.starts_with(&format!("theme={theme};")));
    }
    assert_eq!(choose(&[("theme", "toggle")]).await, ("/".to_owned(), String::new()));
    assert_eq!(choose(&[("lang", "xx"), ("back", "//evil.example")]).await, ("/".to_owned(), String::new()));

    let page = demo.visitor().request("GET", "/sign-in").header(COOKIE, "lang=vi; theme=light").send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("<html lang=\"vi\" data-theme=\"light\" data-density=\"desk\">"));
}
