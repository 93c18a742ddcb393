//! `callboard connection`. A running server knows nothing of changes made here until it starts again.

use backend::secrets::KeyRing;
use backend::setup;
use clap::Subcommand;
use providers::HostGuard;
use providers::ProviderError;

use crate::cli::provider::ProviderArgs;
use crate::cli::store;
use crate::config::GuardArgs;
use crate::config::KeyArgs;
use crate::config::SecretArgs;
use crate::config::StoreArgs;
use crate::failure::Failure;
use crate::out;

const TAKES_EFFECT: &str =
    "a running server takes it up when it is started again; what is done on its page of connections, at once";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a provider account; the secret is read from CALLBOARD_SECRET or --secret-file
    Add(Box<AddArgs>),
    /// List the provider accounts of a tenant
    List {
        /// The tenant's slug
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Stop asking a provider account
    Pause(NamedArgs),
    /// Ask a provider account again
    Resume(NamedArgs),
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
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Add(args) => add(*args).await,
        Command::List { tenant, store } => list(&tenant, &store).await,
        Command::Pause(args) => set_paused(&args, true).await,
        Command::Resume(args) => set_paused(&args, false).await,
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
    setup::add_connection(&store, &keys, tenant, name, settings, &secret, store::now()).await?;
    out::line(&format!("connection {name:?} ({}) was added to tenant {tenant}; {TAKES_EFFECT}", kind.label()));
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

async fn list(tenant: &str, places: &StoreArgs) -> Result<(), Failure> {
    let store = store::open(places).await?;
    let tenant = store::tenant(&store, tenant).await?;
    for connection in store.connections(tenant.id).await? {
        let condition = if connection.is_paused {
            "paused"
        } else if connection.auth_held_at.is_some() {
            "held: the provider refused the secret"
        } else if connection.secret.is_none() {
            "without a secret"
        } else {
            "polled"
        };
        out::line(&format!(
            "{}\t{}\t{}\t{condition}",
            connection.name,
            connection.provider().label(),
            connection.settings.base_url
        ));
    }
    Ok(())
}

async fn set_paused(args: &NamedArgs, is_paused: bool) -> Result<(), Failure> {
    let store = store::open(&args.store).await?;
    let tenant = store::tenant(&store, &args.tenant).await?;
    let connection = store::connection(&store, &tenant, &args.name, "name").await?;
    store.set_connection_paused(tenant.id, connection.id, is_paused).await?;
    if !is_paused && connection.auth_held_at.is_some() {
        // Asking for it is what a refused secret waits for.
        store.set_connection_auth_held(tenant.id, connection.id, None).await?;
    }
    let word = if is_paused { "paused" } else { "polled" };
    out::line(&format!("connection {:?} is {word}; {TAKES_EFFECT}", args.name));
    Ok(())
}
