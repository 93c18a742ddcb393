//! What admins change of members: parts, limits, suspension, removal, sessions; never another tenant's, never the last
//! admin's.

use backend::audit::Actor;
use backend::auth::AuthError;
use backend::people::PeopleError;
use backend::people::members;
use backend::people::sessions::SessionName;
use backend::store::Store;
use domain::audience::ScopeFilter;
use domain::audit::AuditFilter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::ConnectionId;
use domain::id::UserId;
use domain::role::Role;
use uuid::Uuid;

use crate::company::Company;
use crate::company::REMOTE;
use crate::company::line;
use crate::databases::on_both_databases;

const LAN: &str = "lan@mine.example";

fn sales() -> ScopeFilter {
    ScopeFilter { queues: vec!["Sales".to_owned()], ..ScopeFilter::default() }
}

fn last_admin() -> PeopleError {
    PeopleError::Invalid(vec![FieldError::new(Field::Role, Problem::LastAdmin)])
}

impl Company {
    async fn change(&self, user: UserId, role: Role, scope: Option<ScopeFilter>) -> Result<(), PeopleError> {
        members::change(&self.store, &self.clock, &self.admin, &self.actor(), user, role, scope).await
    }

    async fn suspend(&self, user: UserId) -> Result<(), PeopleError> {
        members::suspend(&self.store, &self.clock, &self.admin, &self.actor(), user).await
    }

    async fn part(&self, user: UserId) -> Option<(Role, Option<ScopeFilter>)> {
        let membership = self.store.membership(self.mine, user).await.unwrap()?;
        Some((membership.role, membership.scope.map(|scope| scope.filter)))
    }
}

