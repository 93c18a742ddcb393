//! `callboard config`.

use std::env;

use clap::ArgMatches;
use clap::CommandFactory;
use clap::Subcommand;
use serde_json::Value;
use serde_json::json;

use crate::cli::Cli;
use crate::cli::format::Format;
use crate::config::ServerArgs;
use crate::config::Setting;
use crate::config::settings;
use crate::failure::Failure;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print every setting of a server, and where it comes from: default, file, environment or flag
    ///
    /// Give it what the server is given. Secrets, and passwords in addresses, are printed as ***: there is no way to print
    /// them. --json prints {"settings": [{"name", "value", "origin", "from"}]}.
    Print(Box<PrintArgs>),
}

#[derive(Debug, clap::Args)]
struct PrintArgs {
    /// Says in a script what is so anyway: secrets are printed as ***
    #[arg(long)]
    redacted: bool,
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    format: Format,
}

pub(super) fn run(args: Args) -> Result<(), Failure> {
    let Command::Print(args) = args.command;
    // Once more, for what a parsed value does not tell: whether it came from the line, a variable or nobody.
    let matches = Cli::command().get_matches_from(env::args_os());
    let settings = settings(&args.server, innermost(&matches))?;
    args.format.say(&facts(&settings), || settings.iter().map(line).collect());
    Ok(())
}

fn innermost(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, within)| innermost(within))
}

fn facts(settings: &[Setting]) -> Value {
    let settings = settings.iter().map(|setting| {
        json!({
            "name": setting.name,
            "value": setting.value,
            "origin": setting.origin.as_str(),
            "from": setting.origin.detail(),
        })
    });
    json!({ "settings": settings.collect::<Vec<Value>>() })
}

fn line(setting: &Setting) -> String {
    let from = setting.origin.detail().map_or_else(String::new, |detail| format!(" ({detail})"));
    let value = setting.value.as_deref().unwrap_or("-");
    format!("{:<14} {value}  [{}{from}]", setting.name, setting.origin.as_str())
}
