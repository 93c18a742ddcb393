//! The fields of one slide: how it is laid out, whom it shows, for how long it stands, and what its layout asks for.

use domain::display::WallLayout;
use domain::view::Show as Shown;
use domain::wall::check::SlidePart;
use domain::wall::program::LEAST_DWELL_S;
use domain::wall::program::MOST_DWELL_S;
use domain::wall::program::Slide;
use domain::wall::program::Who;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::blocks::BlockFields;
use super::desk::Desk;
use super::desk::List;
use super::figures::FigureFields;
use super::mistakes::MistakeNote;
use super::now::FitNote;
use super::screen_fields::number;
use super::screen_fields::read;
use crate::words;

/// The fields.
#[component]
pub(super) fn SlideFields(
    /// The editor.
    desk: Desk,
    /// Which slide.
    slide: u32,
) -> impl IntoView {
    let locale = desk.locale;
    let now = Memo::new(move |last: Option<&Slide>| {
        desk.slide(slide).or_else(|| last.cloned()).unwrap_or_else(|| Slide::of(WallLayout::Floor))
    });
    let layout = Memo::new(move |_| now.read().layout);
    let layouts = WallLayout::ALL.map(|of| {
        view! { <option value=of.slug() selected=move || layout.get() == of>{words::wall_layout(locale, of)}</option> }
    });
    let lay_out = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        if let Some(layout) = WallLayout::from_slug(&event.target().value()) {
            desk.lay_out(slide, layout);
        }
    };
    let dwell = move || number(now.read().dwell_s);
    let stand = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let dwell_s = read(&event.target().value());
        desk.edit_slide(slide, |draft| draft.slide.dwell_s = dwell_s);
    };
    let mistake = move |part: SlidePart| Memo::new(move |_| desk.mistake_in(slide, part));
    let (in_layout, in_dwell) = (mistake(SlidePart::Layout), mistake(SlidePart::Dwell));
    let (in_who, in_figures) = (mistake(SlidePart::Who), mistake(SlidePart::Figures));
    let id = move |part: &str| format!("slide-{slide}-{part}");
    let parts = move || match layout.get() {
        WallLayout::Figures => {
            let figures = Memo::new(move |_| now.read().figures.clone());
            let list = List::Figures(slide, None);
            view! { <FigureFields desk list figures id=id("figures")/> }.into_any()
        }
        WallLayout::Mixed => view! { <BlockFields desk slide/> }.into_any(),
        WallLayout::Floor | WallLayout::Queues | WallLayout::Exceptions => ().into_any(),
    };
    view! {
        <div class="editor-row">
            <div class="field">
                <label for=id("layout")>{td_string!(locale, display_layout)}</label>
                <select
                    id=id("layout")
                    prop:value=move || layout.get().slug()
                    aria-invalid=move || in_layout.read().is_some().then_some("true")
                    aria-describedby=id("layout-error")
                    on:change:target=lay_out
                >
                    {layouts}
                </select>
                <MistakeNote desk id=id("layout-error") mistake=in_layout/>
            </div>
            <div class="field">
                <label for=id("dwell")>{td_string!(locale, program_dwell)}</label>
                <input
                    id=id("dwell")
                    type="number"
                    min=LEAST_DWELL_S.to_string()
                    max=MOST_DWELL_S.to_string()
                    value=untrack(dwell)
                    prop:value=dwell
                    aria-invalid=move || in_dwell.read().is_some().then_some("true")
                    aria-describedby=id("dwell-error")
                    on:change:target=stand
                />
                <MistakeNote desk id=id("dwell-error") mistake=in_dwell/>
            </div>
        </div>
        <WhoFields desk slide now/>
        <MistakeNote desk id=id("who-error") mistake=in_who/>
        {parts}
        <MistakeNote desk id=id("figures-error") mistake=in_figures/>
        <FitNote desk slide=now/>
    }
    .into_any()
}

/// Whom the slide is about. What stands there and is not on the floor now can be kept.
#[component]
fn WhoFields(desk: Desk, slide: u32, now: Memo<Slide>) -> impl IntoView {
    let locale = desk.locale;
    let choices = desk.choices.get_value();
    let show = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        if let Some(show) = Shown::from_slug(&event.target().value()) {
            desk.edit_slide(slide, |draft| draft.slide.who.show = show);
        }
    };
    let shows = [
        (Shown::LoggedIn, td_string!(locale, display_logged_in)),
        (Shown::Everyone, td_string!(locale, display_everybody)),
    ]
    .map(|(of, text)| {
        view! { <option value=of.slug() selected=move || now.read().who.show == of>{text}</option> }
    });
    let one = move |part: &'static str,
                    label: &'static str,
                    names: Vec<String>,
                    field: fn(&mut Who) -> &mut Option<String>| {
        let id = format!("slide-{slide}-{part}");
        let value = Memo::new(move |_| field(&mut now.read().who.clone()).clone().unwrap_or_default());
        let options = move || {
            let value = value.get();
            let is_gone = !value.is_empty() && !names.contains(&value);
            let gone = is_gone.then(|| value.clone());
            let option = |name: String| {
                let (is_chosen, text) = (name == value, name.clone());
                view! { <option value=name selected=is_chosen>{text}</option> }
            };
            gone.into_iter().chain(names.iter().cloned()).map(option).collect_view()
        };
        let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
            let name = event.target().value();
            desk.edit_slide(slide, |draft| *field(&mut draft.slide.who) = (!name.is_empty()).then_some(name));
        };
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <select id=id prop:value=move || value.get() on:change:target=choose>
                    <option value="">{td_string!(locale, program_all)}</option>
                    {options}
                </select>
            </div>
        }
    };
    let connections = choices.connections.into_iter().map(|(_, name)| name).collect();
    view! {
        <div class="editor-row">
            <div class="field">
                <label for=format!("slide-{slide}-show")>{td_string!(locale, display_agents)}</label>
                <select
                    id=format!("slide-{slide}-show")
                    prop:value=move || now.read().who.show.slug()
                    on:change:target=show
                >
                    {shows}
                </select>
            </div>
            {one("connection", td_string!(locale, connection), connections, |who| &mut who.connection)}
            {one("group", td_string!(locale, program_group), choices.groups, |who| &mut who.group)}
            {one("queue", td_string!(locale, queue), choices.queues, |who| &mut who.queue)}
        </div>
    }
    .into_any()
}
