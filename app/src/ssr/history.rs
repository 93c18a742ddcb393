//! The past for its page and for its exports, which take the same question from the address.

use std::collections::BTreeSet;

use backend::history;
use backend::history::LEAST_DAYS;
use backend::history::LocalDay;
use backend::history::MOST_DAYS;
use backend::history::Range;
use backend::history::Report;
use backend::history::RetentionError;
use domain::time::UnixMs;
use domain::totals;
use domain::totals::By;
use domain::totals::Column;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Caller;
use super::failed;
use super::me;
use crate::api::history::Heat;
use crate::api::history::HistoryPage;
use crate::api::history::Question;
use crate::api::history::ROWS;
use crate::api::history::Retention;
use crate::api::history::Span;
use crate::error::AppError;

/// The question that an address holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryWish {
    /// As it was understood.
    pub question: Question,
    /// Its days.
    pub range: Range,
    /// Names whose values make no sense.
    pub not_understood: Vec<String>,
}

impl HistoryWish {
    /// Reads the question from a query. Names that are not known are left out; days are those of the zone.
    ///
    /// # Errors
    /// [`AppError::BadRequest`] when it is no query.
    pub fn parse(query: &str, now: UnixMs, zone: &TimeZone) -> Result<Self, AppError> {
        let params: Vec<(String, String)> =
            serde_urlencoded::from_str(query).map_err(|_not_a_query| AppError::BadRequest)?;
        let mut wish = Self {
            question: Question { page: 1, ..Question::default() },
            range: Range::last_days(1, now, zone),
            not_understood: Vec::new(),
        };
        let (mut from, mut until) = (None, None);
        for (name, value) in params {
            let value = value.trim();
            let is_understood = value.is_empty()
                || match name.as_str() {
                    "from" => day(value, &mut from),
                    "until" => day(value, &mut until),
                    _ => wish.take(&name, value, now, zone),
                };
            if !is_understood {
                wish.not_understood.push(name);
            }
        }
        wish.pick(from, until);
        wish.question.first = wish.range.first().to_string();
        wish.question.last = wish.range.last().to_string();
        Ok(wish)
    }

    fn take(&mut self, name: &str, value: &str, now: UnixMs, zone: &TimeZone) -> bool {
        let question = &mut self.question;
        match name {
            "days" => {
                let spans = [Span::Today, Span::Yesterday, Span::Week];
                let Some(span) = spans.into_iter().find(|span| span.slug() == value) else { return false };
                question.span = span;
                self.range = match span {
                    Span::Today | Span::Picked => Range::last_days(1, now, zone),
                    Span::Yesterday => Range::yesterday(now, zone),
                    Span::Week => Range::last_days(7, now, zone),
                };
                true
            }
            "by" => put(&mut question.by, By::from_slug(value)),
            "sort" => put(&mut question.column, Column::from_slug(value)),
            "order" => put(&mut question.falling, (value == "falling").then_some(true)),
            "heat" => {
                put(&mut question.heat, [Heat::Occupancy, Heat::LoggedIn].into_iter().find(|heat| heat.slug() == value))
            }
            "page" => put(&mut question.page, value.parse().ok().filter(|page| *page > 0)),
            // Whatever else an address carries is not for this page.
            _ => true,
        }
    }

    /// Days that were picked win over the ones that have a name.
    fn pick(&mut self, from: Option<Date>, until: Option<Date>) {
        let (Some(first), Some(last)) = (from.or(until), until.or(from)) else { return };
        match Range::new(first, last) {
            Some(range) => {
                self.range = range;
                self.question.span = Span::Picked;
            }
            None => self.not_understood.push("until".to_owned()),
        }
    }

    /// The days in the zone.
    pub fn days(&self, zone: &TimeZone) -> Vec<LocalDay> {
        history::days(self.range, zone)
    }

    /// Rows in the order that is wished for.
    pub fn sort(&self, report: &mut Report) {
        totals::sort(&mut report.rows, self.question.column, self.question.falling);
    }
}

fn day(value: &str, into: &mut Option<Date>) -> bool {
    *into = value.parse().ok();
    into.is_some()
}

