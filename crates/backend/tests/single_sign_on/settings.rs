//! What admins set, and what is wrong with a provider before anybody depends on it.

use backend::audit::Actor;
use backend::secrets::RecordName;
use backend::secrets::inspect;
use backend::secrets::rotate;
use backend::single_sign_on::SettingsError;
use backend::single_sign_on::SignOnWish;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::role::Role;
use domain::single_sign_on::ProviderProblem;
use domain::single_sign_on::RoleMap;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde_json::json;

use crate::house::House;
use crate::house::at_both_places;
use crate::issuer::SECRET;

fn wrong(fields: &[(Field, Problem)]) -> Result<(), SettingsError> {
    Err(SettingsError::Invalid(fields.iter().map(|(field, problem)| FieldError::new(*field, *problem)).collect()))
}

async fn a_secret_is_sealed_kept_for_its_host_and_never_shown(url: String) {
    let house = House::new(url).await;
    let none = || SecretString::from("");

    house.save(|wish| wish.secret = none()).await.unwrap();
    let elsewhere = house
        .save(|wish| {
            wish.secret = none();
            wish.issuer = "https://login.example.com".to_owned();
        })
        .await;

    assert_eq!(elsewhere, wrong(&[(Field::Secret, Problem::Required)]));
    let settings = house.backend.sign_on_settings(&house.admin).await.unwrap().settings;
    let record = RecordName::OidcSecret(house.mine);
    let sealed = settings.secret.clone().unwrap();
    assert_eq!(house.backend.keys().open(record, &sealed).unwrap().expose_secret(), SECRET);
    assert!(house.backend.keys().open(RecordName::OidcSecret(house.theirs), &sealed).is_err());
    let log = house.audit(house.mine).await.join("\n");
    assert!(log.contains("change_single_sign_on") && log.contains(r#"["secret","replaced"]"#), "{log}");
    assert!(!log.contains(SECRET) && !format!("{settings:?}").contains(SECRET));

    let rotation = rotate(house.backend.store(), house.backend.keys()).await.unwrap();
    assert_eq!((rotation.resealed, rotation.broken.len()), (1, 0));
    assert!(inspect(house.backend.store(), house.backend.keys()).await.unwrap().broken.is_empty());
    let after = house.backend.store().sign_on(house.mine).await.unwrap().unwrap();
    assert_ne!(after.secret, Some(sealed));
    assert!(house.comes(json!({ "email": "x@mine.example", "email_verified": true })).await.is_err());
    assert_eq!(house.issuer.code_exchanges(), 1, "the client is known with the secret that was sealed anew");
}

async fn every_field_that_is_wrong_is_named(url: String) {
    let house = House::without_provider(url).await;
    let values = |word: &str| vec![word.to_owned()];

    let empty = SignOnWish { issuer: String::new(), client_id: String::new(), secret: "".into(), ..house.wish() };
    let saved = house.backend.save_sign_on(&house.admin, &house.actor(), empty).await;
    let required = [Field::Issuer, Field::ClientId, Field::Secret].map(|field| (field, Problem::Required));
    assert_eq!(saved, wrong(&required));
    for (issuer, problem) in [
        ("login.example.com", Problem::NotAnAddress),
        ("http://192.0.2.1", Problem::PrivateAddress),
        ("https://10.0.0.1", Problem::PrivateAddress),
        ("https://login.example.com/?x=1", Problem::LeaveOutQuery),
    ] {
        assert_eq!(
            house.save(|wish| wish.issuer = issuer.to_owned()).await,
            wrong(&[(Field::Issuer, problem)]),
            "{issuer}"
        );
    }
    assert_eq!(house.save(|wish| wish.adds_people = true).await, wrong(&[(Field::RoleClaim, Problem::Required)]));
    let claim = |wish: &mut SignOnWish| wish.roles = RoleMap { claim: "groups".to_owned(), ..RoleMap::default() };
    assert_eq!(house.save(claim).await, wrong(&[(Field::AdminValues, Problem::Required)]));
    let value = |wish: &mut SignOnWish| wish.roles = RoleMap { admins: values("x"), ..RoleMap::default() };
    assert_eq!(house.save(value).await, wrong(&[(Field::RoleClaim, Problem::Required)]));
    let foreign = house.add("theirs", "x@theirs.example", Role::Admin).await;
    house.give_second_factor(foreign).await;
    let chosen = house.save(|wish| wish.break_glass = vec![foreign]).await;
    assert_eq!(chosen, wrong(&[(Field::BreakGlass, Problem::NobodyLeft)]));
}

async fn the_second_of_two_admins_hears_of_the_first_and_nobody_else_sets_anything(url: String) {
    let house = House::new(url).await;
    assert_eq!(house.save(|wish| wish.version = 0).await, Err(SettingsError::Conflict));

    let lan = house.add("mine", "lan@mine.example", Role::Supervisor).await;
    let supervisor = house.principal(house.local_cookie(lan).await).await.unwrap().in_tenant("mine").unwrap();
    let actor = Actor::of(&supervisor, None);
    let saved = house.backend.save_sign_on(&supervisor, &actor, house.wish()).await;
    assert_eq!(saved, Err(SettingsError::Forbidden));
    let checked = house.backend.check_sign_on(&supervisor, &actor, &house.issuer.url).await;
    assert_eq!(checked, Err(SettingsError::Forbidden));
    let theirs = house.backend.sign_on_settings(&house.their_admin).await.unwrap();
    assert_eq!((theirs.settings.issuer.as_str(), theirs.settings.version), ("", 0));
}

async fn switching_it_off_signs_out_whom_it_let_in(url: String) {
    let house = House::new(url).await;
    house.add("mine", "lan@mine.example", Role::Supervisor).await;
    let claims = json!({ "email": "lan@mine.example", "email_verified": true });
    let through = house.cookie(&house.comes(claims).await.unwrap()).await;
    let local = house.local_cookie(house.admin_id).await;

    house.save(|wish| wish.is_on = false).await.unwrap();

    assert!(house.principal(through).await.is_none());
    assert!(house.principal(local).await.is_some());
    assert!(!house.backend.store().offers_sign_on().await.unwrap());
}

async fn what_is_wrong_with_a_provider_is_named_by_what_to_do(url: String) {
    let house = House::without_provider(url).await;
    let check = async |issuer: &str| house.backend.check_sign_on(&house.admin, &house.actor(), issuer).await.unwrap();
    let own = house.issuer.url.clone();

    assert_eq!(check(&own).await, Ok(()));
    assert_eq!(check(&format!("{own}/other")).await, Err(ProviderProblem::NoDescription));
    assert_eq!(check(&format!("{own}/")).await, Err(ProviderProblem::OtherIssuer));
    assert_eq!(check("nothing").await, Err(ProviderProblem::Address(Problem::NotAnAddress)));
    assert_eq!(check("http://192.0.2.1").await, Err(ProviderProblem::Address(Problem::PrivateAddress)));
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(check(&format!("http://{unused}")).await, Err(ProviderProblem::Unreachable));
    house.issuer.describes("id_token_signing_alg_values_supported", json!(["HS256", "none"]));
    assert_eq!(check(&own).await, Err(ProviderProblem::NoKeys));
    house.issuer.describes("response_types_supported", json!(["id_token"]));
    assert_eq!(check(&own).await, Err(ProviderProblem::NoCodeFlow));
    house.issuer.describes("jwks_uri", json!("http://192.0.2.1/keys"));
    assert_eq!(check(&own).await, Err(ProviderProblem::Address(Problem::PrivateAddress)), "wherever it leads");
    assert_eq!(house.audit(house.mine).await.iter().filter(|line| line.starts_with("check_single")).count(), 9);
}

at_both_places! {
    a_secret_is_sealed_kept_for_its_host_and_never_shown,
    every_field_that_is_wrong_is_named,
    the_second_of_two_admins_hears_of_the_first_and_nobody_else_sets_anything,
    switching_it_off_signs_out_whom_it_let_in,
    what_is_wrong_with_a_provider_is_named_by_what_to_do,
}
