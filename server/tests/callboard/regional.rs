//! Language and zone of time: a person's own, those of a company, and of its screens.

use app::api::AuditPage;
use app::api::DisplaysPage;
use app::api::FirstPaint;
use app::api::company::Company;
use app::error::AppError;
use domain::audit::Deed;
use domain::audit::Done;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::language::Language;
use domain::time::UnixMs;

use crate::support::Account;
use crate::support::Demo;
use crate::support::Screen;
use crate::support::Visitor;
use crate::support::location;
use crate::support::text;

const HOUR_S: i32 = 3600;
/// A moment at which no zone of these tests keeps summer time.
const WINTER: UnixMs = UnixMs(1_795_305_600_000);

/// How far ahead of UTC the times are that a visitor reads.
async fn ahead_h(visitor: &Visitor, tenant: &str) -> i32 {
    let paint = visitor.post("/api/board", &[("tenant", tenant), ("query", "")]).await;
    let paint: FirstPaint = paint.json().await.unwrap();
    paint.zone.utc_offset_s(WINTER) / HOUR_S
}

async fn language_of(visitor: &Visitor, path: &str) -> String {
    let page = text(visitor.get(path).await).await;
    page.split_once("<html lang=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

async fn change_company(visitor: &Visitor, tenant: &str, language: &str, zone: &str) -> Result<(), AppError> {
    let form = [("tenant", tenant), ("language", language), ("zone", zone)];
    let answer = visitor.post("/api/change_company", &form).await;
    if answer.status() == 200 { Ok(()) } else { Err(answer.json().await.unwrap()) }
}

async fn change_own(visitor: &Visitor, language: &str, zone: &str) -> u16 {
    let form = [("change", "regional"), ("language", language), ("zone", zone)];
    visitor.post("/account", &form).await.status().as_u16()
}

fn lan(demo: &Demo) -> Account {
    demo.add("demo", "supervisor", "lan@call.example")
}

#[tokio::test]
async fn a_language_chosen_in_one_browser_holds_in_every_other_and_after_signing_in_again() {
    let demo = Demo::start();
    let account = lan(&demo);
    let (here, elsewhere) = (demo.signed_in(&account).await, demo.signed_in(&account).await);
    let colleague = demo.signed_in(&demo.account("supervisor")).await;
    assert_eq!(language_of(&elsewhere, "/t/demo/board").await, "en");

    let chosen = here.post("/preferences", &[("lang", "vi"), ("back", "/account")]).await;

    assert_eq!(location(&chosen), "/account");
    assert_eq!(language_of(&here, "/t/demo/board").await, "vi");
    assert_eq!(language_of(&elsewhere, "/account").await, "vi");
    assert_eq!(language_of(&demo.signed_in(&account).await, "/t/demo/board").await, "vi");
    assert_eq!(language_of(&colleague, "/t/demo/board").await, "en");
    let nobody = demo.visitor();
    assert_eq!(nobody.post("/preferences", &[("lang", "vi")]).await.status(), 303);
    assert_eq!(language_of(&demo.visitor(), "/sign-in").await, "en");
}

#[tokio::test]
async fn a_choice_that_is_taken_back_leaves_the_language_to_the_browser() {
    let demo = Demo::start();
    let here = demo.signed_in(&lan(&demo)).await;

    assert_eq!(change_own(&here, "vi", "").await, 303);
    assert_eq!(language_of(&here, "/account").await, "vi");
    assert_eq!(change_own(&here, "", "").await, 303);

    assert_eq!(language_of(&here, "/account").await, "en");
    let asks = here.request("GET", "/account").header("accept-language", "vi-VN,vi;q=0.9").send().await.unwrap();
    assert!(text(asks).await.contains("<html lang=\"vi\""));
}

#[tokio::test]
async fn times_are_told_in_a_persons_own_zone_else_in_the_companys() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let here = demo.signed_in(&lan(&demo)).await;
    let stranger = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let machine = ahead_h(&here, "demo").await;

    change_company(&admin, "demo", "", "Asia/Tokyo").await.unwrap();

    assert_eq!(ahead_h(&here, "demo").await, 9);
    assert_eq!(change_own(&here, "", "America/New_York").await, 303);
    assert_eq!((ahead_h(&here, "demo").await, ahead_h(&admin, "demo").await), (-5, 9));
    let table = text(here.get("/t/demo/board/export.csv?show=everyone&by=none").await).await;
    assert!(table.contains("-05:00") || table.contains("-04:00"), "{table}");
    assert_eq!(change_own(&here, "", "").await, 303);
    assert_eq!(ahead_h(&here, "demo").await, 9);
    assert_eq!(ahead_h(&stranger, "demo-two").await, machine, "it is one company's");
}

#[tokio::test]
async fn the_zone_of_a_company_outlives_a_restart() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    change_company(&admin, "demo", "vi", "Asia/Kathmandu").await.unwrap();

    let demo = demo.start_again(&[]);

    let admin = demo.signed_in(&demo.account("admin")).await;
    let paint: FirstPaint = admin.post("/api/board", &[("tenant", "demo"), ("query", "")]).await.json().await.unwrap();
    assert_eq!(paint.zone.utc_offset_s(WINTER), 5 * HOUR_S + 45 * 60);
}

