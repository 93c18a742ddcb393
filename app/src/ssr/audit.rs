//! The audit log for its page and for its export, which take the same filter from the address.

use std::collections::BTreeMap;

use backend::audit;
use backend::runtime::RevealError;
use domain::audit::AuditFilter;
use domain::time::UnixMs;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::Caller;
use super::agent_key;
use super::failed;
use super::me;
use crate::api::audit::AUDIT_PARAMS;
use crate::api::audit::AuditPage;
use crate::error::AppError;

/// Lines on one page.
const LINES: u32 = 100;
/// The line after which a page begins, by its time and identity.
const OLDER: &str = "older";

/// The filter that an address holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditWish {
    /// What is wanted.
    pub filter: AuditFilter,
    /// The line after which to begin.
    pub older_than: Option<(UnixMs, Uuid)>,
    /// The filter's words as they were understood.
    pub words: BTreeMap<String, String>,
    /// Names whose values make no sense.
    pub not_understood: Vec<String>,
}

impl AuditWish {
    /// Reads the filter from a query. Names that are not known are left out; days are those of the zone.
    ///
    /// # Errors
    /// [`AppError::BadRequest`] when it is no query.
    pub fn parse(query: &str, zone: &TimeZone) -> Result<Self, AppError> {
        let params: Vec<(String, String)> =
            serde_urlencoded::from_str(query).map_err(|_not_a_query| AppError::BadRequest)?;
        let mut wish = Self::default();
        for (name, value) in params {
            let value = value.trim().to_owned();
            if value.is_empty() {
                continue;
            }
            if name == OLDER {
                match older_line(&value) {
                    Some(line) => wish.older_than = Some(line),
                    None => wish.not_understood.push(name),
                }
            } else if AUDIT_PARAMS.contains(&name.as_str()) {
                if wish.take(&name, &value, zone) {
                    wish.words.insert(name, value);
                } else {
                    wish.not_understood.push(name);
                }
            }
        }
        Ok(wish)
    }

    fn take(&mut self, name: &str, value: &str, zone: &TimeZone) -> bool {
        let filter = &mut self.filter;
        match name {
            "actor" => filter.actor = Some(value.to_owned()),
            "action" => filter.action = Some(value.to_owned()),
            "text" => filter.text = Some(value.to_owned()),
            "from" => filter.from = midnight(value, 0, zone),
            // The last day is meant with all its hours.
            "until" => filter.until = midnight(value, 1, zone),
            _ => return false,
        }
        match name {
            "from" => filter.from.is_some(),
            "until" => filter.until.is_some(),
            _ => true,
        }
    }
}

/// The beginning of the day `days` after the one written as `2026-04-30`.
fn midnight(text: &str, days: i64, zone: &TimeZone) -> Option<UnixMs> {
    let date: Date = text.parse().ok()?;
    let date = date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    let at = date.to_zoned(zone.clone()).ok()?;
    Some(UnixMs(at.timestamp().as_millisecond()))
}

fn older_line(text: &str) -> Option<(UnixMs, Uuid)> {
    let (at, id) = text.split_once('-')?;
    Some((UnixMs(at.parse().ok()?), id.parse().ok()?))
}

/// One page of the log.
pub(crate) async fn page(caller: &Caller, query: &str) -> Result<AuditPage, AppError> {
    let backend = &caller.backend;
    let wish = AuditWish::parse(query, &caller.zone()).map_err(failed)?;
    let store = backend.store();
    // One more than is shown tells whether there are older ones.
    let mut lines = audit::read(store, &caller.ctx, &wish.filter, wish.older_than, LINES + 1)
        .await
        .map_err(|_store| failed(AppError::Unavailable))?;
    let has_older = lines.len() > LINES as usize;
    lines.truncate(LINES as usize);
    let older = lines.last().filter(|_| has_older).map(|line| format!("{}-{}", line.at.0, line.id));
    let actors = store.audit_actors(caller.ctx.tenant_id()).await.map_err(|_store| failed(AppError::Unavailable))?;
    Ok(AuditPage {
        me: me(caller),
        lines,
        older,
        actors,
        filter: wish.words,
        not_understood: wish.not_understood,
        zone: caller.clocks(),
    })
}

/// The whole number in the agent's call.
pub(crate) async fn reveal_number(caller: &Caller, agent: &str) -> Result<String, AppError> {
    let (connection, external_id) = agent_key(agent)?;
    let revealed = caller.backend.reveal_number(&caller.ctx, &caller.actor(), connection, external_id).await;
    revealed.map_err(|error| {
        failed(match error {
            RevealError::NotFound => AppError::NotFound,
            RevealError::NotRecorded(_) => AppError::Unavailable,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_zone_and_the_last_one_is_whole() {
        let wish =
            AuditWish::parse("from=2026-04-29&until=2026-04-30", &TimeZone::get("Asia/Ho_Chi_Minh").unwrap()).unwrap();

        let hour = 3_600_000;
        let from = wish.filter.from.unwrap();
        assert_eq!(from, UnixMs(1_777_420_800_000 - 7 * hour));
        assert_eq!(wish.filter.until, Some(UnixMs(from.0 + 48 * hour)));
    }

    #[test]
    fn what_makes_no_sense_is_named_and_left_out() {
        let wish = AuditWish::parse("from=yesterday&older=x&actor=An&unknown=1&text=+", &TimeZone::UTC).unwrap();

        assert_eq!(wish.filter, AuditFilter { actor: Some("An".to_owned()), ..AuditFilter::default() });
        assert_eq!(wish.not_understood, ["from", "older"]);
        assert_eq!(wish.words.len(), 1);
    }
}
