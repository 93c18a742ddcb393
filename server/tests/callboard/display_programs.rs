//! What a screen plays, over the network: who may make it, what is refused, and that the screen follows.

use std::time::Duration;
use std::time::Instant;

use app::api::DisplaysPage;
use app::api::Wall;
use app::api::display_program::ProgramPage;
use domain::display::DisplayFacts;
use domain::display::WallLayout;
use domain::wall::program::Program;
use domain::wall::program::Slide;

use crate::support::Demo;
use crate::support::Screen;
use crate::support::Visitor;

fn program(layouts: &[WallLayout]) -> Program {
    let slides = layouts.iter().map(|layout| Slide { dwell_s: 3600, ..Slide::of(*layout) }).collect();
    Program { inches: 43, decimetres: 35, is_upright: false, slides }
}

async fn only_display(desk: &Visitor) -> String {
    let page: DisplaysPage = desk.post("/api/displays", &[("tenant", "demo")]).await.json().await.unwrap();
    page.displays[0].id.to_string()
}

async fn save(desk: &Visitor, tenant: &str, display: &str, version: &str, program: &str) -> (u16, String) {
    let form = [("tenant", tenant), ("display", display), ("version", version), ("program", program)];
    let answer = desk.post("/api/save_display_program", &form).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn json(program: &Program) -> String {
    serde_json::to_string(program).unwrap()
}

#[tokio::test]
async fn a_screen_plays_what_an_admin_made_within_five_seconds_and_without_javascript() {
    let demo = Demo::start();
    let desk = demo.signed_in(&demo.account("admin")).await;
    let screen = Screen::paired(&demo, &desk, "demo", "TV").await;
    let id = only_display(&desk).await;
    let mut stream = screen.stream().await;
    stream.until("display").await;

    let decided = Instant::now();
    let kept = save(&desk, "demo", &id, "0", &json(&program(&[WallLayout::Exceptions]))).await;
    let told: DisplayFacts = serde_json::from_str(&stream.until("display").await.data).unwrap();

    assert_eq!(kept, (200, "1".to_owned()));
    assert!(decided.elapsed() <= Duration::from_secs(5), "{:?}", decided.elapsed());
    assert_eq!(told.program, Some(program(&[WallLayout::Exceptions])));
    let Wall::Board(paint) = screen.wall().await else { panic!("it is paired") };
    assert_eq!(paint.display.program, told.program);
    let page = screen.visitor.get("/wall").await.text().await.unwrap();
    assert!(page.contains("wall-exceptions"), "the slide is there without JavaScript");
    assert!(page.contains(r#"data-inches="40 3""#) && page.contains(r#"data-metres="3 .5""#), "and so is its size");
    let styled = page.contains(" style=") || page.contains("<style");
    assert!(!styled, "no style stands in the page itself");
}

#[tokio::test]
async fn an_editor_is_opened_with_what_the_display_sees_and_refuses_what_cannot_be_read() {
    let demo = Demo::start();
    let desk = demo.signed_in(&demo.account("admin")).await;
    Screen::paired(&demo, &desk, "demo", "TV").await;
    let id = only_display(&desk).await;
    let read = async || -> ProgramPage {
        let form = [("tenant", "demo"), ("display", id.as_str())];
        desk.post("/api/display_program", &form).await.json().await.unwrap()
    };

    let first = read().await;
    assert_eq!((first.version, first.facts.program, first.is_lost), (0, None, false));
    assert!(!first.paint.board.rows.is_empty());
    assert!(first.paint.board.rows.values().all(|row| row.call.as_ref().is_none_or(|call| call.number.is_none())));
    let page = desk.get(&format!("/t/demo/displays/{id}")).await;
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("display-editor"));

    let far = Program { decimetres: 120, ..program(&[WallLayout::Floor]) };
    assert_eq!(save(&desk, "demo", &id, "0", &json(&far)).await.0, 422);
    for senseless in ["", "{}", "[]", r#"{"inches":55}"#] {
        assert_eq!(save(&desk, "demo", &id, "0", senseless).await.0, 400, "{senseless}");
    }
    assert_eq!(read().await.version, 0, "nothing was kept");
    assert_eq!(save(&desk, "demo", &id, "0", &json(&program(&WallLayout::ALL))).await, (200, "1".to_owned()));
    assert_eq!(save(&desk, "demo", &id, "0", &json(&program(&[WallLayout::Floor]))).await.0, 409);
    assert_eq!(read().await.facts.program, Some(program(&WallLayout::ALL)), "whoever was overtaken changed nothing");
}

#[tokio::test]
async fn supervisors_may_not_and_for_another_tenant_there_is_no_such_display() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let other = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    Screen::paired(&demo, &admin, "demo", "TV").await;
    let id = only_display(&admin).await;
    let good = json(&program(&[WallLayout::Queues]));

    for (who, tenant, wanted) in [(&supervisor, "demo", 403), (&other, "demo", 404), (&other, "demo-two", 404)] {
        let form = [("tenant", tenant), ("display", id.as_str())];
        assert_eq!(who.post("/api/display_program", &form).await.status(), wanted, "{tenant}");
        assert_eq!(save(who, tenant, &id, "0", &good).await.0, wanted, "{tenant}");
        assert_eq!(who.get(&format!("/t/{tenant}/displays/{id}")).await.status(), wanted, "{tenant}");
    }
    for display in ["", "x", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(save(&admin, "demo", display, "0", &good).await.0, 404, "{display}");
    }
}
