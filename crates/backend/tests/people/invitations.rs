//! Inviting, joining, withdrawing.

use std::net::IpAddr;

use backend::people::Entered;
use backend::people::PeopleError;
use backend::people::invitations;
use backend::people::invitations::Invitation;
use backend::people::invitations::NewInvitation;
use backend::store::Store;
use domain::audience::ScopeFilter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::ConnectionId;
use domain::role::Role;
use secrecy::SecretString;
use uuid::Uuid;

use crate::company::Company;
use crate::company::PASSWORD;
use crate::company::REMOTE;
use crate::company::line;
use crate::company::secret;
use crate::company::signed_in;
use crate::databases::on_both_databases;

const GUEST: &str = "lan@guest.example";

fn new(email: &str, role: Role) -> NewInvitation {
    NewInvitation { email: email.to_owned(), role, scope: None }
}

impl Company {
    async fn invite(&self, new: NewInvitation) -> Result<(Invitation, SecretString), PeopleError> {
        invitations::invite(&self.store, &self.clock, &self.admin, &self.actor(), new, None).await
    }

    async fn join(&self, token: &SecretString, name: &str, password: &str) -> Result<Entered, PeopleError> {
        self.join_from(token, name, password, REMOTE).await
    }

    async fn join_from(
        &self,
        token: &SecretString,
        name: &str,
        password: &str,
        remote: IpAddr,
    ) -> Result<Entered, PeopleError> {
        let (store, clock) = (&self.store, &self.clock);
        invitations::join_as_new(store, &self.passwords, clock, token, name, secret(password), remote).await
    }
}

fn wrong(field: Field, problem: Problem) -> PeopleError {
    PeopleError::Invalid(vec![FieldError::new(field, problem)])
}

async fn an_invited_person_joins_once_and_is_what_the_invitation_says(store: Store) {
    let company = Company::new(store).await;
    let scope = ScopeFilter { queues: vec!["Sales".to_owned()], ..ScopeFilter::default() };
    let invited = NewInvitation { scope: Some(scope.clone()), ..new(" Lan@Guest.example ", Role::Supervisor) };
    let (invitation, token) = company.invite(invited).await.unwrap();

    let shown = invitations::peek(&company.store, &token, company.now()).await.unwrap().unwrap();
    let entered = company.join(&token, " Lan ", PASSWORD).await.unwrap();

    assert_eq!((invitation.email.as_str(), invitation.invited_by.as_str()), (GUEST, "admin@mine.example"));
    assert_eq!((shown.tenant.as_str(), shown.email.as_str(), shown.has_account), ("MINE", GUEST, false));
    assert_eq!(entered.tenant.as_deref(), Some("mine"));
    let member = company.store.membership(company.mine, signed_in(&entered).user_id).await.unwrap().unwrap();
    assert_eq!((member.role, member.scope.map(|scope| scope.filter)), (Role::Supervisor, Some(scope)));
    assert!(company.signs_in(GUEST, PASSWORD).await);
    assert_eq!(invitations::peek(&company.store, &token, company.now()).await.unwrap(), None);
    assert_eq!(company.join(&token, "Lan", PASSWORD).await.err(), Some(PeopleError::NotFound));
    let log = [line("invite_person", "admin@mine.example", "done"), line("join", "Lan", "done")];
    assert_eq!(company.audit(company.mine).await, log);
    assert_eq!(company.audit(company.theirs).await, []);
}

async fn people_with_the_same_limit_share_it(store: Store) {
    let company = Company::new(store).await;
    let scope = Some(ScopeFilter { groups: vec!["Night".to_owned()], ..ScopeFilter::default() });
    let mut limits = Vec::new();
    for email in ["one@guest.example", "two@guest.example"] {
        let invited = NewInvitation { scope: scope.clone(), ..new(email, Role::Supervisor) };
        let (_, token) = company.invite(invited).await.unwrap();
        let user = signed_in(&company.join(&token, "Guest", PASSWORD).await.unwrap()).user_id;
        limits.push(company.store.membership(company.mine, user).await.unwrap().unwrap().scope.unwrap().id);
    }

    assert_eq!(limits[0], limits[1]);
}

async fn of_two_browsers_with_one_link_exactly_one_comes_in(store: Store) {
    let company = Company::new(store).await;
    let (_, token) = company.invite(new(GUEST, Role::Admin)).await.unwrap();

    let (one, other) = tokio::join!(company.join(&token, "One", PASSWORD), company.join(&token, "Other", PASSWORD));

    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
    let loser = one.err().or(other.err()).unwrap();
    assert!(
        loser == PeopleError::NotFound || loser == wrong(Field::Email, Problem::Taken),
        "the loser is told that it is over: {loser:?}"
    );
}

