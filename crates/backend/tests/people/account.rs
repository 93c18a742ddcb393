//! Own password, name and sessions.

use backend::people::PeopleError;
use backend::people::account;
use backend::people::resets;
use backend::people::sessions;
use backend::store::Store;
use backend::store::StoreError;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::role::Role;
use tower_sessions::session::Id;

use crate::company::Company;
use crate::company::OTHER_PASSWORD;
use crate::company::PASSWORD;
use crate::company::REMOTE;
use crate::company::line;
use crate::company::secret;
use crate::databases::on_both_databases;

const EMAIL: &str = "lan@mine.example";

impl Company {
    /// Changes the password in a request with this cookie, and returns what the cookie holds afterwards.
    async fn change_password(&self, id: Id, current: &str, new: &str) -> Result<Id, PeopleError> {
        let request = self.request(Some(id));
        let principal = backend::auth::Principal::of_session(&request, &self.store).await.unwrap();
        let (store, clock) = (&self.store, &self.clock);
        let (current, new) = (secret(current), secret(new));
        account::change_password(store, &self.passwords, clock, &principal, &request, REMOTE, current, new).await?;
        Ok(request.id().unwrap())
    }
}

async fn a_new_password_ends_all_other_sessions_and_keeps_this_one_under_a_fresh_identifier(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let (here, elsewhere) = (company.cookie(user).await, company.cookie(user).await);

    let fresh = company.change_password(here, PASSWORD, OTHER_PASSWORD).await.unwrap();

    assert_ne!(fresh, here);
    assert!(company.opens(fresh).await);
    assert!(!company.opens(here).await);
    assert!(!company.opens(elsewhere).await);
    assert!(company.signs_in(EMAIL, OTHER_PASSWORD).await);
    assert!(!company.signs_in(EMAIL, PASSWORD).await);
    let listed = sessions::sessions_of(&company.store, user, None, company.now()).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].browser.as_deref(), Some("Firefox on Linux"), "from where it was is kept");
    assert_eq!(company.audit(company.mine).await, [line("change_password", EMAIL, "done")]);
}

async fn a_new_password_voids_a_reset_link(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let cookie = company.cookie(user).await;
    let actor = company.actor();
    let token = resets::reset_link(&company.store, &company.clock, &company.admin, &actor, user, None).await.unwrap();

    company.change_password(cookie, PASSWORD, OTHER_PASSWORD).await.unwrap();

    assert_eq!(resets::peek_reset(&company.store, &token, company.now()).await.unwrap(), None);
}

async fn wrong_passwords_change_nothing_and_make_wait(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let (here, elsewhere) = (company.cookie(user).await, company.cookie(user).await);
    let wrong = || Err(PeopleError::invalid(Field::CurrentPassword, Problem::Wrong));

    for _ in 0..5 {
        assert_eq!(company.change_password(here, "not the password", OTHER_PASSWORD).await, wrong());
    }
    let waits = company.change_password(here, PASSWORD, OTHER_PASSWORD).await;

    assert_eq!(waits, Err(PeopleError::TooMany { retry_after_s: 1 }));
    assert!(company.opens(here).await && company.opens(elsewhere).await);
    company.pass_s(1);
    assert!(company.change_password(here, PASSWORD, OTHER_PASSWORD).await.is_ok());
}

async fn both_password_fields_are_judged_at_once(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let here = company.cookie(user).await;

    let refused = company.change_password(here, "", "short").await;

    let errors = vec![
        FieldError::new(Field::CurrentPassword, Problem::Required),
        FieldError::new(Field::Password, Problem::TooShort { least: 12 }),
    ];
    assert_eq!(refused, Err(PeopleError::Invalid(errors)));
}

async fn own_sessions_are_listed_with_where_they_began(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let began = company.now();
    let here = company.cookie(user).await;
    company.pass_s(120);
    let elsewhere = company.cookie(user).await;
    company.pass_s(60);
    assert!(company.opens(elsewhere).await);

    let listed =
        sessions::sessions_of(&company.store, user, Some(&company.request(Some(here))), company.now()).await.unwrap();

    assert_eq!(listed.iter().map(|session| session.is_current).collect::<Vec<_>>(), [false, true]);
    assert_eq!((listed[1].first_seen, listed[1].last_seen), (began, began));
    assert_eq!((listed[0].first_seen, listed[0].last_seen), (began.plus_s(120), company.now()));
    assert_eq!(listed[0].remote.as_deref(), Some("192.0.2.1"));
    assert_eq!(listed[0].browser.as_deref(), Some("Firefox on Linux"));
}

