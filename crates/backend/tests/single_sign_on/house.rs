//! Two companies, one with an identity provider, a clock that stands still until it is told, and browsers.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

use backend::audit::Actor;
use backend::auth::Passwords;
use backend::auth::Principal;
use backend::auth::Sessions;
use backend::auth::SignedIn;
use backend::auth::TenantCtx;
use backend::auth::session;
use backend::auth::session::Origin;
use backend::hub::Clock;
use backend::people::invitations;
use backend::people::invitations::NewInvitation;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use backend::secrets::RecordName;
use backend::setup;
use backend::setup::NewPerson;
use backend::single_sign_on::Answer;
use backend::single_sign_on::NotSignedOn;
use backend::single_sign_on::Onward;
use backend::single_sign_on::SettingsError;
use backend::single_sign_on::SignOnWish;
use backend::single_sign_on::SignedOn;
use backend::store::NewTenant;
use domain::audit::AuditFilter;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::single_sign_on::RoleMap;
use domain::single_sign_on::SignOnProblem;
use domain::time::UnixMs;
use secrecy::SecretString;
use serde_json::Value;
use tower_sessions::Session;
use tower_sessions::session::Id;

use crate::issuer::CLIENT;
use crate::issuer::Issuer;
use crate::issuer::SECRET;
use crate::issuer::Signed;

pub(crate) const NOW: UnixMs = UnixMs(1_800_000_000_000);
pub(crate) const PASSWORD: &str = "mot hai ba bon nam";
pub(crate) const REMOTE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
pub(crate) const CALLBACK: &str = "https://board.example.com/sign-in/sso/callback";

pub(crate) struct House {
    pub(crate) backend: Backend,
    pub(crate) issuer: Issuer,
    pub(crate) mine: TenantId,
    pub(crate) theirs: TenantId,
    pub(crate) admin: TenantCtx,
    pub(crate) admin_id: UserId,
    pub(crate) their_admin: TenantCtx,
    sessions: Arc<Sessions>,
    now_ms: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

impl House {
    /// People of `mine` sign in at the issuer; who was not invited stays outside, and parts are given here.
    pub(crate) async fn new(url: String) -> Self {
        let house = Self::without_provider(url).await;
        house.save(|_| {}).await.unwrap();
        house
    }

    pub(crate) async fn without_provider(url: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now_ms = Arc::new(AtomicI64::new(NOW.0));
        let told = Arc::clone(&now_ms);
        let config = BackendConfig {
            store_url: url,
            keys: KeySource::in_folder(&folder.path().join("data")),
            allow_private: vec!["127.0.0.0/8".parse().unwrap()],
            demo: false,
        };
        let clock = Clock::of(move || UnixMs(told.load(Ordering::SeqCst)));
        let backend = Backend::open_with_clock(config, clock).await.unwrap();
        let sessions = Arc::new(Sessions::new(backend.store().clone(), backend.clock().clone()));
        let mine = tenant(&backend, "mine").await;
        let theirs = tenant(&backend, "theirs").await;
        let admin_id = person(&backend, "mine", "admin@mine.example", Role::Admin).await;
        let other_id = person(&backend, "theirs", "admin@theirs.example", Role::Admin).await;
        let admin = ctx(&backend, &sessions, admin_id, "mine").await;
        let their_admin = ctx(&backend, &sessions, other_id, "theirs").await;
        let issuer = Issuer::new().await;
        Self { backend, issuer, mine, theirs, admin, admin_id, their_admin, sessions, now_ms, _folder: folder }
    }

    pub(crate) fn now(&self) -> UnixMs {
        self.backend.now()
    }

    pub(crate) fn pass_s(&self, seconds: i64) {
        self.now_ms.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::of(&self.admin, Some(REMOTE))
    }

    /// What the settings would be, before the test changes them.
    pub(crate) fn wish(&self) -> SignOnWish {
        SignOnWish {
            issuer: self.issuer.url.clone(),
            client_id: CLIENT.to_owned(),
            secret: SecretString::from(SECRET),
            roles: RoleMap::default(),
            is_on: true,
            adds_people: false,
            is_only_way: false,
            break_glass: Vec::new(),
            version: 0,
        }
    }

    pub(crate) async fn save(&self, change: impl FnOnce(&mut SignOnWish)) -> Result<(), SettingsError> {
        let version = self.backend.sign_on_settings(&self.admin).await?.settings.version;
        let mut wish = SignOnWish { version, ..self.wish() };
        change(&mut wish);
        self.backend.save_sign_on(&self.admin, &self.actor(), wish).await
    }

    /// As [`House::save`], with groups that give parts and people who are added.
    pub(crate) async fn save_with_groups(&self) {
        let words = |word: &str| vec![word.to_owned()];
        let roles = RoleMap { claim: "groups".to_owned(), admins: words("bosses"), supervisors: words("leads") };
        self.save(|wish| {
            wish.roles = roles;
            wish.adds_people = true;
        })
        .await
        .unwrap();
    }

    pub(crate) async fn add(&self, slug: &str, email: &str, role: Role) -> UserId {
        person(&self.backend, slug, email, role).await
    }

