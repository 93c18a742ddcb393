//! The pages a person may open in a company, for the palette.

use domain::role::Role;
use domain::view::View;
use leptos_i18n::td_string;

use super::bits::board_href;
use crate::api::Me;
use crate::i18n::Locale;

/// A page: its address and its name.
pub(super) type Place = (String, String);

/// All of them.
pub(super) fn places(locale: Locale, me: &Me) -> Vec<Place> {
    let slug = &me.tenant.0;
    let mut places = vec![
        (board_href(slug, &View::default()), td_string!(locale, board).to_owned()),
        (format!("/t/{slug}/displays"), td_string!(locale, displays).to_owned()),
    ];
    if me.role == Role::Admin {
        places.push((format!("/t/{slug}/queues"), td_string!(locale, queues_label).to_owned()));
        let agents = format!("{}: {}", td_string!(locale, queues_label), td_string!(locale, agents_label));
        places.push((format!("/t/{slug}/agents"), agents));
        let settings = td_string!(locale, settings);
        let pages = [
            ("connections", td_string!(locale, connections_label)),
            ("people", td_string!(locale, people)),
            ("audit", td_string!(locale, audit_log)),
        ];
        places.extend(pages.map(|(path, name)| (format!("/t/{slug}/settings/{path}"), format!("{settings}: {name}"))));
    }
    places.push(("/account".to_owned(), td_string!(locale, your_account).to_owned()));
    places
}
