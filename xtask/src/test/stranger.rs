//! What somebody does who has only the package and the documents: install it into an empty root, set it up with PostgreSQL,
//! add a connection, take a backup, restore it elsewhere and rotate the key. Every command is one that `docs/` shows.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Postgres;
use crate::paths::Paths;
use crate::run;
use crate::site::files_under;

const PASSWORD: &str = "several words of my own";
const WAIT_AT_MOST: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Walks the path from the package to an installation that was restored and goes on.
pub(crate) fn walk(paths: &Paths, package: &Path, postgres: &Postgres) -> Result<()> {
    let place = std::env::temp_dir().join(format!("callboard-stranger-{}", std::process::id()));
    fs::create_dir_all(&place)?;
    let walked = walk_in(&place, &documents(paths)?, package, postgres);
    fs::remove_dir_all(&place)?;
    walked
}

fn walk_in(place: &Path, documents: &str, package: &Path, postgres: &Postgres) -> Result<()> {
    let first = Root::install(place.join("first"), documents, package, &postgres.database("stranger_first")?)?;
    let key = first.run("callboard key generate --print", &[], &[])?;
    first.keep_key(&key)?;
    first.run("callboard migrate", &[], &[])?;
    let named = ["nam-viet", "--name", "Nam Việt BPO"];
    first.run("callboard tenant add", &named, &[])?;
    let person = ["--tenant", "nam-viet", "--email", "lan@example.com", "--role", "admin"];
    first.run("callboard user add", &person, &[("CALLBOARD_PASSWORD", PASSWORD)])?;

    let (_simulator, convoso, secret) = simulator(&first)?;
    let convoso: Vec<&str> = convoso.iter().map(String::as_str).collect();
    let connection = [&["--tenant", "nam-viet", "--name", "Convoso"][..], &convoso].concat();
    first.run("callboard connection add", &connection, &[("CALLBOARD_SECRET", &secret)])?;
    let serving = first.serve()?;
    serving.wait_for_rows()?;
    first.run("callboard doctor", &[], &[])?;

    let backup = place.join("callboard.backup");
    let file = backup.to_str().context("the folder of temporary files has a strange name")?;
    first.run("callboard backup --out", &[file], &[])?;
    drop(serving);

    let second = Root::install(place.join("second"), documents, package, &postgres.database("stranger_second")?)?;
    second.keep_key(&key)?;
    second.run("callboard restore --verify --from", &[file], &[])?;
    second.run("callboard restore --from", &[file], &[])?;
    let checked = second.run("callboard key check", &["--json"], &[])?;
    ensure!(number(&checked, "behind")? == 0, "what was restored does not open: {checked}");

    let fresh = second.run("callboard key generate --print", &[], &[])?;
    second.keep_key(&format!("{key}{fresh}"))?;
    let serving = second.serve()?;
    second.run("callboard key rotate", &[], &[])?;
    serving.wait_for_rows()?;
    drop(serving);
    second.keep_key(&fresh)?;
    let checked = second.run("callboard key check", &["--json"], &[])?;
    ensure!(number(&checked, "behind")? == 0, "what was rotated does not open with the new key alone: {checked}");
    second.serve()?.wait_for_rows()
}

/// All chapters, one after the other.
fn documents(paths: &Paths) -> Result<String> {
    let files = files_under(&paths.root.join("docs").join("src"))?;
    files.iter().map(|file| fs::read_to_string(file).with_context(|| paths.shown(file).to_string())).collect()
}

fn number(json: &str, name: &str) -> Result<u64> {
    let value: Value = serde_json::from_str(json)?;
    value[name].as_u64().with_context(|| format!("no {name} in {json}"))
}

/// A folder that stands for a machine on which nothing is but the package.
struct Root<'d> {
    folder: PathBuf,
    documents: &'d str,
}

