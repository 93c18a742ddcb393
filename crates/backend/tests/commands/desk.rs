//! Two tenants with a connection each, and people at their desks.

use std::sync::Arc;

use backend::auth::Principal;
use backend::auth::Sessions;
use backend::auth::SignedIn;
use backend::auth::TenantCtx;
use backend::auth::session;
use backend::commands;
use backend::commands::CommandError;
use backend::commands::CommandRequest;
use backend::hub::Clock;
use backend::store::NewConnection;
use backend::store::NewTenant;
use backend::store::NewUser;
use backend::store::Store;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::ScopeId;
use domain::id::TenantId;
use domain::role::Role;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::ConvosoConfig;
use tower_sessions::Session;
use uuid::Uuid;

use crate::phone_system::PhoneSystem;
use crate::phone_system::Pokes;

pub(crate) const NOW: UnixMs = UnixMs(1_800_000_000_000);

pub(crate) struct Office {
    pub(crate) store: Store,
    pub(crate) mine: TenantId,
    pub(crate) my_connection: ConnectionId,
    pub(crate) their_connection: ConnectionId,
    pub(crate) pokes: Arc<Pokes>,
}

impl Office {
    pub(crate) async fn new(store: Store) -> Self {
        let (mine, my_connection) = tenant_with_connection(&store, "mine").await;
        let (_, their_connection) = tenant_with_connection(&store, "theirs").await;
        Self { store, mine, my_connection, their_connection, pokes: Arc::default() }
    }

    /// Somebody with that part in tenant `mine`, signed in.
    pub(crate) async fn person(&self, email: &str, role: Role, scope: Option<ScopeId>) -> TenantCtx {
        let user = NewUser { email: email.to_owned(), display_name: email.to_owned(), password_hash: String::new() };
        let user_id = self.store.create_user(&user, NOW).await.unwrap();
        self.store.grant_membership(self.mine, user_id, role, scope, NOW).await.unwrap();
        let sessions = Arc::new(Sessions::new(self.store.clone(), Clock::of(|| NOW)));
        let session = Session::new(None, sessions, None);
        session::begin(&session, &SignedIn { user_id, auth_epoch: 1, at: NOW }).await.unwrap();
        Principal::of_session(&session, &self.store).await.unwrap().in_tenant("mine").unwrap()
    }

    pub(crate) fn request(&self, action: Action) -> CommandRequest {
        CommandRequest {
            connection_id: self.my_connection,
            command_id: CommandId(Uuid::from_u128(42)),
            command: Command { external_id: "7".to_owned(), action },
            reason: None,
            remote_addr: Some("192.0.2.1".to_owned()),
        }
    }

    pub(crate) async fn execute(
        &self,
        phone_system: &Arc<PhoneSystem>,
        ctx: &TenantCtx,
        request: &CommandRequest,
    ) -> Result<Outcome, CommandError> {
        let (provider, poke) = (Arc::clone(phone_system), Arc::clone(&self.pokes));
        commands::execute(&self.store, provider, poke, ctx, request.clone(), NOW).await
    }

    pub(crate) fn times_poked(&self) -> usize {
        self.pokes.0.lock().unwrap().len()
    }
}

async fn tenant_with_connection(store: &Store, slug: &str) -> (TenantId, ConnectionId) {
    let tenant = NewTenant { slug: slug.to_owned(), name: slug.to_owned(), is_demo: false };
    let tenant = store.create_tenant(&tenant, NOW).await.unwrap();
    let settings = ConnectionSettings::new("https://one.example", ProviderConfig::Convoso(ConvosoConfig::default()));
    let connection = NewConnection::new("Sales", settings, NOW);
    store.add_connection(tenant, &connection, NOW).await.unwrap();
    (tenant, connection.id)
}
