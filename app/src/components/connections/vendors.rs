//! Choosing a vendor: five cards with what each one needs.

use domain::provider::ProviderKind;
use domain::right::rights;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::panel::CloseLink;
use super::side::Side;
use crate::components::bits::lang;
use crate::words::connection as words;

/// The panel.
#[component]
pub(super) fn VendorsPanel(desk: Desk) -> impl IntoView {
    let locale = lang();
    let cards = ProviderKind::ALL
        .map(|kind| {
            let wanted =
                rights(kind).iter().map(|right| view! { <li>{words::right(locale, *right)}</li> }).collect_view();
            view! {
                <li class="vendor">
                    <span class="mark" aria-hidden="true">{kind.mark()}</span>
                    <h3><a href=desk.href(&Side::Add(kind))>{kind.label()}</a></h3>
                    <p>{words::vendor(locale, kind)}</p>
                    <ul class="rights">{wanted}</ul>
                </li>
            }
        })
        .collect_view();
    let title = td_string!(locale, connect_provider);
    view! {
        <aside class="side-panel" aria-label=title>
            <header class="panel-head">
                <h2>{title}</h2>
                <div class="panel-tools"><CloseLink desk/></div>
                <p>{td_string!(locale, choose_vendor)}</p>
            </header>
            <div class="panel-body"><ul class="vendors">{cards}</ul></div>
        </aside>
    }
    .into_any()
}
