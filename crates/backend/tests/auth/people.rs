//! A tenant, a person, and a clock that stands still until it is told.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

use backend::auth::Passwords;
use backend::auth::Sessions;
use backend::auth::SignedIn;
use backend::auth::session;
use backend::hub::Clock;
use backend::setup;
use backend::setup::NewPerson;
use backend::store::NewTenant;
use backend::store::Store;
use domain::id::UserId;
use domain::role::Role;
use domain::time::UnixMs;
use secrecy::SecretString;
use tower_sessions::Expiry;
use tower_sessions::Session;
use tower_sessions::session::Id;

pub(crate) const NOW: UnixMs = UnixMs(1_800_000_000_000);
pub(crate) const EMAIL: &str = "an@example.com";
pub(crate) const PASSWORD: &str = "mot hai ba bon nam";

pub(crate) async fn add_tenant(store: &Store, slug: &str) {
    let tenant = NewTenant { slug: slug.to_owned(), name: slug.to_uppercase(), is_demo: false };
    setup::create_tenant(store, &tenant, NOW).await.unwrap();
}

pub(crate) async fn add_person(store: &Store, passwords: &Passwords, slug: &str, email: &str, role: Role) -> UserId {
    let person = NewPerson { email, display_name: "Nguyễn An", password: SecretString::from(PASSWORD) };
    setup::create_user(store, passwords, slug, person, role, None, NOW).await.unwrap()
}

/// The sessions of a store with one person in tenant `demo`.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) user: UserId,
    clock: Arc<AtomicI64>,
}

impl World {
    pub(crate) async fn new(store: Store) -> Self {
        add_tenant(&store, "demo").await;
        let user = add_person(&store, &Passwords::new(), "demo", EMAIL, Role::Supervisor).await;
        let clock = Arc::new(AtomicI64::new(NOW.0));
        let told = Arc::clone(&clock);
        let sessions = Arc::new(Sessions::new(store.clone(), Clock::of(move || UnixMs(told.load(Ordering::SeqCst)))));
        Self { store, sessions, user, clock }
    }

    pub(crate) fn now(&self) -> UnixMs {
        UnixMs(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn pass_s(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// A request that brings this session's cookie, or none.
    pub(crate) fn request(&self, id: Option<Id>) -> Session {
        Session::new(id, Arc::clone(&self.sessions), Some(Expiry::OnSessionEnd))
    }

    pub(crate) async fn signed_in(&self) -> SignedIn {
        let auth_epoch = self.store.user(self.user).await.unwrap().unwrap().auth_epoch;
        SignedIn { user_id: self.user, auth_epoch, at: self.now() }
    }

    /// Signs the person in and returns what the cookie holds.
    pub(crate) async fn cookie(&self) -> Id {
        let session = self.request(None);
        session::begin(&session, &self.signed_in().await).await.unwrap();
        session.id().unwrap()
    }

    /// Gives the person's part anew, so that what is signed in needs a fresh identifier.
    pub(crate) async fn change_part(&self) {
        let tenant = self.store.tenant_by_slug("demo").await.unwrap().unwrap().id;
        self.store.grant_membership(tenant, self.user, Role::Supervisor, None, self.now()).await.unwrap();
    }

    /// Whether a request with this cookie finds somebody signed in.
    pub(crate) async fn opens(&self, id: Id) -> bool {
        backend::auth::Principal::of_session(&self.request(Some(id)), &self.store).await.is_ok()
    }
}
