//! Turns the translations into Rust, so that a missing word is a compile error in either language.

use std::env;
use std::error::Error;
use std::path::PathBuf;

use leptos_i18n_build::Config;
use leptos_i18n_build::ParseOptions;
use leptos_i18n_build::TranslationsInfos;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.toml");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?).join("i18n");
    let options = ParseOptions::new().interpolate_display(true);
    let translations = TranslationsInfos::parse(Config::new("en")?.add_locale("vi")?.parse_options(options))?;
    translations.emit_diagnostics();
    translations.rerun_if_locales_changed();
    translations.generate_i18n_module(out_dir)?;
    Ok(())
}
