//! Pausing, going on, trying now, deleting, and giving a provider's word a state.

use domain::agent::AgentState;
use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::Problem;
use domain::id::ConnectionId;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::connections::ConnectionsError;
use crate::runtime::Backend;
use crate::store::ConnectionEdit;
use crate::store::Edited;

/// Somebody else may change the connection between reading and writing; so often it is read again.
const TRIES: usize = 5;
/// Characters of a provider's word, as a warning has them.
const LONGEST_WORD: u32 = 64;
/// Words with a state of their own; a provider with more has no states but texts.
const MOST_WORDS: usize = 200;

impl Backend {
    /// Stops asking a provider account, or asks it again.
    ///
    /// # Errors
    /// As [`ConnectionsError`] tells.
    pub async fn pause_connection(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        id: ConnectionId,
        is_paused: bool,
    ) -> Result<(), ConnectionsError> {
        let connection = self.own_connection(ctx, id).await?;
        let tenant = ctx.tenant_id();
        let deed = if is_paused { Deed::PauseConnection } else { Deed::ResumeConnection };
        let entry = Entry::about_connection(deed, id, Matter::about(connection.name));
        let switching =
            async { Ok::<_, ConnectionsError>(self.store().set_connection_paused(tenant, id, is_paused).await?) };
        recorded(self.store(), self.clock(), tenant, actor, entry, switching).await?;
        Ok(self.connection_changed(tenant, id).await?)
    }

    /// Polls now instead of at the next turn. A provider that wants to be left alone is left alone.
    ///
    /// # Errors
    /// As [`ConnectionsError`] tells.
    pub async fn poll_connection_now(&self, ctx: &TenantCtx, id: ConnectionId) -> Result<(), ConnectionsError> {
        self.own_connection(ctx, id).await?;
        self.poke(ctx.tenant_id(), id);
        Ok(())
    }

    /// Deletes a connection: its rows leave every board and its secret is erased at once. What was recorded stays.
    ///
    /// # Errors
    /// As [`ConnectionsError`] tells.
    pub async fn delete_connection(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        id: ConnectionId,
    ) -> Result<(), ConnectionsError> {
        let connection = self.own_connection(ctx, id).await?;
        let (tenant, now) = (ctx.tenant_id(), self.now());
        let entry = Entry::about_connection(Deed::DeleteConnection, id, Matter::about(connection.name));
        let deleting = async { Ok::<_, ConnectionsError>(self.store().delete_connection(tenant, id, now).await?) };
        recorded(self.store(), self.clock(), tenant, actor, entry, deleting).await?;
        Ok(self.connection_changed(tenant, id).await?)
    }

    /// Gives a provider's word a state of ours; [`AgentState::Unknown`] takes it back.
    ///
    /// # Errors
    /// As [`ConnectionsError`] tells.
    pub async fn map_state(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        id: ConnectionId,
        word: &str,
        state: AgentState,
    ) -> Result<(), ConnectionsError> {
        let tenant = ctx.tenant_id();
        if word.is_empty() {
            return Err(ConnectionsError::field(Field::StateMap, Problem::Required));
        }
        if word.chars().count() > LONGEST_WORD as usize {
            return Err(ConnectionsError::field(Field::StateMap, Problem::TooLong { most: LONGEST_WORD }));
        }
        for _ in 0..TRIES {
            let connection = self.own_connection(ctx, id).await?;
            let mut settings = connection.settings.clone();
            let before = if state == AgentState::Unknown {
                settings.state_map.remove(word)
            } else {
                settings.state_map.insert(word.to_owned(), state)
            };
            if settings.state_map.len() > MOST_WORDS {
                return Err(ConnectionsError::field(Field::StateMap, Problem::NotOffered));
            }
            let text = |state: AgentState| format!("{word}={}", state.slug());
            let matter = Matter::about(&connection.name).change(
                Field::StateMap.as_str(),
                text(before.unwrap_or(AgentState::Unknown)),
                text(state),
            );
            let edit = ConnectionEdit {
                version: connection.version,
                name: connection.name,
                settings,
                secret: None,
                forgets_pin: false,
            };
            let entry = Entry::about_connection(Deed::MapState, id, matter);
            let mapping = async {
                match self.store().edit_connection(tenant, id, &edit).await? {
                    Edited::Done => Ok(()),
                    Edited::Stale => Err(ConnectionsError::Conflict),
                }
            };
            match recorded(self.store(), self.clock(), tenant, actor, entry, mapping).await {
                Err(ConnectionsError::Conflict) => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(self.connection_changed(tenant, id).await?),
            }
        }
        Err(ConnectionsError::Conflict)
    }
}
