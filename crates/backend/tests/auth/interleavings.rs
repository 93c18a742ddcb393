//! Requests in flight while a session is revoked, in random order: once the revocation is acknowledged, no identifier
//! that any of them has ever held opens anything. A thousand orders in each run, ten thousand under `CALLBOARD_SOAK`.

use std::env;

use backend::auth::SessionHash;
use backend::auth::SignedIn;
use backend::auth::session;
use backend::store::Store;
use futures::future::join_all;
use rand::RngExt;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tower_sessions::Session;
use tower_sessions::session::Id;

use crate::databases::on_both_databases;
use crate::people::World;

const ORDERS: u64 = 1000;
const ORDERS_OF_A_SOAK: u64 = 10_000;

/// What a request does with its session.
#[derive(Clone, Copy, Debug)]
enum Step {
    Look,
    Save,
    Cycle,
    Rotate,
    Flush,
    Touch,
    SignInAgain,
    Renew,
    ChangePart,
}

const STEPS: [Step; 9] = [
    Step::Look,
    Step::Save,
    Step::Cycle,
    Step::Rotate,
    Step::Flush,
    Step::Touch,
    Step::SignInAgain,
    Step::Renew,
    Step::ChangePart,
];

/// How the person or an admin ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Revocation {
    OneSession,
    Everything,
    NewPassword,
    SignOut,
}

const REVOCATIONS: [Revocation; 4] =
    [Revocation::OneSession, Revocation::Everything, Revocation::NewPassword, Revocation::SignOut];

/// A request in flight: its session, what it still does, and every identifier it has held.
struct InFlight {
    session: Session,
    steps: Vec<Step>,
    held: Vec<Id>,
}

impl InFlight {
    fn new(world: &World, id: Id, random: &mut StdRng, may_sign_in: bool) -> Self {
        let mut step = || STEPS[random.random_range(0..STEPS.len())];
        let mut steps: Vec<Step> = (0..4).map(|_| step()).collect();
        if !may_sign_in {
            steps.retain(|step| !matches!(step, Step::SignInAgain));
        }
        Self { session: world.request(Some(id)), steps, held: vec![id] }
    }

    /// Does one step, whatever becomes of it.
    async fn step(&mut self, world: &World, proof: &SignedIn) {
        let Some(step) = self.steps.pop() else { return };
        let session = &self.session;
        match step {
            Step::Look => drop(backend::auth::Principal::of_session(session, &world.store).await),
            Step::Save => {
                drop(session.insert("seen", 1).await);
                drop(session.save().await);
            }
            Step::Cycle => drop(session.cycle_id().await),
            Step::Rotate => drop(session::rotate(session).await),
            Step::Flush => drop(session.flush().await),
            Step::Touch => {
                if let Some(hash) = SessionHash::of_session(session) {
                    drop(world.sessions.touch(&hash).await);
                }
            }
            Step::SignInAgain => drop(session::begin(session, proof).await),
            Step::Renew => drop(world.sessions.renew_if_changed(session).await),
            Step::ChangePart => world.change_part().await,
        }
        self.held.extend(session.id());
    }
}

async fn revoke(world: &World, revocation: Revocation, id: Id) {
    let request = world.request(Some(id));
    let hash = SessionHash::of_session(&request).unwrap();
    match revocation {
        Revocation::OneSession => world.sessions.revoke(&hash).await.unwrap(),
        Revocation::Everything => world.sessions.revoke_all(world.user).await.unwrap(),
        Revocation::NewPassword => world.store.set_password_hash(world.user, "another").await.unwrap(),
        Revocation::SignOut => world.sessions.sign_out(&request).await.unwrap(),
    }
}

async fn one_order(world: &World, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let revocation = REVOCATIONS[random.random_range(0..REVOCATIONS.len())];
    let id = world.cookie().await;
    let proof = world.signed_in().await;
    // A password that was proven before everything ended must not begin anything after it. Where one session alone
    // ends, the same password may begin another.
    let may_sign_in = matches!(revocation, Revocation::Everything | Revocation::NewPassword);
    let mut requests: Vec<InFlight> = (0..3).map(|_| InFlight::new(world, id, &mut random, may_sign_in)).collect();

    if seed.is_multiple_of(2) {
        // Step by step: whatever stands between two statements of a request is tried.
        let steps_before = random.random_range(0..12);
        for step in 0..12 {
            if step == steps_before {
                revoke(world, revocation, id).await;
            }
            let at = random.random_range(0..requests.len());
            requests[at].step(world, &proof).await;
        }
    } else {
        // At once: whatever stands between two words of the database is tried.
        let proof = &proof;
        let running = join_all(requests.iter_mut().map(async |request| {
            for _ in 0..4 {
                request.step(world, proof).await;
            }
        }));
        tokio::join!(running, revoke(world, revocation, id));
    }

    for request in &requests {
        for held in &request.held {
            assert!(!world.opens(*held).await, "order {seed}: alive after {revocation:?}");
        }
    }
}

async fn nothing_in_flight_outlives_a_revocation(store: Store) {
    let world = World::new(store).await;
    let orders = if env::var_os("CALLBOARD_SOAK").is_some() { ORDERS_OF_A_SOAK } else { ORDERS };

    for seed in 0..orders {
        one_order(&world, seed).await;
    }
}

on_both_databases! {
    nothing_in_flight_outlives_a_revocation,
}
