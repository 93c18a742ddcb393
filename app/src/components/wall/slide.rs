//! Between the top and the foot: one layout, or several of them one below the other.

use domain::display::WallLayout;
use domain::wall::figure::WallFigure;
use domain::wall::program::Slide;
use leptos::prelude::*;

use super::exceptions::ExceptionsPart;
use super::figures::FiguresPart;
use super::floor::FloorPart;
use super::picture::Scene;
use super::queues::QueuesPart;

/// One part of a slide.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) layout: WallLayout,
    pub(super) figures: Vec<WallFigure>,
    /// Which of the slide's parts it is.
    pub(super) slot: usize,
    /// Whether it is all of the slide.
    pub(super) is_whole: bool,
    /// Whether who is over a limit is pinned above it.
    pub(super) has_lane: bool,
    /// Its height by the program's screen, in arc-minutes.
    pub(super) height: f64,
}

/// The body of a slide.
#[component]
pub(super) fn SlideBody(
    /// What is shown.
    scene: Scene,
    /// The slide.
    slide: Slide,
) -> impl IntoView {
    scene.pages.set(Vec::new());
    let screen = scene.screen.get_untracked();
    let has_lane = !slide.has_exceptions();
    if slide.layout != WallLayout::Mixed {
        let height = screen.body(slide.layout);
        let part = Part { layout: slide.layout, figures: slide.figures, slot: 0, is_whole: true, has_lane, height };
        return view! { <div class="wall-body">{shown(&scene, part)}</div> }.into_any();
    }
    let blocks = slide
        .blocks
        .iter()
        .enumerate()
        .map(|(slot, block)| {
            let part = Part {
                layout: block.layout,
                figures: block.figures.clone(),
                slot,
                is_whole: false,
                has_lane,
                height: screen.block(&slide.blocks, slot),
            };
            view! {
                <div class="wall-block" data-block=block.layout.slug() data-share=block.share.to_string()>
                    {shown(&scene, part)}
                </div>
            }
        })
        .collect_view();
    view! { <div class="wall-body is-mixed">{blocks}</div> }.into_any()
}

fn shown(scene: &Scene, part: Part) -> AnyView {
    let scene = scene.clone();
    match part.layout {
        WallLayout::Floor => view! { <FloorPart scene part/> }.into_any(),
        WallLayout::Queues => view! { <QueuesPart scene part/> }.into_any(),
        WallLayout::Figures => view! { <FiguresPart scene part/> }.into_any(),
        WallLayout::Exceptions => view! { <ExceptionsPart scene part/> }.into_any(),
        // No block is a mixture; a program that says so is not kept.
        WallLayout::Mixed => ().into_any(),
    }
}
