//! What a screen plays: slides in turn, and the screen they were made for. Whether all of it can be read is `check`; which
//! slide is on is told by the server's time alone, so that screens with one program turn together and go on after a reload
//! where they were.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de::Error as _;

use super::figure::WallFigure;
use crate::board::ConnectionView;
use crate::board::QueueView;
use crate::display::WallLayout;
use crate::id::ConnectionIndex;
use crate::time::UnixMs;
use crate::view::Show;
use crate::view::View;

/// So many slides at most.
pub const MOST_SLIDES: usize = 12;
/// So many hero figures at most: more are read by nobody in passing.
pub const MOST_FIGURES: usize = 5;
/// So many blocks on a mixed slide at most.
pub const MOST_BLOCKS: usize = 4;
/// Nothing turns faster: it has to be found and read.
pub const LEAST_DWELL_S: u16 = 12;
/// Nothing stands longer.
pub const MOST_DWELL_S: u16 = 3600;
/// Diagonals of screens, in inches.
pub const INCHES: (u16, u16) = (20, 119);
/// Distances at which a wall is read, in tenths of a metre.
pub const DECIMETRES: (u16, u16) = (10, 150);
/// Shares of the height, in percent; they are given in steps of five.
pub const SHARES: (u8, u8) = (5, 95);

/// Whom a slide is about, and in which states it shows them. Counts are of all whom it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Who {
    /// In which states.
    #[serde(serialize_with = "show_slug", deserialize_with = "show_of_slug")]
    pub show: Show,
    /// Only agents of this connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// Only agents of this group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Only agents of this queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
}

fn show_slug<S: Serializer>(show: &Show, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(show.slug())
}

fn show_of_slug<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Show, D::Error> {
    let slug = String::deserialize(deserializer)?;
    Show::from_slug(&slug).ok_or_else(|| D::Error::custom("no word of a view"))
}

impl Who {
    /// The same as a view of the board.
    pub fn view(&self) -> View {
        View {
            show: self.show,
            connection: self.connection.clone(),
            group: self.group.clone(),
            queue: self.queue.clone(),
            ..View::default()
        }
    }

    /// The same without the choice of states: whom the slide counts.
    pub fn reach(&self) -> View {
        View { show: Show::Everyone, ..self.view() }
    }

    /// Whether the slide is about a queue.
    pub fn has_queue(&self, connections: &BTreeMap<ConnectionIndex, ConnectionView>, queue: &QueueView) -> bool {
        let connection = connections.get(&queue.connection).map(|connection| connection.name.as_str());
        self.queue.as_deref().is_none_or(|wanted| wanted == queue.reported.queue.label())
            && self.connection.as_deref().is_none_or(|wanted| connection == Some(wanted))
    }

    /// Those in the query of a board's address; of it, only what a wall can show.
    fn of_query(query: &str) -> Self {
        let view = View::from_params(query.split('&').filter_map(|pair| pair.split_once('=')));
        Self { show: view.show, connection: view.connection, group: view.group, queue: view.queue }
    }
}

/// One part of a mixed slide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// What it shows; never a mixture itself.
    pub layout: WallLayout,
    /// The figures of a block of figures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<WallFigure>,
    /// Its share of the height in percent. Shares that do not add up to a hundred are taken in proportion.
    pub share: u8,
}

/// What is shown until the next takes its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slide {
    /// How it is laid out.
    pub layout: WallLayout,
    /// Whom it shows.
    #[serde(default)]
    pub who: Who,
    /// For how long it stands, in seconds.
    pub dwell_s: u16,
    /// The figures of a slide of figures, the most important first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<WallFigure>,
    /// The parts of a mixed slide, from the top.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

impl Slide {
    /// A slide of a layout as it is offered at first.
    pub fn of(layout: WallLayout) -> Self {
        let figures = match layout {
            WallLayout::Figures => WallFigure::FIRST.to_vec(),
            WallLayout::Floor | WallLayout::Queues | WallLayout::Exceptions | WallLayout::Mixed => Vec::new(),
        };
        let blocks = match layout {
            WallLayout::Mixed => Block::first(),
            WallLayout::Floor | WallLayout::Queues | WallLayout::Exceptions | WallLayout::Figures => Vec::new(),
        };
        Self { layout, who: Who::default(), dwell_s: LEAST_DWELL_S, figures, blocks }
    }

    /// Whether who is over a limit stands in a block of its own, so that the floor beside it need not pin them.
    pub fn has_exceptions(&self) -> bool {
        self.layout == WallLayout::Mixed && self.blocks.iter().any(|block| block.layout == WallLayout::Exceptions)
    }

