//! Totals of some days, for each agent, group or connection that somebody may see.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use domain::half_hour::HALF_HOUR_MS;
use domain::half_hour::Slice;
use domain::id::ConnectionId;
use domain::occupancy::Tally;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use domain::totals::By;
use domain::totals::Cell;
use domain::totals::Day;
use domain::totals::Row;
use domain::totals::Subject;

use super::calendar::LocalDay;
use super::cut::half_hours;
use super::who::Roster;
use crate::auth::TenantCtx;
use crate::hub::Sight;
use crate::runtime::Backend;
use crate::store::Connection;
use crate::store::StoreResult;

/// What was done on some days. An agent counts on the days on which they were logged in at some time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// One for each agent, group or connection, by name.
    pub rows: Vec<Row>,
    /// The days, oldest first.
    pub days: Vec<Day>,
    /// Everything together.
    pub total: Tally,
    /// The first moment of which anything is kept.
    pub kept_from: Option<UnixMs>,
}

impl Backend {
    /// Adds up what the person may see of these days. None for a limited person of whom the limits are not known.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn history_report(&self, ctx: &TenantCtx, days: &[LocalDay], by: By) -> StoreResult<Option<Report>> {
        let Some(sight) = Sight::of(&ctx.audience(), ctx.scope_filter()) else { return Ok(None) };
        let now = self.now();
        let mut gathering = Gathering::new(days, by, now);
        for connection in self.store().connections(ctx.tenant_id()).await? {
            self.gather(ctx, &connection, days, &sight, &mut gathering).await?;
        }
        Ok(Some(gathering.report()))
    }

    async fn gather(
        &self,
        ctx: &TenantCtx,
        connection: &Connection,
        days: &[LocalDay],
        sight: &Sight,
        gathering: &mut Gathering,
    ) -> StoreResult<()> {
        let (store, tenant, now) = (self.store(), ctx.tenant_id(), self.now());
        let Some(first) = store.first_state_event_at(tenant, connection.id).await? else { return Ok(()) };
        let mut roster = Roster::read(store, tenant, connection.id, sight).await?;
        for (index, day) in days.iter().enumerate() {
            let halves = half_hours(store, tenant, connection.id, (day.from, day.until), now).await?;
            let mut slices: Vec<Slice> = halves.into_iter().flat_map(|half| half.slices).collect();
            slices.retain(|slice| roster.admits(&slice.external_id, slice.group.as_deref(), slice.queue.as_deref()));
            if !connection.provider().tells_work() {
                slices.iter_mut().for_each(|slice| slice.tally = slice.tally.without_work());
            }
            if !slices.is_empty() {
                gathering.kept_from = Some(gathering.kept_from.map_or(first, |known| known.min(first)));
            }
            gathering.add(index, connection, &slices);
        }
        gathering.name(connection, &roster);
        Ok(())
    }
}

struct Gathering {
    by: By,
    days: Vec<Day>,
    of_groups: BTreeMap<(ConnectionId, String, Option<String>), Tally>,
    named: HashMap<(ConnectionId, String), String>,
    connections: HashMap<ConnectionId, (String, ProviderKind)>,
    last_groups: HashMap<(ConnectionId, String), Option<String>>,
    kept_from: Option<UnixMs>,
}

impl Gathering {
    fn new(days: &[LocalDay], by: By, now: UnixMs) -> Self {
        let cell = |(start, place): &(UnixMs, u8)| {
            let elapsed_ms = now.ms_since(*start).min(HALF_HOUR_MS);
            (elapsed_ms > 0).then(|| Cell::new(*start, *place, elapsed_ms))
        };
        let day = |day: &LocalDay| Day {
            date: day.date.to_string(),
            from: day.from,
            until: day.until,
            tally: Tally::default(),
            cells: day.half_hours.iter().filter_map(cell).collect(),
        };
        Self {
            by,
            days: days.iter().map(day).collect(),
            of_groups: BTreeMap::new(),
            named: HashMap::new(),
            connections: HashMap::new(),
            last_groups: HashMap::new(),
            kept_from: None,
        }
    }

    fn add(&mut self, day: usize, connection: &Connection, slices: &[Slice]) {
        let mut logged_in: HashMap<&str, i64> = HashMap::new();
        for slice in slices {
            *logged_in.entry(&slice.external_id).or_default() += slice.tally.logged_in_ms();
        }
        let mut of_groups: HashMap<(&str, Option<&str>), Tally> = HashMap::new();
        let day = &mut self.days[day];
        for slice in slices.iter().filter(|slice| logged_in.get(slice.external_id.as_str()).is_some_and(|ms| *ms > 0)) {
            of_groups.entry((&slice.external_id, slice.group.as_deref())).or_default().add(&slice.tally);
            day.tally.add(&slice.tally);
            let index = usize::try_from(slice.start.ms_since(day.from) / HALF_HOUR_MS).unwrap_or(usize::MAX);
            if let Some(cell) = day.cells.get_mut(index) {
                cell.add(&slice.tally);
            }
            if self.by == By::Agent {
                // Slices come in the order of time, so the last one stays.
                self.last_groups.insert((connection.id, slice.external_id.clone()), slice.group.clone());
            }
        }
        for ((agent, group), tally) in of_groups {
            let key = (connection.id, agent.to_owned(), group.map(str::to_owned));
            self.of_groups.entry(key).or_default().add(&tally);
        }
    }

    fn name(&mut self, connection: &Connection, roster: &Roster<'_>) {
        self.connections.insert(connection.id, (connection.name.clone(), connection.provider()));
        let agents = self.of_groups.keys().filter(|(of, _, _)| *of == connection.id);
        let named = agents.map(|(of, agent, _)| ((*of, agent.clone()), roster.name(agent))).collect::<Vec<_>>();
        self.named.extend(named);
    }

    fn report(self) -> Report {
        let mut rows: BTreeMap<Subject, Gathered> = BTreeMap::new();
        let mut total = Tally::default();
        for ((connection, agent, group), tally) in &self.of_groups {
            let Some((connection_name, provider)) = self.connections.get(connection) else { continue };
            let key = (*connection, agent.clone());
            let subject = match self.by {
                By::Agent => Subject::Agent {
                    name: self.named.get(&key).cloned().unwrap_or_default(),
                    connection: *connection,
                    connection_name: connection_name.clone(),
                    external_id: agent.clone(),
                    group: self.last_groups.get(&key).cloned().flatten(),
                },
                By::Group => Subject::Group { name: group.clone() },
                By::Connection => Subject::Connection { name: connection_name.clone(), id: *connection },
            };
            total.add(tally);
            rows.entry(subject).or_default().add(key, *provider, tally);
        }
        let rows = rows.into_iter().map(|(subject, gathered)| gathered.row(subject)).collect();
        Report { rows, days: self.days, total, kept_from: self.kept_from }
    }
}

#[derive(Default)]
struct Gathered {
    agents: BTreeSet<(ConnectionId, String)>,
    tally: Tally,
    uncounted: BTreeSet<ProviderKind>,
}

impl Gathered {
    fn add(&mut self, agent: (ConnectionId, String), provider: ProviderKind, tally: &Tally) {
        self.tally.add(tally);
        if tally.calls.is_none() {
            self.uncounted.insert(provider);
        }
        if tally.logged_in_ms() > 0 {
            self.agents.insert(agent);
        }
    }

    fn row(self, subject: Subject) -> Row {
        Row {
            subject,
            agents: u32::try_from(self.agents.len()).unwrap_or(u32::MAX),
            tally: self.tally,
            uncounted: self.uncounted.into_iter().collect(),
        }
    }
}
