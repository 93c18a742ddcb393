//! Acting on an agent as a person finds them on the floor: one command at a time for each agent, told to every board
//! while it is under way, and what was done to the agent before.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use domain::administration::Route;
use domain::audit::AuditLine;
use domain::command::Action;
use domain::command::ActionKind;
use domain::command::Command;
use domain::command::Outcome;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::id::TenantId;
use domain::queue::NamedRef;
use domain::role::Role;
use tracing::warn;

use crate::audit;
use crate::auth::TenantCtx;
use crate::commands;
use crate::commands::CommandError;
use crate::commands::CommandRequest;
use crate::commands::Poke;
use crate::commands::authorise::roles_for;
use crate::hub::PENDING_FOR_S;
use crate::runtime::Backend;
use crate::store::StoreError;
use crate::store::StoreResult;

/// A command's turn in all processes ends after this, should nobody give it back; a command takes less.
const TURN_FOR_S: i64 = 60;

/// What a person asks to be done to an agent they see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The connection's number on the board.
    pub connection: ConnectionIndex,
    /// The agent, by the provider's identifier.
    pub external_id: String,
    /// Named by the page, so that a second click is the same command.
    pub command_id: CommandId,
    /// What to do.
    pub action: Action,
    /// Why, in the person's own words.
    pub reason: Option<String>,
    /// The address it came from.
    pub remote_addr: Option<String>,
}

/// What a role may ask for, whether or not a connection can; recording needs a permission of its own besides.
pub(super) fn may(role: Role, switches_recording: bool) -> Vec<ActionKind> {
    let may = |kind: &ActionKind| {
        roles_for(*kind).contains(&role) && (*kind != ActionKind::SetRecording || switches_recording)
    };
    ActionKind::ALL.into_iter().filter(may).collect()
}

impl Backend {
    /// Does what is wished to an agent whom the person sees. Whoever is not on the floor is not there: a provider need
    /// not check whose agent it is told about.
    ///
    /// # Errors
    /// Why nothing was sent. What happened after sending is an [`Outcome`].
    pub async fn act(&self, ctx: &TenantCtx, wish: Wish) -> Result<Outcome, CommandError> {
        let Wish { connection, external_id, command_id, action, reason, remote_addr } = wish;
        self.agent_details(ctx, connection, &external_id).ok_or(CommandError::NotFound)?;
        let connection_id = self.hub().connection_id(ctx.tenant_id(), connection).ok_or(CommandError::NotFound)?;
        let command = Command { external_id, action };
        self.execute(ctx, CommandRequest { connection_id, command_id, command, reason, remote_addr }).await
    }

    /// Carries a command out, once; see [`commands::execute`].
    ///
    /// # Errors
    /// Why nothing was sent.
    pub async fn execute(&self, ctx: &TenantCtx, request: CommandRequest) -> Result<Outcome, CommandError> {
        let tenant = ctx.tenant_id();
        let provider = self.provider(tenant, request.connection_id).ok_or(CommandError::NotFound)?;
        let agent = (tenant, request.connection_id, request.command.external_id.clone());
        let turn = Turn::take(self.under_way(), agent, request.command_id).ok_or(CommandError::UnderWay)?;
        self.take_turn_of_all(tenant, &request).await?;
        let (connection, command_id, is_first) = (request.connection_id, request.command_id, turn.is_first);
        let floor = Arc::new(Telling { backend: self.clone(), _turn: turn });
        let done = commands::execute(self.store(), provider, floor, ctx, request, self.now()).await;
        // The same command again leaves the turn to the first one, which may still be under way.
        if is_first {
            self.give_turn_of_all_back(tenant, connection, command_id).await;
        }
        done
    }

    /// What a change set may be writing too has one writer in all processes. Logging out or pausing replaces nothing.
    async fn take_turn_of_all(&self, tenant: TenantId, request: &CommandRequest) -> Result<(), CommandError> {
        if Route::of(request.command.action.kind()).is_none() {
            return Ok(());
        }
        let (now, agents) = (self.now(), BTreeSet::from([request.command.external_id.clone()]));
        let (connection, holder) = (request.connection_id, request.command_id.to_string());
        let taken = self
            .store()
            .take_agent_turns(tenant, connection, &agents, &holder, now.plus_s(TURN_FOR_S), now)
            .await
            .map_err(|error| {
                if error == StoreError::NotFound { CommandError::NotFound } else { CommandError::NotRecorded(error) }
            })?;
        if taken.is_empty() { Err(CommandError::UnderWay) } else { Ok(()) }
    }

    async fn give_turn_of_all_back(&self, tenant: TenantId, connection: ConnectionId, command_id: CommandId) {
        let holder = command_id.to_string();
        if let Err(cause) = self.store().give_back_agent_turns(tenant, connection, &holder).await {
            // It ends by itself after a minute.
            warn!(connection.id = %connection, "the turn of a command cannot be given back: {cause}");
        }
    }

