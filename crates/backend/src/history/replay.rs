//! Answers a replay: the board of a moment with the steps after it, and what is kept of a day.
//!
//! It reads only, and answers everybody within their own limits of today.

use std::collections::HashMap;

use domain::board::Board;
use domain::delta::Delta;
use domain::history::WatchSpan;
use domain::id::ConnectionId;
use domain::replay::CROWD_EVERY_S;
use domain::replay::KeptDay;
use domain::replay::LONGEST_CHUNK_S;
use domain::replay::ReplayChunk;
use domain::replay::watched;
use domain::time::UnixMs;

use crate::auth::TenantCtx;
use crate::history::day::day_around;
use crate::hub::Sight;
use crate::hub::agent_at;
use crate::runtime::Backend;
use crate::store::StoreResult;

/// How far a connection was read is written down so often; what is later than this is not all written down.
const WRITTEN_AFTER_S: i64 = 15;
/// Where a replay begins that names no moment: so long before the end of the past.
const BEGIN_BEFORE_S: i64 = 15 * 60;

impl Backend {
    /// Where the past ends: everything up to this moment is written down. It moves on with each second, so that whoever
    /// answers with more than one reading of it takes it once.
    fn edge_of_the_past(&self) -> UnixMs {
        UnixMs::from_s(self.now().plus_s(-WRITTEN_AFTER_S).whole_s())
    }

