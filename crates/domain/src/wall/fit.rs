//! What fits a screen in letters that can be read. Every length is in arc-minutes of capital height: the font size whose
//! capitals are one arc-minute tall at the reader's eye is one. `style/wall.css` draws with the same figures, so what is
//! counted here is what stands there; the screen itself measures again.

use super::program::Block;
use super::program::Program;
use super::program::Slide;
use crate::display::WallLayout;

/// Capitals are so tall that nobody has to guess (arc-minutes); a font is this over its cap height of 0.72.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// Names, clocks, words: the floor of what can be read.
    Floor,
    /// Labels of figures, names of queues.
    Label,
    /// Figures of queues.
    Queue,
    /// Hero figures.
    Hero,
}

impl Letters {
    /// How tall, in arc-minutes.
    pub const fn arc(self) -> f64 {
        match self {
            Self::Floor => 16.0,
            Self::Label => 20.0,
            Self::Queue => 30.0,
            Self::Hero => 45.0,
        }
    }
}

/// The arc-minute's font size for one metre on one inch, in parts of a 16:9 screen's shorter and longer side.
const OF_SHORT: f64 = 0.032_438;
const OF_LONG: f64 = 0.018_246;
/// What stays free at each edge.
const MARGIN: f64 = 0.05;
/// Height of a line in its own font size.
const LEADING: f64 = 1.35;
const LINE: f64 = LEADING * 16.0;
const GAP: f64 = 2.5;
/// Digits stand in boxes of their own height.
const HERO: f64 = 0.74 * 45.0;
/// The large hero figures, where there is room for them.
const LARGE: f64 = 0.9 * 62.0;

/// The narrowest column of agents, and the space between two of them.
const COLUMN: f64 = 10.6 * 16.0;
const UPRIGHT_COLUMN: f64 = 17.0 * 16.0;
const COLUMN_GAP: f64 = 3.6 * GAP;
/// Tiles reach a little beyond the safe area, so that their text begins at its edge.
const OVERHANG: f64 = 2.0 * 0.12 * 16.0;
const QUEUE_ROW: f64 = 1.5 * 30.0;
const UPRIGHT_QUEUE_ROW: f64 = 2.4 * 30.0;
const EXCEPTION_ROW: f64 = 1.5 * 20.0;
const UPRIGHT_EXCEPTION_ROW: f64 = 2.6 * 20.0;
const CARD: f64 = 165.0;
const LARGE_CARD: f64 = 215.0;
const UPRIGHT_CARD: f64 = 280.0;
const CARD_GAP: f64 = 3.0 * GAP;

/// Narrower than this and something is cut: the counts beside the name, the figures of a queue, a reason and its limit.
const LEAST_FLOOR: f64 = 480.0;
const LEAST_QUEUES: f64 = 400.0;
const LEAST_EXCEPTIONS: f64 = 450.0;
/// From here on there is room for two columns more.
const WIDE_TABLE: f64 = 535.0;
const LEAST_UPRIGHT: f64 = 270.0;
/// Columns of agents and cards of figures look after their own width.
const LEAST_CARDS: f64 = COLUMN;

/// So many agents over a limit are pinned on every page of a floor.
pub const PINNED: usize = 4;

/// How exceptions that do not fit a page are turned over: the worst stand on every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turning {
    /// So many stand on every page.
    pub pinned: usize,
    /// So many change from page to page.
    pub turned: usize,
    /// Pages.
    pub pages: usize,
}

impl Turning {
    /// So many exceptions, of which the first are alarms, where so many fit a page.
    pub fn of(all: usize, alarms: usize, capacity: usize) -> Self {
        let capacity = capacity.max(1);
        if all <= capacity {
            return Self { pinned: 0, turned: capacity, pages: 1 };
        }
        // What changes keeps half of the page, so that it does not take for ever to come round.
        let pinned = alarms.min(PINNED).min(capacity / 2);
        let turned = capacity - pinned;
        Self { pinned, turned, pages: (all - pinned).div_ceil(turned) }
    }

    /// What stands on a page, from 0.
    pub fn page<'a, T>(&self, all: &'a [T], page: usize) -> impl Iterator<Item = &'a T> + use<'a, T> {
        let (pinned, rest) = all.split_at(self.pinned.min(all.len()));
        pinned.iter().chain(rest.iter().skip(page * self.turned).take(self.turned))
    }
}

