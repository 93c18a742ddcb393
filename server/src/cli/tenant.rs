//! `callboard tenant`.

use backend::setup;
use backend::store::NewTenant;
use clap::Subcommand;

use crate::cli::store;
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
    /// Add a company
    Add {
        /// The word in its addresses: 2 to 40 small letters, digits and hyphens
        slug: String,
        /// The name people read
        #[arg(long)]
        name: String,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// List the companies
    List {
        #[command(flatten)]
        store: StoreArgs,
    },
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Add { slug, name, store } => {
            let store = store::open(&store).await?;
            let tenant = NewTenant { slug: slug.clone(), name, is_demo: false };
            setup::create_tenant(&store, &tenant, store::now()).await?;
            out::line(&format!("tenant {slug} was added; its board is at /t/{slug}/board"));
        }
        Command::List { store } => {
            for tenant in store::open(&store).await?.all_tenants().await? {
                out::line(&format!("{}\t{}", tenant.slug, tenant.name));
            }
        }
    }
    Ok(())
}