async fn a_mistake_names_every_field_and_uses_nothing_up(store: Store) {
    let company = Company::new(store).await;
    let (_, token) = company.invite(new(GUEST, Role::Supervisor)).await.unwrap();

    let refused = company.join(&token, " ", "short").await;

    let errors = vec![
        FieldError::new(Field::Name, Problem::Required),
        FieldError::new(Field::Password, Problem::TooShort { least: 12 }),
    ];
    assert_eq!(refused.err(), Some(PeopleError::Invalid(errors)));
    assert_eq!(company.store.user_by_email(GUEST).await.unwrap(), None);
    assert_eq!(
        company.join(&token, "Lan", "lan@guest.exa").await.err(),
        Some(wrong(Field::Password, Problem::Guessable)),
        "a password made of the address"
    );
    assert!(company.join(&token, "Lan", PASSWORD).await.is_ok());
}

async fn inviting_again_replaces_the_open_invitation(store: Store) {
    let company = Company::new(store).await;
    let (_, old) = company.invite(new(GUEST, Role::Supervisor)).await.unwrap();

    let (invitation, token) = company.invite(new("LAN@guest.example", Role::Admin)).await.unwrap();

    let pending = invitations::pending(&company.store, &company.admin, company.now()).await.unwrap();
    assert_eq!(pending, [invitation]);
    assert_eq!(invitations::peek(&company.store, &old, company.now()).await.unwrap(), None);
    assert_eq!(
        invitations::peek(&company.store, &token, company.now()).await.unwrap().map(|shown| shown.role),
        Some(Role::Admin)
    );
}

async fn an_invitation_is_over_after_seven_days(store: Store) {
    let company = Company::new(store).await;
    let (_, token) = company.invite(new(GUEST, Role::Supervisor)).await.unwrap();

    company.pass_s(7 * 24 * 3600 - 1);
    assert!(invitations::peek(&company.store, &token, company.now()).await.unwrap().is_some());
    company.pass_s(1);

    assert_eq!(invitations::peek(&company.store, &token, company.now()).await.unwrap(), None);
    assert_eq!(company.join(&token, "Lan", PASSWORD).await.err(), Some(PeopleError::NotFound));
    assert_eq!(invitations::pending(&company.store, &company.admin, company.now()).await.unwrap(), []);
    assert_eq!(company.store.purge_links(company.now()).await.unwrap(), 1);
}

async fn what_cannot_be_invited_is_said_at_its_field(store: Store) {
    let company = Company::new(store).await;
    let foreign = ScopeFilter { connections: vec![ConnectionId(Uuid::nil())], ..ScopeFilter::default() };
    let queues = ScopeFilter { queues: vec!["Sales".to_owned()], ..ScopeFilter::default() };

    for (invited, field, problem) in [
        (new("", Role::Admin), Field::Email, Problem::Required),
        (new("lan", Role::Admin), Field::Email, Problem::NotAnEmail),
        (new(GUEST, Role::Display), Field::Role, Problem::NotOffered),
        (new("admin@mine.example", Role::Supervisor), Field::Email, Problem::Taken),
        (NewInvitation { scope: Some(foreign), ..new(GUEST, Role::Supervisor) }, Field::Scope, Problem::NotOffered),
        (NewInvitation { scope: Some(queues), ..new(GUEST, Role::Admin) }, Field::Scope, Problem::NotOffered),
    ] {
        let refused = company.invite(invited).await.err();
        assert_eq!(refused, Some(wrong(field, problem)));
    }
    assert_eq!(company.audit(company.mine).await, []);
}

async fn another_tenant_neither_sees_nor_withdraws_an_invitation(store: Store) {
    let company = Company::new(store).await;
    let (invitation, token) = company.invite(new(GUEST, Role::Supervisor)).await.unwrap();
    let (store, clock, actor) = (&company.store, &company.clock, company.actor());

    let seen = invitations::pending(store, &company.their_admin, company.now()).await.unwrap();
    let foreign = invitations::withdraw(store, clock, &company.their_admin, &actor, invitation.id).await;

    assert_eq!(seen, []);
    assert_eq!(foreign.err(), Some(PeopleError::NotFound));
    assert!(invitations::peek(store, &token, company.now()).await.unwrap().is_some());
    invitations::withdraw(store, clock, &company.admin, &actor, invitation.id).await.unwrap();
    assert_eq!(invitations::peek(store, &token, company.now()).await.unwrap(), None);
    let again = invitations::withdraw(store, clock, &company.admin, &actor, invitation.id).await;
    assert_eq!(again.err(), Some(PeopleError::NotFound));
}

async fn a_supervisor_neither_invites_nor_lists_nor_withdraws(store: Store) {
    let company = Company::new(store).await;
    let (invitation, _) = company.invite(new(GUEST, Role::Supervisor)).await.unwrap();
    let user = company.add("mine", "supervisor@mine.example", Role::Supervisor).await;
    let ctx = company.ctx(user, "mine").await;
    let (store, clock, actor) = (&company.store, &company.clock, company.actor());

    let invited = invitations::invite(store, clock, &ctx, &actor, new("x@y.example", Role::Admin), None).await;

    assert_eq!(invited.err(), Some(PeopleError::Forbidden));
    assert_eq!(invitations::pending(store, &ctx, company.now()).await.err(), Some(PeopleError::Forbidden));
    assert_eq!(
        invitations::withdraw(store, clock, &ctx, &actor, invitation.id).await.err(),
        Some(PeopleError::Forbidden)
    );
}