/// So many queues stand below a floor.
pub const IN_STRIP: usize = 3;

/// A screen with a reader before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Screen {
    width_px: f64,
    height_px: f64,
    arc_px: f64,
}

/// How figures stand: in so many columns, and whether those of the first row may be larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureGrid {
    /// Columns.
    pub columns: usize,
    /// Whether there is room for the large size.
    pub is_large: bool,
}

impl Screen {
    /// A screen of so many pixels and inches, read from so far.
    pub fn new((width_px, height_px): (u32, u32), inches: u16, decimetres: u16) -> Self {
        let (width_px, height_px) = (f64::from(width_px.max(1)), f64::from(height_px.max(1)));
        let (short, long) = (width_px.min(height_px), width_px.max(height_px));
        let metres = f64::from(decimetres.max(1)) / 10.0;
        let arc_px = (OF_SHORT * short).min(OF_LONG * long) * metres / f64::from(inches.max(1));
        Self { width_px, height_px, arc_px }
    }

    /// The screen that a program is made for; how fine its pixels are makes no difference.
    pub fn of(program: &Program) -> Self {
        let pixels = if program.is_upright { (1080, 1920) } else { (1920, 1080) };
        Self::new(pixels, program.inches, program.decimetres)
    }

    /// The font size of letters, in pixels.
    pub fn font_px(&self, letters: Letters) -> f64 {
        letters.arc() * self.arc_px
    }

    /// What is between the margins, in the font size of letters.
    pub fn width_in(&self, letters: Letters) -> f64 {
        self.width() / letters.arc()
    }

    /// Whether it stands upright.
    pub fn is_upright(&self) -> bool {
        self.height_px > self.width_px
    }

    fn width(&self) -> f64 {
        (1.0 - 2.0 * MARGIN) * self.width_px / self.arc_px
    }

    fn height(&self) -> f64 {
        (1.0 - 2.0 * MARGIN) * self.height_px / self.arc_px
    }

    /// What is left between the top and the foot of a slide.
    pub fn body(&self, layout: WallLayout) -> f64 {
        let is_upright = self.is_upright();
        let head = match (layout, is_upright) {
            (WallLayout::Floor, false) => HERO + LINE,
            (WallLayout::Floor, true) => LINE + 2.0 * (HERO + LINE) + 2.0 * 3.0 * GAP,
            (WallLayout::Queues | WallLayout::Figures | WallLayout::Exceptions | WallLayout::Mixed, _) => LINE,
        };
        let (foot, gap) = if is_upright { (2.0 * LINE, 3.0 * GAP) } else { (LINE, GAP) };
        self.height() - head - foot - 2.0 * gap
    }

    /// The height of one block of a mixed slide.
    pub fn block(&self, blocks: &[Block], at: usize) -> f64 {
        let all: f64 = blocks.iter().map(|block| f64::from(block.share)).sum();
        let share = blocks.get(at).map_or(0.0, |block| f64::from(block.share)) / all.max(1.0);
        let gaps = CARD_GAP * blocks.len().saturating_sub(1) as f64;
        (self.body(WallLayout::Mixed) - gaps) * share
    }

    /// Agents on one page of a floor of this height, beside so many that are pinned and above so many queues.
    pub fn agents(&self, height: f64, pinned: usize, queues: usize) -> usize {
        let (width, column, lane_columns) =
            if self.is_upright() { (self.width(), UPRIGHT_COLUMN, 1) } else { (self.width(), COLUMN, 2) };
        let lane_rows = pinned.min(PINNED).div_ceil(lane_columns) as f64;
        let lane = if pinned > 0 { lane_rows * (LINE + 0.96) + GAP } else { 0.0 };
        // Side by side on one line, or upright one below the other.
        let strip_lines = if self.is_upright() { queues.min(IN_STRIP) } else { queues.min(1) } as f64;
        let strip = if queues > 0 { strip_lines * LINE + GAP } else { 0.0 };
        let columns = tracks(width + OVERHANG, column, COLUMN_GAP);
        // Upright there is always one column: the word beside the name gives way before the name does.
        let columns = if self.is_upright() { columns.max(1) } else { columns };
        columns * tracks(height - lane - strip, LINE, 0.0)
    }

