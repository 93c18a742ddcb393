//! Recording of agents, for its page.

use backend::changes::PlanRequest;
use backend::recording::RecordingBook as Known;
use domain::administration::RecordingPolicy;
use domain::administration::RecordingState;
use domain::changes::Asked;
use domain::changes::Change;
use domain::changes::Origin;
use domain::id::ConnectionId;

use super::Caller;
use super::change_sets;
use super::change_sets::named;
use super::change_sets::refused;
use super::failed;
use super::me;
use super::queues::administrable;
use super::queues::lines;
use crate::api::change_sets::SetView;
use crate::api::recording::RecordingBook;
use crate::api::recording::RecordingPage;
use crate::error::AppError;

/// What recording of one agent was last set to, for whoever may set it.
pub(super) async fn recording_of(
    caller: &Caller,
    connection: ConnectionId,
    external_id: &str,
) -> Result<Option<RecordingState>, AppError> {
    let told = caller.backend.recording_of(&caller.ctx, connection, external_id).await;
    told.map_err(|_store| failed(AppError::Unavailable))
}

/// The page.
pub(crate) async fn page(caller: &Caller) -> Result<RecordingPage, AppError> {
    Ok(RecordingPage {
        me: me(caller),
        may_switch: caller.ctx.may_switch_recording(),
        connections: administrable(caller).await?,
        sets: change_sets::last(caller).await?,
        now: caller.backend.now(),
        zone: caller.clocks(),
    })
}

/// What is known and wanted at a connection.
pub(crate) async fn book(caller: &Caller, connection: &str) -> Result<RecordingBook, AppError> {
    let connection: ConnectionId = named(connection)?;
    let Known { set, policy } = caller.backend.recording_book(&caller.ctx, connection).await.map_err(refused)?;
    Ok(RecordingBook { set, policy: policy.policy, version: policy.version, changed: policy.changed })
}

/// Plans to record some and not to record others. This asks for nothing else, whatever is sent to it.
pub(crate) async fn plan(
    caller: &Caller,
    connection: &str,
    on: &str,
    off: &str,
    reason: String,
) -> Result<SetView, AppError> {
    let connection: ConnectionId = named(connection)?;
    let mut asked = Asked::for_each(&lines(on), &Change::Recording { on: true });
    asked.extend(Asked::for_each(&lines(off), &Change::Recording { on: false }));
    let request = PlanRequest { connection, asked, reason: Some(reason), origin: Origin::Chosen };
    let planned = caller.backend.plan_changes_as(&caller.ctx, &caller.actor(), request).await.map_err(refused)?;
    Ok(change_sets::view(caller, planned))
}

/// Replaces the policy, and answers with what is known then.
pub(crate) async fn change_policy(
    caller: &Caller,
    connection: &str,
    version: i64,
    policy: &str,
) -> Result<RecordingBook, AppError> {
    let id: ConnectionId = named(connection)?;
    let policy: RecordingPolicy = serde_json::from_str(policy).map_err(|_no_policy| failed(AppError::BadRequest))?;
    let changed = caller.backend.change_recording_policy(&caller.ctx, &caller.actor(), id, version, policy).await;
    changed.map_err(refused)?;
    book(caller, connection).await
}
