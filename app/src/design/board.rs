//! The board, part by part, over one floor in which everything happens at once.

use domain::view::GroupBy;
use domain::view::Show;
use domain::view::View;
use leptos::prelude::*;

use super::fixtures::NOW;
use super::fixtures::TENANT;
use super::fixtures::live;
use super::fixtures::me;
use super::fixtures::reader;
use super::floor::alarms;
use super::floor::floor;
use super::panel::Panels;
use super::parts::Section;
use super::parts::Specimen;
use crate::components::AgentArea;
use crate::components::AlarmBar;
use crate::components::AppBar;
use crate::components::ConnectionStrip;
use crate::components::Controls;
use crate::components::ExceptionLane;
use crate::components::KpiBand;
use crate::components::ProviderTotalsLine;
use crate::components::QueueStrip;
use crate::components::SelectionBar;
use crate::components::TableFoot;
use crate::components::TileList;
use crate::timing;

#[component]
pub(super) fn BoardParts() -> impl IntoView {
    view! {
        <Section id="board" title="Board">
            <Bands/>
            <Rows/>
            <Panels/>
        </Section>
    }
}

#[component]
fn Bands() -> impl IntoView {
    let tenant = || TENANT.to_owned();
    let (board, view, _) = live(floor(), &View { show: Show::OverLimit, ..View::default() }, alarms());
    let counting = board.clone();
    let counts = Memo::new(move |_| counting.counts());
    let finding = board.clone();
    let exceptions = Memo::new(move |_| finding.exceptions());
    // Each specimen takes a handle of its own to the same board.
    let board = StoredValue::new(board);
    let held = Some(timing::time_of_day(NOW, reader().zone));
    view! {
        <Specimen name="AppBar" bare=true><AppBar me=me() board=board.get_value() view controls=Controls::new(true)/></Specimen>
        <Specimen name="AlarmBar" bare=true><AlarmBar tenant=tenant() board=board.get_value() view reader=reader()/></Specimen>
        <Specimen name="KpiBand" bare=true><KpiBand tenant=tenant() counts view stood_at=Signal::stored(None::<String>)/></Specimen>
        <Specimen name="KpiBand, held" bare=true><KpiBand tenant=tenant() counts view stood_at=Signal::stored(held)/></Specimen>
        <Specimen name="ProviderTotalsLine" bare=true><ProviderTotalsLine board=board.get_value()/></Specimen>
        <Specimen name="ConnectionStrip: fresh, limited, unreachable, refused, switched off" bare=true>
            <ConnectionStrip tenant=tenant() board=board.get_value() view reader=reader()/>
        </Specimen>
        <Specimen name="ExceptionLane" bare=true>
            <ExceptionLane tenant=tenant() board=board.get_value() exceptions view reader=reader()/>
        </Specimen>
        <Specimen name="QueueStrip: reported, calm, not reported, stale" bare=true>
            <QueueStrip tenant=tenant() board=board.get_value() view reader=reader()/>
        </Specimen>
    }
    .into_any()
}

#[component]
fn Rows() -> impl IntoView {
    let view =
        View { show: Show::Everyone, group_by: GroupBy::Connection, open: Some("0:111".to_owned()), ..View::default() };
    let (board, view, order) = live(floor(), &view, alarms());
    for id in order.rows().into_iter().take(2) {
        order.select(&board, id, false);
    }
    let tenant = || TENANT.to_owned();
    let ids = Signal::stored(order.rows());
    let board = StoredValue::new(board);
    view! {
        <Specimen name="AgentArea: states, levels, pending, picked, open and stale rows" bare=true>
            <AgentArea tenant=tenant() board=board.get_value() view order reader=reader()/>
            <SelectionBar tenant=tenant() board=board.get_value() view order/>
            <TableFoot board=board.get_value() order controls=Controls::new(true)/>
        </Specimen>
        <Specimen name="TileList: the same as tiles" bare=true>
            <TileList tenant=tenant() board=board.get_value() ids view order reader=reader()/>
        </Specimen>
    }
    .into_any()
}