#[tokio::test]
async fn what_is_no_zone_is_said_at_its_field_and_nothing_typed_is_lost() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let wrong = FieldError::new(Field::Zone, Problem::NotAZone);

    assert_eq!(change_company(&admin, "demo", "", "Mars/Olympus").await, Err(AppError::invalid(wrong)));
    let form = [("change", "regional"), ("language", "vi"), ("zone", "Mars/Olympus")];
    let answer = admin.post("/account", &form).await;

    assert_eq!(answer.status(), 422);
    let page = text(answer).await;
    assert!(page.contains("Mars/Olympus") && page.contains("Choose a time zone such as Asia/Ho_Chi_Minh."));
    assert_eq!(language_of(&admin, "/account").await, "en", "nothing was changed");
}

#[tokio::test]
async fn only_admins_of_a_company_change_it_and_it_stands_in_the_log() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.add("demo", "admin", "admin@one.test")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;

    assert_eq!(supervisor.get("/t/demo/settings/company").await.status(), 403);
    assert_eq!(change_company(&supervisor, "demo", "vi", "").await, Err(AppError::Forbidden));
    assert_eq!(admin.get("/t/demo-two/settings/company").await.status(), 404);
    assert_eq!(change_company(&admin, "demo-two", "vi", "").await, Err(AppError::NotFound));
    assert_eq!(change_company(&admin, "demo", "klingon", "").await, Err(AppError::BadRequest));
    change_company(&admin, "demo", "vi", "Asia/Ho_Chi_Minh").await.unwrap();
    change_company(&admin, "demo", "vi", "Asia/Ho_Chi_Minh").await.unwrap();

    let company: Company = admin.post("/api/company", &[("tenant", "demo")]).await.json().await.unwrap();
    assert_eq!((company.language, company.zone.as_deref()), (Some(Language::Vietnamese), Some("Asia/Ho_Chi_Minh")));
    let log = admin.post("/api/audit_log", &[("tenant", "demo"), ("query", "action=change_company")]).await;
    let log: AuditPage = log.json().await.unwrap();
    assert_eq!(log.lines.len(), 1, "what changes nothing is no change");
    assert_eq!(log.lines[0].done, Done::Deed(Deed::ChangeCompany));
    assert!(log.lines[0].matter.after.contains(&("zone".to_owned(), "Asia/Ho_Chi_Minh".to_owned())));
}

#[tokio::test]
async fn a_screen_speaks_its_companys_language_in_its_companys_zone() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let screen = Screen::paired(&demo, &admin, "demo", "Hall").await;

    change_company(&admin, "demo", "vi", "Asia/Tokyo").await.unwrap();

    let page = text(screen.visitor.get("/wall").await).await;
    assert!(page.contains("<html lang=\"vi\""));
    assert!(page.contains("UTC+9"), "{page}");
    let displays = admin.post("/api/displays", &[("tenant", "demo")]).await.json::<DisplaysPage>().await.unwrap();
    let id = displays.displays.iter().find(|display| display.facts.name == "Hall").unwrap().id.to_string();
    let form = [("tenant", "demo"), ("display", id.as_str()), ("name", "Hall"), ("place", "")];
    let form = [&form[..], &[("layout", "floor"), ("view", ""), ("language", "en")]].concat();
    assert_eq!(admin.post("/api/change_display", &form).await.status(), 200);
    assert!(text(screen.visitor.get("/wall").await).await.contains("<html lang=\"en\""), "a screen has its own");
}
