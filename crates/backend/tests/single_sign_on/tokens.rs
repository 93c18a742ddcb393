//! What a provider answers, and what of it is taken.

use backend::single_sign_on::Answer;
use domain::role::Role;
use domain::single_sign_on::SignOnProblem;
use secrecy::SecretString;
use serde_json::json;

use crate::house::CALLBACK;
use crate::house::House;
use crate::house::REMOTE;
use crate::house::at_both_places;
use crate::issuer::Signed;

const LAN: &str = "lan@mine.example";

async fn no_answer_is_taken_that_does_not_fit(url: String) {
    let house = House::new(url).await;
    house.invite(LAN, Role::Supervisor).await;
    let now_s = house.now().whole_s();
    let lan = json!({ "email": LAN, "email_verified": true });
    let with = |word: &str, value: serde_json::Value| {
        let mut claims = lan.clone();
        claims[word] = value;
        claims
    };

    let wrong = SignOnProblem::ProviderWrong;
    for (claims, signed, problem) in [
        (with("nonce", json!("another")), Signed::Well, wrong),
        (with("nonce", json!(null)), Signed::Well, wrong),
        (with("aud", json!("another client")), Signed::Well, wrong),
        (with("aud", json!(["callboard", "another client"])), Signed::Well, wrong),
        (with("iss", json!("https://evil.example")), Signed::Well, wrong),
        (with("iss", json!(format!("{}/", house.issuer.url))), Signed::Well, wrong),
        (with("sub", json!("")), Signed::Well, wrong),
        (with("exp", json!(now_s - 61)), Signed::Well, SignOnProblem::Clock),
        (with("iat", json!(now_s + 120)), Signed::Well, SignOnProblem::Clock),
        (with("iat", json!(now_s - 3600)), Signed::Well, SignOnProblem::Clock),
        (with("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")), Signed::Well, wrong),
        (lan.clone(), Signed::Forged, wrong),
        (lan.clone(), Signed::BySecret, wrong),
        (lan.clone(), Signed::Not, wrong),
    ] {
        assert_eq!(house.comes_signed(claims.clone(), signed).await.err(), Some(problem), "{claims} {signed:?}");
    }

    assert_eq!(house.backend.store().user_by_email(LAN).await.unwrap(), None);
    assert!(house.comes(lan).await.is_ok());
}

async fn an_answer_counts_once_and_only_in_the_browser_that_began_it(url: String) {
    let house = House::new(url).await;
    house.invite(LAN, Role::Supervisor).await;
    let claims = json!({ "email": LAN, "email_verified": true });
    let over = Some(SignOnProblem::Over);

    let (mine, other) = (house.begin().await, house.begin().await);
    let answer = house.issuer.approves(&mine, &claims, Signed::Well, house.now());
    assert_eq!(house.finish(&other, &answer).await.err().map(|failed| failed.problem), over);
    let nobody = house.backend.finish_sign_on(&answer, None, CALLBACK, REMOTE).await;
    assert_eq!(nobody.err().map(|failed| failed.problem), over);
    assert_eq!(house.issuer.code_exchanges(), 0, "what another browser brings goes nowhere");

    assert!(house.finish(&mine, &answer).await.is_ok());
    assert_eq!(house.finish(&mine, &answer).await.err().map(|failed| failed.problem), over);

    let used = house.begin().await;
    let own = house.issuer.approves(&used, &claims, Signed::Well, house.now());
    let again = Answer { code: answer.code.clone(), ..own };
    assert_eq!(
        house.finish(&used, &again).await.err().map(|failed| failed.problem),
        over,
        "the provider knows it is used"
    );

    let late = house.begin().await;
    house.pass_s(10 * 60);
    let answer = house.issuer.approves(&late, &claims, Signed::Well, house.now());
    assert_eq!(house.finish(&late, &answer).await.err().map(|failed| failed.problem), over);
}

async fn a_code_of_another_sign_in_is_worth_nothing(url: String) {
    let house = House::new(url).await;
    house.invite(LAN, Role::Supervisor).await;
    let claims = json!({ "email": LAN, "email_verified": true });

    let (victim, thief) = (house.begin().await, house.begin().await);
    let stolen = house.issuer.approves(&victim, &claims, Signed::Well, house.now());
    let own = house.issuer.approves(&thief, &claims, Signed::Well, house.now());
    let injected = Answer { code: stolen.code, ..own };

    let ended = house.finish(&thief, &injected).await;
    assert_eq!(ended.err().map(|failed| failed.problem), Some(SignOnProblem::Over));
}