    pub(crate) async fn invite(&self, email: &str, role: Role) {
        let new = NewInvitation { email: email.to_owned(), role, scope: None };
        let (store, clock) = (self.backend.store(), self.backend.clock());
        invitations::invite(store, clock, &self.admin, &self.actor(), new, None).await.unwrap();
    }

    /// Gives somebody a second factor, as if they had confirmed it.
    pub(crate) async fn give_second_factor(&self, user: UserId) {
        let secret = SecretString::from("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let sealed = self.backend.keys().seal(RecordName::TotpSecret(user), &secret);
        let store = self.backend.store();
        store.propose_second_factor(user, &sealed, self.now()).await.unwrap();
        store.confirm_second_factor(user, &sealed, 0, &[], None, self.now()).await.unwrap();
    }

    pub(crate) async fn begin(&self) -> Onward {
        self.backend.begin_sign_on("mine", None, CALLBACK, REMOTE).await.unwrap()
    }

    pub(crate) async fn finish(&self, onward: &Onward, answer: &Answer) -> Result<SignedOn, NotSignedOn> {
        self.backend.finish_sign_on(answer, Some(&onward.browser), CALLBACK, REMOTE).await
    }

    /// A whole sign-in, in which the provider says this.
    pub(crate) async fn comes(&self, claims: Value) -> Result<SignedOn, SignOnProblem> {
        self.comes_signed(claims, Signed::Well).await
    }

    pub(crate) async fn comes_signed(&self, claims: Value, signed: Signed) -> Result<SignedOn, SignOnProblem> {
        let onward = self.begin().await;
        let answer = self.issuer.approves(&onward, &claims, signed, self.now());
        self.finish(&onward, &answer).await.map_err(|failed| failed.problem)
    }

    /// The session that follows, as the cookie holds it.
    pub(crate) async fn cookie(&self, signed_on: &SignedOn) -> Id {
        let session = self.request(None);
        let SignedOn { signed_in, tenant, proved_at, .. } = signed_on;
        session::begin_confined(&session, signed_in, &Origin::default(), *tenant, *proved_at).await.unwrap();
        session.id().unwrap()
    }

    /// A session begun with the password.
    pub(crate) async fn local_cookie(&self, user_id: UserId) -> Id {
        let auth_epoch = self.backend.store().user(user_id).await.unwrap().unwrap().auth_epoch;
        let session = self.request(None);
        session::begin(&session, &SignedIn { user_id, auth_epoch, at: self.now() }).await.unwrap();
        session.id().unwrap()
    }

    pub(crate) fn request(&self, id: Option<Id>) -> Session {
        Session::new(id, Arc::clone(&self.sessions), None)
    }

    pub(crate) async fn principal(&self, id: Id) -> Option<Principal> {
        Principal::of_session(&self.request(Some(id)), self.backend.store()).await.ok()
    }

    /// What the tenant's audit log says of single sign-on: action, actor, what it was about, and how it ended.
    pub(crate) async fn audit(&self, tenant: TenantId) -> Vec<String> {
        let lines = self.backend.store().audit(tenant, &AuditFilter::default(), None, 100).await.unwrap();
        let line = |entry: backend::store::AuditEntry| {
            let outcome = entry.outcome_json.unwrap_or_default();
            format!("{} {} {} {outcome}", entry.intent.action, entry.intent.actor_label, entry.intent.intent_json)
        };
        let mut lines: Vec<String> = lines.into_iter().map(line).collect();
        lines.sort();
        lines
    }
}

pub(crate) fn passwords() -> Passwords {
    Passwords::new()
}

async fn tenant(backend: &Backend, slug: &str) -> TenantId {
    let tenant = NewTenant { slug: slug.to_owned(), name: slug.to_uppercase(), is_demo: false };
    setup::create_tenant(backend.store(), &tenant, NOW).await.unwrap()
}

async fn person(backend: &Backend, slug: &str, email: &str, role: Role) -> UserId {
    let person = NewPerson { email, display_name: email, password: SecretString::from(PASSWORD) };
    setup::create_user(backend.store(), &passwords(), slug, person, role, None, NOW).await.unwrap()
}

async fn ctx(backend: &Backend, sessions: &Arc<Sessions>, user_id: UserId, slug: &str) -> TenantCtx {
    let session = Session::new(None, Arc::clone(sessions), None);
    session::begin(&session, &SignedIn { user_id, auth_epoch: 1, at: NOW }).await.unwrap();
    Principal::of_session(&session, backend.store()).await.unwrap().in_tenant(slug).unwrap()
}

/// Runs each of the generic bodies `async fn(url: String)` on SQLite and on PostgreSQL.
macro_rules! at_both_places {
    ($($body:ident,)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $body() {
                let database = crate::databases::Sqlite::new();
                super::$body(database.url()).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $body() {
                let Some(database) = crate::databases::Postgres::new().await else { return };
                super::$body(database.url()).await;
                database.drop_database().await;
            })*
        }
    };
}
pub(crate) use at_both_places;
