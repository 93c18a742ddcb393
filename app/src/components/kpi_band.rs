//! Our own counts, each a filter. Stale rows are counted apart.

use domain::counts::Count;
use domain::counts::Counts;
use domain::counts::Kpi;
use domain::view::Show;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Glyph;
use super::bits::board_href;
use super::bits::lang;
use crate::figures;
use crate::figures::counted;
use crate::i18n::Locale;
use crate::words;

/// The band of counts.
#[component]
pub(crate) fn KpiBand(
    /// Address word of the tenant.
    tenant: String,
    /// The counts.
    counts: Memo<Counts>,
    /// The view, to mark the count that filters and to link to the others.
    view: Memo<View>,
    /// When the counts stood so, while they are held.
    #[prop(into)]
    stood_at: Signal<Option<String>>,
) -> impl IntoView {
    let locale = lang();
    let stood = move || {
        stood_at.get().map(|time| view! { <li class="kpi-stood">{td_string!(locale, desk_stood_at, time = time)}</li> })
    };
    let items = Kpi::ALL
        .into_iter()
        .map(|kpi| view! { <li><KpiFigure kpi tenant=tenant.clone() counts view/></li> })
        .collect_view();
    view! { <ul class="kpi-band" aria-label=td_string!(locale, counts_label)>{items}{stood}</ul> }
}

#[component]
fn KpiFigure(kpi: Kpi, tenant: String, counts: Memo<Counts>, view: Memo<View>) -> impl IntoView {
    let locale = lang();
    let count = Memo::new(move |_| counts.get().get(kpi));
    let shown = if kpi == Kpi::LoggedIn { Show::LoggedIn } else { Show::Only(kpi) };
    let active = move || view.read().show == shown;
    let href = move || {
        let show = if active() { Show::LoggedIn } else { shown };
        board_href(&tenant, &View { show, invalid: Vec::new(), ..view.get() })
    };
    let glyph = words::kpi_glyph(kpi).map(|name| view! { <Glyph name/> });
    let word = words::kpi(locale, kpi);
    view! {
        <a class="kpi" class:is-none=move || count.get().fresh == 0 href=href aria-current=move || active().then_some("true")>
            <span class="kpi-word" title=word>{glyph}{word}</span>
            <span class="kpi-figure">
                <strong>{move || figures::count(locale, count.get().fresh).to_string()}</strong>
                {move || note(locale, kpi, count.get())}
            </span>
        </a>
    }
    .into_any()
}

/// The most urgent note under a figure, in the level of its exception.
fn note(locale: Locale, kpi: Kpi, count: Count) -> Option<impl IntoView> {
    let (class, text) = if kpi != Kpi::LoggedIn && count.over_alarm > 0 {
        ("is-alarm", td_string!(locale, n_over_limit, count = figures::count(locale, count.over_alarm)))
    } else if kpi != Kpi::LoggedIn && count.dead > 0 {
        ("is-attention", counted!(locale, n_dead, count.dead))
    } else if kpi != Kpi::LoggedIn && count.over_warn > 0 {
        ("is-attention", td_string!(locale, n_over_limit, count = figures::count(locale, count.over_warn)))
    } else if count.stale > 0 {
        ("", td_string!(locale, n_stale, count = figures::count(locale, count.stale)))
    } else {
        return None;
    };
    Some(view! { <small class=class title=text.clone()>{text.clone()}</small> })
}
