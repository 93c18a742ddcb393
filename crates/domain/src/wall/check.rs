//! What is wrong with a program, and what to do about it. Letters are never made smaller: what does not fit in letters that
//! can be read is refused, with every remedy that would help by itself.

use super::figure::WallFigure;
use super::fit::Screen;
use super::program::Block;
use super::program::DECIMETRES;
use super::program::INCHES;
use super::program::LEAST_DWELL_S;
use super::program::MOST_BLOCKS;
use super::program::MOST_DWELL_S;
use super::program::MOST_FIGURES;
use super::program::MOST_SLIDES;
use super::program::Program;
use super::program::SHARES;
use super::program::Slide;
use crate::display::WallLayout;

/// Letters of the name of a connection, group or queue.
const LONGEST_NAME: usize = 200;

/// Where something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The diagonal.
    Inches,
    /// The distance.
    Distance,
    /// The list of slides.
    Slides,
    /// A part of one slide, from 0.
    Slide(usize, SlidePart),
}

/// A part of a slide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlidePart {
    /// How it is laid out, as a whole.
    Layout,
    /// Whom it shows.
    Who,
    /// For how long it stands.
    Dwell,
    /// Its figures.
    Figures,
    /// Its list of blocks.
    Blocks,
    /// One block, from 0.
    Block(usize),
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Use a number from the first to the second; distances are in tenths of a metre.
    NotBetween(u32, u32),
    /// Choose at least one.
    None,
    /// Remove some: so many are the most.
    TooMany(u32),
    /// The same stands there twice.
    Twice,
    /// Choose one that is offered.
    NotOffered,
    /// It cannot be read from there.
    Illegible(Remedies),
}

/// What would help, each by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Remedies {
    /// So many figures at most.
    pub figures: Option<usize>,
    /// A share of the height of at least so many percent.
    pub share: Option<u8>,
    /// From so near, in tenths of a metre.
    pub decimetres: Option<u16>,
    /// A screen of at least so many inches.
    pub inches: Option<u16>,
}

/// One thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: Fault,
}

/// Whether a part of a slide can be read on a screen.
type Reads = fn(&Screen, &Slide, usize) -> bool;

