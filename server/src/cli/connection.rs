//! `callboard connection`. A server that runs takes changes up within seconds.

use backend::hub::Clock;
use backend::operator;
use backend::secrets::KeyRing;
use backend::store::Connection;
use clap::Subcommand;
use providers::HostGuard;
use providers::ProviderError;
use serde_json::Value;
use serde_json::json;

use crate::cli::format::Format;
use crate::cli::format::moment;
use crate::cli::provider::ProviderArgs;
use crate::cli::store;
use crate::config::GuardArgs;
use crate::config::KeyArgs;
use crate::config::SecretArgs;
use crate::config::StoreArgs;
use crate::failure::Failure;

const TAKES_EFFECT: &str = "a server that runs takes it up within seconds";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a provider account; the secret is read from CALLBOARD_SECRET or --secret-file (- is the standard input)
    Add(Box<AddArgs>),
    /// List the provider accounts of a tenant
    List {
        /// The tenant's slug
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        #[command(flatten)]
        store: StoreArgs,
        #[command(flatten)]
        format: Format,
    },
    /// Show how a provider account is set up, without its secret
    Show(NamedArgs),
    /// Replace the secret; it is read from CALLBOARD_SECRET or --secret-file (- is the standard input)
    Secret(Box<SecretOfArgs>),
    /// Stop asking a provider account
    #[command(visible_alias = "pause")]
    Suspend(NamedArgs),
    /// Ask a provider account again, also one that had refused the secret
    Resume(NamedArgs),
    /// Delete a provider account; its secret is erased, its history stays
    Remove {
        #[command(flatten)]
        named: NamedArgs,
        /// It is meant
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// The tenant's slug
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    /// The name people read; one of a kind within the tenant
    #[arg(long)]
    name: String,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    guard: GuardArgs,
    #[command(flatten)]
    secret: SecretArgs,
    #[command(flatten)]
    format: Format,
    #[command(subcommand)]
    provider: ProviderArgs,
}

#[derive(Debug, clap::Args)]
struct NamedArgs {
    /// The connection's name
    name: String,
    /// The tenant's slug
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, clap::Args)]
struct SecretOfArgs {
    #[command(flatten)]
    named: NamedArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    secret: SecretArgs,
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Add(args) => add(*args).await,
        Command::List { tenant, store, format } => list(&tenant, &store, format).await,
        Command::Show(args) => show(&args).await,
        Command::Secret(args) => replace_secret(&args).await,
        Command::Suspend(args) => set_paused(&args, true).await,
        Command::Resume(args) => set_paused(&args, false).await,
        Command::Remove { named, yes } => remove(&named, yes).await,
    }
}

impl NamedArgs {
    async fn found(&self) -> Result<(backend::store::Store, Connection), Failure> {
        let store = store::open(&self.store).await?;
        let tenant = store::tenant(&store, &self.tenant).await?;
        let connection = store::connection(&store, &tenant, &self.name, "name").await?;
        Ok((store, connection))
    }

    /// Says what became of the connection.
    fn done(&self, connection: &Connection, condition: &str, told: &str) {
        let facts = json!({ "id": connection.id.to_string(), "name": self.name, "condition": condition });
        self.format.say(&facts, || vec![format!("connection {:?} {told}; {TAKES_EFFECT}", self.name)]);
    }
}

async fn add(args: AddArgs) -> Result<(), Failure> {
    let (tenant, name) = (&args.tenant, &args.name);
    let secret = args.secret.secret()?;
    let settings = args.provider.settings();
    let kind = settings.provider.kind();
    if let Err(error) = providers::connect(&settings, secret.clone(), HostGuard { allow_private: args.guard.ranges() })
    {
        return Err(unusable(&error));
    }
    let (folder, _) = args.store.places()?;
    let store = store::open(&args.store).await?;
    let keys = KeyRing::open_or_create(args.key.source(&folder)?, &store).await?;
    let company = store::tenant(&store, tenant).await?;
    let clock = Clock::system();
    let id = operator::add_connection(&store, &clock, &keys, &company, name, settings, &secret).await?;
    let facts = json!({ "id": id.to_string(), "name": name, "provider": kind.as_str(), "condition": "polled" });
    args.format.say(&facts, || {
        vec![format!("connection {name:?} ({}) was added to tenant {tenant}; {TAKES_EFFECT}", kind.label())]
    });
    Ok(())
}

