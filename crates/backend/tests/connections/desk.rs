//! An installation with an admin at its desk, and forms as that admin would fill them in.

use backend::audit::Actor;
use backend::auth::TenantCtx;
use backend::connections::ConnectionDraft;
use backend::connections::ConnectionsError;
use domain::audit::AuditFilter;
use domain::board::Board;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::provider::ProviderKind;
use domain::role::Role;
use domain::settings::Settings;
use simulator::ProviderName;

use crate::installation::Installation;

pub(crate) struct Desk {
    pub(crate) installation: Installation,
    pub(crate) admin: TenantCtx,
    pub(crate) actor: Actor,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let installation = Installation::new().await;
        installation.backend.start_connections().await.unwrap();
        let admin = installation.person("admin@example.com", Role::Admin).await;
        let actor = Actor::of(&admin, None);
        Self { installation, admin, actor }
    }

    /// The form of a new TEL4VN connection to the simulator.
    pub(crate) fn tel4vn(&self, secret: &str) -> ConnectionDraft {
        let base_url = self.installation.simulator.base_url(ProviderName::Tel4vn);
        ConnectionDraft {
            id: None,
            version: 0,
            kind: ProviderKind::Tel4vn,
            name: "TEL4VN Hà Nội".to_owned(),
            settings: Settings::from([(Field::BaseUrl, base_url), (Field::Auth, "static".to_owned())]),
            secret: secret.to_owned().into(),
        }
    }

    pub(crate) fn key(&self) -> &'static str {
        self.installation.simulator.credentials(ProviderName::Tel4vn).secret
    }

    pub(crate) async fn save(&self, draft: ConnectionDraft) -> Result<ConnectionId, ConnectionsError> {
        self.installation.backend.save_connection(&self.admin, &self.actor, draft).await
    }

    /// A connection that works.
    pub(crate) async fn connected(&self) -> ConnectionId {
        let id = self.save(self.tel4vn(self.key())).await.unwrap();
        self.installation.until(|board| status(board) == Some(HealthStatus::Ok)).await;
        id
    }

    /// The form of a connection as it is opened, to be changed and sent.
    pub(crate) async fn open(&self, id: ConnectionId) -> ConnectionDraft {
        let form = self.installation.backend.connection_form(&self.admin, id).await.unwrap();
        ConnectionDraft {
            id: Some(id),
            version: form.version,
            kind: form.kind,
            name: form.name,
            settings: form.settings,
            secret: String::new().into(),
        }
    }

    /// What was written down about connections, newest first: action, intent, outcome.
    pub(crate) async fn audit(&self) -> Vec<(String, String, String)> {
        let store = self.installation.backend.store();
        let lines = store.audit(self.admin.tenant_id(), &AuditFilter::default(), None, 50).await.unwrap();
        let told = |json: Option<String>| json.unwrap_or_default();
        lines.into_iter().map(|line| (line.intent.action, line.intent.intent_json, told(line.outcome_json))).collect()
    }
}

pub(crate) fn status(board: &Board) -> Option<HealthStatus> {
    board.connections.get(&ConnectionIndex(0)).map(|connection| connection.health.status)
}

pub(crate) fn invalid(field: Field, problem: Problem) -> ConnectionsError {
    ConnectionsError::Invalid(vec![FieldError::new(field, problem)])
}
