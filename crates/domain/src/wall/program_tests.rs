use proptest::prelude::*;

use super::check::Fault;
use super::check::Place;
use super::check::SlidePart;
use super::figure::WallFigure;
use super::fit::IN_STRIP;
use super::fit::Letters;
use super::fit::Screen;
use super::fit::Turning;
use super::program::Block;
use super::program::LEAST_DWELL_S;
use super::program::Program;
use super::program::Slide;
use super::program::Who;
use crate::display::DisplayFacts;
use crate::display::WallLayout;
use crate::time::UnixMs;
use crate::view::Show;

const NOW: UnixMs = UnixMs(1_795_226_832_000);

fn program(inches: u16, decimetres: u16, slides: Vec<Slide>) -> Program {
    Program { inches, decimetres, is_upright: false, slides }
}

fn empty() -> Program {
    program(55, 50, Vec::new())
}

fn floor(inches: u16, decimetres: u16) -> (usize, Screen) {
    let screen = Screen::of(&program(inches, decimetres, Vec::new()));
    (screen.agents(screen.body(WallLayout::Floor), 4, IN_STRIP), screen)
}

#[test]
fn letters_have_the_sizes_that_are_read_from_where_the_reader_sits() {
    for (pixels, decimetres, wanted) in [
        ((1920, 1080), 50, [51, 64, 96, 143]),
        ((1280, 720), 50, [34, 42, 64, 96]),
        ((3840, 2160), 50, [102, 127, 191, 287]),
        ((1080, 1920), 50, [51, 64, 96, 143]),
        ((1920, 1080), 30, [31, 38, 57, 86]),
    ] {
        let screen = Screen::new(pixels, 55, decimetres);
        let sizes =
            [Letters::Floor, Letters::Label, Letters::Queue, Letters::Hero].map(|of| screen.font_px(of).round());
        assert_eq!(sizes.map(|size| size as u32), wanted, "{pixels:?} at {decimetres} dm");
    }
}

#[test]
fn as_many_agents_fit_a_floor_as_the_drawing_says() {
    let (tiles, screen) = floor(55, 50);
    let body = screen.body(WallLayout::Floor);
    assert_eq!(tiles, 21, "seven rows of three beside four that are pinned");
    assert_eq!(screen.agents(body, 0, 1), 27, "when nothing is wrong");
    assert_eq!(screen.agents(body, 0, 0), 30, "and no queue is reported");
    assert_eq!(floor(55, 30).0 / 5 * 5, floor(55, 30).0, "five columns at three metres");
    assert!((60..=85).contains(&floor(55, 30).0), "{}", floor(55, 30).0);
    for pixels in [(1280, 720), (1920, 1080), (3840, 2160)] {
        let screen = Screen::new(pixels, 55, 50);
        assert_eq!(screen.agents(screen.body(WallLayout::Floor), 4, 2), 21, "{pixels:?}");
    }
    let upright = Screen::new((1080, 1920), 55, 50);
    assert!(
        upright.agents(upright.body(WallLayout::Floor), 4, IN_STRIP) >= 8,
        "one column, and the word beside the name"
    );
    assert_eq!(screen.queues(screen.body(WallLayout::Queues)), 5);
}

#[test]
fn what_cannot_be_read_is_refused_and_each_remedy_helps_by_itself() {
    let five = Slide::of(WallLayout::Figures);
    let far = program(43, 80, vec![five]);

    let mistakes = far.mistakes();

    assert_eq!(mistakes.len(), 1);
    assert_eq!(mistakes[0].place, Place::Slide(0, SlidePart::Figures));
    let Fault::Illegible(remedies) = mistakes[0].fault else { panic!("{:?}", mistakes[0]) };
    let mut nearer = far.clone();
    nearer.decimetres = remedies.decimetres.expect("nearer helps");
    let mut larger = program(43, 40, vec![Slide::of(WallLayout::Figures)]);
    larger.decimetres = 60;
    larger.inches = 43;
    let Some(Fault::Illegible(of_larger)) = larger.mistakes().first().map(|mistake| mistake.fault) else {
        panic!("six metres are too far for 43 inches")
    };
    larger.inches = of_larger.inches.expect("a larger screen helps");
    let mut fewer = larger.clone();
    fewer.inches = 43;
    fewer.slides[0].figures.truncate(of_larger.figures.expect("fewer figures help"));
    for mended in [nearer, larger, fewer] {
        assert_eq!(mended.mistakes(), [], "{mended:?}");
    }
}

