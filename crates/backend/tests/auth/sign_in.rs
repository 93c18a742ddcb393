//! Signing in: one answer for everything that is wrong, and waits that grow.

use std::net::IpAddr;

use backend::auth::FirstStep;
use backend::auth::Passwords;
use backend::auth::SignInError;
use backend::auth::SignedIn;
use backend::auth::sign_in;
use backend::store::Store;
use domain::role::Role;
use domain::time::UnixMs;
use secrecy::SecretString;

use crate::databases::on_both_databases;
use crate::people::EMAIL;
use crate::people::NOW;
use crate::people::PASSWORD;
use crate::people::add_person;
use crate::people::add_tenant;

struct Door {
    store: Store,
    passwords: Passwords,
}

impl Door {
    async fn new(store: Store) -> Self {
        let passwords = Passwords::new();
        add_tenant(&store, "demo").await;
        add_person(&store, &passwords, "demo", EMAIL, Role::Admin).await;
        Self { store, passwords }
    }

    async fn knock(&self, email: &str, password: &str, from: &str, now: UnixMs) -> Result<SignedIn, SignInError> {
        let remote: IpAddr = from.parse().unwrap();
        let step =
            sign_in::sign_in(&self.store, &self.passwords, email, SecretString::from(password), remote, now).await?;
        match step {
            FirstStep::SignedIn(signed_in) => Ok(signed_in),
            FirstStep::CodeNeeded(_) => panic!("nobody here has a second factor"),
        }
    }
}

const HERE: &str = "192.0.2.1";

async fn the_right_password_signs_in_in_whatever_case_the_address_is(store: Store) {
    let door = Door::new(store).await;

    let signed_in = door.knock(" AN@example.com", PASSWORD, HERE, NOW).await.unwrap();

    let user = door.store.user_by_email(EMAIL).await.unwrap().unwrap();
    assert_eq!((signed_in.user_id, signed_in.auth_epoch, signed_in.at), (user.id, 1, NOW));
}

async fn unknown_wrong_and_barred_get_one_answer(store: Store) {
    let door = Door::new(store).await;
    let barred = add_person(&door.store, &door.passwords, "demo", "barred@example.com", Role::Supervisor).await;
    door.store.disable_user(barred, NOW).await.unwrap();

    for (email, password) in [
        (EMAIL, "wrong"),
        (EMAIL, ""),
        ("nobody@example.com", PASSWORD),
        ("barred@example.com", PASSWORD),
        ("", ""),
        ("an@example.com\0", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ] {
        assert_eq!(door.knock(email, password, HERE, NOW).await, Err(SignInError::Refused), "{email:?}");
    }
    let long = "a".repeat(100_000);
    assert_eq!(door.knock(&long, &long, HERE, NOW).await, Err(SignInError::Refused));
}

async fn an_account_waits_longer_after_each_failure_even_for_its_owner(store: Store) {
    let door = Door::new(store).await;
    let mut now = NOW;
    for _ in 0..5 {
        door.knock(EMAIL, "wrong", HERE, now).await.unwrap_err();
    }

    assert_eq!(door.knock(EMAIL, PASSWORD, HERE, now).await, Err(SignInError::Refused));
    assert_eq!(door.knock(EMAIL, PASSWORD, "198.51.100.7", now).await, Err(SignInError::Refused));
    now = now.plus_s(1);
    door.knock(EMAIL, "wrong", HERE, now).await.unwrap_err();
    assert_eq!(door.knock(EMAIL, PASSWORD, HERE, now.plus_s(1)).await, Err(SignInError::Refused));

    assert!(door.knock(EMAIL, PASSWORD, HERE, now.plus_s(2)).await.is_ok());
}

async fn a_good_sign_in_starts_the_account_afresh(store: Store) {
    let door = Door::new(store).await;
    for _ in 0..2 {
        for _ in 0..4 {
            door.knock(EMAIL, "wrong", HERE, NOW).await.unwrap_err();
        }

        assert!(door.knock(EMAIL, PASSWORD, HERE, NOW.plus_s(1)).await.is_ok());
    }
}

async fn knocking_while_it_waits_does_not_lengthen_the_wait(store: Store) {
    let door = Door::new(store).await;
    for _ in 0..12 {
        door.knock(EMAIL, "wrong", HERE, NOW).await.unwrap_err();
    }

    assert!(door.knock(EMAIL, PASSWORD, HERE, NOW.plus_s(1)).await.is_ok());
}

async fn an_address_that_tries_many_accounts_waits_and_others_do_not(store: Store) {
    let door = Door::new(store).await;
    for n in 0..21 {
        door.knock(&format!("guess{n}@example.com"), "wrong", HERE, NOW).await.unwrap_err();
    }

    assert_eq!(door.knock(EMAIL, PASSWORD, HERE, NOW).await, Err(SignInError::Refused));
    assert!(door.knock(EMAIL, PASSWORD, "192.0.2.2", NOW).await.is_ok());
    assert!(door.knock(EMAIL, PASSWORD, HERE, NOW.plus_s(1)).await.is_ok());
}

async fn good_sign_ins_do_not_count_against_an_address(store: Store) {
    let door = Door::new(store).await;

    for _ in 0..25 {
        assert!(door.knock(EMAIL, PASSWORD, HERE, NOW).await.is_ok());
    }
}

async fn many_at_once_do_not_slip_through_the_count(store: Store) {
    let door = Door::new(store).await;

    let guesses = (0..12).map(|_| door.knock(EMAIL, "wrong", HERE, NOW));
    futures::future::join_all(guesses).await;

    assert_eq!(door.knock(EMAIL, PASSWORD, HERE, NOW).await, Err(SignInError::Refused));
    assert!(door.knock(EMAIL, PASSWORD, HERE, NOW.plus_s(1)).await.is_ok(), "twelve guesses, of which five counted");
}

async fn failures_are_forgotten_after_a_quiet_day(store: Store) {
    let door = Door::new(store).await;
    for _ in 0..4 {
        door.knock(EMAIL, "wrong", HERE, NOW).await.unwrap_err();
    }
    let tomorrow = NOW.plus_s(24 * 3600 + 1);

    sign_in::purge(&door.store, tomorrow).await.unwrap();
    for _ in 0..4 {
        door.knock(EMAIL, "wrong", HERE, tomorrow).await.unwrap_err();
    }

    assert!(door.knock(EMAIL, PASSWORD, HERE, tomorrow).await.is_ok());
}

async fn a_store_that_cannot_answer_is_not_a_refusal(store: Store) {
    let door = Door::new(store).await;
    door.store.close().await;

    assert!(matches!(door.knock(EMAIL, PASSWORD, HERE, NOW).await, Err(SignInError::Unavailable(_))));
}

on_both_databases! {
    the_right_password_signs_in_in_whatever_case_the_address_is,
    unknown_wrong_and_barred_get_one_answer,
    an_account_waits_longer_after_each_failure_even_for_its_owner,
    a_good_sign_in_starts_the_account_afresh,
    knocking_while_it_waits_does_not_lengthen_the_wait,
    an_address_that_tries_many_accounts_waits_and_others_do_not,
    good_sign_ins_do_not_count_against_an_address,
    many_at_once_do_not_slip_through_the_count,
    failures_are_forgotten_after_a_quiet_day,
    a_store_that_cannot_answer_is_not_a_refusal,
}
