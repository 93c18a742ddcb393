//! The parts of the history page: what is looked at, totals, days, half hours and rows.

mod days;
mod export_menu;
mod filter;
mod heat_map;
mod sums;
mod table;

use crate::api::history::Heat;
use crate::api::history::Question;
use crate::api::history::Span;
use crate::components::bits::query;
use domain::totals::By;
use domain::totals::Column;

pub(crate) use days::Days;
pub(crate) use export_menu::ExportMenu;
pub(crate) use filter::HistoryFilter;
pub(crate) use heat_map::HeatMap;
pub(crate) use sums::Sums;
pub(crate) use table::TotalsTable;

/// The address of the page for a question; what is as it is without a word is left out.
pub(crate) fn href(path: &str, question: &Question) -> String {
    let mut params: Vec<(&str, String)> = Vec::new();
    match question.span {
        Span::Today => {}
        Span::Yesterday | Span::Week => params.push(("days", question.span.slug().to_owned())),
        Span::Picked => {
            params.push(("from", question.first.clone()));
            params.push(("until", question.last.clone()));
        }
    }
    if question.by != By::default() {
        params.push(("by", question.by.slug().to_owned()));
    }
    if question.column != Column::default() {
        params.push(("sort", question.column.slug().to_owned()));
    }
    if question.falling {
        params.push(("order", "falling".to_owned()));
    }
    if question.heat != Heat::default() {
        params.push(("heat", question.heat.slug().to_owned()));
    }
    if question.page > 1 {
        params.push(("page", question.page.to_string()));
    }
    path.to_owned() + &query(params)
}

/// Tenths of a percent as people read them.
pub(crate) fn percent(permille: u16) -> String {
    format!("{} %", (u32::from(permille) + 5) / 10)
}

#[cfg(test)]
mod tests {
    use domain::agent::AgentState;

    use super::*;

    #[test]
    fn an_address_names_only_what_was_chosen() {
        let question = Question { page: 1, ..Question::default() };
        assert_eq!(href("/h", &question), "/h");
        let picked = Question {
            span: Span::Picked,
            first: "2026-11-01".to_owned(),
            last: "2026-11-03".to_owned(),
            by: By::Group,
            column: Column::State(AgentState::OnCall),
            falling: true,
            heat: Heat::LoggedIn,
            page: 2,
        };
        assert_eq!(
            href("/h", &picked),
            "/h?from=2026-11-01&until=2026-11-03&by=group&sort=on_call&order=falling&heat=logged_in&page=2"
        );
    }

    #[test]
    fn a_percentage_is_rounded_to_the_nearest() {
        assert_eq!([0, 4, 5, 994, 995, 1000].map(percent), ["0 %", "0 %", "1 %", "99 %", "100 %", "100 %"]);
    }
}
