//! What stands in the editor now, every change of it with its way back, and sending it.

use domain::display::WallLayout;
use domain::wall::check::Mistake;
use domain::wall::check::Place;
use domain::wall::check::SlidePart;
use domain::wall::figure::WallFigure;
use domain::wall::program::Block;
use domain::wall::program::Program;
use domain::wall::program::Slide;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::mistakes::Standing;
use crate::api::ScopeChoices;
use crate::api::display_program::ProgramPage;
use crate::api::display_program::display_program;
use crate::api::display_program::save_display_program;
use crate::components::bits::lang;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::words;

/// So many steps can be taken back.
const MOST_STEPS: usize = 50;

/// A slide with names for itself and its blocks that last as long as the form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) key: u32,
    pub(super) slide: Slide,
    pub(super) blocks: Vec<u32>,
}

/// Everything that can be changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Work {
    pub(super) inches: u16,
    pub(super) decimetres: u16,
    pub(super) is_upright: bool,
    pub(super) slides: Vec<Draft>,
}

/// A list whose order is chosen: the slides, the blocks of a slide, the figures of a slide or of one of its blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Slides,
    Blocks(u32),
    Figures(u32, Option<u32>),
}

type Sent = (i64, String);

/// The editor. Copies are the same editor.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) locale: Locale,
    pub(super) work: RwSignal<Work>,
    past: RwSignal<Vec<Work>>,
    next_key: StoredValue<u32>,
    version: StoredValue<i64>,
    pub(super) tenant: StoredValue<String>,
    pub(super) display: StoredValue<String>,
    /// What a slide can be about.
    pub(super) choices: StoredValue<ScopeChoices>,
    /// The floor as the display sees it.
    pub(super) board: StoredValue<LiveBoard>,
    /// The slide that is open, by key; it is the one that is seen.
    pub(super) open: RwSignal<Option<u32>>,
    /// What is being dragged: of which list, and from where.
    pub(super) dragged: RwSignal<Option<(List, usize)>>,
    /// What has just been done, in words.
    pub(super) said: RwSignal<String>,
    pub(super) standing: RwSignal<Standing>,
    pub(super) mistakes: Memo<Vec<Mistake>>,
    pub(super) saving: Action<Sent, Result<i64, AppError>>,
}

impl Desk {
    /// The editor as first read.
    pub(super) fn new(first: &ProgramPage) -> Self {
        let locale = lang();
        let (tenant, display) = (first.me.tenant.0.clone(), first.display.to_string());
        let (tenant, display) = (StoredValue::new(tenant), StoredValue::new(display));
        let said = RwSignal::new(String::new());
        let version = StoredValue::new(first.version);
        let saving = Action::new(move |(made_of, program): &Sent| {
            let (made_of, program) = (*made_of, program.clone());
            async move {
                let outcome = save_display_program(tenant.get_value(), display.get_value(), made_of, program).await;
                if let Ok(now) = outcome {
                    version.set_value(now);
                    said.set(td_string!(locale, program_saved).to_owned());
                }
                outcome
            }
        });
        let work = RwSignal::new(Work::default());
        let desk = Self {
            locale,
            work,
            past: RwSignal::new(Vec::new()),
            next_key: StoredValue::new(0),
            version,
            tenant,
            display,
            choices: StoredValue::new(first.choices.clone()),
            board: StoredValue::new(LiveBoard::new(first.paint.clone())),
            open: RwSignal::new(None),
            dragged: RwSignal::new(None),
            said,
            standing: RwSignal::new(Standing::Open),
            mistakes: Memo::new(move |_| work.read().program().mistakes()),
            saving,
        };
        desk.work.set(desk.drafted(&first.facts.playing()));
        desk.open.set(desk.work.read_untracked().slides.first().map(|draft| draft.key));
        desk
    }

    fn fresh_key(self) -> u32 {
        self.next_key.update_value(|key| *key += 1);
        self.next_key.get_value()
    }

    fn draft(self, slide: Slide) -> Draft {
        let blocks = slide.blocks.iter().map(|_| self.fresh_key()).collect();
        Draft { key: self.fresh_key(), slide, blocks }
    }

    fn drafted(self, program: &Program) -> Work {
        Work {
            inches: program.inches,
            decimetres: program.decimetres,
            is_upright: program.is_upright,
            slides: program.slides.iter().map(|slide| self.draft(slide.clone())).collect(),
        }
    }