    /// Queues on one page of this height.
    pub fn queues(&self, height: f64) -> usize {
        tracks(height - LINE, if self.is_upright() { UPRIGHT_QUEUE_ROW } else { QUEUE_ROW }, 0.0)
    }

    /// Whether the counts of a queue's day stand beside those of now.
    pub fn has_queue_totals(&self) -> bool {
        !self.is_upright() && self.width() >= WIDE_TABLE
    }

    /// Exceptions on one page of this height.
    pub fn exceptions(&self, height: f64) -> usize {
        tracks(height, if self.is_upright() { UPRIGHT_EXCEPTION_ROW } else { EXCEPTION_ROW }, 0.0)
    }

    /// How so many figures stand in this height; none when they do not fit.
    pub fn figures(&self, height: f64, count: usize) -> Option<FigureGrid> {
        let (width, is_upright) = (self.width(), self.is_upright());
        if count == 0 || (is_upright && width < UPRIGHT_CARD) {
            return None;
        }
        let widest = if is_upright { 1 } else { tracks(width, CARD, CARD_GAP) };
        // Four stand better two and two, and five are two above three.
        let wanted = match count {
            4 => 2,
            5 => 3,
            count => count,
        };
        let columns = wanted.min(widest);
        if columns == 0 {
            return None;
        }
        let rows = count.div_ceil(columns) as f64;
        let padding = 6.0 * GAP;
        let label = LEADING * 20.0;
        let card = if is_upright { padding + HERO } else { padding + label + GAP + HERO };
        if rows * card + (rows - 1.0) * CARD_GAP > height {
            return None;
        }
        let first_row = if count == 5 && columns == 3 { 2 } else { columns };
        let is_wide = tracks(width, LARGE_CARD, CARD_GAP) >= first_row;
        let is_high = rows * (card + LARGE - HERO) + (rows - 1.0) * CARD_GAP <= height;
        Some(FigureGrid { columns, is_large: !is_upright && is_wide && is_high })
    }

    /// Whether a slide can be read on this screen, block by block where it has some.
    pub fn reads(&self, slide: &Slide) -> bool {
        if slide.layout == WallLayout::Mixed {
            return (0..slide.blocks.len()).all(|at| self.reads_block(slide, at));
        }
        self.reads_part(slide.layout, slide.figures.len(), self.body(slide.layout), false, true)
    }

    /// Whether one block of a mixed slide can be read.
    pub fn reads_block(&self, slide: &Slide, at: usize) -> bool {
        let Some(block) = slide.blocks.get(at) else { return false };
        let height = self.block(&slide.blocks, at);
        self.reads_part(block.layout, block.figures.len(), height, slide.has_exceptions(), false)
    }

    fn reads_part(&self, layout: WallLayout, figures: usize, height: f64, is_unpinned: bool, is_whole: bool) -> bool {
        let least = match (layout, self.is_upright()) {
            (_, true) => LEAST_UPRIGHT,
            (WallLayout::Floor, false) if is_whole => LEAST_FLOOR,
            (WallLayout::Queues, false) => LEAST_QUEUES,
            (WallLayout::Exceptions, false) => LEAST_EXCEPTIONS,
            (WallLayout::Floor | WallLayout::Figures | WallLayout::Mixed, false) => LEAST_CARDS,
        };
        self.width() >= least
            && match layout {
                WallLayout::Floor => {
                    let pinned = if is_unpinned { 0 } else { PINNED };
                    self.agents(height, pinned, if is_whole { IN_STRIP } else { 0 }) > 0
                }
                WallLayout::Queues => self.queues(height) > 0,
                WallLayout::Exceptions => self.exceptions(height) > 1,
                WallLayout::Figures => self.figures(height, figures).is_some(),
                WallLayout::Mixed => true,
            }
    }
}

/// So many equal tracks with gaps between them fit a room.
fn tracks(room: f64, track: f64, gap: f64) -> usize {
    // A rounding error must not cost a row.
    let fits = ((room + gap + 0.001) / (track + gap)).floor();
    if fits >= 1.0 { fits as usize } else { 0 }
}