impl<'d> Root<'d> {
    fn install(folder: PathBuf, documents: &'d str, package: &Path, database: &str) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        run::answer(Command::new("dpkg-deb").arg("--extract").arg(package).arg(&folder))?;
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder.join("var/lib/callboard"))?;
        let root = Self { folder, documents };
        root.keep_private("etc/callboard/database", database)?;
        let settings = root.folder.join("etc/callboard/callboard.env");
        let mut settings = fs::File::options().append(true).open(settings)?;
        writeln!(settings, "CALLBOARD_DATABASE_FILE={}", root.folder.join("etc/callboard/database").display())?;
        writeln!(settings, "CALLBOARD_LISTEN=127.0.0.1:0\nCALLBOARD_METRICS_LISTEN=127.0.0.1:0")?;
        writeln!(settings, "CALLBOARD_ALLOW_PRIVATE=127.0.0.0/8")?;
        Ok(root)
    }

    /// As the package does it at its first installation.
    fn keep_key(&self, key: &str) -> Result<()> {
        self.keep_private("etc/callboard/callboard.key", key)
    }

    fn keep_private(&self, name: &str, text: &str) -> Result<()> {
        let file = self.folder.join(name);
        let mut file = fs::File::options().create(true).write(true).truncate(true).mode(0o600).open(file)?;
        Ok(file.write_all(text.as_bytes())?)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.folder.join("usr/bin/callboard"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.args(arguments).env_clear().env("PATH", path).env("CALLBOARD_ROOT", &self.folder);
        command.stdin(Stdio::null());
        command
    }

    /// Runs a documented command with what somebody would write behind it.
    fn run(&self, documented: &str, more: &[&str], environment: &[(&str, &str)]) -> Result<String> {
        ensure!(self.documents.contains(documented), "`{documented}` is in no document");
        let words: Vec<&str> = documented.split(' ').skip(1).collect();
        let mut command = self.command(&[&words, more].concat());
        run::answer(command.envs(environment.iter().copied())).with_context(|| documented.to_owned())
    }

    fn serve(&self) -> Result<Serving> {
        let mut child = self.command(&["serve"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let lines = BufReader::new(child.stdout.take().context("nothing to read")?).lines();
        let mut serving = Serving { child, figures: String::new() };
        for line in lines {
            let line = line?;
            if let Some(figures) = line.strip_prefix("Figures for Prometheus are at http://") {
                figures.clone_into(&mut serving.figures);
            }
            if line.starts_with("Callboard listens on ") {
                return Ok(serving);
            }
        }
        bail!("callboard serve ended early")
    }
}

/// A server that runs; dropping it ends it as a service manager does.
struct Serving {
    child: Child,
    figures: String,
}

impl Serving {
    /// Until every connection has brought rows.
    fn wait_for_rows(&self) -> Result<()> {
        let begun = Instant::now();
        loop {
            let figures = self.figures()?;
            let up = figures.lines().filter(|line| line.starts_with("callboard_connection_up{"));
            let up: Vec<bool> = up.map(|line| line.ends_with(" 1")).collect();
            if !up.is_empty() && up.iter().all(|up| *up) {
                return Ok(());
            }
            ensure!(begun.elapsed() < WAIT_AT_MOST, "no rows came: {figures}");
            thread::sleep(LOOK_EVERY);
        }
    }

    fn figures(&self) -> Result<String> {
        let (address, path) = self.figures.split_once('/').context("no address of figures was printed")?;
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = run::answer(Command::new("kill").args(["-TERM", &self.child.id().to_string()]));
        let _ = self.child.wait();
    }
}

/// A provider to connect, with the arguments and the secret of its account.
fn simulator(root: &Root<'_>) -> Result<(Serving, Vec<String>, String)> {
    let mut child = root.command(&["simulate", "--agents", "6"]).stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("nothing to read")?).read_line(&mut line)?;
    let simulator = Serving { child, figures: String::new() };
    let announced: Value = serde_json::from_str(&line)?;
    let convoso = &announced["providers"]["convoso"];
    let args = convoso["args"].as_array().context("no arguments were announced")?;
    let args = args.iter().filter_map(|arg| arg.as_str().map(str::to_owned)).collect();
    let secret = convoso["env"]["CALLBOARD_SECRET"].as_str().context("no secret was announced")?;
    Ok((simulator, args, secret.to_owned()))
}
