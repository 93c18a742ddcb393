//! What narrows the list now: one chip for each filter, which takes it away; and what the address says that nobody understood.

use domain::arrange::GroupLabel;
use domain::view::GroupBy;
use domain::view::Show as Shown;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Icon;
use super::bits::board_href;
use super::bits::lang;
use crate::i18n::Locale;
use crate::words;

/// One chip: what it says, and the view without it.
type Chip = (String, View);

/// The chips; nothing while nothing is filtered.
#[component]
pub(crate) fn ActiveFilters(
    /// Address word of the tenant.
    tenant: String,
    /// The view.
    view: Memo<View>,
) -> impl IntoView {
    let locale = lang();
    let set = Memo::new(move |_| chips(locale, &view.read()));
    let invalid = Memo::new(move |_| view.read().invalid.clone());
    let is_any = move || !set.read().is_empty() || !invalid.read().is_empty();
    view! {
        <Show when=is_any>
            <ul class="active-filters" aria-label=td_string!(locale, desk_active_filters)>
                {
                    let tenant = tenant.clone();
                    move || {
                        set.get().into_iter().map(|(text, without)| chip_view(locale, text, board_href(&tenant, &without))).collect_view()
                    }
                }
                {
                    let tenant = tenant.clone();
                    move || {
                        let href = board_href(&tenant, &View { invalid: Vec::new(), ..view.get() });
                        invalid.get().into_iter().map(|parameter| invalid_view(locale, parameter, href.clone())).collect_view()
                    }
                }
                {
                    let tenant = tenant.clone();
                    move || {
                        (set.read().len() > 1)
                            .then(|| view! { <li><a class="chip" href=board_href(&tenant, &view.read().unfiltered())>{td_string!(locale, clear_filters)}</a></li> })
                    }
                }
            </ul>
        </Show>
    }
    .into_any()
}

fn chip_view(locale: Locale, text: String, href: String) -> AnyView {
    let label = td_string!(locale, desk_remove_filter, filter = text.clone());
    view! { <li><a class="chip is-on" href=href aria-label=label>{text}<Icon name="i-close"/></a></li> }.into_any()
}

fn invalid_view(locale: Locale, parameter: String, href: String) -> AnyView {
    let text = td_string!(locale, invalid_parameter, parameter = parameter);
    let label = td_string!(locale, desk_remove_filter, filter = text.clone());
    view! { <li><a class="chip is-invalid" href=href aria-label=label>{text}<Icon name="i-close"/></a></li> }.into_any()
}

fn chips(locale: Locale, view: &View) -> Vec<Chip> {
    let plain = View { invalid: Vec::new(), ..view.clone() };
    let mut chips = Vec::new();
    if view.show != Shown::default() {
        chips.push((show_word(locale, view.show).to_owned(), View { show: Shown::default(), ..plain.clone() }));
    }
    let mut named = |word: &str, value: &Option<String>, without: View| {
        if let Some(value) = value {
            chips.push((format!("{word}: {value}"), without));
        }
    };
    let without = |change: fn(&mut View)| {
        let mut view = plain.clone();
        change(&mut view);
        view
    };
    named(td_string!(locale, connection), &view.connection, without(|view| view.connection = None));
    named(td_string!(locale, queue), &view.queue, without(|view| view.queue = None));
    named(td_string!(locale, campaign), &view.campaign, without(|view| view.campaign = None));
    named(td_string!(locale, group), &view.group, without(|view| view.group = None));
    if !view.agents.is_empty() {
        let text = td_string!(locale, desk_only_agents, count = view.agents.len());
        chips.push((text, without(|view| view.agents.clear())));
    }
    if !view.search.trim().is_empty() {
        chips.push((format!("“{}”", view.search.trim()), without(|view| view.search.clear())));
    }
    chips
}