impl Program {
    /// Everything that is wrong with it; nothing is when it can be kept and read.
    pub fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes = self.misshapen();
        let screen_is_known = mistakes.iter().all(|mistake| !matches!(mistake.place, Place::Inches | Place::Distance));
        if screen_is_known {
            for (at, slide) in self.slides.iter().enumerate() {
                self.illegible(at, slide, &mut mistakes);
            }
        }
        mistakes
    }

    /// What makes it no program at all, whatever screen it is for.
    pub fn misshapen(&self) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        let mut say = |place, fault| mistakes.push(Mistake { place, fault });
        let is_between = |value: u16, (least, most): (u16, u16)| (least..=most).contains(&value);
        let between = |(least, most): (u16, u16)| Fault::NotBetween(u32::from(least), u32::from(most));
        if !is_between(self.inches, INCHES) {
            say(Place::Inches, between(INCHES));
        }
        if !is_between(self.decimetres, DECIMETRES) {
            say(Place::Distance, between(DECIMETRES));
        }
        if self.slides.is_empty() {
            say(Place::Slides, Fault::None);
        }
        if self.slides.len() > MOST_SLIDES {
            say(Place::Slides, Fault::TooMany(MOST_SLIDES as u32));
        }
        for (at, slide) in self.slides.iter().enumerate() {
            let mut say = |part, fault| say(Place::Slide(at, part), fault);
            if !is_between(slide.dwell_s, (LEAST_DWELL_S, MOST_DWELL_S)) {
                say(SlidePart::Dwell, between((LEAST_DWELL_S, MOST_DWELL_S)));
            }
            let names = [&slide.who.connection, &slide.who.group, &slide.who.queue];
            if names.into_iter().flatten().any(|name| name.is_empty() || name.chars().count() > LONGEST_NAME) {
                say(SlidePart::Who, Fault::NotOffered);
            }
            match slide.layout {
                WallLayout::Figures => {
                    if let Some(fault) = in_figures(&slide.figures) {
                        say(SlidePart::Figures, fault);
                    }
                }
                WallLayout::Mixed => in_blocks(&slide.blocks, say),
                WallLayout::Floor | WallLayout::Queues | WallLayout::Exceptions => {}
            }
        }
        mistakes
    }

    fn illegible(&self, at: usize, slide: &Slide, mistakes: &mut Vec<Mistake>) {
        let is_faulty = |part: SlidePart| mistakes.iter().any(|mistake| mistake.place == Place::Slide(at, part));
        let screen = Screen::of(self);
        let (part, reads): (SlidePart, Reads) = match slide.layout {
            WallLayout::Mixed => {
                if is_faulty(SlidePart::Blocks) {
                    return;
                }
                let faulty: Vec<usize> = (0..slide.blocks.len())
                    .filter(|block| !is_faulty(SlidePart::Block(*block)) && !screen.reads_block(slide, *block))
                    .collect();
                mistakes.extend(faulty.into_iter().map(|block| {
                    let remedies = self.remedies(slide, block, Screen::reads_block);
                    Mistake { place: Place::Slide(at, SlidePart::Block(block)), fault: Fault::Illegible(remedies) }
                }));
                return;
            }
            WallLayout::Figures => (SlidePart::Figures, |screen, slide, _| screen.reads(slide)),
            WallLayout::Floor | WallLayout::Queues | WallLayout::Exceptions => {
                (SlidePart::Layout, |screen, slide, _| screen.reads(slide))
            }
        };
        if !is_faulty(part) && !reads(&screen, slide, 0) {
            let fault = Fault::Illegible(self.remedies(slide, 0, reads));
            mistakes.push(Mistake { place: Place::Slide(at, part), fault });
        }
    }

    /// What would make a part of a slide readable, looked for step by step.
    fn remedies(&self, slide: &Slide, at: usize, reads: Reads) -> Remedies {
        let screen = Screen::of(self);
        let with = |change: &dyn Fn(&mut Self)| {
            let mut other = self.clone();
            change(&mut other);
            reads(&Screen::of(&other), slide, at)
        };
        let count = match slide.layout {
            WallLayout::Mixed => slide.blocks.get(at).map_or(0, |block| block.figures.len()),
            WallLayout::Figures => slide.figures.len(),
            WallLayout::Floor | WallLayout::Queues | WallLayout::Exceptions => 0,
        };
        let figures = (1..count).rev().find(|fewer| {
            let mut other = slide.clone();
            other.figures.truncate(*fewer);
            if let Some(block) = other.blocks.get_mut(at) {
                block.figures.truncate(*fewer);
            }
            reads(&screen, &other, at)
        });
        let share = slide.blocks.get(at).filter(|_| slide.layout == WallLayout::Mixed).and_then(|block| {
            (block.share / 5 + 1..=SHARES.1 / 5).map(|fives| fives * 5).find(|larger| {
                let mut other = slide.clone();
                if let Some(block) = other.blocks.get_mut(at) {
                    block.share = *larger;
                }
                reads(&screen, &other, at)
            })
        });
        Remedies {
            figures,
            share,
            decimetres: (DECIMETRES.0..self.decimetres)
                .rev()
                .find(|nearer| with(&|other: &mut Self| other.decimetres = *nearer)),
            inches: (self.inches + 1..=INCHES.1).find(|larger| with(&|other: &mut Self| other.inches = *larger)),
        }
    }
}

fn in_figures(figures: &[WallFigure]) -> Option<Fault> {
    let is_twice = figures.iter().enumerate().any(|(at, figure)| figures[..at].contains(figure));
    if figures.is_empty() {
        Some(Fault::None)
    } else if figures.len() > MOST_FIGURES {
        Some(Fault::TooMany(MOST_FIGURES as u32))
    } else {
        is_twice.then_some(Fault::Twice)
    }
}

fn in_blocks(blocks: &[Block], mut say: impl FnMut(SlidePart, Fault)) {
    if blocks.is_empty() {
        say(SlidePart::Blocks, Fault::None);
    }
    if blocks.len() > MOST_BLOCKS {
        say(SlidePart::Blocks, Fault::TooMany(MOST_BLOCKS as u32));
    }
    for (at, block) in blocks.iter().enumerate() {
        let part = SlidePart::Block(at);
        match block.layout {
            WallLayout::Mixed => say(part, Fault::NotOffered),
            WallLayout::Figures => {
                if let Some(fault) = in_figures(&block.figures) {
                    say(part, fault);
                }
            }
            // Two floors would page against each other.
            WallLayout::Floor | WallLayout::Queues | WallLayout::Exceptions => {
                if blocks[..at].iter().any(|other| other.layout == block.layout) {
                    say(part, Fault::Twice);
                }
            }
        }
        if !(SHARES.0..=SHARES.1).contains(&block.share) || block.share % 5 != 0 {
            say(part, Fault::NotBetween(u32::from(SHARES.0), u32::from(SHARES.1)));
        }
    }
}
