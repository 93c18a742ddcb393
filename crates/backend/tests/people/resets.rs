//! Links to set a new password: who makes one for whom, and what using one does.

use backend::audit::Actor;
use backend::auth::TenantCtx;
use backend::people::Entered;
use backend::people::PeopleError;
use backend::people::resets;
use backend::store::Store;
use domain::form::Field;
use domain::form::Problem;
use domain::id::UserId;
use domain::role::Role;
use secrecy::SecretString;

use crate::company::Company;
use crate::company::OTHER_PASSWORD;
use crate::company::PASSWORD;
use crate::company::REMOTE;
use crate::company::line;
use crate::company::secret;
use crate::company::signed_in;
use crate::databases::on_both_databases;

const EMAIL: &str = "lan@mine.example";

impl Company {
    async fn reset_link(&self, ctx: &TenantCtx, user: UserId) -> Result<SecretString, PeopleError> {
        resets::reset_link(&self.store, &self.clock, ctx, &Actor::of(ctx, Some(REMOTE)), user, None).await
    }

    async fn reset(&self, token: &SecretString, password: &str) -> Result<Entered, PeopleError> {
        resets::reset(&self.store, &self.passwords, &self.clock, token, secret(password), REMOTE).await
    }

    async fn whose(&self, token: &SecretString) -> Option<String> {
        resets::peek_reset(&self.store, token, self.now()).await.unwrap()
    }
}

async fn a_link_sets_the_password_once_and_ends_every_session(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let cookie = company.cookie(user).await;
    let token = company.reset_link(&company.admin, user).await.unwrap();

    assert_eq!(company.whose(&token).await.as_deref(), Some(EMAIL));
    let entered = company.reset(&token, OTHER_PASSWORD).await.unwrap();

    assert_eq!((signed_in(&entered).user_id, entered.tenant.as_deref()), (user, Some("mine")));
    assert!(!company.opens(cookie).await);
    assert!(company.signs_in(EMAIL, OTHER_PASSWORD).await);
    assert!(!company.signs_in(EMAIL, PASSWORD).await);
    assert_eq!(company.reset(&token, PASSWORD).await.err(), Some(PeopleError::NotFound));
    let log = [line("change_password", EMAIL, "done"), line("make_reset_link", "admin@mine.example", "done")];
    assert_eq!(company.audit(company.mine).await, log);
}

async fn of_two_uses_at_once_one_is_done(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let token = company.reset_link(&company.admin, user).await.unwrap();

    let (one, other) = tokio::join!(company.reset(&token, OTHER_PASSWORD), company.reset(&token, "muoi mot muoi hai"));

    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
    assert_eq!(company.signs_in(EMAIL, OTHER_PASSWORD).await, one.is_ok());
}

async fn an_admin_makes_no_link_for_who_belongs_to_another_company_too(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    company.store.grant_membership(company.theirs, user, Role::Admin, None, company.now()).await.unwrap();

    assert_eq!(company.reset_link(&company.admin, user).await.err(), Some(PeopleError::Forbidden));
    let by_operator = resets::reset_link_by_operator(&company.store, &company.clock, "LAN@mine.example").await.unwrap();

    assert!(company.reset(&by_operator, OTHER_PASSWORD).await.is_ok());
    let log = [line("change_password", EMAIL, "done"), line("make_reset_link", "operator", "done")];
    assert_eq!(company.audit(company.theirs).await, log);
}

async fn an_admins_link_holds_no_longer_once_the_person_joins_another_company(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let token = company.reset_link(&company.admin, user).await.unwrap();

    company.store.grant_membership(company.theirs, user, Role::Supervisor, None, company.now()).await.unwrap();

    assert_eq!(company.whose(&token).await, None);
    assert_eq!(company.reset(&token, OTHER_PASSWORD).await.err(), Some(PeopleError::NotFound));
    assert!(company.signs_in(EMAIL, PASSWORD).await);
}

async fn another_tenants_admin_and_a_supervisor_make_none(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let supervisor = company.ctx(user, "mine").await;

    assert_eq!(company.reset_link(&company.their_admin, user).await.err(), Some(PeopleError::NotFound));
    assert_eq!(company.reset_link(&supervisor, user).await.err(), Some(PeopleError::Forbidden));
    assert_eq!(company.audit(company.theirs).await, []);
}

async fn a_new_link_replaces_the_old_and_a_day_ends_it(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let old = company.reset_link(&company.admin, user).await.unwrap();
    let token = company.reset_link(&company.admin, user).await.unwrap();

    assert_eq!(company.whose(&old).await, None);
    company.pass_s(24 * 3600 - 1);
    assert!(company.whose(&token).await.is_some());
    company.pass_s(1);

    assert_eq!(company.whose(&token).await, None);
    assert_eq!(company.reset(&token, OTHER_PASSWORD).await.err(), Some(PeopleError::NotFound));
}

async fn a_bad_password_uses_nothing_up(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let token = company.reset_link(&company.admin, user).await.unwrap();

    let refused = company.reset(&token, "callboardcallboard").await;

    assert_eq!(refused.err(), Some(PeopleError::invalid(Field::Password, Problem::Guessable)));
    assert!(company.signs_in(EMAIL, PASSWORD).await);
    assert!(company.reset(&token, OTHER_PASSWORD).await.is_ok());
}

async fn who_is_barred_gets_no_link_and_uses_none(store: Store) {
    let company = Company::new(store).await;
    let user = company.add("mine", EMAIL, Role::Supervisor).await;
    let token = company.reset_link(&company.admin, user).await.unwrap();
    company.store.disable_user(user, company.now()).await.unwrap();

    assert_eq!(company.reset_link(&company.admin, user).await.err(), Some(PeopleError::Forbidden));
    let by_operator = resets::reset_link_by_operator(&company.store, &company.clock, EMAIL).await;
    assert_eq!(by_operator.err(), Some(PeopleError::Forbidden));
    assert_eq!(company.reset(&token, OTHER_PASSWORD).await.err(), Some(PeopleError::NotFound));
}

on_both_databases! {
    a_link_sets_the_password_once_and_ends_every_session,
    of_two_uses_at_once_one_is_done,
    an_admin_makes_no_link_for_who_belongs_to_another_company_too,
    an_admins_link_holds_no_longer_once_the_person_joins_another_company,
    another_tenants_admin_and_a_supervisor_make_none,
    a_new_link_replaces_the_old_and_a_day_ends_it,
    a_bad_password_uses_nothing_up,
    who_is_barred_gets_no_link_and_uses_none,
}
