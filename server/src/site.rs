//! What every handler is given, and where the files of the site are: in `site/` beside the executable.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use app::api::sign_in::DemoAccount;
use app::ssr::AppContext;
use axum::extract::FromRef;
use backend::auth::Passwords;
use backend::auth::Sessions;
use backend::runtime::Backend;
use leptos::config::LeptosOptions;

use crate::failure::Failure;
use crate::reach::Reach;

/// The folder of the compiled files within the site.
pub(crate) const PACKAGE: &str = "pkg";
/// What they are called.
const OUTPUT_NAME: &str = "callboard";

/// What every handler is given. A clone is another handle to the same.
#[derive(Clone, Debug, FromRef)]
pub(crate) struct Site {
    /// Names of the page's files.
    pub(crate) options: LeptosOptions,
    /// What the product does.
    pub(crate) backend: Backend,
    /// Who is signed in.
    pub(crate) sessions: Sessions,
    /// Checks passwords.
    pub(crate) passwords: Passwords,
    /// Shown on the sign-in page of a demonstration.
    pub(crate) demo_accounts: Arc<Vec<DemoAccount>>,
    /// How others reach this server.
    pub(crate) reach: Arc<Reach>,
    /// Whether cookies are for https and the machine itself only.
    #[from_ref(skip)]
    pub(crate) is_secure: bool,
    #[from_ref(skip)]
    base_url: Arc<str>,
    #[from_ref(skip)]
    build: Arc<str>,
    #[from_ref(skip)]
    ready: Arc<AtomicBool>,
}

impl Site {
    /// A site that is not ready yet. `listening` is its address where the operator has told no other.
    pub(crate) fn new(
        backend: Backend,
        demo_accounts: Vec<DemoAccount>,
        reach: Reach,
        listening: &str,
    ) -> Result<Self, Failure> {
        let base_url = reach.public_url.as_ref().map_or_else(|| listening.into(), |url| Arc::clone(url.origin()));
        let sessions = Sessions::new(backend.store().clone(), backend.clock().clone());
        Ok(Self {
            options: options()?,
            backend,
            sessions,
            passwords: Passwords::new(),
            demo_accounts: Arc::new(demo_accounts),
            is_secure: reach.is_secure,
            reach: Arc::new(reach),
            base_url,
            build: build(),
            ready: Arc::default(),
        })
    }

    /// From now on polls are running.
    pub(crate) fn set_ready(&self) {
        self.ready.store(true, Ordering::Release);
    }

    /// Whether polls are running.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// The whole address of a path, for somebody who is elsewhere.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// What pages and server functions are given.
    pub(crate) fn app_context(&self) -> AppContext {
        AppContext {
            backend: self.backend.clone(),
            passwords: self.passwords.clone(),
            demo_accounts: Arc::clone(&self.demo_accounts),
            base_url: Arc::clone(&self.base_url),
            is_insecure: !self.is_secure,
            build: Arc::clone(&self.build),
        }
    }
}

/// A whole address, for somebody to open elsewhere: where the site is, and the path there.
pub(crate) fn link(url: &str, path: &str) -> String {
    format!("{}{path}", url.trim_end_matches('/'))
}

/// The word for this build of the pages: the version, and where files are hashed the beginnings of their hashes, so that
/// a screen that runs for months notices when it shows an old page.
fn build() -> Arc<str> {
    let version = env!("CARGO_PKG_VERSION");
    let hashes = env::current_exe().and_then(fs::canonicalize).map(|executable| executable.with_file_name("hash.txt"));
    let Ok(hashes) = hashes.and_then(fs::read_to_string) else { return version.into() };
    let hashes: Vec<String> = hashes
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(_, hash)| hash.trim().chars().take(6).collect())
        .collect();
    format!("{version}+{}", hashes.join(".")).into()
}

/// The files without which no page works, where this program looks for them.
///
/// # Errors
/// When nobody can tell where this program is.
pub(crate) fn files() -> Result<Vec<PathBuf>, Failure> {
    let options = options()?;
    let folder = PathBuf::from(&*options.site_root).join(&*options.site_pkg_dir);
    Ok(["js", "wasm", "css"].map(|suffix| folder.join(format!("{OUTPUT_NAME}.{suffix}"))).into())
}

/// The address of the style sheet; none when nobody can tell where this program is.
pub(crate) fn style_sheet() -> Option<String> {
    options().ok().map(|options| format!("/{}/{OUTPUT_NAME}.css", options.site_pkg_dir))
}

/// Where the page's files are: in a folder named by their contents if and only if `hash.txt` lies beside the executable.
fn options() -> Result<LeptosOptions, Failure> {
    let executable = env::current_exe()
        .and_then(fs::canonicalize)
        .map_err(|error| Failure::File { what: "the place of this program".to_owned(), error })?;
    let folder = executable.parent().map_or_else(PathBuf::new, PathBuf::from);
    let root = folder.join("site").to_string_lossy().into_owned();
    let hashes = fs::read_to_string(folder.join("hash.txt")).unwrap_or_default();
    let hash = hashes.lines().find_map(|line| line.strip_prefix("package:")).map(str::trim);
    Ok(LeptosOptions::builder()
        .output_name(OUTPUT_NAME)
        .site_root(root)
        .site_pkg_dir(hash.map_or_else(|| PACKAGE.to_owned(), |hash| format!("{PACKAGE}/{hash}")))
        .build())
}
