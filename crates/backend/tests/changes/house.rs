//! A simulated AloHub inside this process on the paused clock, with the product's own client at its door.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use backend::changes::Runner;
use backend::hub::Clock;
use backend::runtime::UnderWay;
use backend::store::StoreResult;
use domain::administration::Trouble;
use domain::changes::Asked;
use domain::changes::ChangeProgress;
use domain::changes::Doing;
use domain::changes::Plan;
use domain::changes::RowCounts;
use domain::changes::Seen;
use domain::changes::SetState;
use domain::changes::plan;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::administration::Aim;
use providers::alohub::config::AlohubConfig;
use providers::http::InProcess as Door;
use simulator::InProcess;
use simulator::ProviderName;
use simulator::WorldConfig;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;

use crate::account::Account;
use crate::account::Turns;
use crate::chance::Chance;

pub(crate) const ALOHUB: ProviderName = ProviderName::Alohub;
pub(crate) const QUEUES: [&str; 4] = ["1001226", "1000886", "1001301", "1001302"];
/// The client's own limit on the network.
const PATIENCE: Duration = Duration::from_secs(10);
const OPENING_MS: i64 = 1_800_000_000_000;
const TENANT: TenantId = TenantId(Uuid::from_u128(1));
const CONNECTION: ConnectionId = ConnectionId(Uuid::from_u128(2));

pub(crate) struct House {
    pub(crate) world: Arc<InProcess>,
    pub(crate) clock: Clock,
    pub(crate) provider: Arc<dyn Provider>,
    under_way: Arc<UnderWay>,
    turns: Turns,
    sets: Mutex<u64>,
}

/// The way to the provider and back takes its time, and a request that has left arrives whoever has stopped waiting.
struct Way {
    world: Arc<InProcess>,
    clock: Clock,
    chance: Mutex<Chance>,
    most_ms: u64,
}

impl Door for Way {
    fn answer(&self, request: http::Request<bytes::Bytes>) -> BoxFuture<'_, Option<http::Response<bytes::Bytes>>> {
        let (world, clock) = (Arc::clone(&self.world), self.clock.clone());
        let mut chance = self.chance.lock().unwrap();
        let mut takes = || Duration::from_millis(1 + chance.below(self.most_ms));
        let (there, back) = (takes(), takes());
        let is_read = request.method() == http::Method::GET;
        let travelling = tokio::spawn(async move {
            tokio::time::sleep(there).await;
            world.advance_to(clock.now().0);
            let (parts, body) = world.router().oneshot(request.map(axum_body)).await.ok()?.into_parts();
            let body = read(body).await?;
            tokio::time::sleep(back).await;
            Some(http::Response::from_parts(parts, body))
        });
        Box::pin(async move {
            // A read that is never answered ends as on the network. A write does not: none here means that it never left.
            let patience = if is_read { PATIENCE } else { Duration::MAX };
            tokio::time::timeout(patience, travelling).await.ok()?.ok().flatten()
        })
    }
}

fn axum_body(bytes: bytes::Bytes) -> axum::body::Body {
    axum::body::Body::from(bytes)
}

async fn read(body: axum::body::Body) -> Option<bytes::Bytes> {
    axum::body::to_bytes(body, usize::MAX).await.ok()
}

impl House {
    pub(crate) fn new(seed: u64, agents: usize, most_ms: u64) -> Arc<Self> {
        let config = WorldConfig { seed, agents_per_provider: agents, start_unix_ms: OPENING_MS, lived: None };
        let world = Arc::new(InProcess::before_opening(&config));
        let (begun, begun_ms) = (Instant::now(), world.now_unix_ms());
        let clock = Clock::of(move || UnixMs(begun_ms + i64::try_from(begun.elapsed().as_millis()).unwrap()));
        let chance = Mutex::new(Chance::of(seed ^ 0xD00));
        let way = Way { world: Arc::clone(&world), clock: clock.clone(), chance, most_ms };
        let config = ProviderConfig::Alohub(AlohubConfig::default());
        let settings = ConnectionSettings::new(format!("https://sim.example{}", ALOHUB.prefix()), config);
        let secret = world.credentials(ALOHUB).secret.to_owned().into();
        let guard = HostGuard { allow_private: Vec::new() };
        let provider = providers::connect_in_process(&settings, secret, guard, Arc::new(way)).unwrap();
        Arc::new(Self {
            world,
            clock,
            provider,
            under_way: Arc::default(),
            turns: Turns::default(),
            sets: Mutex::default(),
        })
    }

    pub(crate) fn agents(&self) -> Vec<String> {
        self.world.agents(ALOHUB).into_iter().map(|(id, _)| id).collect()
    }

    /// Somebody at the provider's own console.
    pub(crate) fn console(&self, agent: &str, queues: &[&str], priority: Option<i64>) {
        self.world.advance_to(self.clock.now().0);
        self.world.console().sets_callin(ALOHUB, agent, queues, priority).unwrap();
    }

    pub(crate) fn queues_of(&self, agent: &str) -> Vec<&'static str> {
        self.world.advance_to(self.clock.now().0);
        self.world.console().callin(ALOHUB, agent).unwrap().0
    }

    pub(crate) async fn plan(&self, asked: &[Asked]) -> Result<Plan, Trouble> {
        let administration = self.provider.administration().unwrap();
        let agents = administration.agents(Aim::ToShow, self.clock.now()).await?;
        let scan = administration.memberships(None, Aim::ToShow, self.clock.now(), &|_| {}).await?;
        let recording = BTreeMap::new();
        Ok(plan(asked, Seen { agents: &agents, memberships: Some(&scan), recording: &recording }))
    }

    pub(crate) fn account(&self, plan: &Plan) -> Arc<Account> {
        let mut sets = self.sets.lock().unwrap();
        *sets += 1;
        Account::of(*sets, plan, &self.turns)
    }

    /// Runs from wherever the account stands.
    pub(crate) fn run(&self, account: &Arc<Account>) -> Job {
        let empty = ChangeProgress::new(SetState::Running, RowCounts::default(), Doing::Nothing);
        let (progress, told) = watch::channel(empty);
        let cancelled = CancellationToken::new();
        let provider = Arc::clone(&self.provider);
        let runner = Runner {
            tenant: TENANT,
            connection: CONNECTION,
            journal: Arc::clone(account) as Arc<dyn backend::changes::Journal>,
            provider: Arc::new(move || Some(Arc::clone(&provider))),
            under_way: Arc::clone(&self.under_way),
            clock: self.clock.clone(),
            progress,
            cancelled: cancelled.clone(),
        };
        Job { task: tokio::spawn(runner.run()), told, cancelled, account: Arc::clone(account) }
    }
}

/// A set that runs.
pub(crate) struct Job {
    pub(crate) task: JoinHandle<StoreResult<SetState>>,
    pub(crate) told: watch::Receiver<ChangeProgress>,
    cancelled: CancellationToken,
    account: Arc<Account>,
}

impl Job {
    pub(crate) fn cancel(&self) {
        self.account.cancel();
        self.cancelled.cancel();
    }

    /// The process dies, wherever the run is.
    pub(crate) async fn crash(self) {
        self.task.abort();
        let _ended = self.task.await;
    }

    pub(crate) async fn ended(self) -> SetState {
        self.task.await.unwrap().unwrap()
    }

    /// Waits until it is so.
    pub(crate) async fn until(&mut self, is_so: impl FnMut(&ChangeProgress) -> bool) -> ChangeProgress {
        *self.told.wait_for(is_so).await.unwrap()
    }
}