async fn a_key_that_is_not_known_is_looked_for_once(url: String) {
    let house = House::new(url).await;
    house.invite(LAN, Role::Supervisor).await;
    let claims = json!({ "email": LAN, "email_verified": true });
    assert!(house.comes(claims.clone()).await.is_ok());
    let reads = house.issuer.key_reads();

    house.issuer.changes_key("second");
    assert!(house.comes(claims.clone()).await.is_ok());
    assert_eq!(house.issuer.key_reads(), reads + 1);

    let ended = house.comes_signed(claims.clone(), Signed::Unknown).await;
    assert_eq!(ended.err(), Some(SignOnProblem::ProviderWrong));
    assert_eq!(house.issuer.key_reads(), reads + 2);

    assert!(house.comes(claims).await.is_ok());
    assert_eq!(house.issuer.key_reads(), reads + 2, "what is known is not asked again");
}

async fn a_provider_that_says_no_or_is_away_is_told_as_such(url: String) {
    let house = House::new(url).await;

    let onward = house.begin().await;
    let answer = house.issuer.approves(&onward, &json!({}), Signed::Well, house.now());
    let refusal = Answer { code: None, is_refusal: true, ..answer };
    let ended = house.finish(&onward, &refusal).await.unwrap_err();
    assert_eq!((ended.problem, ended.company.as_deref()), (SignOnProblem::Declined, Some("mine")));

    let onward = house.begin().await;
    let answer = house.issuer.approves(&onward, &json!({}), Signed::Well, house.now());
    let of_another = Answer { issuer: Some("https://evil.example".to_owned()), ..answer };
    let ended = house.finish(&onward, &of_another).await.unwrap_err();
    assert_eq!(ended.problem, SignOnProblem::ProviderWrong);

    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    house.save(|wish| wish.issuer = format!("http://{unused}")).await.unwrap();
    let begun = house.backend.begin_sign_on("mine", Some("/t/mine/board".to_owned()), CALLBACK, REMOTE).await;
    let ended = begun.err().unwrap();
    assert_eq!((ended.problem, ended.next.as_deref()), (SignOnProblem::ProviderDown, Some("/t/mine/board")));
}

async fn what_the_token_leaves_out_is_asked_for(url: String) {
    let house = House::new(url).await;
    house.save_with_groups().await;
    let told = json!({
        "sub": "subject-1", "email": LAN, "email_verified": true, "name": "Trần Lan", "groups": ["leads"]
    });

    house
        .issuer
        .will_tell(json!({ "sub": "somebody else", "email": LAN, "email_verified": true, "groups": ["bosses"] }));
    assert_eq!(house.comes(json!({})).await.err(), Some(SignOnProblem::ProviderWrong), "it tells of somebody else");

    house.issuer.will_tell(told);
    let signed_on = house.comes(json!({})).await.unwrap();
    let user = house.backend.store().user(signed_on.signed_in.user_id).await.unwrap().unwrap();
    assert_eq!((user.email.as_str(), user.display_name.as_str()), (LAN, "Trần Lan"));
    let member = house.backend.store().membership(house.mine, user.id).await.unwrap().unwrap();
    assert_eq!(member.role, Role::Supervisor);
}

async fn a_company_without_a_provider_and_none_are_the_same(url: String) {
    let house = House::new(url).await;

    for company in ["theirs", "no-such-company", "", &"x".repeat(1000)] {
        let begun = house.backend.begin_sign_on(company, None, CALLBACK, REMOTE).await;
        assert_eq!(begun.err().map(|failed| failed.problem), Some(SignOnProblem::Company), "{company}");
    }
    let nothing = Answer { code: Some(SecretString::from("x")), ..Answer::default() };
    let ended = house.backend.finish_sign_on(&nothing, None, CALLBACK, REMOTE).await;
    assert_eq!(ended.err().map(|failed| failed.problem), Some(SignOnProblem::Over));
}

at_both_places! {
    no_answer_is_taken_that_does_not_fit,
    an_answer_counts_once_and_only_in_the_browser_that_began_it,
    a_code_of_another_sign_in_is_worth_nothing,
    a_key_that_is_not_known_is_looked_for_once,
    a_provider_that_says_no_or_is_away_is_told_as_such,
    what_the_token_leaves_out_is_asked_for,
    a_company_without_a_provider_and_none_are_the_same,
}