#[test]
fn a_block_that_is_too_low_asks_for_a_larger_share() {
    let mut slide = Slide::of(WallLayout::Mixed);
    slide.blocks = vec![Block::of(WallLayout::Figures, 10), Block::of(WallLayout::Floor, 90)];
    let mut program = program(55, 50, vec![slide]);

    let mistakes = program.mistakes();

    let [mistake] = mistakes.as_slice() else { panic!("{mistakes:?}") };
    assert_eq!(mistake.place, Place::Slide(0, SlidePart::Block(0)));
    let Fault::Illegible(remedies) = mistake.fault else { panic!("{mistake:?}") };
    program.slides[0].blocks[0].share = remedies.share.expect("a larger share helps");
    assert_eq!(program.mistakes(), []);
}

#[test]
fn what_is_offered_at_first_can_be_read_upright_and_not() {
    for is_upright in [false, true] {
        let slides = WallLayout::ALL.map(Slide::of).to_vec();
        let program = Program { is_upright, ..program(55, 50, slides) };
        assert_eq!(program.mistakes(), [], "upright: {is_upright}");
    }
}

#[test]
fn a_display_without_a_program_plays_its_layout_as_it_always_did() {
    let facts = DisplayFacts {
        layout: WallLayout::Queues,
        view: "show=everyone&group=Sales".to_owned(),
        ..DisplayFacts::default()
    };

    let program = facts.playing();

    assert_eq!((program.inches, program.decimetres, program.slides.len()), (55, 50, 1));
    assert_eq!((program.slides[0].layout, program.slides[0].dwell_s), (WallLayout::Queues, 12));
    assert_eq!(program.slides[0].who.show, Show::Everyone);
    assert_eq!(program.slides[0].who.group.as_deref(), Some("Sales"));
    let pages: Vec<usize> =
        (0..48).map(|into_s| program.slides[0].page(program.turn(NOW.plus_s(into_s)).unwrap(), 3)).collect();
    for (into_s, page) in pages.iter().enumerate() {
        let whole_s = usize::try_from(NOW.whole_s()).unwrap() + into_s;
        assert_eq!(*page, whole_s / 12 % 3, "a page every twelve seconds");
    }
}

