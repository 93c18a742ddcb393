//! What is pressed, typed into and chosen from.

use domain::alarm::Alarms;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::fixtures::TENANT;
use super::fixtures::live;
use super::floor::floor;
use super::parts::Section;
use super::parts::Specimen;
use crate::components::ActiveFilters;
use crate::components::FilterBar;
use crate::components::FilterSelect;
use crate::components::Icon;
use crate::components::TextField;
use crate::components::ThemeChoice;
use crate::components::lang;

#[component]
pub(super) fn Controls() -> impl IntoView {
    view! {
        <Section id="controls" title="Controls">
            <Buttons/>
            <Fields/>
            <Chips/>
        </Section>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let locale = lang();
    let word = td_string!(locale, clear_filters);
    view! {
        <Specimen name="Button">
            <div class="action-row">
                <button class="button is-primary" type="button">{word}</button>
                <button class="button" type="button">{word}</button>
                <button class="button" type="button"><Icon name="i-refresh"/>{word}</button>
                <button class="button is-plain" type="button">{word}</button>
                <button class="button is-danger" type="button">{td_string!(locale, sign_out)}</button>
                <button class="button is-tiny" type="button">{word}</button>
                <button class="button is-icon" type="button" aria-label=word><Icon name="i-close"/></button>
                <button class="button is-tiny is-icon" type="button" aria-label=word><Icon name="i-close"/></button>
                <a class="button" href="#controls" rel="external">{word}</a>
            </div>
        </Specimen>
        <Specimen name="Button, switched off">
            <div class="action-row">
                <button class="button is-primary" type="button" disabled=true>{word}</button>
                <button class="button" type="button" disabled=true>{word}</button>
                <button class="button" type="button" aria-disabled="true"><Icon name="i-busy"/>{word}</button>
            </div>
        </Specimen>
        <Specimen name="Segmented">
            <div class="segmented">
                <button type="button" aria-pressed="true"><Icon name="i-table"/>{td_string!(locale, board)}</button>
                <button type="button" aria-pressed="false"><Icon name="i-grid"/>{td_string!(locale, replay)}</button>
            </div>
        </Specimen>
        <Specimen name="ThemeChoice"><div class="page-links"><ThemeChoice/></div></Specimen>
        <Specimen name="Menu, open">
            <details class="menu" open=true>
                <summary class="button">{td_string!(locale, settings)}<Icon name="i-down"/></summary>
                <div class="menu-list">
                    <p>{td_string!(locale, your_account)}</p>
                    <button type="button" aria-pressed="true"><Icon name="i-check"/>{td_string!(locale, board)}</button>
                    <button type="button"><Icon name="i-eye"/>{td_string!(locale, replay)}</button>
                    <hr/>
                    <button type="button" class="is-danger"><Icon name="i-logout"/>{td_string!(locale, sign_out)}</button>
                </div>
            </details>
        </Specimen>
    }
    .into_any()
}

#[component]
fn Fields() -> impl IntoView {
    let locale = lang();
    let none = Signal::stored(Vec::new());
    let wrong = Signal::stored(vec![FieldError { field: Field::Company, problem: Problem::Required }]);
    view! {
        <Specimen name="TextField">
            <form class="form" aria-label="TextField">
                <TextField field=Field::Name label=td_string!(locale, desk_kind_page) value="Lan Phạm" hint=td_string!(locale, desk_palette_hint) errors=none/>
                <TextField field=Field::Company label=td_string!(locale, switch_tenant) errors=wrong/>
                <div class="field">
                    <label for="design-select">{td_string!(locale, settings)}</label>
                    <select id="design-select"><option>{td_string!(locale, board)}</option></select>
                </div>
                <div class="field">
                    <label for="design-area">{td_string!(locale, replay)}</label>
                    <textarea id="design-area"></textarea>
                </div>
                <div class="field">
                    <label for="design-off">{td_string!(locale, displays)}</label>
                    <input id="design-off" disabled=true value="14:07:32"/>
                </div>
                <label class="check-field"><input type="checkbox" checked=true/>{td_string!(locale, show_everyone)}</label>
                <label class="check-field"><input type="radio" name="design-radio" checked=true/>{td_string!(locale, board)}</label>
                <label class="check-field"><input type="radio" name="design-radio"/>{td_string!(locale, replay)}</label>
            </form>
        </Specimen>
        <Specimen name="Key hint"><p><kbd class="kbd">"Ctrl K"</kbd>" "<kbd class="kbd">"/"</kbd>" "<kbd class="kbd">"?"</kbd></p></Specimen>
    }
    .into_any()
}

#[component]
fn Chips() -> impl IntoView {
    let locale = lang();
    let view = View {
        search: "hồng".to_owned(),
        queue: Some("Chăm sóc".to_owned()),
        invalid: vec!["group=colour".to_owned()],
        ..View::default()
    };
    let (board, view, _) = live(floor(), &view, Alarms::default());
    let choices = Memo::new(|_| vec![("1".to_owned(), "Kỹ thuật".to_owned())]);
    let nothing = Callback::new(|_: String| ());
    view! {
        <Specimen name="FilterSelect, open and chosen">
            <div class="filter-bar">
                <FilterSelect label=td_string!(locale, queues_label) choices chosen="" choose=nothing/>
                <FilterSelect label=td_string!(locale, queues_label) choices chosen="1" choose=nothing/>
            </div>
        </Specimen>
        <Specimen name="FilterBar" bare=true><FilterBar tenant=TENANT.to_owned() board view/></Specimen>
        <Specimen name="ActiveFilters" bare=true><ActiveFilters tenant=TENANT.to_owned() view/></Specimen>
    }
    .into_any()
}