    /// The page that is shown `into_s` seconds after the slide came on for the time `visit`, of so many.
    ///
    /// All pages are shown in one turn where the turn is long enough; else every turn goes on with the next ones. The
    /// length of a turn never depends on how many pages there are, or one agent more would move every screen.
    pub fn page(&self, turn: Turn, pages: usize) -> usize {
        let pages = i64::try_from(pages.max(1)).unwrap_or(1);
        let in_a_turn = self.pages_in_a_turn().min(pages);
        let nth = turn.into_s * in_a_turn / i64::from(self.dwell_s.max(1));
        let page = (turn.visit.rem_euclid(pages) * in_a_turn + nth.min(in_a_turn - 1)).rem_euclid(pages);
        usize::try_from(page).unwrap_or(0)
    }

    fn pages_in_a_turn(&self) -> i64 {
        i64::from(self.dwell_s / LEAST_DWELL_S).max(1)
    }

    /// The dwell with which so many pages are all shown in one turn.
    pub fn dwell_for(pages: usize) -> u16 {
        let wanted = pages.saturating_mul(usize::from(LEAST_DWELL_S));
        u16::try_from(wanted).map_or(MOST_DWELL_S, |wanted| wanted.clamp(LEAST_DWELL_S, MOST_DWELL_S))
    }
}

impl Block {
    /// A block of a layout as it is offered at first.
    pub fn of(layout: WallLayout, share: u8) -> Self {
        let figures = if layout == WallLayout::Figures { WallFigure::FIRST[..3].to_vec() } else { Vec::new() };
        Self { layout, figures, share }
    }

    fn first() -> Vec<Self> {
        vec![Self::of(WallLayout::Figures, 40), Self::of(WallLayout::Exceptions, 25), Self::of(WallLayout::Floor, 35)]
    }
}

/// Which slide is on, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Which slide, from 0.
    pub slide: usize,
    /// How often all slides have had their turn before.
    pub visit: i64,
    /// Seconds since the slide came on.
    pub into_s: i64,
}

/// What a screen plays, and the screen it was made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The diagonal of the screen.
    pub inches: u16,
    /// From how far it is read, in tenths of a metre.
    pub decimetres: u16,
    /// Whether the screen stands upright.
    #[serde(default)]
    pub is_upright: bool,
    /// What is shown in turn.
    pub slides: Vec<Slide>,
}

impl Program {
    /// What a screen plays that was given a layout and no program: this alone, on 55 inches at five metres.
    pub fn of_layout(layout: WallLayout, query: &str) -> Self {
        let slide = Slide { who: Who::of_query(query), ..Slide::of(layout) };
        Self { inches: 55, decimetres: 50, is_upright: false, slides: vec![slide] }
    }

    /// Seconds until the first slide comes on again.
    pub fn cycle_s(&self) -> i64 {
        self.slides.iter().map(|slide| i64::from(slide.dwell_s.max(1))).sum()
    }

    /// Which slide is on at `now`; none of a program without slides.
    pub fn turn(&self, now: UnixMs) -> Option<Turn> {
        let cycle_s = self.cycle_s().max(1);
        let (visit, mut into_s) = (now.whole_s().div_euclid(cycle_s), now.whole_s().rem_euclid(cycle_s));
        for (slide, of) in self.slides.iter().enumerate() {
            let dwell_s = i64::from(of.dwell_s.max(1));
            if into_s < dwell_s {
                return Some(Turn { slide, visit, into_s });
            }
            into_s -= dwell_s;
        }
        None
    }

    /// The turn that a slide would have at `now` if it stood alone: what is looked at while it is being made.
    pub fn turn_of(&self, slide: usize, now: UnixMs) -> Option<Turn> {
        let dwell_s = i64::from(self.slides.get(slide)?.dwell_s.max(1));
        let (visit, into_s) = (now.whole_s().div_euclid(dwell_s), now.whole_s().rem_euclid(dwell_s));
        Some(Turn { slide, visit, into_s })
    }

    /// Seconds until something else is shown than at `now`, at most.
    pub fn stands_s(&self, now: UnixMs) -> i64 {
        let Some(turn) = self.turn(now) else { return i64::from(LEAST_DWELL_S) };
        self.slides.get(turn.slide).map_or(0, |slide| i64::from(slide.dwell_s) - turn.into_s).max(1)
    }

    /// The same without what its layouts do not use.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for slide in &mut self.slides {
            if slide.layout != WallLayout::Figures {
                slide.figures.clear();
            }
            if slide.layout != WallLayout::Mixed {
                slide.blocks.clear();
            }
            for block in &mut slide.blocks {
                if block.layout != WallLayout::Figures {
                    block.figures.clear();
                }
            }
        }
        self
    }
}