async fn a_person_with_an_account_joins_only_as_who_was_invited(store: Store) {
    let company = Company::new(store).await;
    let invited = company.add("theirs", GUEST, Role::Supervisor).await;
    let stranger = company.add("theirs", "stranger@theirs.example", Role::Supervisor).await;
    let (_, token) = company.invite(new(GUEST, Role::Supervisor)).await.unwrap();
    let (store, clock) = (&company.store, &company.clock);
    let invited_here = company.principal(company.cookie(invited).await).await;
    let stranger_here = company.principal(company.cookie(stranger).await).await;

    let shown = invitations::peek(store, &token, company.now()).await.unwrap().unwrap();
    let as_new = company.join(&token, "Lan", PASSWORD).await;
    let as_stranger = invitations::join_as_member(store, clock, &token, &stranger_here, REMOTE).await;
    let joined = invitations::join_as_member(store, clock, &token, &invited_here, REMOTE).await;

    assert!(shown.has_account);
    assert_eq!(as_new.err(), Some(wrong(Field::Email, Problem::Taken)));
    assert_eq!(as_stranger.err(), Some(PeopleError::Forbidden));
    assert_eq!(joined.as_deref(), Ok("mine"));
    assert_eq!(store.memberships_of(invited).await.unwrap().len(), 2);
    let again = invitations::join_as_member(store, clock, &token, &invited_here, REMOTE).await;
    assert_eq!(again.err(), Some(PeopleError::NotFound));
}

async fn somebody_made_a_member_meanwhile_keeps_the_part(store: Store) {
    let company = Company::new(store).await;
    let invited = company.add("theirs", GUEST, Role::Supervisor).await;
    let (_, token) = company.invite(new(GUEST, Role::Admin)).await.unwrap();
    let principal = company.principal(company.cookie(invited).await).await;
    company.store.grant_membership(company.mine, invited, Role::Supervisor, None, company.now()).await.unwrap();

    let joined = invitations::join_as_member(&company.store, &company.clock, &token, &principal, REMOTE).await;

    assert_eq!(joined, Err(wrong(Field::Email, Problem::Taken)));
    let member = company.store.membership(company.mine, invited).await.unwrap().unwrap();
    assert_eq!(member.role, Role::Supervisor);
}

async fn whoever_tries_links_without_end_has_to_wait(store: Store) {
    let company = Company::new(store).await;
    let (_, good) = company.invite(new(GUEST, Role::Supervisor)).await.unwrap();
    let made_up = secret("made-up");
    let mut answers = Vec::new();
    for _ in 0..22 {
        answers.push(company.join(&made_up, "Lan", PASSWORD).await.err());
    }

    assert_eq!(answers[0], Some(PeopleError::NotFound));
    assert_eq!(answers[21], Some(PeopleError::TooMany { retry_after_s: 1 }));
    let waits = company.join(&good, "Lan", PASSWORD).await;
    assert_eq!(waits.err(), Some(PeopleError::TooMany { retry_after_s: 1 }));
    let elsewhere = "203.0.113.9".parse().unwrap();
    assert!(company.join_from(&good, "Lan", PASSWORD, elsewhere).await.is_ok());
}

async fn a_free_attempt_makes_nobody_wait_who_read_the_clock_a_moment_earlier(store: Store) {
    let company = Company::new(store).await;
    let (_, token) = company.invite(new(GUEST, Role::Supervisor)).await.unwrap();
    assert_eq!(company.join(&secret("made-up"), "Lan", PASSWORD).await.err(), Some(PeopleError::NotFound));

    company.pass_s(-1);

    assert!(company.join(&token, "Lan", PASSWORD).await.is_ok());
}

async fn a_token_is_kept_nowhere(store: Store) {
    let company = Company::new(store).await;
    let (invitation, token) = company.invite(new(GUEST, Role::Supervisor)).await.unwrap();

    let stored = company.store.invitations(company.mine, company.now()).await.unwrap();

    let text = secrecy::ExposeSecret::expose_secret(&token);
    assert!(!format!("{stored:?} {invitation:?} {token:?}").contains(text));
    assert_eq!(company.store.invitation_by_token(text, company.now()).await.unwrap(), None);
}

on_both_databases! {
    an_invited_person_joins_once_and_is_what_the_invitation_says,
    people_with_the_same_limit_share_it,
    of_two_browsers_with_one_link_exactly_one_comes_in,
    a_mistake_names_every_field_and_uses_nothing_up,
    inviting_again_replaces_the_open_invitation,
    an_invitation_is_over_after_seven_days,
    what_cannot_be_invited_is_said_at_its_field,
    another_tenant_neither_sees_nor_withdraws_an_invitation,
    a_supervisor_neither_invites_nor_lists_nor_withdraws,
    a_person_with_an_account_joins_only_as_who_was_invited,
    somebody_made_a_member_meanwhile_keeps_the_part,
    whoever_tries_links_without_end_has_to_wait,
    a_free_attempt_makes_nobody_wait_who_read_the_clock_a_moment_earlier,
    a_token_is_kept_nowhere,
}
