//! Recording beside the simulator: a permission of its own, a switch that is not enabled, and the policy of who should be
//! recorded. In each, another tenant asks too.

use backend::audit;
use backend::audit::Actor;
use backend::auth::TenantCtx;
use backend::changes::ChangesError;
use backend::changes::Confirm;
use backend::changes::PlanRequest;
use domain::administration::RecordingPolicy;
use domain::administration::RecordingRule;
use domain::audit::AuditFilter;
use domain::audit::Deed;
use domain::audit::Done;
use domain::changes::Change;
use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::changes::Step;
use domain::changes::Which;
use domain::command::Refusal;
use domain::health::HealthStatus;
use domain::role::Role;

use crate::desk::Desk;
use crate::desk::states;
use crate::installation::signed_in;

const ON: Change = Change::Recording { on: true };
const OFF: Change = Change::Recording { on: false };

fn everybody_but(agent: &str) -> RecordingPolicy {
    RecordingPolicy {
        rule: RecordingRule::Everybody,
        agents: [(agent.to_owned(), false)].into(),
        ..RecordingPolicy::default()
    }
}

impl Desk {
    async fn policy(&self, who: &TenantCtx, version: i64, policy: RecordingPolicy) -> Result<(), ChangesError> {
        let actor = Actor::of(who, None);
        self.installation.backend.change_recording_policy(who, &actor, self.connection, version, policy).await
    }
}

#[tokio::test]
async fn a15_an_admin_without_the_permission_looks_but_switches_nothing() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let lan = desk.installation.person("lan@example.com", Role::Admin).await;
    assert!(lan.may_switch_recording());
    backend.store().let_switch_recording(lan.tenant_id(), lan.user_id(), false).await.unwrap();
    let lan = signed_in(&desk.installation.backend, lan.slug(), lan.user_id()).await;
    let plan = desk.plan(2, ON).await;

    let planned = backend.plan_changes(&lan, desk.request(1, ON)).await;
    let confirmed = backend.confirm_changes(&lan, plan.set.id, Confirm::default()).await;
    let policy = desk.policy(&lan, 0, RecordingPolicy::default()).await;
    let book = backend.recording_book(&lan, desk.connection).await;
    let priority = backend.plan_changes(&lan, desk.request(1, Change::priority(3))).await;

    assert!(!lan.may_switch_recording());
    assert_eq!(planned.err(), Some(ChangesError::Forbidden));
    assert_eq!((confirmed, policy), (Err(ChangesError::Forbidden), Err(ChangesError::Forbidden)));
    assert!(book.is_ok() && priority.is_ok(), "everything else is as for any admin");
    assert_eq!(states(&desk.done(&plan).await), vec![RowState::AcceptedUnverifiable; 2]);
}

#[tokio::test]
async fn a14_a_switch_that_is_not_enabled_refuses_its_rows_and_leaves_the_connection_well() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    desk.installation.simulator.set_options(|options| options.alohub.recording_migration_missing = true);

    let view = desk.done(&desk.plan(3, OFF).await).await;

    let reason = RowRefusal::Provider { reason: Refusal::NotEnabled };
    assert_eq!(states(&view), vec![RowState::Refused { reason, code: Some("FAIL".to_owned()) }; 3]);
    let polled = backend.hub().health(desk.installation.tenant, desk.connection).unwrap().last_ok_at;
    desk.installation
        .until(|_| backend.hub().health(desk.installation.tenant, desk.connection).unwrap().last_ok_at > polled)
        .await;
    let health = backend.hub().health(desk.installation.tenant, desk.connection).unwrap();
    assert_eq!(health.status, HealthStatus::Ok, "another poll went well since");
    assert!(backend.recording_book(&desk.admin, desk.connection).await.unwrap().set.is_empty());
}

#[tokio::test]
async fn a15_an_undo_that_would_switch_off_asks_for_a_reason_of_its_own() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    desk.done(&desk.plan(2, OFF).await).await;
    let silent = PlanRequest { reason: None, ..desk.request(2, ON) };
    let on = desk.done(&backend.plan_changes(&desk.admin, silent).await.unwrap()).await;

    let without = backend.plan_undo(&desk.admin, on.set.id, Which::All, None).await;
    let with =
        backend.plan_undo(&desk.admin, on.set.id, Which::All, Some("Nhầm nhóm".to_owned())).await.unwrap().unwrap();

    assert_eq!(without.err(), Some(ChangesError::ReasonNeeded));
    assert_eq!(with.set.about.reason.as_deref(), Some("Nhầm nhóm"));
    assert!(with.rows.iter().all(|row| row.row.step == Step::Recording { before: Some(true), on: false }));
}

#[tokio::test]
async fn a_policy_is_changed_at_the_version_that_was_seen_and_stands_in_the_log() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let agent = desk.agents[0].as_str();
    let supervisor = desk.installation.person("supervisor@example.com", Role::Supervisor).await;
    let stranger = desk.installation.stranger().await;

    desk.policy(&desk.admin, 0, everybody_but(agent)).await.unwrap();
    let nobody = RecordingPolicy { rule: RecordingRule::Nobody, ..RecordingPolicy::default() };
    let late = desk.policy(&desk.admin, 0, nobody.clone()).await;
    let book = backend.recording_book(&desk.admin, desk.connection).await.unwrap();
    desk.policy(&desk.admin, 1, nobody).await.unwrap();

    assert_eq!(late, Err(ChangesError::Conflict));
    assert_eq!((book.policy.version, book.policy.policy), (1, everybody_but(agent)));
    assert_eq!(book.policy.changed.map(|(_, by)| by).as_deref(), Some("admin@example.com"));
    for (who, wanted) in [(&supervisor, ChangesError::Forbidden), (&stranger, ChangesError::NotFound)] {
        assert_eq!(backend.recording_book(who, desk.connection).await.err(), Some(wanted.clone()));
        assert_eq!(desk.policy(who, 2, RecordingPolicy::default()).await, Err(wanted));
    }
    let lines = audit::read(backend.store(), &desk.admin, &AuditFilter::default(), None, 9).await.unwrap();
    let lines: Vec<_> = lines.iter().filter(|line| line.done == Done::Deed(Deed::ChangeRecordingPolicy)).collect();
    assert_eq!(lines.len(), 3, "the late one is there too, as refused");
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let exception = format!("agent {agent}");
    assert_eq!(lines[0].matter.before, [field("rule", "everybody"), field(&exception, "off")]);
    assert_eq!(lines[0].matter.after, [field("rule", "nobody"), field(&exception, "")]);
    assert_eq!(desk.installation.simulator.writes(crate::house::ALOHUB), 0, "a policy switches nothing");
}
