//! Two companies with an admin each, a clock that stands still until it is told, and sessions as requests bring them.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

use backend::audit::Actor;
use backend::auth::FirstStep;
use backend::auth::Passwords;
use backend::auth::Principal;
use backend::auth::Sessions;
use backend::auth::SignInError;
use backend::auth::SignedIn;
use backend::auth::TenantCtx;
use backend::auth::session;
use backend::auth::session::Origin;
use backend::auth::sign_in::sign_in;
use backend::hub::Clock;
use backend::people::Entered;
use backend::setup;
use backend::setup::NewPerson;
use backend::store::AuditEntry;
use backend::store::NewTenant;
use backend::store::Store;
use domain::audit::AuditFilter;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::time::UnixMs;
use secrecy::SecretString;
use tower_sessions::Expiry;
use tower_sessions::Session;
use tower_sessions::session::Id;

pub(crate) const NOW: UnixMs = UnixMs(1_800_000_000_000);
pub(crate) const PASSWORD: &str = "mot hai ba bon nam";
pub(crate) const OTHER_PASSWORD: &str = "sau bay tam chin muoi";
pub(crate) const REMOTE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

pub(crate) fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

pub(crate) struct Company {
    pub(crate) store: Store,
    pub(crate) passwords: Passwords,
    pub(crate) clock: Clock,
    pub(crate) mine: TenantId,
    pub(crate) theirs: TenantId,
    pub(crate) admin: TenantCtx,
    pub(crate) their_admin: TenantCtx,
    sessions: Arc<Sessions>,
    now_ms: Arc<AtomicI64>,
}

impl Company {
    pub(crate) async fn new(store: Store) -> Self {
        let now_ms = Arc::new(AtomicI64::new(NOW.0));
        let (told, told_too) = (Arc::clone(&now_ms), Arc::clone(&now_ms));
        let clock = Clock::of(move || UnixMs(told.load(Ordering::SeqCst)));
        let sessions =
            Arc::new(Sessions::new(store.clone(), Clock::of(move || UnixMs(told_too.load(Ordering::SeqCst)))));
        let passwords = Passwords::new();
        let mine = tenant(&store, "mine").await;
        let theirs = tenant(&store, "theirs").await;
        let one = add(&store, &passwords, "mine", "admin@mine.example", Role::Admin).await;
        let other = add(&store, &passwords, "theirs", "admin@theirs.example", Role::Admin).await;
        let admin = ctx(&store, &sessions, one, "mine").await;
        let their_admin = ctx(&store, &sessions, other, "theirs").await;
        Self { store, passwords, clock, mine, theirs, admin, their_admin, sessions, now_ms }
    }

    pub(crate) fn pass_s(&self, seconds: i64) {
        self.now_ms.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> UnixMs {
        self.clock.now()
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::of(&self.admin, Some(REMOTE))
    }

    pub(crate) async fn add(&self, slug: &str, email: &str, role: Role) -> UserId {
        add(&self.store, &self.passwords, slug, email, role).await
    }

    pub(crate) async fn ctx(&self, user: UserId, slug: &str) -> TenantCtx {
        ctx(&self.store, &self.sessions, user, slug).await
    }

    /// A request that brings this session's cookie, or none.
    pub(crate) fn request(&self, id: Option<Id>) -> Session {
        Session::new(id, Arc::clone(&self.sessions), Some(Expiry::OnSessionEnd))
    }

    /// Signs the person in and returns what the cookie holds.
    pub(crate) async fn cookie(&self, user: UserId) -> Id {
        let auth_epoch = self.store.user(user).await.unwrap().unwrap().auth_epoch;
        let session = self.request(None);
        let origin = Origin::new(Some(REMOTE), Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"));
        session::begin_from(&session, &SignedIn { user_id: user, auth_epoch, at: self.now() }, &origin).await.unwrap();
        session.id().unwrap()
    }

    /// A page that is opened with this cookie; returns what the cookie holds afterwards.
    pub(crate) async fn page(&self, id: Id) -> Id {
        let request = self.request(Some(id));
        self.sessions.renew_if_changed(&request).await.unwrap();
        request.id().unwrap()
    }

    pub(crate) async fn principal(&self, id: Id) -> Principal {
        Principal::of_session(&self.request(Some(id)), &self.store).await.unwrap()
    }

    pub(crate) async fn opens(&self, id: Id) -> bool {
        Principal::of_session(&self.request(Some(id)), &self.store).await.is_ok()
    }

    pub(crate) async fn signs_in(&self, email: &str, password: &str) -> bool {
        let remote = "198.51.100.7".parse().unwrap();
        match sign_in(&self.store, &self.passwords, email, secret(password), remote, self.now()).await {
            Ok(_) => true,
            Err(SignInError::Refused) => false,
            Err(SignInError::Unavailable(error)) => panic!("{error}"),
        }
    }

    /// What the tenant's audit log says, in the order of its words: action, actor and outcome.
    pub(crate) async fn audit(&self, tenant: TenantId) -> Vec<(String, String, String)> {
        let line = |entry: AuditEntry| {
            (entry.intent.action, entry.intent.actor_label, entry.outcome_json.unwrap_or_else(|| "open".to_owned()))
        };
        let mut lines: Vec<_> =
            self.store.audit(tenant, &AuditFilter::default(), None, 100).await.unwrap().into_iter().map(line).collect();
        // The clock stands still, so the order of time says nothing.
        lines.sort();
        lines
    }
}

/// Who came in by a link without a second factor.
pub(crate) fn signed_in(entered: &Entered) -> SignedIn {
    match &entered.first_step {
        FirstStep::SignedIn(signed_in) => *signed_in,
        FirstStep::CodeNeeded(_) => panic!("a code is asked for"),
    }
}

pub(crate) fn line(action: &str, actor: &str, outcome: &str) -> (String, String, String) {
    (action.to_owned(), actor.to_owned(), format!(r#"{{"outcome":"{outcome}"}}"#))
}

async fn tenant(store: &Store, slug: &str) -> TenantId {
    let tenant = NewTenant { slug: slug.to_owned(), name: slug.to_uppercase(), is_demo: false };
    setup::create_tenant(store, &tenant, NOW).await.unwrap()
}

async fn add(store: &Store, passwords: &Passwords, slug: &str, email: &str, role: Role) -> UserId {
    let person = NewPerson { email, display_name: email, password: secret(PASSWORD) };
    setup::create_user(store, passwords, slug, person, role, None, NOW).await.unwrap()
}

async fn ctx(store: &Store, sessions: &Arc<Sessions>, user_id: UserId, slug: &str) -> TenantCtx {
    let auth_epoch = store.user(user_id).await.unwrap().unwrap().auth_epoch;
    let session = Session::new(None, Arc::clone(sessions), None);
    session::begin(&session, &SignedIn { user_id, auth_epoch, at: NOW }).await.unwrap();
    Principal::of_session(&session, store).await.unwrap().in_tenant(slug).unwrap()
}
