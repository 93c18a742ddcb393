//! Where only the provider lets people in, and the admins who get in without it.

use backend::auth::AuthError;
use backend::auth::SignedIn;
use backend::people::PeopleError;
use backend::people::members;
use backend::single_sign_on::SettingsError;
use backend::single_sign_on::note_break_glass;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::role::Role;
use domain::single_sign_on::SignOnProblem;
use serde_json::json;

use crate::house::House;
use crate::house::REMOTE;
use crate::house::at_both_places;

async fn a_password_lets_in_the_break_glass_admins_alone(url: String) {
    let house = House::new(url).await;
    let lan = house.add("mine", "lan@mine.example", Role::Supervisor).await;
    let other_admin = house.add("mine", "minh@mine.example", Role::Admin).await;
    house.give_second_factor(house.admin_id).await;
    let (member, admin) = (house.local_cookie(lan).await, house.local_cookie(house.admin_id).await);
    let second = house.local_cookie(other_admin).await;
    assert!(house.principal(member).await.unwrap().in_tenant("mine").is_ok());

    let admin_id = house.admin_id;
    house
        .save(|wish| {
            wish.is_only_way = true;
            wish.break_glass = vec![admin_id];
        })
        .await
        .unwrap();

    let needs = Some(AuthError::NeedsSingleSignOn);
    assert_eq!(house.principal(member).await.unwrap().in_tenant("mine").err(), needs);
    assert_eq!(house.principal(second).await.unwrap().in_tenant("mine").err(), needs);
    assert!(house.principal(admin).await.unwrap().in_tenant("mine").is_ok());
    let claims = json!({ "email": "lan@mine.example", "email_verified": true });
    let through = house.cookie(&house.comes(claims).await.unwrap()).await;
    assert!(house.principal(through).await.unwrap().in_tenant("mine").is_ok());
    let claims = json!({ "sub": "subject-2", "email": "admin@mine.example", "email_verified": true });
    assert_eq!(house.comes(claims).await.err(), Some(SignOnProblem::Local), "the provider does not hold that key");
}

async fn the_last_break_glass_admin_stays(url: String) {
    let house = House::new(url).await;
    let other = house.add("mine", "minh@mine.example", Role::Admin).await;
    let none_left = Err(SettingsError::Invalid(vec![FieldError::new(Field::BreakGlass, Problem::NobodyLeft)]));
    let only = |who: Vec<_>| {
        house.save(move |wish| {
            wish.is_only_way = true;
            wish.break_glass = who;
        })
    };
    assert_eq!(only(vec![]).await, none_left);
    assert_eq!(only(vec![other]).await, none_left, "without a second factor");

    house.give_second_factor(other).await;
    only(vec![other]).await.unwrap();

    let (store, clock, admin, actor) = (house.backend.store(), house.backend.clock(), &house.admin, house.actor());
    let last = Err(PeopleError::Invalid(vec![FieldError::new(Field::Role, Problem::LastAdmin)]));
    assert_eq!(members::suspend(store, clock, admin, &actor, other).await, last);
    assert_eq!(members::remove(store, clock, admin, &actor, other).await, last);
    assert_eq!(members::change(store, clock, admin, &actor, other, Role::Supervisor, None).await, last);

    house.give_second_factor(house.admin_id).await;
    only(vec![other, house.admin_id]).await.unwrap();
    assert_eq!(members::remove(store, clock, admin, &actor, other).await, Ok(()));
}

async fn each_sign_in_of_a_break_glass_admin_is_written_down(url: String) {
    let house = House::new(url).await;
    house.give_second_factor(house.admin_id).await;
    let lan = house.add("mine", "lan@mine.example", Role::Supervisor).await;
    let admin_id = house.admin_id;
    house.save(|wish| wish.break_glass = vec![admin_id]).await.unwrap();
    let (store, clock) = (house.backend.store(), house.backend.clock());

    for user_id in [lan, admin_id] {
        let signed_in = SignedIn { user_id, auth_epoch: 1, at: house.now() };
        note_break_glass(store, clock, &signed_in, Some(REMOTE)).await.unwrap();
    }

    let log = house.audit(house.mine).await;
    let noted: Vec<_> = log.iter().filter(|line| line.starts_with("break_glass_sign_in")).collect();
    assert_eq!(noted.len(), 1, "{log:?}");
    assert!(noted[0].contains("admin@mine.example"));
    assert!(house.audit(house.theirs).await.iter().all(|line| !line.starts_with("break_glass")));
}

at_both_places! {
    a_password_lets_in_the_break_glass_admins_alone,
    the_last_break_glass_admin_stays,
    each_sign_in_of_a_break_glass_admin_is_written_down,
}
