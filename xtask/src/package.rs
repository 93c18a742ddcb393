//! Makes the Debian package: what a release leaves beside its binary, the unit of the service manager, and the samples of
//! `deploy/`. What is in it and where is said in `server/Cargo.toml`; this stages the files and asks cargo-deb.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::binary;
use crate::binary::Mode;
use crate::needs;
use crate::paths::Paths;
use crate::progress::{Done, Progress, say};
use crate::run;
use crate::site;

/// The number of steps that [`make`] announces.
pub(crate) const STEPS: usize = 2;
/// cargo-deb from the crates' registry, so that a fresh machine makes the same package.
const CARGO_DEB: &str = "3.8.0";

/// Builds, packs, and says where the package is.
pub(crate) fn run(paths: &Paths, mode: Mode) -> Result<PathBuf> {
    let mut progress = Progress::of(1 + binary::STEPS + STEPS);
    progress.step("what the build needs", || needs::for_building(paths))?;
    binary::build(paths, mode, &mut progress)?;
    let package = make(paths, mode, &mut progress)?;
    say(format!("packed {} in {:.0} s", paths.shown(&package), progress.elapsed_s()));
    Ok(package)
}

/// Packs what was built.
pub(crate) fn make(paths: &Paths, mode: Mode, progress: &mut Progress) -> Result<PathBuf> {
    let tool = tool(paths);
    progress.step("what packing needs", || install(paths, &tool))?;
    let package = paths.root.join("target").join("package").join("callboard.deb");
    progress.step("package", || pack(paths, mode, &tool, &package))?;
    Ok(package)
}

fn tool(paths: &Paths) -> PathBuf {
    paths.target.join("tools").join(format!("cargo-deb-{CARGO_DEB}"))
}

fn install(paths: &Paths, tool: &Path) -> Result<Done> {
    if tool.join("bin").join("cargo-deb").is_file() {
        return Ok(Done::AlreadyThere);
    }
    let mut cargo = run::cargo(paths, &["install", "cargo-deb", "--locked", "--version", CARGO_DEB, "--root"]);
    cargo.arg(tool).env("CARGO_TARGET_DIR", paths.target.join("tools").join("build"));
    run::succeed(cargo.arg("--quiet"))?;
    Ok(Done::Made)
}

fn pack(paths: &Paths, mode: Mode, tool: &Path, package: &Path) -> Result<Done> {
    let built = mode.folder(paths);
    let stage = paths.root.join("target").join("package").join("stage");
    if stage.exists() {
        fs::remove_dir_all(&stage).with_context(|| format!("{} cannot be removed", stage.display()))?;
    }
    fs::create_dir_all(stage.join("program"))?;
    fs::create_dir_all(stage.join("files"))?;
    let program = stage.join("program").join("callboard");
    fs::copy(built.join("callboard"), &program).context("the server was not built")?;
    if mode == Mode::Debug {
        // Hundreds of megabytes for debuggers are not worth a minute of packing.
        run::succeed(Command::new("strip").arg("--strip-debug").arg(&program))?;
    }
    site::copy_folder(&built.join("site"), &stage.join("files").join("site"))?;
    let hashes = built.join("hash.txt");
    if hashes.is_file() {
        fs::copy(hashes, stage.join("files").join("hash.txt"))?;
    }
    let mut deb = Command::new(tool.join("bin").join("cargo-deb"));
    deb.current_dir(&paths.root).args(["deb", "-p", "server", "--no-build", "--no-strip", "--output"]).arg(package);
    if mode == Mode::Debug {
        deb.arg("--fast");
    }
    run::succeed(&mut deb)?;
    Ok(Done::Made)
}
