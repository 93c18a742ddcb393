//! `callboard serve`.

use backend::people::first_run;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use secrecy::ExposeSecret;

use crate::config::ServerArgs;
use crate::failure::Failure;
use crate::out;
use crate::run;
use crate::run::Place;
use crate::running::Running;
use crate::shutdown::Ending;
use crate::site::link;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    server: ServerArgs,
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    let args = args.server;
    let ending = Ending::listen();
    let mail = args.mail.settings()?;
    let place = Place::take(&args.listen).await?;
    let (data_dir, store_url) = args.store.places()?;
    let keys = args.key.source(&data_dir)?;
    let _running = Running::note(&data_dir, place.addr());
    let config = BackendConfig { store_url, keys, allow_private: args.guard.ranges(), demo: false };
    let backend = Backend::open(config).await?;
    if let Some(mail) = mail {
        backend.start_mail(mail, &place.base_url());
    }
    if let Some(token) = first_run::token(backend.store(), backend.clock()).await? {
        let path = format!("/set-up/{}", token.expose_secret());
        out::line(&format!("Set up Callboard: {}", link(&place.base_url(), &path)));
    } else if backend.store().all_tenants().await?.is_empty() {
        out::line("There is no tenant yet. Set one up with the same --data-dir, then start this again:");
        out::line("  callboard tenant add acme --name \"Acme Ltd\"");
        out::line("  callboard user add --tenant acme --email you@example.com --role admin");
        out::line(
            "  callboard connection add --tenant acme --name \"Main floor\" vicidial --base-url https://… --user …",
        );
    }
    run::serve(place, backend, Vec::new(), ending, std::future::ready(())).await
}
