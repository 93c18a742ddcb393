//! The themes there are, as a form with a button for each. It works without JavaScript.

use domain::theme::Theme;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Icon;
use super::bits::back_here;
use super::bits::lang;
use crate::i18n::Locale;
use crate::preference::theme;

/// A menu of them, for a bar.
#[component]
pub(crate) fn ThemeMenu() -> impl IntoView {
    let locale = lang();
    let chosen = RwSignal::new(theme());
    let label = td_string!(locale, desk_kind_theme);
    view! {
        // It may have been changed elsewhere in the page meanwhile.
        <details class="menu" on:toggle=move |_| chosen.set(theme())>
            <summary class="button is-plain is-icon" aria-label=label title=label>
                <Icon name="i-theme"/>
            </summary>
            <div class="menu-list is-end"><Choice chosen/></div>
        </details>
    }
    .into_any()
}

/// All of them in a line, for a page.
#[component]
pub(crate) fn ThemeChoice() -> impl IntoView {
    view! { <Choice chosen=RwSignal::new(theme())/> }
}

#[component]
fn Choice(chosen: RwSignal<Theme>) -> impl IntoView {
    let locale = lang();
    let button = move |theme: Theme| {
        let pressed = move || if chosen.get() == theme { "true" } else { "false" };
        view! {
            <button type="submit" name="theme" value=theme.as_str() aria-pressed=pressed>
                <Icon name=icon(theme)/>
                {word(locale, theme)}
            </button>
        }
    };
    view! {
        <form method="post" action="/preferences">
            <input type="hidden" name="back" value=back_here()/>
            <div class="theme-choice" role="group" aria-label=td_string!(locale, desk_kind_theme)>
                {Theme::ALL.map(button).into_iter().collect_view()}
            </div>
        </form>
    }
    .into_any()
}

/// What a theme is called.
pub(super) fn word(locale: Locale, theme: Theme) -> &'static str {
    match theme {
        Theme::System => td_string!(locale, theme_system),
        Theme::Light => td_string!(locale, desk_theme_light),
        Theme::Dark => td_string!(locale, desk_theme_dark),
        Theme::Contrast => td_string!(locale, theme_contrast),
    }
}

fn icon(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "i-display",
        Theme::Light => "i-light",
        Theme::Dark => "i-dark",
        Theme::Contrast => "i-theme",
    }
}