    /// The callout queues that agents of the connection have now, by name: the provider lists them nowhere (decision
    /// A11). None for a connection that is not there.
    pub fn callout_queues(&self, ctx: &TenantCtx, connection: ConnectionIndex) -> Option<Vec<NamedRef>> {
        let tenant = ctx.tenant_id();
        let id = self.hub().connection_id(tenant, connection)?;
        let agents = self.hub().agents(tenant, id, None);
        let queues: BTreeMap<String, NamedRef> =
            agents.into_iter().filter_map(|agent| agent.callout).map(|queue| (queue.id.clone(), queue)).collect();
        let mut queues: Vec<NamedRef> = queues.into_values().collect();
        queues.sort_by(|a, b| a.label().cmp(b.label()));
        Some(queues)
    }

    /// What was done to an agent last and by whom, newest first. None for an agent whom the person does not see.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn last_actions(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionIndex,
        external_id: &str,
        limit: u32,
    ) -> StoreResult<Option<Vec<AuditLine>>> {
        let is_seen = self.agent_details(ctx, connection, external_id).is_some();
        let id = self.hub().connection_id(ctx.tenant_id(), connection).filter(|_| is_seen);
        match id {
            Some(id) => audit::last_of_agent(self.store(), ctx, id, external_id, limit).await.map(Some),
            None => Ok(None),
        }
    }
}

/// An agent of a connection, by the provider's identifier.
pub type AgentOf = (TenantId, ConnectionId, String);

/// The commands being sent now, one for each agent (decision C10). Change sets take the same turns.
#[derive(Debug, Default)]
pub struct UnderWay(Mutex<HashMap<AgentOf, CommandId>>);

/// An agent's turn, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    under_way: Arc<UnderWay>,
    agent: AgentOf,
    is_first: bool,
}

impl Turn {
    /// None while another command to the agent is being sent. The same command again may go on: it gets the outcome of
    /// the first.
    pub fn take(under_way: Arc<UnderWay>, agent: AgentOf, command_id: CommandId) -> Option<Self> {
        let mut commands = under_way.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = match commands.get(&agent) {
            Some(known) if *known == command_id => false,
            Some(_) => return None,
            None => true,
        };
        commands.insert(agent.clone(), command_id);
        drop(commands);
        Some(Self { under_way, agent, is_first })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.is_first {
            self.under_way.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.agent);
        }
    }
}

/// Tells the boards of a command. It holds the agent's turn, and lives until the outcome is written down even where the
/// browser is gone.
struct Telling {
    backend: Backend,
    _turn: Turn,
}

impl Poke for Telling {
    fn begun(&self, tenant: TenantId, connection: ConnectionId, command_id: CommandId, command: &Command) {
        let hub = self.backend.hub().clone();
        hub.mark_pending(tenant, connection, &command.external_id, command_id, command.action.clone());
        let stopping = self.backend.stopping();
        tokio::spawn(async move {
            // A second more, because the hub's clock and this one need not agree to the millisecond.
            let wait = Duration::from_secs(PENDING_FOR_S.unsigned_abs() + 1);
            if stopping.run_until_cancelled(tokio::time::sleep(wait)).await.is_some() {
                hub.forget_overdue(tenant, connection);
            }
        });
    }

    fn ended(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        command_id: CommandId,
        command: &Command,
        outcome: &Outcome,
    ) {
        if outcome.is_final() {
            self.backend.hub().settle_pending(tenant, connection, &command.external_id, command_id);
        }
        if Route::of(command.action.kind()).is_some() {
            let backend = self.backend.clone();
            tokio::spawn(async move { backend.give_turn_of_all_back(tenant, connection, command_id).await });
        }
    }

    fn poke(&self, tenant: TenantId, connection: ConnectionId) {
        self.backend.poke(tenant, connection);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn agent(name: &str) -> AgentOf {
        (TenantId(Uuid::nil()), ConnectionId(Uuid::nil()), name.to_owned())
    }

    fn command(number: u128) -> CommandId {
        CommandId(Uuid::from_u128(number))
    }

    #[test]
    fn c10_one_command_is_under_way_for_each_agent() {
        let under_way = Arc::new(UnderWay::default());
        let take = |name: &str, number| Turn::take(Arc::clone(&under_way), agent(name), command(number));

        let first = take("a", 1);

        assert!(first.is_some() && take("a", 2).is_none());
        assert!(take("b", 2).is_some(), "others do not wait");
        drop(first);
        assert!(take("a", 2).is_some());
    }

    #[test]
    fn the_same_command_again_does_not_end_the_firsts_turn() {
        let under_way = Arc::new(UnderWay::default());
        let take = |number| Turn::take(Arc::clone(&under_way), agent("a"), command(number));
        let first = take(1);

        drop(take(1).expect("it gets the outcome of the first"));

        assert!(take(2).is_none());
        drop(first);
    }

    #[test]
    fn supervisors_act_on_presence_and_admins_on_everything() {
        assert_eq!(may(Role::Supervisor, false), [ActionKind::LogOut, ActionKind::Pause, ActionKind::Resume]);
        assert_eq!(may(Role::Admin, true), ActionKind::ALL);
        assert!(!may(Role::Admin, false).contains(&ActionKind::SetRecording));
        assert_eq!(may(Role::Display, true), []);
    }
}
