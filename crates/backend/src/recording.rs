//! Recording of a connection's agents as far as it can be known: what was last set here and by whom, and the policy of who
//! should be recorded. No provider tells how recording stands (decision A13). Switching it is a change set's part.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::administration::RecordingPolicy;
use domain::administration::RecordingSet;
use domain::administration::RecordingState;
use domain::audit::Deed;
use domain::audit::Matter;
use domain::capability::Capability;
use domain::command::ActionKind;
use domain::command::Outcome;
use domain::id::ConnectionId;
use domain::id::TenantId;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::changes::ChangesError;
use crate::commands::authorise::roles_for;
use crate::runtime::Backend;
use crate::store::Store;
use crate::store::StoreResult;
use crate::store::StoredRecordingPolicy;

/// Exceptions of one policy.
const MOST_EXCEPTIONS: u32 = 2_000;

/// What is known of a connection's recording, and what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingBook {
    /// What was last set here, by agent. Whoever is not in it was never set.
    pub set: BTreeMap<String, RecordingSet>,
    /// Who should be recorded.
    pub policy: StoredRecordingPolicy,
}

impl Backend {
    /// Recording as it was last set here. None where the connection cannot set it, and for roles that may not.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn recording_of(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionId,
        external_id: &str,
    ) -> StoreResult<Option<RecordingState>> {
        let tenant = ctx.tenant_id();
        let may = roles_for(ActionKind::SetRecording).contains(&ctx.role());
        let provider = self.provider(tenant, connection).filter(|_| may);
        if !provider.is_some_and(|provider| provider.capabilities().allows(Capability::SetRecording)) {
            return Ok(None);
        }
        let set = self.store().recording_set(tenant, connection, external_id).await?;
        Ok(Some(set.map_or(RecordingState::Unknown, |set| set.state(self.now()))))
    }

    /// What is known of a connection's recording, and what is wanted.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn recording_book(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionId,
    ) -> Result<RecordingBook, ChangesError> {
        self.may_administer(ctx, connection).await?;
        let set = self.store().recordings_set(ctx.tenant_id(), connection).await?;
        let policy = self.store().recording_policy(ctx.tenant_id(), connection).await?;
        Ok(RecordingBook { set, policy })
    }

    /// Replaces the policy of a form that was opened with `version`. Nothing is switched by it.
    ///
    /// # Errors
    /// [`ChangesError::Conflict`] when it was changed meanwhile; as [`ChangesError`] tells.
    pub async fn change_recording_policy(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        connection: ConnectionId,
        version: i64,
        policy: RecordingPolicy,
    ) -> Result<(), ChangesError> {
        // A connection that is not the tenant's has no place in its log.
        self.may_administer(ctx, connection).await?;
        ctx.require_recording()?;
        let policy =
            RecordingPolicy { rule: policy.rule, queues: trimmed(policy.queues), agents: trimmed(policy.agents) };
        if policy.queues.len() + policy.agents.len() > MOST_EXCEPTIONS as usize {
            return Err(ChangesError::TooMany { most: MOST_EXCEPTIONS });
        }
        let (tenant, store) = (ctx.tenant_id(), self.store());
        let before = store.recording_policy(tenant, connection).await?;
        if before.version == version && before.policy == policy {
            return Ok(());
        }
        let matter = matter(&before.policy, &policy);
        let entry = Entry::about_connection(Deed::ChangeRecordingPolicy, connection, matter);
        let changing = async {
            let by = ctx.actor_label();
            let changed = store.replace_recording_policy(tenant, connection, version, &policy, by, self.now()).await?;
            if changed { Ok(()) } else { Err(ChangesError::Conflict) }
        };
        recorded(store, self.clock(), tenant, actor, entry, changing).await
    }
}

/// Identifiers are trimmed and never read as numbers (decision X4).
fn trimmed(exceptions: BTreeMap<String, bool>) -> BTreeMap<String, bool> {
    let trimmed = exceptions.into_iter().map(|(id, on)| (id.trim().to_owned(), on));
    trimmed.filter(|(id, _)| !id.is_empty()).collect()
}

/// What changes: the rule, and each exception that comes, goes or turns.
fn matter(before: &RecordingPolicy, after: &RecordingPolicy) -> Matter {
    let matter = Matter::about("").change("rule", before.rule.as_str(), after.rule.as_str());
    let matter = exceptions(matter, "queue", &before.queues, &after.queues);
    exceptions(matter, "agent", &before.agents, &after.agents)
}

fn exceptions(
    mut matter: Matter,
    kind: &str,
    before: &BTreeMap<String, bool>,
    after: &BTreeMap<String, bool>,
) -> Matter {
    let word = |of: &BTreeMap<String, bool>, id: &str| match of.get(id) {
        Some(true) => "on",
        Some(false) => "off",
        None => "",
    };
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for id in ids {
        matter = matter.change(&format!("{kind} {id}"), word(before, id), word(after, id));
    }
    matter
}

/// Keeps what a single command has set, or that nobody knows what it did. Nobody but we know (decision A13).
pub(crate) async fn remember(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    external_id: &str,
    set: RecordingSet,
    outcome: &Outcome,
) -> StoreResult<()> {
    match outcome {
        Outcome::Confirmed | Outcome::AcceptedNotVisible | Outcome::AcceptedUnverifiable | Outcome::AlreadyDone => {
            store.keep_recording(tenant, connection, external_id, &set).await
        }
        Outcome::Unknown => store.doubt_recording(tenant, connection, external_id, set.at).await,
        Outcome::Refused { .. } => Ok(()),
    }
}
