//! Who of a provider's people is whom here, and what is open to them.

use backend::auth::AuthError;
use backend::auth::proof::require_recent_proof;
use backend::people::PeopleError;
use backend::people::account;
use backend::people::invitations;
use backend::people::invitations::NewInvitation;
use backend::people::members;
use backend::people::second_factor;
use domain::proof::ProofBy;
use domain::role::Role;
use domain::single_sign_on::SignOnProblem;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde_json::json;

use crate::house::CALLBACK;
use crate::house::House;
use crate::house::PASSWORD;
use crate::house::REMOTE;
use crate::house::at_both_places;
use crate::house::passwords;
use crate::issuer::Signed;

const LAN: &str = "lan@mine.example";

async fn an_invited_person_comes_in_and_is_known_by_subject_from_then_on(url: String) {
    let house = House::new(url).await;
    house.invite(LAN, Role::Supervisor).await;

    let first =
        house.comes(json!({ "email": "Lan@Mine.example", "email_verified": true, "name": "Lan" })).await.unwrap();
    let again = house.comes(json!({ "email": "new@elsewhere.example", "email_verified": false })).await.unwrap();

    assert_eq!(first.signed_in.user_id, again.signed_in.user_id);
    let store = house.backend.store();
    let member = store.membership(house.mine, first.signed_in.user_id).await.unwrap().unwrap();
    assert_eq!(member.role, Role::Supervisor);
    assert_eq!(store.invitations(house.mine, house.now()).await.unwrap(), []);
    let other = house.comes(json!({ "sub": "subject-2", "email": LAN, "email_verified": true })).await;
    assert_eq!(other.err(), Some(SignOnProblem::Taken), "the address is somebody's already");
    let log = house.audit(house.mine).await.join("\n");
    assert!(log.contains(r#"single_sign_on Lan {"subject":"lan@mine.example"#), "{log}");
    assert!(!log.contains("subject-1") && !log.contains("opaque") && !log.contains("code-"), "{log}");
    assert!(house.audit(house.theirs).await.iter().all(|line| !line.starts_with("single_sign_on")));
}

async fn an_address_lets_nobody_in_by_itself(url: String) {
    let house = House::new(url).await;
    house.invite(LAN, Role::Supervisor).await;
    for (claims, problem) in [
        (json!({ "email": LAN }), SignOnProblem::Unverified),
        (json!({ "email": LAN, "email_verified": false }), SignOnProblem::Unverified),
        (json!({}), SignOnProblem::Unverified),
        (json!({ "email": "minh@mine.example", "email_verified": true }), SignOnProblem::NotInvited),
    ] {
        house.issuer.will_tell(json!({ "sub": "subject-1" }));
        assert_eq!(house.comes(claims.clone()).await.err(), Some(problem), "{claims}");
    }
    assert_eq!(house.backend.store().user_by_email(LAN).await.unwrap(), None);
}

async fn an_account_of_another_company_is_not_taken_over(url: String) {
    let house = House::new(url).await;
    house.save_with_groups().await;
    let foreign = house.add("theirs", "hoa@theirs.example", Role::Supervisor).await;
    let claims = json!({ "email": "hoa@theirs.example", "email_verified": true, "groups": ["bosses"] });

    assert_eq!(house.comes(claims.clone()).await.err(), Some(SignOnProblem::NotInvited));
    house.invite("hoa@theirs.example", Role::Supervisor).await;
    assert_eq!(
        house.comes(claims.clone()).await.err(),
        Some(SignOnProblem::NotInvited),
        "by the invitation's link alone"
    );
    assert_eq!(house.backend.store().membership(house.mine, foreign).await.unwrap(), None);

    // Once its owner has taken the invitation, the provider opens this company and no other.
    let store = house.backend.store();
    let supervisor = Role::Supervisor;
    store.grant_membership(house.mine, foreign, supervisor, None, house.now()).await.unwrap();
    let signed_on = house.comes(claims).await.unwrap();
    assert_eq!(signed_on.signed_in.user_id, foreign);
    let cookie = house.cookie(&signed_on).await;
    let principal = house.principal(cookie).await.unwrap();
    assert!(principal.in_tenant("mine").is_ok());
    assert_eq!(principal.in_tenant("theirs").err(), Some(AuthError::NotFound));
    assert_eq!(principal.memberships().len(), 1);
}

async fn what_a_provider_opened_changes_nothing_of_an_account(url: String) {
    let house = House::new(url).await;
    let both = house.add("mine", LAN, Role::Supervisor).await;
    let (store, clock, keys) = (house.backend.store(), house.backend.clock(), house.backend.keys());
    store.grant_membership(house.theirs, both, Role::Supervisor, None, house.now()).await.unwrap();
    let now_s = house.now().whole_s();
    let claims = json!({ "email": LAN, "email_verified": true, "auth_time": now_s });
    let cookie = house.cookie(&house.comes(claims).await.unwrap()).await;
    let principal = house.principal(cookie).await.unwrap();
    let request = house.request(Some(cookie));

    let (old, new) = (SecretString::from(PASSWORD), SecretString::from("sau bay tam chin muoi"));
    let changed = account::change_password(store, &passwords(), clock, &principal, &request, REMOTE, old, new).await;
    assert_eq!(changed, Err(PeopleError::Forbidden));
    assert_eq!(second_factor::propose(store, keys, clock, &principal).await, Err(PeopleError::Forbidden));
    assert_eq!(account::rename(store, clock, &principal, None, "Mallory").await, Err(PeopleError::Forbidden));

    let their_invitation = NewInvitation { email: "x@theirs.example".to_owned(), role: Role::Admin, scope: None };
    let actor = backend::audit::Actor::of(&house.their_admin, None);
    let (_, token) =
        invitations::invite(store, clock, &house.their_admin, &actor, their_invitation, None).await.unwrap();
    let joined = invitations::join_as_member(store, clock, &token, &principal, REMOTE).await;
    assert_eq!(joined, Err(PeopleError::Forbidden));
}

async fn groups_give_parts_at_each_sign_in_and_take_them(url: String) {
    let house = House::new(url).await;
    house.save_with_groups().await;
    let of = |groups: &[&str]| json!({ "email": LAN, "email_verified": true, "groups": groups });
    let store = house.backend.store();

    assert_eq!(house.comes(of(&["guests"])).await.err(), Some(SignOnProblem::NoRole));
    let first = house.comes(of(&["leads"])).await.unwrap();
    let user = first.signed_in.user_id;
    let role = || async { store.membership(house.mine, user).await.unwrap().unwrap().role };
    assert_eq!(role().await, Role::Supervisor);
    let second = house.comes(of(&["bosses", "leads"])).await.unwrap();
    assert_eq!(role().await, Role::Admin);
    let (one, other) = (house.cookie(&first).await, house.cookie(&second).await);
    let local = house.local_cookie(house.admin_id).await;

    assert_eq!(house.comes(of(&[])).await.err(), Some(SignOnProblem::NoRole));

    assert!(house.principal(one).await.is_none() && house.principal(other).await.is_none());
    assert!(house.principal(local).await.is_some(), "nobody else is signed out");
    let log = house.audit(house.mine).await.join("\n");
    assert!(log.contains(r#""reason","no-role""#) && log.contains(r#"{"outcome":"refused"}"#), "{log}");

    // Somebody without a password gets no other way in by asking for one.
    assert!(store.credentials(LAN).await.unwrap().unwrap().password_hash.is_empty());
    assert!(house.comes(of(&["leads"])).await.is_ok());
    assert_eq!(role().await, Role::Supervisor);
}

async fn whoever_was_suspended_stays_outside_and_whoever_was_removed_comes_back_as_themselves(url: String) {
    let house = House::new(url).await;
    house.save_with_groups().await;
    let claims = json!({ "email": LAN, "email_verified": true, "groups": ["leads"] });
    let user = house.comes(claims.clone()).await.unwrap().signed_in.user_id;
    let (store, clock, admin, actor) = (house.backend.store(), house.backend.clock(), &house.admin, house.actor());

    members::suspend(store, clock, admin, &actor, user).await.unwrap();
    assert_eq!(house.comes(claims.clone()).await.err(), Some(SignOnProblem::Suspended));
    members::remove(store, clock, admin, &actor, user).await.unwrap();
    assert_eq!(house.comes(claims.clone()).await.unwrap().signed_in.user_id, user);

    members::remove(store, clock, admin, &actor, user).await.unwrap();
    house.save(|_| {}).await.unwrap();
    assert_eq!(house.comes(claims.clone()).await.err(), Some(SignOnProblem::NotInvited));
    house.invite(LAN, Role::Admin).await;
    assert_eq!(house.comes(claims).await.unwrap().signed_in.user_id, user);
    assert_eq!(store.membership(house.mine, user).await.unwrap().unwrap().role, Role::Admin);
}

async fn one_subject_of_one_issuer_is_another_person_in_another_company(url: String) {
    let house = House::new(url).await;
    house.invite(LAN, Role::Supervisor).await;
    let claims = json!({ "email": LAN, "email_verified": true });
    let mine = house.comes(claims.clone()).await.unwrap();

    let actor = backend::audit::Actor::of(&house.their_admin, None);
    house.backend.save_sign_on(&house.their_admin, &actor, house.wish()).await.unwrap();
    let onward = house.backend.begin_sign_on("theirs", None, CALLBACK, REMOTE).await.unwrap();
    let answer = house.issuer.approves(&onward, &claims, Signed::Well, house.now());
    let ended = house.finish(&onward, &answer).await.unwrap_err();

    assert_eq!((ended.problem, ended.company.as_deref()), (SignOnProblem::NotInvited, Some("theirs")));
    let store = house.backend.store();
    assert_eq!(store.membership(house.theirs, mine.signed_in.user_id).await.unwrap(), None);
}

async fn a_fresh_proof_is_the_providers_and_only_where_it_says_so(url: String) {
    let house = House::new(url).await;
    house.invite(LAN, Role::Supervisor).await;
    let claims = json!({ "email": LAN, "email_verified": true });
    let cookie = house.cookie(&house.comes(claims.clone()).await.unwrap()).await;
    let principal = house.principal(cookie).await.unwrap();
    let needs = Err(AuthError::NeedsProof(ProofBy::Provider));
    assert_eq!(require_recent_proof(&principal, house.now()), needs, "it does not say when it asked");

    let prove = |claims: serde_json::Value| {
        let (house, principal) = (&house, &principal);
        async move {
            let request = house.request(Some(cookie));
            let next = Some("/account/proof".to_owned());
            let onward = house.backend.begin_proof(principal, &request, next, CALLBACK, REMOTE).await.unwrap();
            let address = onward.address.expose_secret();
            assert!(address.contains("prompt=login") && address.contains("max_age=0"));
            let answer = house.issuer.approves(&onward, &claims, Signed::Well, house.now());
            house.finish(&onward, &answer).await
        }
    };
    let now_s = house.now().whole_s();
    for lies in [json!({}), json!({ "auth_time": now_s - 600 }), json!({ "auth_time": now_s, "sub": "subject-2" })] {
        let ended = prove(lies.clone()).await;
        assert_eq!(ended.err().map(|failed| failed.problem), Some(SignOnProblem::NotProved), "{lies}");
    }

    let proved = prove(json!({ "auth_time": now_s })).await.unwrap();
    assert_eq!(proved.next.as_deref(), Some("/account/proof"));
    let fresh = house.principal(house.cookie(&proved).await).await.unwrap();
    assert_eq!(require_recent_proof(&fresh, house.now()), Ok(()));
    assert!(house.principal(cookie).await.is_none(), "the session before it is over");
}

at_both_places! {
    an_invited_person_comes_in_and_is_known_by_subject_from_then_on,
    an_address_lets_nobody_in_by_itself,
    an_account_of_another_company_is_not_taken_over,
    what_a_provider_opened_changes_nothing_of_an_account,
    groups_give_parts_at_each_sign_in_and_take_them,
    whoever_was_suspended_stays_outside_and_whoever_was_removed_comes_back_as_themselves,
    one_subject_of_one_issuer_is_another_person_in_another_company,
    a_fresh_proof_is_the_providers_and_only_where_it_says_so,
}
