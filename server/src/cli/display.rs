//! `callboard display`: screens on walls. They are paired at a desk, where the code can be read.

use backend::auth::display::UNSEEN_S;
use backend::hub::Clock;
use backend::operator;
use backend::store::Display;
use clap::Subcommand;
use serde_json::Value;
use serde_json::json;

use crate::cli::format::Format;
use crate::cli::format::moment;
use crate::cli::store;
use crate::config::StoreArgs;
use crate::failure::Failure;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the screens of a tenant
    List(Whose),
    /// Shut a screen out; a server that runs ends its picture within seconds
    Revoke {
        /// Its name, or its identity where several have the name
        name: String,
        #[command(flatten)]
        whose: Whose,
    },
}

#[derive(Debug, clap::Args)]
struct Whose {
    /// The tenant's slug
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::List(whose) => list(&whose).await,
        Command::Revoke { name, whose } => revoke(&name, &whose).await,
    }
}

async fn list(whose: &Whose) -> Result<(), Failure> {
    let store = store::open(&whose.store).await?;
    let tenant = store::tenant(&store, &whose.tenant).await?;
    let displays = store.displays(tenant.id, store::now().plus_s(-UNSEEN_S)).await?;
    let all: Vec<Value> = displays.iter().map(facts).collect();
    whose.format.say(&json!({ "displays": all }), || {
        let line = |display: &Display| {
            let (name, place) = (&display.facts.name, &display.facts.place);
            format!("{name}\t{place}\tlast seen {}\t{}", moment(display.last_seen), display.id)
        };
        displays.iter().map(line).collect()
    });
    Ok(())
}

fn facts(display: &Display) -> Value {
    json!({
        "id": display.id.to_string(),
        "name": display.facts.name,
        "place": display.facts.place,
        "layout": display.facts.layout.slug(),
        "is_limited": display.scope.is_some(),
        "paired_by": display.paired_by,
        "paired_at": moment(display.paired_at),
        "last_seen": moment(display.last_seen),
    })
}

async fn revoke(name: &str, whose: &Whose) -> Result<(), Failure> {
    let store = store::open(&whose.store).await?;
    let tenant = store::tenant(&store, &whose.tenant).await?;
    let mut displays = store.displays(tenant.id, store::now().plus_s(-UNSEEN_S)).await?;
    displays.retain(|display| display.facts.name == name || display.id.to_string() == name);
    let slug = &tenant.slug;
    let display = match displays.as_slice() {
        [display] => display,
        [] => {
            return Err(Failure::usage(
                "name",
                format!("tenant {slug} has no display {name:?}; callboard display list --tenant {slug} shows them"),
            ));
        }
        several => {
            let ids: Vec<String> = several.iter().map(|display| display.id.to_string()).collect();
            return Err(Failure::usage("name", format!("several are called so; give one of {}", ids.join(", "))));
        }
    };
    operator::revoke_display(&store, &Clock::system(), display).await?;
    whose.format.say(&json!({ "id": display.id.to_string(), "is_revoked": true }), || {
        vec![format!("display {:?} is shut out", display.facts.name)]
    });
    Ok(())
}