fn unusable(error: &ProviderError) -> Failure {
    match error {
        ProviderError::Misconfigured(error) => Failure::usage("connection", error.to_string()),
        ProviderError::RateLimited { .. }
        | ProviderError::AuthFailed
        | ProviderError::Forbidden { .. }
        | ProviderError::Unreachable(_)
        | ProviderError::ServerError { .. }
        | ProviderError::BadBody(_)
        | ProviderError::Refused { .. }
        | ProviderError::NotOffered => Failure::usage("connection", error.to_string()),
    }
}

/// How it stands with a connection: a word for a program, and one for a person.
fn condition(connection: &Connection) -> (&'static str, &'static str) {
    if connection.is_paused {
        ("paused", "paused")
    } else if connection.auth_held_at.is_some() {
        ("held", "held: the provider refused the secret")
    } else if connection.secret.is_none() {
        ("without_secret", "without a secret")
    } else {
        ("polled", "polled")
    }
}

fn facts(connection: &Connection) -> Value {
    json!({
        "id": connection.id.to_string(),
        "name": connection.name,
        "provider": connection.provider().as_str(),
        "base_url": connection.settings.base_url,
        "condition": condition(connection).0,
        "has_secret": connection.secret.is_some(),
        "secret_set_at": connection.secret.as_ref().map(|secret| moment(secret.set_at)),
        "created_at": moment(connection.created_at),
    })
}

async fn list(tenant: &str, places: &StoreArgs, format: Format) -> Result<(), Failure> {
    let store = store::open(places).await?;
    let tenant = store::tenant(&store, tenant).await?;
    let connections = store.connections(tenant.id).await?;
    let all: Vec<Value> = connections.iter().map(facts).collect();
    format.say(&json!({ "connections": all }), || {
        let line = |connection: &Connection| {
            let (provider, url) = (connection.provider().label(), &connection.settings.base_url);
            format!("{}\t{provider}\t{url}\t{}", connection.name, condition(connection).1)
        };
        connections.iter().map(line).collect()
    });
    Ok(())
}

async fn show(args: &NamedArgs) -> Result<(), Failure> {
    let (_, connection) = args.found().await?;
    let settings = providers::form::form_of(&connection.settings);
    let settings: Vec<(&str, &String)> = settings.iter().map(|(field, value)| (field.as_str(), value)).collect();
    let mut facts = facts(&connection);
    facts["settings"] = settings.iter().map(|(field, value)| ((*field).to_owned(), json!(value))).collect();
    args.format.say(&facts, || {
        let mut lines = vec![
            format!("{}\t{}\t{}", connection.name, connection.provider().label(), condition(&connection).1),
            format!("added\t{}", moment(connection.created_at)),
        ];
        if let Some(secret) = &connection.secret {
            lines.push(format!("secret\tset at {}", moment(secret.set_at)));
        }
        lines.extend(settings.iter().map(|(field, value)| format!("{field}\t{value}")));
        lines
    });
    Ok(())
}

async fn replace_secret(args: &SecretOfArgs) -> Result<(), Failure> {
    let secret = args.secret.secret()?;
    let (store, connection) = args.named.found().await?;
    let (folder, _) = args.named.store.places()?;
    let keys = KeyRing::open_or_create(args.key.source(&folder)?, &store).await?;
    operator::replace_secret(&store, &Clock::system(), &keys, &connection, &secret).await?;
    let condition = if connection.is_paused { "paused" } else { "polled" };
    args.named.done(&connection, condition, "has another secret");
    Ok(())
}

async fn set_paused(args: &NamedArgs, is_paused: bool) -> Result<(), Failure> {
    let (store, connection) = args.found().await?;
    operator::pause_connection(&store, &Clock::system(), &connection, is_paused).await?;
    let condition = if is_paused { "paused" } else { "polled" };
    args.done(&connection, condition, &format!("is {condition}"));
    Ok(())
}

async fn remove(args: &NamedArgs, yes: bool) -> Result<(), Failure> {
    let (store, connection) = args.found().await?;
    if !yes {
        let remedy =
            format!("connection {:?} would be deleted and its secret erased; add --yes if it is meant", args.name);
        return Err(Failure::usage("yes", remedy));
    }
    operator::remove_connection(&store, &Clock::system(), &connection).await?;
    args.done(&connection, "removed", "was removed");
    Ok(())
}