/// Which states are shown, in words.
pub(super) fn show_word(locale: Locale, show: Shown) -> &'static str {
    match show {
        Shown::LoggedIn => td_string!(locale, logged_in),
        Shown::Everyone => td_string!(locale, show_everyone),
        Shown::OverLimit => td_string!(locale, show_over_limit),
        Shown::Only(kpi) => words::kpi(locale, kpi),
        Shown::State(state) => words::state(locale, state),
    }
}

/// The view that a group's head leads to: the group alone where a filter can say so.
pub(super) fn narrowed(view: &View, label: &GroupLabel, show: Option<Shown>) -> View {
    let mut narrowed = View { invalid: Vec::new(), ..view.clone() };
    match (label, view.group_by) {
        (GroupLabel::State(state), _) => narrowed.show = Shown::State(*state),
        (GroupLabel::Named(name), GroupBy::Connection) => narrowed.connection = Some(name.clone()),
        (GroupLabel::Named(name), GroupBy::Queue) => narrowed.queue = Some(name.clone()),
        (GroupLabel::Named(name), GroupBy::Campaign) => narrowed.campaign = Some(name.clone()),
        (GroupLabel::Named(name), GroupBy::Group) => narrowed.group = Some(name.clone()),
        (GroupLabel::Named(_), GroupBy::Skill | GroupBy::State | GroupBy::None) | (GroupLabel::Without, _) => {}
    }
    if let (Some(show), false) = (show, matches!(label, GroupLabel::State(_))) {
        narrowed.show = show;
    }
    narrowed
}

/// The way back from [`narrowed`]: without the filter of the group, and of the state where that was set.
pub(super) fn widened(view: &View, label: &GroupLabel, with_show: bool) -> View {
    let mut widened = View { invalid: Vec::new(), ..view.clone() };
    match (label, view.group_by) {
        (GroupLabel::Named(_), GroupBy::Connection) => widened.connection = None,
        (GroupLabel::Named(_), GroupBy::Queue) => widened.queue = None,
        (GroupLabel::Named(_), GroupBy::Campaign) => widened.campaign = None,
        (GroupLabel::Named(_), GroupBy::Group) => widened.group = None,
        (GroupLabel::State(_) | GroupLabel::Without, _)
        | (GroupLabel::Named(_), GroupBy::Skill | GroupBy::State | GroupBy::None) => {}
    }
    if with_show || matches!(label, GroupLabel::State(_)) {
        widened.show = Shown::default();
    }
    widened
}

#[cfg(test)]
mod tests {
    use domain::counts::Kpi;

    use super::*;

    #[test]
    fn each_chip_takes_away_its_own_filter_and_no_other() {
        let view = View {
            show: Shown::Only(Kpi::Paused),
            queue: Some("Renewals".to_owned()),
            search: "lan ".to_owned(),
            agents: ["0:104".to_owned()].into(),
            group_by: GroupBy::Queue,
            ..View::default()
        };

        let chips = chips(Locale::en, &view);

        let texts: Vec<&str> = chips.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["Paused", "Queue: Renewals", "Only selected agents: 1", "“lan”"]);
        assert_eq!(chips[1].1, View { queue: None, ..view.clone() });
        assert_eq!(chips[2].1, View { agents: [].into(), ..view.clone() });
        assert_eq!(view.unfiltered(), View { group_by: GroupBy::Queue, ..View::default() });
    }

    #[test]
    fn a_groups_count_filters_by_what_the_group_is_named_after() {
        let by = |group_by| View { group_by, ..View::default() };
        let sales = GroupLabel::Named("Sales".to_owned());

        assert_eq!(narrowed(&by(GroupBy::Queue), &sales, None).queue.as_deref(), Some("Sales"));
        let paused = narrowed(&by(GroupBy::Connection), &sales, Some(Shown::Only(Kpi::Paused)));
        assert_eq!((paused.connection.as_deref(), paused.show), (Some("Sales"), Shown::Only(Kpi::Paused)));
        assert_eq!(widened(&paused, &sales, true), by(GroupBy::Connection));
        assert_eq!(narrowed(&by(GroupBy::Skill), &sales, None), by(GroupBy::Skill));
    }
}
