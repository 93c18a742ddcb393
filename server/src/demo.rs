//! The demonstration: two made-up companies before a simulated call centre, set up anew or brought up to date at every
//! start. Its data have nothing to protect; its passwords are printed.

mod floors;
mod note;
mod past;
mod people;

use std::future;
use std::path::PathBuf;

use backend::hub::Clock;
use backend::mail::SmtpSettings;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use domain::time::UnixMs;
use ipnet::IpNet;
use ipnet::Ipv4Net;
use simulator::SimClock;
use simulator::Simulator;
use simulator::SimulatorConfig;

use crate::config::ListenArgs;
use crate::demo::note::Note;
use crate::demo::past::Past;
use crate::failure::Failure;
use crate::out;
use crate::run;
use crate::run::Place;
use crate::shutdown::Ending;

/// What the simulated call centre is like.
pub(crate) struct World {
    /// Agents at each provider.
    pub(crate) agents: usize,
    /// Everything that looks like chance follows from this.
    pub(crate) seed: u64,
    /// Its time.
    pub(crate) clock: SimClock,
    /// How many hours of the past are shown.
    pub(crate) past_hours: u32,
    /// The moment at which time stands still, if it does.
    pub(crate) stands_at: Option<UnixMs>,
    /// How mail is sent, if it is.
    pub(crate) mail: Option<SmtpSettings>,
}

/// Runs until the word to end.
pub(crate) async fn run(listen: &ListenArgs, folder: PathBuf, store_url: String, world: World) -> Result<(), Failure> {
    let ending = Ending::listen();
    let place = Place::take(listen).await?;
    let first = simulator(&world, world.seed, world.agents).await?;
    // The second company rents other accounts: nobody of the first works there.
    let second = simulator(&world, world.seed.wrapping_add(1), world.agents.div_ceil(2)).await?;
    let loopback = IpNet::V4(Ipv4Net::new_assert([127, 0, 0, 0].into(), 8));
    let keys = KeySource::in_folder(&folder);
    let config = BackendConfig { store_url, keys, allow_private: vec![loopback], demo: true };
    let clock = world.stands_at.map_or_else(Clock::system, |at| Clock::of(move || at));
    let backend = Backend::open_with_clock(config, clock).await?;
    let is_real = backend.store().all_tenants().await?.iter().any(|tenant| !tenant.is_demo);
    if is_real {
        let remedy = "it holds a real installation; a demonstration needs a database of its own";
        return Err(Failure::usage("database", remedy));
    }
    if let Some(mail) = world.mail.clone() {
        backend.start_mail(mail, &place.base_url());
    }
    floors::set_up(&backend, &first, &second).await?;
    let accounts = people::set_up(&backend).await?;
    let note = Note::new(&folder, &place.url(), &format!("http://{}", first.addr()), &accounts);
    let past = Past::missing(&backend, floors::all(&backend, &first, &second).await?, note).await?;

    out::line("Callboard, demonstration: everything on the board is made up.");
    out::line(&format!("  open        {}", place.url()));
    for account in &accounts {
        out::line(&format!("  {:<11} {}  password {}", account.role, account.email, account.password));
    }
    out::line(&format!("  data        {}", folder.display()));
    out::line(&format!("  providers   http://{} (simulated)", first.addr()));
    out::line("  Ctrl-C ends it.");
    if world.stands_at.is_some() {
        // Else what a picture shows depended on how far the past had come.
        past.write().await;
        run::serve(place, backend, accounts, ending, future::ready(())).await?;
    } else {
        run::serve(place, backend, accounts, ending, past.write()).await?;
    }
    first.shutdown().await;
    second.shutdown().await;
    Ok(())
}

async fn simulator(world: &World, seed: u64, agents: usize) -> Result<Simulator, Failure> {
    let config = SimulatorConfig {
        seed,
        agents_per_provider: agents,
        clock: world.clock.clone(),
        lived: ::past::lived(agents, world.past_hours, of_day_ms(world.clock.now_unix_ms())),
        ..SimulatorConfig::default()
    };
    let addr = config.listen;
    simulator::start(config).await.map_err(|error| Failure::Listen { addr, error })
}

/// The time of day in the machine's zone, as pages show times of day.
fn of_day_ms(unix_ms: i64) -> i64 {
    let at = jiff::Timestamp::from_millisecond(unix_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let offset_s = jiff::tz::TimeZone::system().to_offset(at).seconds();
    (unix_ms + i64::from(offset_s) * 1000).rem_euclid(86_400_000)
}