async fn a_fresh_identifier_is_the_same_session_in_the_list(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let here = company.cookie(user).await;
    let before = sessions::sessions_of(&company.store, user, None, company.now()).await.unwrap();
    company.pass_s(30);

    backend::auth::session::rotate(&company.request(Some(here))).await.unwrap();

    let after = sessions::sessions_of(&company.store, user, None, company.now()).await.unwrap();
    assert_eq!(after.len(), 1);
    assert_eq!((&after[0].name, after[0].first_seen), (&before[0].name, before[0].first_seen));
    assert_eq!(after[0].browser.as_deref(), Some("Firefox on Linux"));
}

async fn one_session_is_ended_by_its_name_and_stays_so(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let (here, elsewhere) = (company.cookie(user).await, company.cookie(user).await);
    let principal = company.principal(here).await;
    let listed =
        sessions::sessions_of(&company.store, user, Some(&company.request(Some(here))), company.now()).await.unwrap();
    let other = listed.iter().find(|session| !session.is_current).unwrap().name.clone();
    // A request that had read the session before it was ended, and gives it a fresh identifier afterwards.
    let late = company.request(Some(elsewhere));
    late.load().await.unwrap();

    sessions::revoke_own(&company.store, &company.clock, &principal, None, &other).await.unwrap();

    assert!(company.opens(here).await);
    assert!(!company.opens(elsewhere).await);
    assert!(backend::auth::session::rotate(&late).await.is_err());
    let again = sessions::revoke_own(&company.store, &company.clock, &principal, None, &other).await;
    assert_eq!(again, Err(PeopleError::NotFound));
}

async fn nobody_ends_anothers_session_by_its_name(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let cookie = company.cookie(user).await;
    let stranger = company.add("mine", "minh@mine.example", Role::Supervisor).await;
    let name = sessions::sessions_of(&company.store, user, None, company.now()).await.unwrap()[0].name.clone();

    let foreign = sessions::revoke(&company.store, stranger, &name, company.now()).await;

    assert_eq!(foreign, Err(StoreError::NotFound));
    assert!(company.opens(cookie).await);
    assert!("%".repeat(16).parse::<sessions::SessionName>().is_err());
    assert_eq!(name.to_string().parse(), Ok(name));
}

async fn all_others_are_ended_at_once(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let (here, one, two) = (company.cookie(user).await, company.cookie(user).await, company.cookie(user).await);
    let request = company.request(Some(here));
    let principal = company.principal(here).await;

    sessions::revoke_others(&company.store, &company.clock, &principal, &request, Some(REMOTE)).await.unwrap();

    assert!(company.opens(here).await);
    assert!(!company.opens(one).await);
    assert!(!company.opens(two).await);
    assert_eq!(company.audit(company.mine).await, [line("revoke_session", EMAIL, "done")]);
}

async fn a_new_name_is_kept_trimmed_and_written_down(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let principal = company.principal(company.cookie(user).await).await;
    let (store, clock) = (&company.store, &company.clock);

    assert_eq!(account::rename(store, clock, &principal, None, " Trần Lan ").await.as_deref(), Ok("Trần Lan"));

    assert_eq!(store.user(user).await.unwrap().unwrap().display_name, "Trần Lan");
    assert_eq!(
        account::rename(store, clock, &principal, None, "").await,
        Err(PeopleError::invalid(Field::Name, Problem::Required))
    );
    assert_eq!(company.audit(company.mine).await, [line("change_member", EMAIL, "done")]);
}

on_both_databases! {
    a_new_password_ends_all_other_sessions_and_keeps_this_one_under_a_fresh_identifier,
    a_new_password_voids_a_reset_link,
    wrong_passwords_change_nothing_and_make_wait,
    both_password_fields_are_judged_at_once,
    own_sessions_are_listed_with_where_they_began,
    a_fresh_identifier_is_the_same_session_in_the_list,
    one_session_is_ended_by_its_name_and_stays_so,
    nobody_ends_anothers_session_by_its_name,
    all_others_are_ended_at_once,
    a_new_name_is_kept_trimmed_and_written_down,
}
