//! Zones of time. What a person reads is in a zone of their own where they chose one, else in the company's; a company's
//! is that of the machine until an admin chooses one. What a company does, such as rules that are silent at night and what
//! stands on its walls, goes by the company's.

use std::collections::HashMap;
use std::fmt;
use std::sync::PoisonError;
use std::sync::RwLock;

use domain::form::FieldError;
use domain::id::TenantId;
use domain::time::UnixMs;
use domain::zone::MOST_CHANGES;
use domain::zone::Zone;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use providers::zone::zone as by_name;
use tokio::sync::Mutex;
use tokio::sync::MutexGuard;

use crate::auth::Principal;
use crate::auth::TenantCtx;
use crate::runtime::Backend;
use crate::store::Store;
use crate::store::StoreResult;

/// A page tells times of two years back, as long as a past is kept.
const BACK_S: i64 = 731 * 86_400;

/// The zones that companies have chosen.
#[derive(Default)]
pub(crate) struct Zones {
    chosen: RwLock<HashMap<TenantId, TimeZone>>,
    turn: Mutex<()>,
}

impl fmt::Debug for Zones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zones").finish_non_exhaustive()
    }
}

impl Zones {
    /// Those that are stored. One that no database of zones has any more is a defect of one company: it has the machine's.
    pub(crate) async fn restore(store: &Store) -> StoreResult<Self> {
        let zones = Self::default();
        for (tenant, name) in store.company_zones().await? {
            match by_name(&name) {
                Ok(zone) => zones.set(tenant, Some(zone)),
                Err(_) => tracing::error!(tenant.id = %tenant, "tenant {tenant} has a time zone that is not known"),
            }
        }
        Ok(zones)
    }

    /// The turn to change what is stored and what is known here; one has it at a time.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    pub(crate) fn set(&self, tenant: TenantId, zone: Option<TimeZone>) {
        let mut zones = self.chosen.write().unwrap_or_else(PoisonError::into_inner);
        match zone {
            Some(zone) => zones.insert(tenant, zone),
            None => zones.remove(&tenant),
        };
    }

    fn of(&self, tenant: TenantId) -> TimeZone {
        let zones = self.chosen.read().unwrap_or_else(PoisonError::into_inner);
        zones.get(&tenant).cloned().unwrap_or_else(TimeZone::system)
    }
}

impl Backend {
    /// The zone of a company.
    pub fn company_zone(&self, tenant: TenantId) -> TimeZone {
        self.zones().of(tenant)
    }

    /// The zone in which a person reads what is a company's.
    pub fn zone_for(&self, ctx: &TenantCtx) -> TimeZone {
        ctx.own_zone().cloned().unwrap_or_else(|| self.company_zone(ctx.tenant_id()))
    }

    /// The zone in which a person reads what is no company's: their own, else that of their first company.
    pub fn zone_of_person(&self, principal: &Principal) -> TimeZone {
        principal.own_zone().cloned().unwrap_or_else(|| self.zone_of_companies(principal))
    }

    /// The zone of the first company of a person, which counts for what is no company's.
    pub fn zone_of_companies(&self, principal: &Principal) -> TimeZone {
        let first = principal.memberships().first();
        first.map_or_else(TimeZone::system, |membership| self.company_zone(membership.tenant.id))
    }
}

/// The clocks of a zone as a page knows them: from two years ago to as far ahead as there is room for.
pub fn clocks(zone: &TimeZone, now: UnixMs) -> Zone {
    let at = |at: UnixMs| Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    let begin = at(now.plus_s(-BACK_S));
    let changes = zone.following(begin).take(MOST_CHANGES);
    let changes: Vec<_> =
        changes.map(|change| (UnixMs(change.timestamp().as_millisecond()), change.offset().seconds())).collect();
    Zone::changing(zone.to_offset(begin).seconds(), &changes)
}

/// Reads a zone somebody typed; nothing typed is none.
///
/// # Errors
/// [`Problem::NotAZone`](domain::form::Problem::NotAZone) when there is none of that name.
pub fn typed(name: &str) -> Result<Option<TimeZone>, FieldError> {
    if name.trim().is_empty() { Ok(None) } else { by_name(name).map(Some) }
}

/// The names of the zones there are, in order. Those that stand for a region only: `Asia/Ho_Chi_Minh`, not `EST`.
pub fn names() -> Vec<String> {
    let mut zones: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
    zones.retain(|name| {
        name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("posix/") && !name.starts_with("right/")
    });
    zones.sort_unstable();
    zones
}

/// The name of a zone, where it has one.
pub fn name_of(zone: &TimeZone) -> Option<String> {
    zone.iana_name().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 22 November 2026.
    const NOW: UnixMs = UnixMs(1_795_305_600_000);

    fn offsets(name: &str, days: &[&str]) -> Vec<i32> {
        let clocks = clocks(&TimeZone::get(name).unwrap(), NOW);
        let hours = |day: &&str| {
            let at: Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
            clocks.utc_offset_s(UnixMs(at.as_millisecond())) / 3600
        };
        days.iter().map(hours).collect()
    }

    #[test]
    fn a_page_knows_the_clocks_of_two_years_and_of_what_comes() {
        assert_eq!(offsets("Asia/Ho_Chi_Minh", &["2024-12-01", "2026-11-22", "2027-06-01"]), [7, 7, 7]);
        let new_york = ["2024-12-01", "2025-07-01", "2025-12-01", "2026-07-01", "2026-11-22", "2027-07-01"];
        assert_eq!(offsets("America/New_York", &new_york), [-5, -4, -5, -4, -5, -4]);
    }

    #[test]
    fn the_zone_with_the_most_changes_is_known_until_today() {
        // Morocco puts its clocks back for every Ramadan.
        let days = ["2025-01-01", "2025-03-10", "2025-05-01", "2026-03-01", "2026-11-22"];
        assert_eq!(offsets("Africa/Casablanca", &days), [1, 0, 1, 0, 1]);
    }

    #[test]
    fn zones_are_named_by_region() {
        let names = names();
        assert!(names.iter().any(|name| name == "Asia/Ho_Chi_Minh"));
        assert!(!names.iter().any(|name| name == "EST" || name.starts_with("Etc/")));
        assert!(names.is_sorted());
    }
}
