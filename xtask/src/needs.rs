//! What the tasks need from the system: looked for first, then installed by its ordinary client.
//!
//! As root Debian's packages are installed; anybody else is told exactly what to run. Nothing is downloaded from
//! anywhere but the package registries.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::packages::WASM_TARGET;
use crate::paths::Paths;
use crate::progress::{Done, say};
use crate::run;

/// Something must be installed by hand first.
#[derive(Debug)]
pub(crate) struct MissingFromSystem {
    missing: String,
    command: String,
}

impl fmt::Display for MissingFromSystem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "missing: {}. Run this, then try again:\n\n    {}\n", self.missing, self.command)
    }
}

impl std::error::Error for MissingFromSystem {}

/// One thing Debian provides, and how to see that it is there.
struct SystemNeed {
    name: &'static str,
    packages: &'static [&'static str],
    is_there: fn() -> bool,
}

const COMPILER: SystemNeed = SystemNeed {
    name: "a C compiler",
    packages: &["gcc", "libc6-dev"],
    is_there: || run::find_program(&["cc", "gcc", "clang"]).is_some(),
};

const CHROMIUM: SystemNeed =
    SystemNeed { name: "chromium", packages: &["chromium"], is_there: || Path::new(CHROMIUM_PATH).is_file() };

const FONTS: SystemNeed = SystemNeed {
    name: "a font",
    packages: &["fonts-dejavu-core"],
    is_there: || Path::new("/usr/share/fonts/truetype").is_dir(),
};

const NODE: SystemNeed = SystemNeed {
    name: "node and npm",
    packages: &["nodejs", "npm"],
    is_there: || run::find_program(&["node"]).is_some() && run::find_program(&["npm"]).is_some(),
};

const POSTGRES: SystemNeed = SystemNeed {
    name: "PostgreSQL's server programs",
    packages: &["postgresql"],
    is_there: || crate::test::postgres_programs().is_some(),
};

const NGINX: SystemNeed =
    SystemNeed { name: "nginx", packages: &["nginx"], is_there: || Path::new(NGINX_PATH).is_file() };

const OPENSSL: SystemNeed =
    SystemNeed { name: "openssl", packages: &["openssl"], is_there: || run::find_program(&["openssl"]).is_some() };

/// Where Debian puts the proxy; `end2end/support/nginx.ts` names the same file.
const NGINX_PATH: &str = "/usr/sbin/nginx";

/// Where Debian puts the browser; `end2end/playwright.config.ts` names the same file.
const CHROMIUM_PATH: &str = "/usr/bin/chromium";

/// What compiling the server and the page takes.
pub(crate) fn for_building(paths: &Paths) -> Result<Done> {
    let system = system(&[COMPILER])?;
    let target = rust_target(paths)?;
    Ok(together(&[system, target]))
}

/// What `cargo xtask check` takes.
pub(crate) fn for_checking(paths: &Paths) -> Result<Done> {
    let building = for_building(paths)?;
    let components = rust_components(paths)?;
    Ok(together(&[building, components]))
}

/// What pictures of the page take.
pub(crate) fn for_browsing(paths: &Paths) -> Result<Done> {
    let system = system(&[COMPILER, CHROMIUM, FONTS, NODE])?;
    let building = for_building(paths)?;
    let modules = npm_modules(&paths.end2end())?;
    Ok(together(&[system, building, modules]))
}

/// What the whole test run takes.
pub(crate) fn for_testing(paths: &Paths) -> Result<Done> {
    let system = system(&[COMPILER, CHROMIUM, FONTS, NODE, POSTGRES, NGINX, OPENSSL])?;
    let checking = for_checking(paths)?;
    let modules = npm_modules(&paths.end2end())?;
    Ok(together(&[system, checking, modules]))
}

fn together(parts: &[Done]) -> Done {
    if parts.contains(&Done::Made) { Done::Made } else { Done::AlreadyThere }
}

fn system(needs: &[SystemNeed]) -> Result<Done> {
    let missing: Vec<&SystemNeed> = needs.iter().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok(Done::AlreadyThere);
    }
    let names = missing.iter().map(|need| need.name).collect::<Vec<_>>().join(", ");
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    let command =
        format!("sudo apt-get update && sudo apt-get install -y --no-install-recommends {}", packages.join(" "));
    if !run::is_root() || run::find_program(&["apt-get"]).is_none() {
        return Err(MissingFromSystem { missing: names, command }.into());
    }
    say(format!("    installing {names} ({})", packages.join(" ")));
    run::succeed(apt().arg("update"))?;
    run::succeed(apt().args(["install", "-y", "--no-install-recommends"]).args(&packages))?;
    let still: Vec<&str> = missing.iter().filter(|need| !(need.is_there)()).map(|need| need.name).collect();
    if still.is_empty() {
        return Ok(Done::Made);
    }
    Err(MissingFromSystem { missing: still.join(", "), command }.into())
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.arg("-qq").env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}

fn rust_target(paths: &Paths) -> Result<Done> {
    let mut ask = Command::new("rustc");
    ask.current_dir(&paths.root).args(["--print", "target-libdir", "--target", WASM_TARGET]);
    if Path::new(run::answer(&mut ask)?.trim()).is_dir() {
        return Ok(Done::AlreadyThere);
    }
    rustup(paths, &["target", "add", WASM_TARGET], "the Rust target for the browser")
}

fn rust_components(paths: &Paths) -> Result<Done> {
    let mut done = Done::AlreadyThere;
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if run::answer(&mut run::cargo(paths, &[subcommand, "--version"])).is_err() {
            done = rustup(paths, &["component", "add", component], component)?;
        }
    }
    Ok(done)
}

fn rustup(paths: &Paths, arguments: &[&str], what: &str) -> Result<Done> {
    if run::find_program(&["rustup"]).is_none() {
        let command = format!("rustup {}", arguments.join(" "));
        return Err(MissingFromSystem { missing: what.to_owned(), command }.into());
    }
    run::succeed(Command::new("rustup").current_dir(&paths.root).args(arguments).stdin(Stdio::null()))?;
    Ok(Done::Made)
}

/// Installs the browser tests' packages when their lock file is newer than what is installed.
fn npm_modules(folder: &Path) -> Result<Done> {
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified());
    let wanted: SystemTime =
        changed(&folder.join("package-lock.json")).context("end2end/package-lock.json is missing")?;
    // npm writes this list last, so an interrupted installation is not taken for a finished one.
    let installed = changed(&folder.join("node_modules").join(".package-lock.json"));
    if installed.is_ok_and(|installed| installed >= wanted) {
        return Ok(Done::AlreadyThere);
    }
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run::succeed(npm.stdin(Stdio::null()))?;
    Ok(Done::Made)
}
