//! The one way to change a phone system: authorise, write down the intent, act once, write down the outcome, and ask for
//! a fresh poll. The board itself changes when that poll publishes.
//!
//! Nothing is ever sent twice. A deadline that passes is `Unknown`, and a repeated command gets the first one's outcome.

mod act;
pub(crate) mod authorise;

use std::sync::Arc;

use domain::capability::Support;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use providers::Provider;
use serde::Serialize;
use tracing::Instrument;
use tracing::info_span;

use crate::auth::TenantCtx;
use crate::store::AuditEntry;
use crate::store::AuditIntent;
use crate::store::Store;
use crate::store::StoreError;

/// Longest reason that is kept.
pub const MOST_REASON_CHARS: usize = 200;

/// What a command tells the floor: that it is under way, how it ended, and that a poll of the connection is wanted soon.
/// None of these waits.
pub trait Poke: Send + Sync {
    /// It is written down and is being sent now.
    fn begun(&self, tenant: TenantId, connection: ConnectionId, command_id: CommandId, command: &Command);

    /// It ended, and how is written down.
    fn ended(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        command_id: CommandId,
        command: &Command,
        outcome: &Outcome,
    );

    /// Asks for a poll.
    fn poke(&self, tenant: TenantId, connection: ConnectionId);
}

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandRequest {
    /// At which connection.
    pub connection_id: ConnectionId,
    /// Named by the page, so that a second click is the same command.
    pub command_id: CommandId,
    /// What to do to whom.
    pub command: Command,
    /// Why, in the person's own words; switching recording off needs it.
    pub reason: Option<String>,
    /// The address it came from.
    pub remote_addr: Option<String>,
}

/// A command that was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No such connection or agent for this person: foreign, out of scope and missing are the same.
    #[error("not found")]
    NotFound,
    /// This role may not.
    #[error("not allowed for this role")]
    Forbidden,
    /// This connection cannot.
    #[error("this connection cannot do it")]
    NotOffered(Support),
    /// Say why: this is not done without a reason (decision A15).
    #[error("a reason is needed")]
    ReasonNeeded,
    /// Shorten the reason.
    #[error("the reason is too long")]
    ReasonTooLong,
    /// Another command to the same agent is being sent; wait for its end (decision C10).
    #[error("another command to this agent is under way")]
    UnderWay,
    /// The command's identity was used for something else: name a new one.
    #[error("the command's identity was used for another command")]
    IdReused,
    /// It could not be written down, so nothing was sent; try again.
    #[error("nothing was sent: {0}")]
    NotRecorded(StoreError),
}

/// Carries a command out, once.
///
/// It goes on to its end, outcome written down, even when the request that asked for it is given up.
///
/// # Errors
/// Why nothing was sent. What happened after sending is an [`Outcome`].
pub async fn execute(
    store: &Store,
    provider: Arc<dyn Provider>,
    poke: Arc<dyn Poke>,
    ctx: &TenantCtx,
    request: CommandRequest,
    now: UnixMs,
) -> Result<Outcome, CommandError> {
    authorise::authorise(store, provider.as_ref(), ctx, &request).await?;
    check_reason(&request)?;
    let intent = intent_of(ctx, &request, now)?;
    let audit_id = match store.record_intent(ctx.tenant_id(), &intent).await {
        Ok(audit_id) => audit_id,
        Err(StoreError::Conflict) => return outcome_of_first(store, ctx, &intent).await,
        Err(error) => return Err(CommandError::NotRecorded(error)),
    };
    let task = act::Act {
        store: store.clone(),
        provider,
        poke,
        tenant_id: ctx.tenant_id(),
        connection_id: request.connection_id,
        audit_id,
        command_id: request.command_id,
        by: ctx.actor_label().to_owned(),
        reason: reason_of(&request).map(str::to_owned),
        command: request.command,
        now,
    };
    let span = info_span!(
        "command",
        command.id = %task.command_id,
        tenant.id = %task.tenant_id,
        connection.id = %task.connection_id,
        command.action = task.command.action.kind().slug(),
    );
    // A task of its own: a browser that goes away must not take the outcome with it.
    Ok(tokio::spawn(task.run().instrument(span)).await.unwrap_or(Outcome::Unknown))
}

/// Switching recording off may break a law or a promise, so that nobody does it without saying why (decision A15).
fn check_reason(request: &CommandRequest) -> Result<(), CommandError> {
    match reason_of(request) {
        Some(reason) if reason.chars().count() > MOST_REASON_CHARS => Err(CommandError::ReasonTooLong),
        None if request.command.action == (Action::SetRecording { on: false }) => Err(CommandError::ReasonNeeded),
        Some(_) | None => Ok(()),
    }
}

fn reason_of(request: &CommandRequest) -> Option<&str> {
    request.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty())
}

/// A command as the audit log keeps it.
#[derive(Debug, Serialize)]
struct Intent<'a> {
    #[serde(flatten)]
    command: &'a Command,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

fn intent_of(ctx: &TenantCtx, request: &CommandRequest, now: UnixMs) -> Result<AuditIntent, CommandError> {
    let intent = Intent { command: &request.command, reason: reason_of(request) };
    let intent_json =
        serde_json::to_string(&intent).map_err(|_| CommandError::NotRecorded(StoreError::corrupt("command")))?;
    Ok(AuditIntent {
        at: now,
        actor_user_id: Some(ctx.user_id()),
        actor_label: ctx.actor_label().to_owned(),
        command_id: Some(request.command_id),
        connection_id: Some(request.connection_id),
        external_id: Some(request.command.external_id.clone()),
        action: request.command.action.slug().to_owned(),
        intent_json,
        remote_addr: request.remote_addr.clone(),
    })
}

/// The same command again is answered with what is known of the first; it may still be under way.
async fn outcome_of_first(store: &Store, ctx: &TenantCtx, intent: &AuditIntent) -> Result<Outcome, CommandError> {
    let command_id = intent.command_id.expect("a command's intent has its identity");
    let first = store
        .audit_of_command(ctx.tenant_id(), command_id)
        .await
        .map_err(CommandError::NotRecorded)?
        .ok_or(CommandError::NotRecorded(StoreError::NotFound))?;
    if !is_same(&first, intent) {
        return Err(CommandError::IdReused);
    }
    match first.outcome_json {
        None => Ok(Outcome::Unknown),
        Some(text) => {
            serde_json::from_str(&text).map_err(|_| CommandError::NotRecorded(StoreError::corrupt("command outcome")))
        }
    }
}

fn is_same(first: &AuditEntry, intent: &AuditIntent) -> bool {
    first.intent.actor_user_id == intent.actor_user_id
        && first.intent.connection_id == intent.connection_id
        && first.intent.intent_json == intent.intent_json
}