fn put<T>(into: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *into = value;
            true
        }
        None => false,
    }
}

/// The page.
pub(crate) async fn page(caller: &Caller, query: &str) -> Result<HistoryPage, AppError> {
    let backend = &caller.backend;
    let (now, zone) = (backend.now(), caller.zone());
    let mut wish = HistoryWish::parse(query, now, &zone).map_err(failed)?;
    let report = backend.history_report(&caller.ctx, &wish.days(&zone), wish.question.by).await;
    let report = report.map_err(|_store| failed(AppError::Unavailable))?;
    let mut report = report.ok_or_else(|| failed(AppError::NotFound))?;
    let kept_days = backend.store().history_days(caller.ctx.tenant_id()).await;
    let kept_days = kept_days.map_err(|_store| failed(AppError::Unavailable))?;
    wish.sort(&mut report);
    let row_count = report.rows.len();
    let uncounted: BTreeSet<_> = report.rows.iter().flat_map(|row| row.uncounted.iter().copied()).collect();
    wish.question.page = wish.question.page.min(row_count.div_ceil(ROWS).max(1));
    let rows = report.rows.into_iter().skip((wish.question.page - 1) * ROWS).take(ROWS).collect();
    Ok(HistoryPage {
        me: me(caller),
        question: wish.question,
        not_understood: wish.not_understood,
        rows,
        row_count,
        total: report.total,
        uncounted: uncounted.into_iter().collect(),
        days: report.days,
        kept_from: report.kept_from,
        kept_days,
        now,
        zone: caller.clocks(),
    })
}

/// For how long the past is kept.
pub(crate) async fn retention(caller: &Caller) -> Result<Retention, AppError> {
    let days = caller.backend.store().history_days(caller.ctx.tenant_id()).await;
    let days = days.map_err(|_store| failed(AppError::Unavailable))?;
    Ok(Retention { me: me(caller), days, least: LEAST_DAYS, most: MOST_DAYS })
}

/// Changes it.
pub(crate) async fn keep(caller: &Caller, typed: &str) -> Result<u32, AppError> {
    let backend = &caller.backend;
    let kept = history::keep_for(backend.store(), backend.clock(), &caller.ctx, &caller.actor(), typed).await;
    kept.map_err(|error| {
        failed(match error {
            RetentionError::Invalid(error) => AppError::invalid(error),
            RetentionError::Unavailable(_) => AppError::Unavailable,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 02:00 of 21 November 2026 in a zone seven hours ahead.
    const NOW: UnixMs = UnixMs(1_795_201_200_000);

    fn wish(query: &str) -> HistoryWish {
        HistoryWish::parse(query, NOW, &TimeZone::posix("<+07>-7").unwrap()).unwrap()
    }

    fn days(query: &str) -> (Span, String, String) {
        let question = wish(query).question;
        (question.span, question.first, question.last)
    }

    fn of(span: Span, first: &str, last: &str) -> (Span, String, String) {
        (span, first.to_owned(), last.to_owned())
    }

    #[test]
    fn days_are_those_of_the_zone() {
        assert_eq!(days(""), of(Span::Today, "2026-11-21", "2026-11-21"));
        assert_eq!(days("days=yesterday"), of(Span::Yesterday, "2026-11-20", "2026-11-20"));
        assert_eq!(days("days=week"), of(Span::Week, "2026-11-15", "2026-11-21"));
        assert_eq!(days("from=2026-11-01&until=2026-11-03&days=week"), of(Span::Picked, "2026-11-01", "2026-11-03"));
        assert_eq!(days("from=2026-11-01"), of(Span::Picked, "2026-11-01", "2026-11-01"));
    }

    #[test]
    fn what_makes_no_sense_is_named_and_left_out() {
        let wish =
            wish("from=2026-11-03&until=2026-11-01&by=shoe&sort=on_call&order=falling&page=0&heat=x&days=never&x=1");

        assert_eq!(wish.not_understood, ["by", "page", "heat", "days", "until"]);
        assert_eq!((wish.question.span, wish.question.page, wish.question.falling), (Span::Today, 1, true));
        assert_eq!(wish.question.column, Column::State(domain::agent::AgentState::OnCall));
    }
}
