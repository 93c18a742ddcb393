//! `callboard key`. A server that runs beside it takes a new key up by itself.

use backend::secrets::Inspection;
use backend::secrets::KeyRing;
use backend::secrets::KeySource;
use backend::secrets::RotationError;
use backend::secrets::SecretError;
use backend::secrets::inspect;
use backend::secrets::retire;
use backend::secrets::rotate;
use clap::Subcommand;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::cli::format::Format;
use crate::cli::store;
use crate::config::KeyArgs;
use crate::config::StoreArgs;
use crate::failure::Failure;
use crate::out;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the key file where there is none
    Generate {
        /// Print a new key instead, for CALLBOARD_KEY or a credential of systemd; nothing is kept
        #[arg(long)]
        print: bool,
        #[command(flatten)]
        places: Places,
    },
    /// Try to open everything that is sealed
    Check(Places),
    /// Seal everything anew with a new key, or finish a rotation that was interrupted; the server may go on meanwhile
    Rotate(Places),
    /// Forget the keys that nothing is sealed with any more
    Retire(Places),
}

#[derive(Debug, clap::Args)]
struct Places {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Generate { print: true, .. } => {
            out::line(KeyRing::fresh_key().expose_secret());
            Ok(())
        }
        Command::Generate { print: false, places } => generate(&places),
        Command::Check(places) => check(&places).await,
        Command::Rotate(places) => rotate_keys(&places).await,
        Command::Retire(places) => retire_keys(&places).await,
    }
}

impl Places {
    fn source(&self) -> Result<KeySource, Failure> {
        let (folder, _) = self.store.places()?;
        self.key.source(&folder)
    }
}

fn generate(places: &Places) -> Result<(), Failure> {
    let source = places.source()?;
    if KeyRing::open_existing(source.clone()).is_ok() {
        return Err(Failure::usage("key", format!("{source} is there already; callboard key rotate adds another key")));
    }
    let keys = KeyRing::create_where_missing(source)?;
    let id = keys.current_id();
    let place = keys.source().to_string();
    places.format.say(&json!({ "key": id }), || {
        vec![format!("{place} was made; its key is {id}. Keep a copy of it apart from the database")]
    });
    Ok(())
}

async fn check(places: &Places) -> Result<(), Failure> {
    let keys = KeyRing::open_existing(places.source()?)?;
    let found = inspect(&store::open(&places.store).await?, &keys).await?;
    let behind = found.behind();
    places.format.say(&described(&found), || {
        let mut lines = vec![keys.source().to_string()];
        for (at, (id, sealed)) in found.keys.iter().enumerate() {
            let part = if at + 1 == found.keys.len() { "seals" } else { "earlier" };
            lines.push(format!("  {id}  {part:<7}  {sealed} secrets"));
        }
        if behind > 0 {
            lines
                .push(format!("{behind} secrets are sealed with an earlier key; callboard key rotate seals them anew"));
        }
        lines
    });
    refuse_broken(&found.broken)
}

async fn rotate_keys(places: &Places) -> Result<(), Failure> {
    let keys = KeyRing::open_existing(places.source()?)?;
    let done = rotate(&store::open(&places.store).await?, &keys).await.map_err(failure)?;
    let id = keys.current_id();
    let facts =
        json!({ "key": id, "has_new_key": done.has_new_key, "resealed": done.resealed, "broken": done.broken.len() });
    places.format.say(&facts, || {
        let begun =
            if done.has_new_key { "There is a new key" } else { "An earlier rotation was finished; its key is" };
        vec![
            format!("{begun} {id}; {} secrets were sealed anew", done.resealed),
            "The earlier keys still open backups of earlier days. callboard key retire forgets them".to_owned(),
        ]
    });
    refuse_broken(&done.broken)
}

async fn retire_keys(places: &Places) -> Result<(), Failure> {
    let keys = KeyRing::open_existing(places.source()?)?;
    let retired = retire(&store::open(&places.store).await?, &keys).await.map_err(failure)?;
    places.format.say(&json!({ "retired": retired }), || match retired.as_slice() {
        [] => vec![
            "No key could be forgotten: something is sealed with each of them, or it is the one that seals".to_owned(),
        ],
        ids => vec![format!(
            "{} forgotten: {}",
            if ids.len() == 1 { "One key was" } else { "These keys were" },
            ids.join(", ")
        )],
    });
    Ok(())
}

fn described(found: &Inspection) -> serde_json::Value {
    let keys: Vec<_> = found.keys.iter().map(|(id, sealed)| json!({ "key": id, "sealed": sealed })).collect();
    let broken: Vec<_> = found.broken.iter().map(ToString::to_string).collect();
    json!({ "keys": keys, "behind": found.behind(), "broken": broken })
}

/// What does not open is the operator's business even where everything else went well.
fn refuse_broken(broken: &[SecretError]) -> Result<(), Failure> {
    if broken.is_empty() {
        return Ok(());
    }
    Err(Failure::Broken(broken.iter().map(ToString::to_string).collect()))
}

fn failure(error: RotationError) -> Failure {
    match error {
        RotationError::Secrets(error) => error.into(),
        RotationError::Store(error) => error.into(),
        RotationError::Behind | RotationError::TooEarly => Failure::NotNow(error.to_string()),
    }
}
