//! An installation that nobody has set up, and links as people are given them.

use std::fs;
use std::sync::Arc;

use backend::audit::Actor;
use backend::auth::Principal;
use backend::auth::Sessions;
use backend::auth::SignedIn;
use backend::auth::session;
use backend::hub::Clock;
use backend::people::ExposeSecret;
use backend::people::invitations;
use backend::people::invitations::NewInvitation;
use backend::store::Store;
use domain::role::Role;
use reqwest::Response;
use tempfile::TempDir;
use tower_sessions::Session;

use super::demo::Demo;
use super::demo::Program;
use super::visitor::Visitor;

/// `callboard serve` on an empty folder, logging everything.
pub(crate) struct Fresh {
    pub(crate) program: Program,
    pub(crate) folder: TempDir,
    pub(crate) url: String,
}

impl Fresh {
    pub(crate) fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap())
    }

    /// In a folder that may have served before.
    pub(crate) fn start_in(folder: TempDir) -> Self {
        let place = folder.path().to_str().unwrap();
        let args = ["serve", "--listen", "127.0.0.1:0", "--data-dir", place];
        let environment = [("CALLBOARD_LOG", "trace")];
        let program = Program::start(&args, &environment, &folder.path().join("log"), "Callboard listens on ");
        let url = program.lines.last().unwrap().strip_prefix("Callboard listens on ").unwrap().to_owned();
        Self { program, folder, url }
    }

    /// The path of the printed link; none when none was printed.
    pub(crate) fn set_up_path(&self) -> Option<String> {
        let link = self.program.lines.iter().find_map(|line| line.strip_prefix("Set up Callboard: "))?;
        Some(link.strip_prefix(&self.url).expect("the link leads to this server").to_owned())
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(&self.url)
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

/// The path of an invitation's link, made by the tenant's admin of that address.
pub(crate) async fn invite(demo: &Demo, tenant: &str, by: &str, email: &str) -> String {
    let store = Store::open(&demo.store_url()).await.unwrap();
    let clock = Clock::system();
    let user = store.user_by_email(by).await.unwrap().unwrap();
    let session = Session::new(None, Arc::new(Sessions::new(store.clone(), Clock::system())), None);
    let signed_in = SignedIn { user_id: user.id, auth_epoch: user.auth_epoch, at: clock.now() };
    session::begin(&session, &signed_in).await.unwrap();
    let ctx = Principal::of_session(&session, &store).await.unwrap().in_tenant(tenant).unwrap();
    let new = NewInvitation { email: email.to_owned(), role: Role::Supervisor, scope: None };
    let (_, token) = invitations::invite(&store, &clock, &ctx, &Actor::of(&ctx, None), new, None).await.unwrap();
    format!("/join/{}", token.expose_secret())
}

/// What a page says, with the entities that our own words need put back.
pub(crate) async fn text(page: Response) -> String {
    page.text().await.unwrap().replace("&quot;", "\"").replace("&amp;", "&")
}
