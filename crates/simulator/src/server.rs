//! The listener: five faces under their prefixes and the control paths, until it is shut down.
//! Dropping every connection at once is deliberate: a stalled answer must not keep a test waiting.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{Router, middleware};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::{JoinHandle, JoinSet},
};

use crate::{
    clock::SimClock,
    console::Console,
    control,
    faces::{self, alohub, convoso, crocodial, tel4vn, vicidial},
    faults::{self, Fault},
    options::Options,
    provider::ProviderName,
    shared::{ForceError, Shared},
    world::{AgentState, Lived, World, WorldConfig},
};

/// What a simulator is started with.
#[derive(Clone, Debug)]
pub struct SimulatorConfig {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Everything that looks like chance follows from this.
    pub seed: u64,
    /// The size of each of the five floors.
    pub agents_per_provider: usize,
    /// Where the time comes from. The world opens at the clock's time.
    pub clock: SimClock,
    /// What the world has lived when it opens; none is an hour of work.
    pub lived: Option<Lived>,
    /// What can be chosen about the faces.
    pub options: Options,
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            seed: 1,
            agents_per_provider: 24,
            clock: SimClock::real(),
            lived: None,
            options: Options::default(),
        }
    }
}

/// What a reader needs to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The account, where the provider has one beside the secret.
    pub user: Option<&'static str>,
    /// The token, key or password.
    pub secret: &'static str,
}

/// A running simulator. Dropping it stops it, too, but without waiting for the listener to end.
pub struct Simulator {
    addr: SocketAddr,
    world: WorldConfig,
    shared: Arc<Shared>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Builds the world and starts to listen.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(config: SimulatorConfig) -> io::Result<Simulator> {
    let listener = TcpListener::bind(config.listen).await?;
    let addr = listener.local_addr()?;
    let world = WorldConfig {
        seed: config.seed,
        agents_per_provider: config.agents_per_provider,
        start_unix_ms: config.clock.now_unix_ms(),
        lived: config.lived,
    };
    let shared = Arc::new(Shared::new(World::new(&world), config.clock, config.options));
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(listen(listener, router(&shared), stopped));
    Ok(Simulator { addr, world, shared, stop, task })
}

impl Simulator {
    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What a reader is given as this provider's address; the documented paths follow it.
    #[must_use]
    pub fn base_url(&self, provider: ProviderName) -> String {
        let mut addr = self.addr;
        if addr.ip().is_unspecified() {
            // A listener on every address is reached on the loopback.
            addr.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        format!("http://{addr}{}", provider.prefix())
    }

    /// The account and secret this provider accepts. TEL4VN's is the static bearer.
    #[must_use]
    pub fn credentials(&self, provider: ProviderName) -> Credentials {
        credentials(provider)
    }

    /// What the world was made from: the same again is the same world.
    #[must_use]
    pub fn world(&self) -> &WorldConfig {
        &self.world
    }

    /// The API key from which TEL4VN issues tokens.
    #[must_use]
    pub fn tel4vn_api_key(&self) -> &'static str {
        tel4vn::API_KEY
    }

    /// Switches a fault on, or off with [`Fault::None`].
    pub fn set_fault(&self, provider: ProviderName, fault: Fault) {
        self.shared.set_fault(provider, fault);
    }

    /// Changes what can be chosen about the faces.
    pub fn set_options(&self, change: impl FnOnce(&mut Options)) {
        let mut options = self.shared.options();
        change(&mut options);
        self.shared.set_options(options);
    }

    /// Puts an agent into a state now and holds it there for ten minutes.
    ///
    /// # Errors
    /// When this floor has no such agent.
    pub fn force_state(&self, provider: ProviderName, external_id: &str, state: AgentState) -> Result<(), ForceError> {
        self.shared.force_state(provider, external_id, state)
    }

    /// Gives an agent another name.
    ///
    /// # Errors
    /// When this floor has no such agent.
    pub fn rename(&self, provider: ProviderName, external_id: &str, name: &str) -> Result<(), ForceError> {
        self.shared.rename(provider, external_id, name)
    }

    /// Whoever sits at the provider's own console.
    #[must_use]
    pub fn console(&self) -> Console<'_> {
        Console::of(&self.shared)
    }

    /// Every agent of this floor, logged in or not, with its state now.
    #[must_use]
    pub fn agents(&self, provider: ProviderName) -> Vec<(String, AgentState)> {
        let floor = self.shared.floor(provider);
        floor.agents.iter().map(|agent| (agent.external_id.clone(), agent.state)).collect()
    }

    /// How many requests this provider has had.
    #[must_use]
    pub fn requests(&self, provider: ProviderName) -> u64 {
        self.shared.counters(provider).requests
    }

    /// How many changes this provider has accepted.
    #[must_use]
    pub fn writes(&self, provider: ProviderName) -> u64 {
        self.shared.counters(provider).writes
    }

    /// The clock, for tests that move it.
    #[must_use]
    pub fn clock(&self) -> &SimClock {
        &self.shared.clock
    }

    /// Stops listening and closes every connection, answered or not.
    pub async fn shutdown(self) {
        // The task may have ended already; then there is nobody to tell.
        let _ = self.stop.send(());
        if let Err(error) = self.task.await {
            tracing::warn!("the simulator's listener ended badly: {error}");
        }
    }
}

pub(crate) fn credentials(provider: ProviderName) -> Credentials {
    match provider {
        ProviderName::Tel4vn => Credentials { user: None, secret: tel4vn::STATIC_TOKEN },
        ProviderName::Convoso => Credentials { user: None, secret: convoso::TOKEN },
        ProviderName::Alohub => Credentials { user: None, secret: alohub::KEY },
        ProviderName::Vicidial => Credentials { user: Some(vicidial::USER), secret: vicidial::PASSWORD },
        ProviderName::Crocodial => Credentials { user: Some(crocodial::USER), secret: crocodial::PASSWORD },
    }
}

pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let mut router = control::router();
    for provider in ProviderName::ALL {
        let face = faces::router(provider)
            .layer(middleware::from_fn_with_state((Arc::clone(shared), provider), faults::guard));
        router = router.nest(provider.prefix(), face);
    }
    router.with_state(Arc::clone(shared))
}

async fn listen(listener: TcpListener, router: Router, mut stopped: oneshot::Receiver<()>) {
    // Dropping the set aborts what is still running, stalled answers included.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, router.clone()));
                }
                Err(error) => tracing::warn!("the simulator could not accept a connection: {error}"),
            },
        }
    }
}

async fn serve(stream: TcpStream, router: Router) {
    let service = TowerToHyperService::new(router);
    // A client that goes away, or a fault that breaks the answer, ends the connection; that is what they are for.
    if let Err(error) = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!("a connection to the simulator ended early: {error}");
    }
}