    /// What would be kept now.
    pub(super) fn program(self) -> Program {
        self.work.read().program()
    }

    /// Changes something; what it was can be had back.
    pub(super) fn edit(self, edit: impl FnOnce(&mut Work)) {
        let before = self.work.get_untracked();
        let mut after = before.clone();
        edit(&mut after);
        if after == before {
            return;
        }
        self.past.update(|past| {
            if past.len() == MOST_STEPS {
                past.remove(0);
            }
            past.push(before);
        });
        self.work.set(after);
        self.standing.set(Standing::Open);
        self.said.set(String::new());
    }

    /// Changes one slide.
    pub(super) fn edit_slide(self, key: u32, edit: impl FnOnce(&mut Draft)) {
        self.edit(|work| {
            if let Some(draft) = work.slides.iter_mut().find(|draft| draft.key == key) {
                edit(draft);
            }
        });
    }

    /// A slide as it stands now; none once it was removed.
    pub(super) fn slide(self, key: u32) -> Option<Slide> {
        self.work.read().slides.iter().find(|draft| draft.key == key).map(|draft| draft.slide.clone())
    }

    /// Where a slide stands, from 0.
    pub(super) fn place(self, key: u32) -> usize {
        self.work.read().slides.iter().position(|draft| draft.key == key).unwrap_or_default()
    }

    pub(super) fn can_undo(self) -> bool {
        !self.past.read().is_empty()
    }

    /// Takes the last change back.
    pub(super) fn undo(self) {
        let mut before = None;
        self.past.update(|past| before = past.pop());
        if let Some(before) = before {
            let is_there = |key: u32| before.slides.iter().any(|draft| draft.key == key);
            if !self.open.get_untracked().is_some_and(is_there) {
                self.open.set(before.slides.first().map(|draft| draft.key));
            }
            self.work.set(before);
            self.standing.set(Standing::Open);
            self.said.set(td_string!(self.locale, program_undone).to_owned());
        }
    }

    /// Adds a slide at the end and opens it.
    pub(super) fn add_slide(self, layout: WallLayout) {
        let draft = self.draft(Slide::of(layout));
        let key = draft.key;
        self.edit(|work| work.slides.push(draft));
        self.open.set(Some(key));
        self.say_added(words::wall_layout(self.locale, layout), self.work.read_untracked().slides.len());
    }

    /// Puts a copy of a slide behind it and opens it.
    pub(super) fn duplicate_slide(self, key: u32) {
        let Some(slide) = untrack(|| self.slide(key)) else { return };
        let draft = self.draft(slide);
        let copy = draft.key;
        let at = untrack(|| self.place(key)) + 1;
        self.edit(|work| work.slides.insert(at.min(work.slides.len()), draft));
        self.open.set(Some(copy));
    }

    /// Takes a slide away and opens its neighbour, whose key is the answer.
    pub(super) fn remove_slide(self, key: u32) -> Option<u32> {
        let at = untrack(|| self.place(key));
        self.edit(|work| work.slides.retain(|draft| draft.key != key));
        let slides = self.work.read_untracked().slides.len();
        let next = self.work.read_untracked().slides.get(at.min(slides.saturating_sub(1))).map(|draft| draft.key);
        self.open.set(next);
        self.said.set(td_string!(self.locale, program_removed, number = at + 1));
        next
    }

    /// Adds a block to a mixed slide.
    pub(super) fn add_block(self, slide: u32, layout: WallLayout) {
        let key = self.fresh_key();
        self.edit_slide(slide, |draft| {
            draft.slide.blocks.push(Block::of(layout, 30));
            draft.blocks.push(key);
        });
        let all = untrack(|| self.slide(slide)).map_or(0, |slide| slide.blocks.len());
        self.say_added(words::wall_layout(self.locale, layout), all);
    }

    /// Adds a figure to a slide or to one of its blocks.
    pub(super) fn add_figure(self, list: List, figure: WallFigure) {
        let mut all = 0;
        self.edit_figures(list, |figures| {
            figures.push(figure);
            all = figures.len();
        });
        self.say_added(words::wall_figure(self.locale, figure), all);
    }

    /// What was added stands at the end.
    fn say_added(self, name: &str, all: usize) {
        self.said.set(td_string!(self.locale, program_moved, name = name, number = all, total = all));
    }

