//! What desk and wall share, in the sizes of a wall. The layouts of a screen are pages of their own.

use domain::agent::AgentState;
use domain::alarm::Alarms;
use domain::view::View;
use leptos::prelude::*;

use super::fixtures::TENANT;
use super::fixtures::live;
use super::floor::floor;
use super::parts::Section;
use super::parts::Specimen;
use super::states::Clocks;
use crate::components::Glyph;
use crate::components::KpiBand;
use crate::components::lang;
use crate::words;

#[component]
pub(super) fn Walls() -> impl IntoView {
    let locale = lang();
    let (board, view, _) = live(floor(), &View::default(), Alarms::default());
    let counts = Memo::new(move |_| board.counts());
    let state = move |state: AgentState| {
        view! { <li><Glyph name=words::glyph(state)/><span class="state-word">{words::state(locale, state)}</span></li> }
    };
    view! {
        <Section id="walls" title="Walls">
            <Specimen name="data-density=wall: glyphs, words and clocks">
                <div class="density-sample" data-density="wall" tabindex="0">
                    <ul class="state-list">{AgentState::ALL.map(state).collect_view()}</ul>
                    <Clocks/>
                </div>
            </Specimen>
            <Specimen name="data-density=wall: KpiBand" bare=true>
                <div class="density-sample" data-density="wall" tabindex="0">
                    <KpiBand tenant=TENANT.to_owned() counts view stood_at=Signal::stored(None::<String>)/>
                </div>
            </Specimen>
        </Section>
    }
    .into_any()
}
