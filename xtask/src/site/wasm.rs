//! Compiles the frontend, splits it into parts and generates its bindings.
//!
//! The bindings come from the library behind wasm-bindgen's command line, whose version cannot drift from the workspace's.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_encoder::{Module, RawSection, SectionId};
use wasm_split_cli_support::{Options, transform};
use wasmparser::Parser;

use super::{LOADER, MANIFEST, OUTPUT_NAME};
use crate::binary::Mode;
use crate::packages::WASM_TARGET;
use crate::paths::Paths;
use crate::progress::{Done, Outcome};
use crate::run;
use crate::stamp::{Stamp, files_under};

/// The module as the compiler left it.
#[derive(Debug)]
pub(crate) struct Compiled(PathBuf);

impl Outcome for Compiled {
    fn word(&self) -> String {
        "done".to_owned()
    }
}

/// Compiles the frontend in a target folder of its own; cargo knows what is done already.
pub(crate) fn compile(paths: &Paths, mode: Mode) -> Result<Compiled> {
    let front = paths.front_target();
    let mut command = run::cargo(paths, &["build", "-p", "frontend", "--lib", "--target", WASM_TARGET]);
    command.env("CARGO_TARGET_DIR", &front);
    let profile = match mode {
        Mode::Debug => "debug",
        Mode::Release => {
            command.args(["--profile", "wasm-release"]);
            "wasm-release"
        }
    };
    run::succeed(&mut command)?;
    Ok(Compiled(front.join(WASM_TARGET).join(profile).join("frontend.wasm")))
}

/// Where the bindings of a mode are kept until the site is assembled.
pub(crate) fn bound_folder(paths: &Paths, mode: Mode) -> PathBuf {
    paths.front_target().join(format!("bound-{}", mode.word()))
}

/// Generates the bindings, unless the module is the one they were generated from.
pub(crate) fn bind(paths: &Paths, mode: Mode, compiled: &Compiled) -> Result<Done> {
    let folder = bound_folder(paths, mode);
    let stamp = Stamp::of(std::slice::from_ref(&compiled.0), env!("CARGO_PKG_VERSION"))?;
    let name = format!("bindings-{}", mode.word());
    if folder.is_dir() && stamp.is_current(paths, &name) {
        return Ok(Done::AlreadyThere);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    generate(&compiled.0, &folder, mode)?;
    stamp.keep(paths, &name)?;
    Ok(Done::Made)
}

fn generate(module: &Path, folder: &Path, mode: Mode) -> Result<()> {
    fs::create_dir_all(folder)?;
    let whole = folder.join(format!("{OUTPUT_NAME}.whole.wasm"));
    split(module, &whole, folder)?;
    Bindgen::new()
        .input_path(&whole)
        // The parts refer to what they need of the module by these names.
        .keep_lld_exports(true)
        .demangle(false)
        .out_name(OUTPUT_NAME)
        .web(true)?
        .typescript(false)
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(mode == Mode::Release)
        .generate(folder)
        .with_context(|| format!("no bindings for {}", module.display()))?;
    fs::remove_file(&whole)?;
    // Leptos asks for NAME.wasm once LEPTOS_OUTPUT_NAME is known at compile time; the tool calls it NAME_bg.wasm.
    let (given, wanted) = (format!("{OUTPUT_NAME}_bg.wasm"), format!("{OUTPUT_NAME}.wasm"));
    fs::rename(folder.join(&given), folder.join(&wanted))?;
    let script = folder.join(format!("{OUTPUT_NAME}.js"));
    let text = fs::read_to_string(&script)?;
    fs::write(&script, text.replace(&given, &wanted))?;
    Ok(())
}

/// Splits the module into what every page needs, at `main`, and the parts that `app` loads later, in `folder`.
fn split(module: &Path, main: &Path, folder: &Path) -> Result<()> {
    let input = fs::read(module)?;
    let script = format!("./{OUTPUT_NAME}.js");
    let mut options = Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = main;
    options.main_module = &script;
    let loader = format!("./{LOADER}");
    options.link_name = &loader;
    let split = transform(options).map_err(|error| anyhow!("{} cannot be split: {error:#}", module.display()))?;
    fs::write(folder.join(MANIFEST), serde_json::to_string(&split.prefetch_map)?)?;
    for part in files_under(folder)?.iter().filter(|file| file.extension().is_some_and(|kind| kind == "wasm")) {
        if part != main {
            fs::write(part, without_custom_sections(&fs::read(part)?)?)?;
        }
    }
    Ok(())
}

/// The same module without what only tools read, such as the names of its functions.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Some((id, range)) = payload?.as_section()
            && id != SectionId::Custom as u8
        {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            kept.section(&RawSection { id, data: &module[range] });
        }
    }
    Ok(kept.finish())
}
