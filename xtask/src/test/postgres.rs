//! A PostgreSQL of one's own for the length of a test run.
//!
//! It listens on loopback, keeps its data in a temporary folder, never waits for the disk, and ends with this process,
//! however that ends. It is not the system's PostgreSQL and never touches it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::progress::Outcome;
use crate::run;

/// The user that PostgreSQL's package creates; the server refuses to run as root.
const SYSTEM_USER: &str = "postgres";

const START_LIMIT: Duration = Duration::from_secs(30);
const STOP_LIMIT: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A running server; dropping it stops it and removes its data.
#[derive(Debug)]
pub(crate) struct Postgres {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl Outcome for Postgres {
    fn word(&self) -> String {
        format!("on port {}", self.port)
    }
}

impl Postgres {
    /// The variable in which the store tests look for the server.
    pub(crate) const VARIABLE: &str = "CALLBOARD_TEST_POSTGRES_URL";
    /// The variable by which the server's tests choose a database, and the word for this one.
    pub(crate) const STORE_VARIABLE: &str = "CALLBOARD_TEST_STORE";
    /// See there.
    pub(crate) const STORE: &str = "postgres";

    /// Creates a data folder and starts a server on a free port.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL's server programs are not installed")?;
        // Not in the target folder: that may lie where the system user cannot look, such as root's home.
        let folder = std::env::temp_dir().join(format!("callboard-test-postgres-{}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        if run::is_root() {
            run::answer(Command::new("chown").arg(SYSTEM_USER).arg(&folder))?;
        }
        let data = folder.join("data");
        let mut create = as_server_user(&programs.join("initdb"), &folder);
        create
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data);
        run::answer(&mut create)?;

        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let log = fs::File::create(folder.join("log"))?;
        let mut serve = as_server_user(&programs.join("postgres"), &folder);
        serve.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        // Its data lives for minutes: nothing needs to survive a crash, and many tests connect at once.
        for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"] {
            serve.args(["-c", setting]);
        }
        let server = serve.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut postgres = Self { server, folder, port };
        postgres.wait_until_ready(&programs)?;
        Ok(postgres)
    }

    /// Where the tests connect.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// An empty database of its own, and where it is.
    pub(crate) fn database(&self, name: &str) -> Result<String> {
        let programs = programs().context("PostgreSQL's server programs are not installed")?;
        let mut create = Command::new(programs.join("createdb"));
        create.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", name]);
        run::answer(&mut create)?;
        Ok(format!("postgres://postgres@127.0.0.1:{}/{name}", self.port))
    }

    fn wait_until_ready(&mut self, programs: &Path) -> Result<()> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.server.try_wait()? {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL ended at once ({status}): {}", log.trim());
            }
            let mut ask = Command::new(programs.join("pg_isready"));
            ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() && run::answer(&mut ask).is_ok() {
                return Ok(());
            }
            if started.elapsed() > START_LIMIT {
                bail!("PostgreSQL was not ready after {} s", START_LIMIT.as_secs());
            }
            thread::sleep(LOOK_EVERY);
        }
    }

    fn stop(&mut self) -> Result<()> {
        // SIGINT is its "fast shutdown": connections are ended, helpers are waited for.
        run::answer(Command::new("kill").args(["-INT", &self.server.id().to_string()]))?;
        let started = Instant::now();
        while self.server.try_wait()?.is_none() {
            if started.elapsed() > STOP_LIMIT {
                self.server.kill()?;
            }
            thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("the throw-away PostgreSQL (process {}) was not stopped: {error:#}", self.server.id());
            return;
        }
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} was not removed: {error}", self.folder.display());
        }
    }
}

/// The folder of PostgreSQL's server programs, the newest where several are installed.
pub(crate) fn programs() -> Option<PathBuf> {
    let complete =
        |folder: &PathBuf| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file());
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter_map(|path| Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin"))))
        .filter(|(_, folder)| complete(folder))
        .collect();
    versions.sort();
    let packaged = versions.pop().map(|(_, folder)| folder);
    packaged.or_else(|| {
        let elsewhere = run::find_program(&["postgres"])?.canonicalize().ok()?.parent()?.to_path_buf();
        Some(elsewhere).filter(complete)
    })
}

/// A command that runs as a user PostgreSQL accepts and, where the system can do it, dies with this process.
fn as_server_user(program: &Path, folder: &Path) -> Command {
    let mut command = match run::find_program(&["setpriv"]) {
        Some(setpriv) => {
            let mut command = Command::new(setpriv);
            if run::is_root() {
                command.args(["--reuid", SYSTEM_USER, "--regid", SYSTEM_USER, "--init-groups"]);
            }
            command.args(["--pdeathsig", "INT", "--"]).arg(program);
            command
        }
        None => Command::new(program),
    };
    command.current_dir(folder);
    command
}
