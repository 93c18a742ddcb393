//! A board of the past with the same parts as the live one, marked so that nobody takes it for live, and its controls.

mod controls;
mod head;
mod jump;
mod keys;
mod track;

use domain::replay::KeptDay;
use domain::time::UnixMs;
use domain::view::View;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::controls::Controls;
use self::head::ReplayHead;
use super::active_filters::ActiveFilters;
use super::agent_table::AgentArea;
use super::app_bar::AppBar;
use super::app_bar::PageBar;
use super::app_bar::Section;
use super::bits::Past;
use super::bits::board_href;
use super::bits::lang;
use super::bits::use_replace;
use super::bits::view_of;
use super::connection_strip::ConnectionStrip;
use super::exception_lane::ExceptionLane;
use super::filter_bar::FilterBar;
use super::kpi_band::KpiBand;
use super::queue_strip::QueueStrip;
use super::side_panel::PastPanel;
use super::table_foot::TableFoot;
use crate::api::Me;
use crate::api::ReplayPaint;
use crate::api::kept_day;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::live::Player;
use crate::live::play;
use crate::row_model::Reader;

/// The crowd of today is counted anew once the past has grown by so much.
const CROWD_GROWS_S: i64 = 300;

/// The page.
#[component]
pub(crate) fn ReplayBoard(
    /// Its first paint.
    paint: ReplayPaint,
) -> impl IntoView {
    let ReplayPaint { first, day } = paint;
    let locale = lang();
    let me = first.me.clone();
    if day.first.is_none() {
        return view! { <NothingKept me/> }.into_any();
    }
    provide_context(Past);
    let reader = Reader { locale, zone: first.zone };
    let tenant = me.tenant.0.clone();
    let arrangement = first.arrangement.clone();
    let board = LiveBoard::new(first);
    let player = Player::new(&board, day.edge);
    let day = RwSignal::new(day);
    let view = view_of_address(board.now.get_untracked());
    // The address follows the time; the order of rows must not.
    let choice = Memo::new(move |_| View { at: None, ..view.get() });
    let order = Order::new(&board, choice, arrangement);
    follow_the_address(view, player);
    let replace = use_replace();
    {
        let (board, tenant) = (board.clone(), tenant.clone());
        Effect::new(move |_| {
            let of_address = tenant.clone();
            play(board.clone(), player, tenant.clone(), move |at| {
                let view = View { at: Some(at), invalid: Vec::new(), ..view.get_untracked() };
                replace.run(board_href(&of_address, &view));
            });
        });
    }
    keep_the_day(tenant.clone(), player, day);
    let counting = board.clone();
    let counts = Memo::new(move |_| counting.counts());
    let finding = board.clone();
    let exceptions = Memo::new(move |_| finding.exceptions());
    let open = Memo::new(move |_| view.read().open.clone());
    let panel = {
        let (tenant, board) = (tenant.clone(), board.clone());
        move || open.get().map(|open| view! { <PastPanel tenant=tenant.clone() board=board.clone() view open reader/> })
    };
    let title = format!("{} · {} · Callboard", td_string!(locale, replay), me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    let shown = board.now;
    view! {
        <Title text=title/>
        {demo}
        <AppBar me view section=Section::Replay/>
        <ReplayHead tenant=tenant.clone() player day view reader/>
        <div class="workspace is-replay" class:has-panel=move || open.read().is_some()>
            <main
                class="page board"
                aria-label=td_string!(locale, replay)
                data-replay-at=move || shown.get().0.to_string()
                data-replay-state=move || player.word()
            >
                <h1 class="visually-hidden">{td_string!(locale, replay)}</h1>
                <KpiBand tenant=tenant.clone() counts view stood_at=Signal::stored(None::<String>)/>
                <ConnectionStrip tenant=tenant.clone() board=board.clone() view reader/>
                <ExceptionLane tenant=tenant.clone() board=board.clone() exceptions view reader/>
                <QueueStrip tenant=tenant.clone() board=board.clone() view reader/>
                <FilterBar tenant=tenant.clone() board=board.clone() view/>
                <ActiveFilters tenant=tenant.clone() view/>
                <AgentArea tenant=tenant.clone() board=board.clone() view order reader/>
                <TableFoot board order/>
            </main>
            {panel}
        </div>
        <Controls tenant player day view reader/>
    }
    .into_any()
}

/// The view in the address. It always names a moment, so that every link of the page stays in the past.
fn view_of_address(first: UnixMs) -> Memo<View> {
    let query = use_query_map();
    Memo::new(move |_| {
        let view = view_of(&query.read());
        View { at: Some(view.at.unwrap_or(first)), ..view }
    })
}

/// A moment that comes to stand in the address by a link or by the browser's way back is gone to.
fn follow_the_address(view: Memo<View>, player: Player) {
    let named = Memo::new(move |_| view.read().at);
    Effect::new(move |_| {
        if let Some(at) = named.get().filter(|at| *at != player.addressed.get_untracked()) {
            player.addressed.set(at);
            player.seek(at);
        }
    });
}

/// Fetches the day of the moment with its crowd: at first, when another day begins, and while today grows. What could not be
/// fetched is asked for again a while later: without it the slider only has no picture behind it.
fn keep_the_day(tenant: String, player: Player, day: RwSignal<KeptDay>) {
    let asked = StoredValue::new(None::<i64>);
    Effect::new(move |_| {
        let (at, edge) = (player.at.get(), player.edge.get());
        let is_known = day.with(|day| {
            let has_grown = day.until > day.edge && edge.seconds_since(day.edge) >= CROWD_GROWS_S;
            is_of(day, at) && !day.crowd.is_empty() && !has_grown
        });
        let turn = at.whole_s().div_euclid(CROWD_GROWS_S);
        if is_known || asked.get_value() == Some(turn) {
            return;
        }
        asked.set_value(Some(turn));
        let tenant = tenant.clone();
        spawn_local(async move {
            let Ok(known) = kept_day(tenant, at).await else { return };
            // Somebody may have gone on to another day meanwhile.
            if player.at.try_get_untracked().is_some_and(|at| is_of(&known, at)) {
                day.try_set(known);
            }
        });
    });
}

fn is_of(day: &KeptDay, at: UnixMs) -> bool {
    (day.from..day.until).contains(&at)
}

/// A new installation.
#[component]
fn NothingKept(me: Me) -> impl IntoView {
    let locale = lang();
    let live = board_href(&me.tenant.0, &View::default());
    let title = format!("{} · {} · Callboard", td_string!(locale, replay), me.tenant.1);
    view! {
        <Title text=title/>
        <PageBar me section=Section::Replay/>
        <main class="message-page" id="content">
            <h1>{td_string!(locale, replay_nothing_title)}</h1>
            <p>{td_string!(locale, replay_nothing_text)}</p>
            <a class="button is-primary" href=live>{td_string!(locale, replay_to_live)}</a>
        </main>
    }
    .into_any()
}