#[test]
fn a_word_that_is_no_word_of_a_program_is_an_error() {
    let good = r#"{"inches":55,"decimetres":50,"slides":[{"layout":"floor","dwell_s":12}]}"#;
    assert!(serde_json::from_str::<Program>(good).is_ok());
    for bad in [
        "",
        "{}",
        "null",
        r#"{"inches":55,"decimetres":50,"slides":[{"layout":"carousel","dwell_s":12}]}"#,
        r#"{"inches":55,"decimetres":50,"slides":[],"more":1}"#,
        r#"{"inches":55,"decimetres":50,"slides":[{"layout":"floor","dwell_s":12,"who":{"show":"nobody"}}]}"#,
        r#"{"inches":-1,"decimetres":50,"slides":[]}"#,
    ] {
        assert!(serde_json::from_str::<Program>(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_program_of_the_wrong_shape_says_where() {
    let mut twice = Slide::of(WallLayout::Figures);
    twice.figures = vec![WallFigure::Paused, WallFigure::Paused];
    twice.dwell_s = 11;
    let mut nested = Slide::of(WallLayout::Mixed);
    nested.blocks = vec![Block::of(WallLayout::Mixed, 50), Block { share: 7, ..Block::of(WallLayout::Floor, 50) }];
    let misshapen = program(19, 50, vec![twice, nested]);

    let places: Vec<Place> = misshapen.mistakes().into_iter().map(|mistake| mistake.place).collect();

    let wanted = [
        Place::Inches,
        Place::Slide(0, SlidePart::Dwell),
        Place::Slide(0, SlidePart::Figures),
        Place::Slide(1, SlidePart::Block(0)),
        Place::Slide(1, SlidePart::Block(1)),
    ];
    assert_eq!(places, wanted);
    assert_eq!(empty().mistakes()[0].place, Place::Slides);
}

#[test]
fn alarms_stand_on_every_page_of_exceptions_and_each_of_the_others_on_one() {
    for (all, alarms, capacity) in [(3, 1, 8), (8, 6, 8), (15, 6, 8), (15, 15, 2), (9, 0, 4), (5, 2, 1), (0, 0, 0)] {
        let turning = Turning::of(all, alarms, capacity);
        let exceptions: Vec<usize> = (0..all).collect();
        let pages: Vec<Vec<usize>> =
            (0..turning.pages).map(|page| turning.page(&exceptions, page).copied().collect()).collect();

        assert!(pages.iter().all(|page| page.len() <= capacity.max(1)), "{all}, {alarms}, {capacity}");
        assert!(pages.iter().all(|page| page.starts_with(&exceptions[..turning.pinned])));
        let turned: Vec<usize> = pages.iter().flat_map(|page| page[turning.pinned..].to_vec()).collect();
        assert_eq!(turned, exceptions[turning.pinned..]);
    }
    assert_eq!(Turning::of(15, 6, 8), Turning { pinned: 4, turned: 4, pages: 3 });
}

fn any_layout() -> impl Strategy<Value = WallLayout> {
    prop::sample::select(WallLayout::ALL.to_vec())
}

fn any_slide() -> impl Strategy<Value = Slide> {
    let figures = prop::collection::vec(prop::sample::select(WallFigure::ALL.to_vec()), 0..7);
    let block = (any_layout(), 0_u8..=100, figures.clone()).prop_map(|(layout, share, figures)| Block {
        layout,
        figures,
        share,
    });
    (any_layout(), 0_u16..4000, figures, prop::collection::vec(block, 0..6), prop::option::of("[a-z]{0,4}")).prop_map(
        |(layout, dwell_s, figures, blocks, group)| Slide {
            layout,
            who: Who { group, ..Who::default() },
            dwell_s,
            figures,
            blocks,
        },
    )
}

fn any_program() -> impl Strategy<Value = Program> {
    (0_u16..200, 0_u16..200, any::<bool>(), prop::collection::vec(any_slide(), 0..14))
        .prop_map(|(inches, decimetres, is_upright, slides)| Program { inches, decimetres, is_upright, slides })
}

proptest! {
    #[test]
    fn a_program_reads_back_as_it_was_written(program in any_program()) {
        let text = serde_json::to_string(&program).unwrap();
        prop_assert_eq!(serde_json::from_str::<Program>(&text).unwrap(), program);
    }

    #[test]
    fn whatever_is_asked_checking_and_tidying_end_and_tidying_mends_nothing(program in any_program()) {
        let tidied = program.clone().tidied();
        prop_assert_eq!(tidied.mistakes(), program.mistakes());
        prop_assert_eq!(tidied.clone().tidied(), tidied);
    }

    #[test]
    fn every_remedy_that_is_named_helps(program in any_program()) {
        for mistake in program.mistakes() {
            let (Fault::Illegible(remedies), Place::Slide(at, part)) = (mistake.fault, mistake.place) else { continue };
            let still = |other: &Program| other.mistakes().iter().any(|other| {
                other.place == mistake.place && matches!(other.fault, Fault::Illegible(_))
            });
            if let Some(decimetres) = remedies.decimetres {
                let nearer = Program { decimetres, ..program.clone() };
                prop_assert!(!still(&nearer));
            }
            if let Some(inches) = remedies.inches {
                let larger = Program { inches, ..program.clone() };
                prop_assert!(!still(&larger));
            }
            if let (Some(share), SlidePart::Block(block)) = (remedies.share, part) {
                let mut other = program.clone();
                other.slides[at].blocks[block].share = share;
                prop_assert!(!still(&other));
            }
        }
    }

    #[test]
    fn nearer_and_larger_never_make_a_slide_harder_to_read(slide in any_slide(), inches in 20_u16..119, decimetres in 11_u16..150) {
        let at = |inches, decimetres| Screen::of(&program(inches, decimetres, Vec::new()));
        if at(inches, decimetres).reads(&slide) {
            prop_assert!(at(inches + 1, decimetres).reads(&slide));
            prop_assert!(at(inches, decimetres - 1).reads(&slide));
        }
    }

    #[test]
    fn a_page_stands_for_twelve_seconds_and_every_page_has_its_turn(
        dwells in prop::collection::vec(LEAST_DWELL_S..120, 1..5),
        pages in 1_usize..9,
        start_s in 0_i64..100_000,
    ) {
        let slides = dwells.iter().map(|dwell_s| Slide { dwell_s: *dwell_s, ..Slide::of(WallLayout::Floor) }).collect();
        let program = program(55, 50, slides);
        let shown = |second: i64| {
            let turn = program.turn(UnixMs(second * 1000)).unwrap();
            (turn.slide, turn.visit, program.slides[turn.slide].page(turn, pages))
        };
        let rounds = i64::try_from(pages).unwrap() + 1;
        let mut seen = vec![std::collections::BTreeSet::new(); program.slides.len()];
        let (mut last, mut since, mut is_first) = (shown(start_s), start_s, true);
        for second in start_s..start_s + rounds * program.cycle_s() {
            let now = shown(second);
            prop_assert!(now.2 < pages);
            seen[now.0].insert(now.2);
            if now != last {
                prop_assert!(is_first || second - since >= i64::from(LEAST_DWELL_S), "{last:?} stood {} s", second - since);
                (last, since, is_first) = (now, second, false);
            }
        }
        for pages_seen in seen {
            prop_assert_eq!(pages_seen.len(), pages);
        }
    }
}
