//! The keys of the board: what each does, and the row the focus goes to. What a key means stands in `keys`.

use domain::id::RowId;
use domain::selection::Selection;
use domain::view::View;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;
use web_sys::HtmlElement;

use super::dialog::show_dialog;
use super::filter_bar::navigator;
use crate::keys::Meaning;
use crate::keys::Place;
use crate::keys::Pressed;
use crate::keys::meaning;
use crate::live::LiveBoard;
use crate::live::Order;

/// What keys and buttons open.
#[derive(Clone, Copy)]
pub(crate) struct Controls {
    /// The search of the bar.
    pub(crate) search: NodeRef<html::Input>,
    /// The palette.
    pub(crate) palette: NodeRef<html::Dialog>,
    /// Counts how often the palette was opened; it looks at the board anew each time.
    pub(crate) palette_opened: RwSignal<u32>,
    /// The list of the keys.
    pub(crate) help: NodeRef<html::Dialog>,
    /// Whether keys of one character do anything.
    pub(crate) single_keys: RwSignal<bool>,
}

impl Controls {
    /// Everything closed.
    pub(crate) fn new(single_keys: bool) -> Self {
        Self {
            search: NodeRef::new(),
            palette: NodeRef::new(),
            palette_opened: RwSignal::new(0),
            help: NodeRef::new(),
            single_keys: RwSignal::new(single_keys),
        }
    }

    /// Opens the palette.
    pub(crate) fn open_palette(self) {
        if is_dialog_open() {
            return;
        }
        self.palette_opened.update(|times| *times += 1);
        show_dialog(self.palette);
    }

    /// Shows the keys.
    pub(crate) fn open_help(self) {
        show_dialog(self.help);
    }

    fn go_to_search(self) {
        if let Some(input) = self.search.get_untracked() {
            focus(&input);
            input.select();
        }
    }
}

fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

/// Listens for the keys for as long as the board is there.
#[component]
pub(crate) fn BoardKeys(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view, to close the open agent.
    view: Memo<View>,
    /// The rows in order.
    order: Order,
    /// What keys open.
    controls: Controls,
) -> impl IntoView {
    let go = navigator(tenant);
    Effect::new(move |_| {
        let (board, go) = (board.clone(), go.clone());
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            // What somebody else has answered, or what an input method is still composing, is not ours.
            if event.default_prevented() || event.is_composing() {
                return;
            }
            let key = event.key();
            let control = event.ctrl_key() || event.meta_key();
            let pressed = Pressed { key: &key, control, alt: event.alt_key(), shift: event.shift_key() };
            let focused = document().active_element();
            let place = place_of(focused.as_ref(), controls.single_keys.get_untracked());
            let Some(meaning) = meaning(pressed, place) else { return };
            let done = match meaning {
                Meaning::Palette => {
                    controls.open_palette();
                    true
                }
                Meaning::Search => {
                    controls.go_to_search();
                    true
                }
                Meaning::Help => {
                    controls.open_help();
                    true
                }
                Meaning::Next => step(order, row_of(focused.as_ref()), 1),
                Meaning::Previous => step(order, row_of(focused.as_ref()), -1),
                Meaning::Select | Meaning::SelectRange => row_of(focused.as_ref())
                    .is_some_and(|row| order.select(&board, row, meaning == Meaning::SelectRange)),
                Meaning::Away => put_away(focused.as_ref(), order, view, &go),
            };
            if done {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn place_of(focused: Option<&Element>, single_keys: bool) -> Place {
    let is_in = |selector: &str| focused.is_some_and(|element| element.matches(selector).unwrap_or(false));
    Place {
        typing: is_in("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]"),
        among_rows: is_in("#agents, #agents *"),
        in_dialog: is_dialog_open(),
        single_keys,
    }
}

/// The row an element belongs to.
fn row_of(element: Option<&Element>) -> Option<RowId> {
    let row = element?.closest("[data-agent]").ok()??;
    row.get_attribute("data-agent")?.parse().ok().map(RowId)
}

/// Moves the focus by one row; from elsewhere to the first row that is seen.
fn step(order: Order, from: Option<RowId>, by: isize) -> bool {
    let rows = order.rows();
    let place = from.and_then(|from| rows.iter().position(|id| *id == from));
    let next = match place {
        Some(place) => place.checked_add_signed(by).and_then(|place| rows.get(place)).copied(),
        None => first_seen(),
    };
    next.is_some_and(focus_row)
}

/// The first row whose upper edge is not above the list's.
fn first_seen() -> Option<RowId> {
    let list = document().get_element_by_id("agents")?;
    let head = list.query_selector(".agent-head").ok()?.map_or(0.0, |head| head.get_bounding_client_rect().height());
    let top = list.get_bounding_client_rect().top() + head - 1.0;
    let rows = list.query_selector_all("[data-agent]").ok()?;
    let rows = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<Element>().ok());
    row_of(rows.into_iter().find(|row| row.get_bounding_client_rect().top() >= top).as_ref())
}

fn focus_row(id: RowId) -> bool {
    let link = document().query_selector(&format!("#agents [data-agent=\"{}\"] a.name", id.0));
    let Some(link) = link.ok().flatten().and_then(|link| link.dyn_into::<HtmlElement>().ok()) else { return false };
    focus(&link);
    true
}

fn focus(element: &HtmlElement) {
    let focused = element.focus();
    debug_assert!(focused.is_ok(), "an element takes the focus");
}

/// One thing for each press: an open menu, then the selection, then the agent at the side.
fn put_away(focused: Option<&Element>, order: Order, view: Memo<View>, go: &impl Fn(View)) -> bool {
    let menu = focused.and_then(|element| element.closest("details[open]").ok().flatten());
    if let Some(menu) = menu {
        drop(menu.remove_attribute("open"));
        if let Some(summary) = menu.first_element_child().and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
            focus(&summary);
        }
        return true;
    }
    if !order.selection.read_untracked().is_empty() {
        order.selection.update(Selection::clear);
        return true;
    }
    let is_open = view.read_untracked().open.is_some();
    if is_open {
        go(View { open: None, ..view.get_untracked() });
    }
    is_open
}
