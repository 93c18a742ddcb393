//! The palette: a field that finds agents, pages and what can be done with the view. A dialog with a combobox over a list,
//! as the authoring practices for such a pattern describe it.

mod entries;

use std::sync::Arc;

use domain::find::Typed;
use domain::find::best;
use domain::view::View;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use self::entries::Act;
use self::entries::Entry;
use self::entries::Sign;
use self::entries::agents;
use self::entries::commands;
use super::bits::Glyph;
use super::bits::Icon;
use super::bits::lang;
use super::board_keys::Controls;
use super::filter_bar::navigator;
use crate::api::Me;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::preference;

/// So many are offered at once.
const OFFERED: usize = 10;

/// The dialog.
#[component]
pub(crate) fn Palette(
    /// Who is looking.
    me: Me,
    /// The board's feed.
    board: LiveBoard,
    /// The view.
    view: Memo<View>,
    /// The rows in order.
    order: Order,
    /// What opens it.
    controls: Controls,
) -> impl IntoView {
    let locale = lang();
    let typed = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    // Looked up once for each opening: what is offered does not move while somebody chooses.
    let all = {
        let (me, board) = (me.clone(), board.clone());
        Memo::new_with_compare(
            move |_| {
                if controls.palette_opened.get() == 0 {
                    return Arc::default();
                }
                let view = view.get_untracked();
                let agents = untrack(|| agents(locale, &board));
                let commands = untrack(|| commands(locale, &me, &board, &view));
                Arc::new(Offer { agents, commands })
            },
            |before, now| !matches!((before, now), (Some(before), Some(now)) if Arc::ptr_eq(before, now)),
        )
    };
    let offered = Memo::new(move |_| {
        let all: Arc<Offer> = all.get();
        let typed = Typed::new(&typed.read());
        if typed.is_empty() {
            return all.commands.iter().take(OFFERED).cloned().collect::<Vec<Entry>>();
        }
        let agents = best(&all.agents, |entry| &entry.findable, &typed, OFFERED);
        let commands = best(&all.commands, |entry| &entry.findable, &typed, OFFERED);
        let mut found: Vec<&Entry> = agents.into_iter().chain(commands).collect();
        // An agent goes before a command that is found as well.
        found.sort_by_key(|entry| entry.findable.rank(&typed));
        found.into_iter().take(OFFERED).cloned().collect()
    });
    Effect::new(move |_| {
        controls.palette_opened.track();
        typed.set(String::new());
        chosen.set(0);
    });
    let run = {
        let runner = Runner::new(&me, board, view, order, controls);
        move |at: usize| {
            let Some(entry) = offered.read_untracked().get(at).cloned() else { return };
            if let Some(dialog) = controls.palette.get_untracked() {
                dialog.close();
            }
            runner.run(entry.act);
        }
    };
    let by_key = run.clone();
    let press = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let count = offered.read_untracked().len();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => chosen.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => chosen.update(|at| *at = (*at + count - 1) % count),
            "Enter" => by_key(chosen.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    let is_any = move || !offered.read().is_empty();
    let active = move || is_any().then(|| format!("palette-option-{}", chosen.get()));
    let nothing =
        move || (!is_any()).then(|| view! { <p class="palette-none">{td_string!(locale, desk_palette_none)}</p> });
    let options = move || {
        let run = run.clone();
        let entries = offered.get().into_iter().enumerate();
        entries.map(|(at, entry)| option_view(locale, at, entry, chosen, run.clone())).collect_view()
    };
    view! {
        <dialog class="palette" node_ref=controls.palette aria-label=td_string!(locale, desk_palette)>
            <div class="palette-field">
                <Icon name="i-search"/>
                <input
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-controls="palette-list"
                    aria-expanded=move || is_any().to_string()
                    aria-activedescendant=active
                    aria-label=td_string!(locale, desk_palette)
                    placeholder=td_string!(locale, desk_palette_hint)
                    autofocus
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        chosen.set(0);
                    }
                    on:keydown=press
                />
                <kbd class="kbd" aria-hidden="true">"Esc"</kbd>
            </div>
            <ul id="palette-list" role="listbox" aria-label=td_string!(locale, desk_palette) class:is-empty=move || !is_any()>
                {options}
            </ul>
            {nothing}
        </dialog>
    }
    .into_any()
}

#[derive(Default)]
struct Offer {
    agents: Vec<Entry>,
    commands: Vec<Entry>,
}

fn option_view(
    locale: Locale,
    at: usize,
    entry: Entry,
    chosen: RwSignal<usize>,
    run: impl Fn(usize) + 'static,
) -> AnyView {
    let sign = match entry.sign {
        Sign::State(glyph) => view! { <Glyph name=glyph/> }.into_any(),
        Sign::Icon(icon) => view! { <Icon name=icon/> }.into_any(),
    };
    let kind = entry.kind.unwrap_or_else(|| td_string!(locale, column_agent).to_owned());
    view! {
        <li
            id=format!("palette-option-{at}")
            role="option"
            aria-selected=move || (chosen.get() == at).to_string()
            // The field keeps the focus.
            on:pointerdown=|event| event.prevent_default()
            on:click=move |_| run(at)
        >
            {sign}
            <span class="palette-name">{entry.name}</span>
            <small>{entry.detail}</small>
            <small class="palette-kind">{kind}</small>
        </li>
    }
    .into_any()
}

/// Does what was chosen.
#[derive(Clone)]
struct Runner {
    go: Arc<dyn Fn(View) + Send + Sync>,
    leave: Arc<dyn Fn(&str) + Send + Sync>,
    board: LiveBoard,
    view: Memo<View>,
    order: Order,
    controls: Controls,
}

impl Runner {
    fn new(me: &Me, board: LiveBoard, view: Memo<View>, order: Order, controls: Controls) -> Self {
        let navigate = use_navigate();
        Self {
            go: Arc::new(navigator(me.tenant.0.clone())),
            leave: Arc::new(move |href: &str| navigate(href, NavigateOptions::default())),
            board,
            view,
            order,
            controls,
        }
    }

    fn run(&self, act: Act) {
        let view = || self.view.get_untracked();
        match act {
            Act::Agent(agent) => (self.go)(View { open: Some(agent), ..view() }),
            Act::Go(href) => (self.leave)(&href),
            Act::Show(show) => (self.go)(View { show, ..view() }),
            Act::Queue(queue) => (self.go)(View { queue: Some(queue), ..view() }),
            Act::Connection(name) => (self.go)(View { connection: Some(name), ..view() }),
            Act::GroupBy(group_by) => (self.go)(View { group_by, ..view() }),
            Act::SortBy(sort_by) => (self.go)(View { sort_by, ..view() }),
            Act::Layout(layout) => (self.go)(View { layout, ..view() }),
            Act::ClearFilters => (self.go)(view().unfiltered()),
            Act::Theme(theme) => preference::keep_theme(theme),
            Act::Pause => self.board.toggle_pause(),
            Act::SelectAll => {
                let agents = self.order.agents(&self.board);
                self.order.selection.update(|selection| selection.toggle_all(&agents));
            }
            Act::Help => self.controls.open_help(),
        }
    }
}