    /// Where a replay begins: the board of the moment that is `wished`, or of a quarter of an hour ago, and its day. A moment
    /// that has not come yet is the end of the past, which is one and the same for both.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn begin_replay(&self, ctx: &TenantCtx, wished: Option<UnixMs>) -> StoreResult<(KeptDay, Board)> {
        let edge = self.edge_of_the_past();
        let at = wished.map_or_else(|| edge.plus_s(-BEGIN_BEFORE_S), |at| at.max(UnixMs(0)).min(edge));
        let (day, _) = self.kept_day_of(ctx, at, edge).await?;
        let at = if wished.is_some() { at } else { at.max(day.first.unwrap_or(at)).min(edge) };
        let chunk = self.chunk_of(ctx, at, 0, edge).await?;
        Ok((day, chunk.board))
    }

    /// The board of whole second `at` as the caller may see it, and every step of the next `length_s` seconds, at most
    /// [`LONGEST_CHUNK_S`] and not beyond the end of the past.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn replay_chunk(&self, ctx: &TenantCtx, at: UnixMs, length_s: u32) -> StoreResult<ReplayChunk> {
        self.chunk_of(ctx, at, length_s, self.edge_of_the_past()).await
    }

    async fn chunk_of(&self, ctx: &TenantCtx, at: UnixMs, length_s: u32, edge: UnixMs) -> StoreResult<ReplayChunk> {
        let at = UnixMs::from_s(at.whole_s().clamp(0, edge.whole_s()));
        let until = at.plus_s(i64::from(length_s.min(LONGEST_CHUNK_S))).min(edge);
        // The reel ends before its last moment, the chunk with it.
        let reel = self.reel(ctx.tenant_id(), &ctx.audience(), ctx.scope_filter(), at, until.plus_s(1)).await?;
        let Some(mut reel) = reel else {
            let board = Board { now: at, ..Board::default() };
            return Ok(ReplayChunk { board, steps: Vec::new(), until, edge });
        };
        let board = reel.board().clone();
        let seconds = at.whole_s() + 1..=until.whole_s();
        let steps: Vec<Delta> = seconds.filter_map(|second| reel.step_to(UnixMs::from_s(second))).collect();
        Ok(ReplayChunk { board, steps, until, edge })
    }

    /// What is kept of the day in which `at` lies, with its crowd, which takes longer than the rest.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn kept_day_with_crowd(&self, ctx: &TenantCtx, at: UnixMs) -> StoreResult<KeptDay> {
        let (mut day, spans) = self.kept_day_of(ctx, at, self.edge_of_the_past()).await?;
        let (from, until) = (day.from, day.until.min(day.edge));
        let buckets = usize::try_from(until.seconds_since(from).max(0) / CROWD_EVERY_S + 1).unwrap_or(0);
        let mut crowd: Vec<Option<u32>> = vec![None; buckets];
        let Some(sight) = Sight::of(&ctx.audience(), ctx.scope_filter()) else { return Ok(day) };
        for (connection, spans) in spans {
            let watched = watched(&spans, from, until);
            let counts = self.logged_in(ctx, &sight, connection, (from, until), buckets).await?;
            for (bucket, (sum, count)) in crowd.iter_mut().zip(counts).enumerate() {
                let at = from.plus_s(CROWD_EVERY_S * i64::try_from(bucket).unwrap_or(0));
                if watched.iter().any(|(begin, end)| (*begin..*end).contains(&at)) {
                    *sum = Some(sum.unwrap_or(0) + count);
                }
            }
        }
        day.crowd = crowd;
        Ok(day)
    }

    /// A day, and how each connection in the caller's sight was read in it.
    async fn kept_day_of(
        &self,
        ctx: &TenantCtx,
        at: UnixMs,
        edge: UnixMs,
    ) -> StoreResult<(KeptDay, Vec<(ConnectionId, Vec<WatchSpan>)>)> {
        let (store, tenant) = (self.store(), ctx.tenant_id());
        let (from, until) = day_around(at, &self.zone_for(ctx));
        let mut kept = Vec::new();
        let mut first: Option<UnixMs> = None;
        for connection in self.connections_in_sight(ctx).await? {
            let began = store.first_watched(tenant, connection).await?;
            let began = began.map(|began| UnixMs::from_s(UnixMs(began.0.saturating_add(999)).whole_s()));
            first = first.into_iter().chain(began).min();
            // Rows stay fresh for a while after the end of a stretch.
            let mut spans = Vec::from_iter(store.last_watch_span(tenant, connection, from).await?);
            spans.extend(store.watch_spans(tenant, connection, from, until).await?);
            kept.push((connection, spans));
        }
        let all: Vec<WatchSpan> = kept.iter().flat_map(|(_, spans)| spans.iter().copied()).collect();
        let day = KeptDay { from, until, first, edge, watched: watched(&all, from, until), crowd: Vec::new() };
        Ok((day, kept))
    }

    /// Connections of which the caller can see somebody: when another one was read is none of their business.
    async fn connections_in_sight(&self, ctx: &TenantCtx) -> StoreResult<Vec<ConnectionId>> {
        let (store, tenant) = (self.store(), ctx.tenant_id());
        let Some(sight) = Sight::of(&ctx.audience(), ctx.scope_filter()) else { return Ok(Vec::new()) };
        let mut seen = Vec::new();
        for connection in store.connections(tenant).await? {
            let is_seen = sight.names_connection(connection.id)
                || self
                    .known_agents(tenant, connection.id)
                    .await?
                    .iter()
                    .any(|agent| sight.admits_agent_of(connection.id, agent));
            if is_seen {
                seen.push(connection.id);
            }
        }
        Ok(seen)
    }

    /// How many agents of a connection in the caller's sight were logged in, at each moment of the crowd.
    async fn logged_in(
        &self,
        ctx: &TenantCtx,
        sight: &Sight,
        connection: ConnectionId,
        (from, until): (UnixMs, UnixMs),
        buckets: usize,
    ) -> StoreResult<Vec<u32>> {
        let (store, tenant) = (self.store(), ctx.tenant_id());
        let known = self.known_agents(tenant, connection).await?;
        let known: HashMap<&str, _> = known.iter().map(|agent| (agent.external_id.as_str(), agent)).collect();
        let mut events = store.last_state_events(tenant, connection, None, from).await?;
        events.extend(store.login_events(tenant, connection, from, until.plus_s(1)).await?);
        let mut events = events.into_iter().peekable();
        let mut is_in: HashMap<String, bool> = HashMap::new();
        let mut count = 0_u32;
        let moments = (0..buckets).map(|bucket| from.plus_s(CROWD_EVERY_S * i64::try_from(bucket).unwrap_or(0)));
        let at_moment = |at: UnixMs| {
            while let Some(event) = events.next_if(|event| event.seen_at <= at) {
                let agent = agent_at(known.get(event.external_id.as_str()).copied(), &event);
                let now = event.to.is_logged_in() && sight.admits_agent_of(connection, &agent);
                let before = is_in.insert(event.external_id, now).unwrap_or(false);
                count = if now == before {
                    count
                } else if now {
                    count + 1
                } else {
                    count.saturating_sub(1)
                };
            }
            count
        };
        Ok(moments.map(at_moment).collect())
    }
}
