//! The limits over the network: saved whole or not at all, with the fields that are wrong, and on open boards at once.

use app::api::FirstPaint;
use app::api::limits::LimitsPage;
use app::error::AppError;
use domain::delta::Delta;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::LimitPart;
use domain::form::Problem;
use domain::id::ConnectionIndex;
use domain::limits::LimitLine;
use domain::limits::Limited;

use crate::support::Demo;
use crate::support::Visitor;

async fn limits(visitor: &Visitor) -> LimitsPage {
    visitor.post("/api/limits", &[("tenant", "demo")]).await.json().await.unwrap()
}

async fn change(visitor: &Visitor, version: i64, lines: &[LimitLine]) -> Result<LimitsPage, AppError> {
    let lines = serde_json::to_string(lines).unwrap();
    let form = [("tenant", "demo"), ("version", &version.to_string()), ("lines", &lines)];
    let answer = visitor.post("/api/change_limits", &form).await;
    if answer.status() == 200 { Ok(answer.json().await.unwrap()) } else { Err(answer.json().await.unwrap()) }
}

#[tokio::test]
async fn a_change_reaches_an_open_board_as_a_step_and_a_new_one_with_its_first_paint() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let page = limits(&admin).await;
    let mut stream = supervisor.stream("demo", "").await;
    stream.until("snapshot").await;
    let mut lines = page.lines.clone();
    lines[1].warn = "1".to_owned();
    lines[1].alarm = "2".to_owned();

    let changed = change(&admin, page.version, &lines).await.unwrap();

    assert_eq!((changed.version, changed.lines[1].alarm.as_str()), (page.version + 1, "0:02"));
    let limits = loop {
        let delta: Delta = serde_json::from_str(&stream.until("delta").await.data).unwrap();
        if let Some(limits) = delta.limits {
            break limits;
        }
    };
    let connection = ConnectionIndex(0);
    assert_eq!(limits.at(&connection, Limited::Paused, None).alarm_s, Some(2));
    let form = [("tenant", "demo"), ("query", "show=everyone")];
    let paint: FirstPaint = supervisor.post("/api/board", &form).await.json().await.unwrap();
    assert_eq!(paint.board.limits, limits);
    let other: LimitsPage = {
        let admin = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
        admin.post("/api/limits", &[("tenant", "demo-two")]).await.json().await.unwrap()
    };
    assert_eq!((other.version, other.lines), (0, page.lines));
}

#[tokio::test]
async fn wrong_fields_are_named_and_a_form_that_is_behind_is_refused() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let page = limits(&admin).await;
    let mut lines = page.lines.clone();
    lines[0].warn = "soon".to_owned();
    lines[2].alarm = "0:10".to_owned();

    let wrong = change(&admin, page.version, &lines).await;
    lines[0].warn = "10".to_owned();
    lines[2].alarm = "off".to_owned();
    let done = change(&admin, page.version, &lines).await;
    let behind = change(&admin, page.version, &page.lines).await;

    let error = |line, part, problem| FieldError::new(Field::Limit { line, part }, problem);
    let errors =
        vec![error(0, LimitPart::Warn, Problem::NotADuration), error(2, LimitPart::Warn, Problem::NotBeforeAlarm)];
    assert_eq!(wrong, Err(AppError::Invalid { errors }));
    assert_eq!(done.unwrap().version, page.version + 1);
    assert_eq!(behind, Err(AppError::Conflict));
}
