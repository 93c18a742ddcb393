//! Setting an empty installation up, once.

use backend::auth::Passwords;
use backend::hub::Clock;
use backend::people::Entered;
use backend::people::PeopleError;
use backend::people::first_run;
use backend::people::first_run::FirstRun;
use backend::store::NewUser;
use backend::store::Store;
use domain::audit::AuditFilter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::role::Role;
use secrecy::SecretString;

use crate::company::NOW;
use crate::company::PASSWORD;
use crate::company::REMOTE;
use crate::company::secret;
use crate::company::signed_in;
use crate::databases::on_both_databases;

fn clock() -> Clock {
    Clock::of(|| NOW)
}

fn wanted() -> FirstRun {
    FirstRun {
        company: " Công ty Đất Việt ".to_owned(),
        slug: String::new(),
        display_name: "Lan".to_owned(),
        email: "Lan@example.com".to_owned(),
        password: secret(PASSWORD),
    }
}

async fn set_up(store: &Store, token: &SecretString, wanted: FirstRun) -> Result<Entered, PeopleError> {
    first_run::set_up(store, &Passwords::new(), &clock(), token, wanted, REMOTE).await
}

async fn the_link_makes_operator_and_first_tenant_once(store: Store) {
    let token = first_run::token(&store, &clock()).await.unwrap().unwrap();

    assert!(first_run::peek(&store, &token, NOW).await.unwrap());
    let entered = set_up(&store, &token, wanted()).await.unwrap();

    assert_eq!(entered.tenant.as_deref(), Some("cong-ty-dat-viet"));
    let user = store.user(signed_in(&entered).user_id).await.unwrap().unwrap();
    assert!(user.is_operator);
    assert_eq!((user.email.as_str(), user.display_name.as_str()), ("lan@example.com", "Lan"));
    let memberships = store.memberships_of(user.id).await.unwrap();
    assert_eq!((memberships.len(), memberships[0].role), (1, Role::Admin));
    assert_eq!(memberships[0].tenant.name, "Công ty Đất Việt");
    let log = store.audit(memberships[0].tenant.id, &AuditFilter::default(), None, 10).await.unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].intent.action.as_str(), log[0].intent.actor_user_id), ("set_up", Some(user.id)));
    assert_eq!(log[0].outcome_json.as_deref(), Some(r#"{"outcome":"done"}"#));
    assert!(!first_run::peek(&store, &token, NOW).await.unwrap());
    assert_eq!(set_up(&store, &token, wanted()).await.err(), Some(PeopleError::NotFound));
    assert!(first_run::token(&store, &clock()).await.unwrap().is_none());
}

async fn of_two_browsers_one_sets_up(store: Store) {
    let token = first_run::token(&store, &clock()).await.unwrap().unwrap();

    let (one, other) = tokio::join!(set_up(&store, &token, wanted()), set_up(&store, &token, wanted()));

    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
    assert_eq!(one.err().or(other.err()), Some(PeopleError::NotFound));
    assert_eq!(store.all_tenants().await.unwrap().len(), 1);
}

async fn each_start_replaces_the_link_and_a_day_ends_it(store: Store) {
    let old = first_run::token(&store, &clock()).await.unwrap().unwrap();
    let token = first_run::token(&store, &clock()).await.unwrap().unwrap();

    assert!(!first_run::peek(&store, &old, NOW).await.unwrap());
    assert!(first_run::peek(&store, &token, NOW.plus_s(24 * 3600 - 1)).await.unwrap());
    assert!(!first_run::peek(&store, &token, NOW.plus_s(24 * 3600)).await.unwrap());
    assert!(!first_run::peek(&store, &secret("made-up"), NOW).await.unwrap());
}

async fn once_there_is_anybody_no_link_sets_anything_up(store: Store) {
    let token = first_run::token(&store, &clock()).await.unwrap().unwrap();
    let somebody =
        NewUser { email: "an@example.com".to_owned(), display_name: "An".to_owned(), password_hash: "x".to_owned() };
    store.create_user(&somebody, NOW).await.unwrap();

    assert_eq!(set_up(&store, &token, wanted()).await.err(), Some(PeopleError::NotFound));
    assert_eq!(store.all_tenants().await.unwrap(), []);
}

async fn every_wrong_field_is_named_at_once_and_nothing_is_written(store: Store) {
    let token = first_run::token(&store, &clock()).await.unwrap().unwrap();
    let wrong = FirstRun {
        company: String::new(),
        slug: "Not A Slug".to_owned(),
        display_name: " ".to_owned(),
        email: "lan".to_owned(),
        password: secret("123456789012"),
    };

    let refused = set_up(&store, &token, wrong).await;

    let errors = [
        (Field::Company, Problem::Required),
        (Field::Slug, Problem::NotASlug),
        (Field::Name, Problem::Required),
        (Field::Email, Problem::NotAnEmail),
        (Field::Password, Problem::Guessable),
    ];
    let errors = errors.map(|(field, problem)| FieldError::new(field, problem)).to_vec();
    assert_eq!(refused.err(), Some(PeopleError::Invalid(errors)));
    assert!(first_run::is_first(&store).await.unwrap());
    assert!(first_run::peek(&store, &token, NOW).await.unwrap());
}

async fn a_taken_slug_leaves_nothing_behind(store: Store) {
    let taken = backend::store::NewTenant { slug: "taken".to_owned(), name: "Taken".to_owned(), is_demo: false };
    store.create_tenant(&taken, NOW).await.unwrap();
    let token = first_run::token(&store, &clock()).await.unwrap().unwrap();

    let refused = set_up(&store, &token, FirstRun { slug: "taken".to_owned(), ..wanted() }).await;

    assert_eq!(refused.err(), Some(PeopleError::invalid(Field::Slug, Problem::Taken)));
    assert!(first_run::is_first(&store).await.unwrap());
    assert!(set_up(&store, &token, wanted()).await.is_ok());
}

on_both_databases! {
    the_link_makes_operator_and_first_tenant_once,
    of_two_browsers_one_sets_up,
    each_start_replaces_the_link_and_a_day_ends_it,
    once_there_is_anybody_no_link_sets_anything_up,
    every_wrong_field_is_named_at_once_and_nothing_is_written,
    a_taken_slug_leaves_nothing_behind,
}