    /// Gives a slide another layout. What the old one needs is kept for a change of mind.
    pub(super) fn lay_out(self, slide: u32, layout: WallLayout) {
        let keys: Vec<u32> = (0..3).map(|_| self.fresh_key()).collect();
        self.edit_slide(slide, |draft| {
            let fresh = Slide::of(layout);
            draft.slide.layout = layout;
            if draft.slide.figures.is_empty() {
                draft.slide.figures = fresh.figures;
            }
            if draft.slide.blocks.is_empty() {
                draft.blocks = keys.into_iter().take(fresh.blocks.len()).collect();
                draft.slide.blocks = fresh.blocks;
            }
        });
    }

    /// Changes the figures of a slide or of one of its blocks.
    pub(super) fn edit_figures(self, list: List, edit: impl FnOnce(&mut Vec<WallFigure>)) {
        let List::Figures(slide, block) = list else { return };
        self.edit_slide(slide, |draft| {
            let figures = match block {
                None => Some(&mut draft.slide.figures),
                Some(block) => {
                    let at = draft.blocks.iter().position(|key| *key == block);
                    at.and_then(|at| draft.slide.blocks.get_mut(at)).map(|block| &mut block.figures)
                }
            };
            if let Some(figures) = figures {
                edit(figures);
            }
        });
    }

    /// Moves something within its list and says where it stands now.
    pub(super) fn reorder(self, list: List, from: usize, to: usize, name: &str) {
        let mut all = 0;
        match list {
            List::Slides => self.edit(|work| {
                all = work.slides.len();
                shift(&mut work.slides, from, to);
            }),
            List::Blocks(slide) => self.edit_slide(slide, |draft| {
                all = draft.slide.blocks.len();
                shift(&mut draft.slide.blocks, from, to);
                shift(&mut draft.blocks, from, to);
            }),
            List::Figures(..) => self.edit_figures(list, |figures| {
                all = figures.len();
                shift(figures, from, to);
            }),
        }
        if from != to && to < all {
            let said = td_string!(self.locale, program_moved, name = name, number = to + 1, total = all);
            self.said.set(said);
        }
    }

    /// Saves what can be read; what cannot says so beside its field.
    pub(super) fn save(self) {
        if !self.mistakes.read_untracked().is_empty() {
            self.standing.set(Standing::Refused);
            return;
        }
        self.standing.set(Standing::Sent);
        let program = untrack(|| self.program()).tidied();
        let json = serde_json::to_string(&program).expect("a program of words and numbers can be written as JSON");
        self.saving.dispatch((self.version.get_value(), json));
    }

    /// After somebody else's change: what they made stands in the form, and what was made here can be had back.
    pub(super) fn take_theirs(self) {
        self.after_their_change(move |page| {
            let work = self.drafted(&page.facts.playing());
            self.edit(|now| *now = work);
            self.open.set(self.work.read_untracked().slides.first().map(|draft| draft.key));
            self.said.set(td_string!(self.locale, program_taken).to_owned());
        });
    }

    /// After somebody else's change: what was made here takes its place.
    pub(super) fn keep_mine(self) {
        self.after_their_change(move |_| self.save());
    }

    fn after_their_change(self, then: impl FnOnce(ProgramPage) + 'static) {
        leptos::task::spawn_local(async move {
            match display_program(self.tenant.get_value(), self.display.get_value()).await {
                Ok(page) => {
                    self.version.set_value(page.version);
                    self.saving.clear();
                    then(page);
                }
                // What was said of the conflict stays, and so do both ways out of it.
                Err(error) => self.said.set(words::error(self.locale, &error, Zone::UTC)),
            }
        });
    }

    /// What is wrong with a part of a slide.
    pub(super) fn mistake_in(self, key: u32, part: SlidePart) -> Option<Mistake> {
        self.mistake_at(Place::Slide(self.place(key), part))
    }

    /// What is wrong at a place.
    pub(super) fn mistake_at(self, place: Place) -> Option<Mistake> {
        self.mistakes.read().iter().find(|mistake| mistake.place == place).copied()
    }
}

impl Work {
    /// The same as a program, with everything that was typed.
    pub(super) fn program(&self) -> Program {
        Program {
            inches: self.inches,
            decimetres: self.decimetres,
            is_upright: self.is_upright,
            slides: self.slides.iter().map(|draft| draft.slide.clone()).collect(),
        }
    }
}

fn shift<T>(list: &mut Vec<T>, from: usize, to: usize) {
    if from < list.len() && to < list.len() {
        let moved = list.remove(from);
        list.insert(to, moved);
    }
}