async fn a_change_is_kept_and_stands_in_the_log_with_what_was_and_what_is(store: Store) {
    let company = Company::new(store).await;
    let lan = company.add("mine", LAN, Role::Supervisor).await;

    company.change(lan, Role::Supervisor, Some(sales())).await.unwrap();
    company.change(lan, Role::Supervisor, Some(sales())).await.unwrap();
    company.pass_s(1);
    company.change(lan, Role::Admin, None).await.unwrap();

    assert_eq!(company.part(lan).await, Some((Role::Admin, None)));
    let log = company.store.audit(company.mine, &AuditFilter::default(), None, 10).await.unwrap();
    let matters: Vec<&str> = log.iter().map(|entry| entry.intent.intent_json.as_str()).collect();
    assert_eq!(matters.len(), 2, "what changes nothing is not written down");
    assert!(matters[0].contains(r#"["role","supervisor"],["limits","queues: Sales"]"#), "{}", matters[0]);
    assert!(matters[1].contains(r#"["limits","whole floor"]"#), "{}", matters[1]);
}

async fn limits_go_with_supervisors_and_name_what_is_of_this_tenant(store: Store) {
    let company = Company::new(store).await;
    let lan = company.add("mine", LAN, Role::Supervisor).await;
    let nowhere = ScopeFilter { connections: vec![ConnectionId(Uuid::from_u128(7))], ..ScopeFilter::default() };
    let refused = |field| Err(PeopleError::Invalid(vec![FieldError::new(field, Problem::NotOffered)]));

    assert_eq!(company.change(lan, Role::Admin, Some(sales())).await, refused(Field::Scope));
    assert_eq!(company.change(lan, Role::Supervisor, Some(nowhere)).await, refused(Field::Scope));
    assert_eq!(company.change(lan, Role::Display, None).await, refused(Field::Role));
    company.change(lan, Role::Supervisor, Some(ScopeFilter::default())).await.unwrap();

    assert_eq!(company.part(lan).await, Some((Role::Supervisor, None)));
}

async fn a_suspended_member_is_let_in_nowhere_here_and_elsewhere_as_before(store: Store) {
    let company = Company::new(store).await;
    let lan = company.add("mine", LAN, Role::Supervisor).await;
    company.store.grant_membership(company.theirs, lan, Role::Supervisor, None, company.now()).await.unwrap();
    let cookie = company.cookie(lan).await;

    company.suspend(lan).await.unwrap();
    let principal = company.principal(cookie).await;

    assert_eq!(principal.in_tenant("mine").unwrap_err(), AuthError::Forbidden);
    assert!(principal.in_tenant("theirs").is_ok());
    let open: Vec<&str> = principal.memberships().iter().map(|membership| membership.tenant.slug.as_str()).collect();
    assert_eq!(open, ["theirs"]);
    members::resume(&company.store, &company.clock, &company.admin, &company.actor(), lan).await.unwrap();
    assert!(company.principal(cookie).await.in_tenant("mine").is_ok());
    let by = "admin@mine.example";
    assert_eq!(
        company.audit(company.mine).await,
        [line("disable_person", by, "done"), line("enable_person", by, "done")]
    );
    assert_eq!(company.audit(company.theirs).await, []);
}

async fn the_permission_to_switch_recording_is_given_and_taken_by_another_admin_and_written_down(store: Store) {
    let company = Company::new(store).await;
    let lan = company.add("mine", LAN, Role::Admin).await;
    company.store.grant_membership(company.theirs, lan, Role::Admin, None, company.now()).await.unwrap();
    let actor = company.actor();
    let set = async |user, may| {
        members::let_switch_recording(&company.store, &company.clock, &company.admin, &actor, user, may).await
    };
    company.cookie(lan).await;
    assert!(company.ctx(lan, "mine").await.may_switch_recording(), "an admin may, unless it was taken from them");

    set(lan, false).await.unwrap();
    set(lan, false).await.unwrap();

    assert!(!company.ctx(lan, "mine").await.may_switch_recording());
    assert!(company.ctx(lan, "theirs").await.may_switch_recording(), "another company is its own");
    assert_eq!(set(company.admin.user_id(), false).await, Err(PeopleError::Forbidden), "nobody for themselves");
    assert_eq!(company.audit(company.mine).await, [line("change_member", "admin@mine.example", "done")]);
    set(lan, true).await.unwrap();
    assert!(company.ctx(lan, "mine").await.may_switch_recording());
    company.change(lan, Role::Supervisor, None).await.unwrap();
    assert!(!company.ctx(lan, "mine").await.may_switch_recording(), "it counts for an admin alone");
}

async fn a_removed_member_keeps_the_account_and_other_companies(store: Store) {
    let company = Company::new(store).await;
    let lan = company.add("mine", LAN, Role::Supervisor).await;
    company.store.grant_membership(company.theirs, lan, Role::Supervisor, None, company.now()).await.unwrap();
    let cookie = company.cookie(lan).await;

    members::remove(&company.store, &company.clock, &company.admin, &company.actor(), lan).await.unwrap();

    assert_eq!(company.principal(cookie).await.in_tenant("mine").unwrap_err(), AuthError::NotFound);
    assert!(company.principal(cookie).await.in_tenant("theirs").is_ok());
    let again = members::remove(&company.store, &company.clock, &company.admin, &company.actor(), lan).await;
    assert_eq!(again, Err(PeopleError::NotFound));
}

async fn another_tenants_admin_finds_nobody_and_a_supervisor_may_nothing(store: Store) {
    let company = Company::new(store).await;
    let lan = company.add("mine", LAN, Role::Supervisor).await;
    company.cookie(lan).await;
    let supervisor = company.ctx(lan, "mine").await;
    let (store, clock) = (&company.store, &company.clock);

    for (ctx, refused) in [(&company.their_admin, PeopleError::NotFound), (&supervisor, PeopleError::Forbidden)] {
        let actor = Actor::of(ctx, Some(REMOTE));
        let target = if refused == PeopleError::Forbidden { company.admin.user_id() } else { lan };
        let refused = Err(refused);
        assert_eq!(members::change(store, clock, ctx, &actor, target, Role::Admin, None).await, refused);
        assert_eq!(members::suspend(store, clock, ctx, &actor, target).await, refused);
        assert_eq!(members::resume(store, clock, ctx, &actor, target).await, refused);
        assert_eq!(members::let_switch_recording(store, clock, ctx, &actor, target, false).await, refused);
        assert_eq!(members::remove(store, clock, ctx, &actor, target).await, refused);
        assert_eq!(members::sessions_of(store, clock, ctx, target).await.map(drop), refused);
        assert_eq!(members::revoke_sessions(store, clock, ctx, &actor, target, None).await, refused);
    }

    let theirs = members::list(store, clock, &company.their_admin).await.unwrap();
    assert_eq!(theirs.iter().map(|member| member.email.as_str()).collect::<Vec<_>>(), ["admin@theirs.example"]);
    assert_eq!(members::list(store, clock, &supervisor).await, Err(PeopleError::Forbidden));
    assert_eq!(company.audit(company.mine).await, []);
    assert_eq!(company.audit(company.theirs).await, []);
}

async fn nobody_changes_their_own_part(store: Store) {
    let company = Company::new(store).await;
    company.add("mine", "other@mine.example", Role::Admin).await;
    let me = company.admin.user_id();

    assert_eq!(company.change(me, Role::Supervisor, None).await, Err(PeopleError::Forbidden));
    assert_eq!(company.suspend(me).await, Err(PeopleError::Forbidden));
}

async fn of_two_admins_who_take_each_other_out_at_once_one_stays(store: Store) {
    let company = Company::new(store).await;
    let one = company.admin.user_id();
    let other = company.add("mine", "other@mine.example", Role::Admin).await;
    let other_ctx = company.ctx(other, "mine").await;
    let other_actor = Actor::of(&other_ctx, Some(REMOTE));
    let (store, clock) = (&company.store, &company.clock);

    for round in 0..30 {
        let (first, second) = match round % 3 {
            0 => tokio::join!(
                company.change(other, Role::Supervisor, None),
                members::change(store, clock, &other_ctx, &other_actor, one, Role::Supervisor, None)
            ),
            1 => tokio::join!(company.suspend(other), members::suspend(store, clock, &other_ctx, &other_actor, one)),
            _ => tokio::join!(
                company.suspend(other),
                members::change(store, clock, &other_ctx, &other_actor, one, Role::Supervisor, None)
            ),
        };
        let refused = [first, second].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert_eq!(refused, [last_admin()], "round {round}");
        for user in [one, other] {
            store.resume_member(company.mine, user).await.unwrap();
            store.grant_membership(company.mine, user, Role::Admin, None, company.now()).await.unwrap();
        }
    }
}

async fn an_admin_who_is_suspended_or_barred_is_none_to_count_on(store: Store) {
    let company = Company::new(store).await;
    let one = company.admin.user_id();
    let other = company.add("mine", "other@mine.example", Role::Admin).await;
    let other_ctx = company.ctx(other, "mine").await;
    let by_other = async |user| {
        let actor = Actor::of(&other_ctx, None);
        members::remove(&company.store, &company.clock, &other_ctx, &actor, user).await
    };
    company.suspend(other).await.unwrap();

    assert_eq!(by_other(one).await, Err(last_admin()), "the one who asks was let in before");
    company.store.resume_member(company.mine, other).await.unwrap();
    company.store.disable_user(other, company.now()).await.unwrap();

    assert_eq!(by_other(one).await, Err(last_admin()));
    assert_eq!(company.change(other, Role::Supervisor, None).await, Ok(()));
}

async fn two_who_change_different_people_lose_nothing_and_of_the_same_person_one_is_told(store: Store) {
    let company = Company::new(store).await;
    let other = company.add("mine", "other@mine.example", Role::Admin).await;
    let (lan, minh) = (
        company.add("mine", LAN, Role::Supervisor).await,
        company.add("mine", "minh@mine.example", Role::Supervisor).await,
    );
    let other_ctx = company.ctx(other, "mine").await;
    let actor = Actor::of(&other_ctx, None);
    let (store, clock) = (&company.store, &company.clock);

    let (one, two) = tokio::join!(
        company.change(lan, Role::Supervisor, Some(sales())),
        members::change(store, clock, &other_ctx, &actor, minh, Role::Admin, None)
    );
    let stale = store.membership(company.mine, lan).await.unwrap().unwrap();
    company.change(lan, Role::Admin, None).await.unwrap();
    let late = store.change_member(company.mine, lan, &stale, Role::Supervisor, None).await;

    assert_eq!((one, two), (Ok(()), Ok(())));
    assert_eq!(company.part(minh).await, Some((Role::Admin, None)));
    assert_eq!(late, Err(backend::store::StoreError::Conflict));
    assert_eq!(company.part(lan).await, Some((Role::Admin, None)));
}

async fn a_members_sessions_are_listed_and_ended_one_or_all(store: Store) {
    let company = Company::new(store).await;
    let lan = company.add("mine", LAN, Role::Supervisor).await;
    let (one, two) = (company.cookie(lan).await, company.cookie(lan).await);
    let (store, clock, ctx) = (&company.store, &company.clock, &company.admin);
    let mine = company.cookie(ctx.user_id()).await;

    let listed = members::sessions_of(store, clock, ctx, lan).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|session| session.browser.as_deref() == Some("Firefox on Linux")));
    members::revoke_sessions(store, clock, ctx, &company.actor(), lan, Some(&listed[0].name)).await.unwrap();
    assert_eq!([company.opens(one).await, company.opens(two).await].iter().filter(|open| **open).count(), 1);
    let nobodys: SessionName = "0123456789abcdef".parse().unwrap();
    let refused = members::revoke_sessions(store, clock, ctx, &company.actor(), lan, Some(&nobodys)).await;
    members::revoke_sessions(store, clock, ctx, &company.actor(), lan, None).await.unwrap();

    assert_eq!(refused, Err(PeopleError::NotFound));
    assert!(!company.opens(one).await && !company.opens(two).await);
    assert!(company.opens(mine).await);
}

async fn a_list_tells_what_an_admin_needs_to_know(store: Store) {
    let company = Company::new(store).await;
    let lan = company.add("mine", LAN, Role::Supervisor).await;
    company.store.grant_membership(company.theirs, lan, Role::Admin, None, company.now()).await.unwrap();
    company.change(lan, Role::Supervisor, Some(sales())).await.unwrap();
    company.cookie(lan).await;
    company.pass_s(5);
    company.cookie(lan).await;

    let listed = members::list(&company.store, &company.clock, &company.admin).await.unwrap();

    let member = listed.iter().find(|member| member.user_id == lan).unwrap();
    assert_eq!((member.email.as_str(), member.role, member.scope.clone()), (LAN, Role::Supervisor, Some(sales())));
    assert_eq!((member.live_sessions, member.other_tenants, member.last_seen), (2, 1, Some(company.now())));
    assert_eq!((member.suspended_at, member.is_barred, member.is_operator), (None, false, false));
    assert_eq!(listed.len(), 2);
}

async fn each_change_of_a_part_asks_for_a_fresh_identifier(store: Store) {
    let company = Company::new(store).await;
    let lan = company.add("mine", LAN, Role::Supervisor).await;
    let mut cookie = company.cookie(lan).await;

    for step in 0..6 {
        match step {
            0 | 2 => {}
            1 => company.change(lan, Role::Supervisor, Some(sales())).await.unwrap(),
            3 => company.suspend(lan).await.unwrap(),
            4 => company.store.resume_member(company.mine, lan).await.unwrap(),
            _ => members::remove(&company.store, &company.clock, &company.admin, &company.actor(), lan).await.unwrap(),
        }
        let fresh = company.page(cookie).await;
        assert_eq!(fresh != cookie, ![0, 2].contains(&step), "step {step}");
        cookie = fresh;
    }
}

on_both_databases! {
    a_change_is_kept_and_stands_in_the_log_with_what_was_and_what_is,
    limits_go_with_supervisors_and_name_what_is_of_this_tenant,
    a_suspended_member_is_let_in_nowhere_here_and_elsewhere_as_before,
    the_permission_to_switch_recording_is_given_and_taken_by_another_admin_and_written_down,
    a_removed_member_keeps_the_account_and_other_companies,
    another_tenants_admin_finds_nobody_and_a_supervisor_may_nothing,
    nobody_changes_their_own_part,
    of_two_admins_who_take_each_other_out_at_once_one_stays,
    an_admin_who_is_suspended_or_barred_is_none_to_count_on,
    two_who_change_different_people_lose_nothing_and_of_the_same_person_one_is_told,
    a_members_sessions_are_listed_and_ended_one_or_all,
    a_list_tells_what_an_admin_needs_to_know,
    each_change_of_a_part_asks_for_a_fresh_identifier,
}
