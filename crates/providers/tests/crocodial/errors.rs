//! What fails a poll, told apart by what an admin can do about it.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use providers::Provider;
use providers::ProviderError;
use providers::error::BadBody;
use wiremock::ResponseTemplate;

use crate::support::*;

/// The error of a poll in which every request gets one answer.
async fn error(status: u16, body: &'static str) -> ProviderError {
    let server = scripted(move |_, _| ResponseTemplate::new(status).set_body_bytes(body.as_bytes())).await;
    let error = connect(&server, listed(&["Jhon.Exp"])).poll(NOW).await.unwrap_err();
    assert_eq!(asked(&server).await.len(), 1, "nothing is sent twice");
    error
}

#[tokio::test]
async fn x12_a_refused_password_stops_everything_after_one_request() {
    let users: Vec<String> = (0..20).map(|number| format!("User{number}")).collect();
    let users: Vec<&str> = users.iter().map(String::as_str).collect();
    for config in [config(), listed(&users)] {
        let server = scripted(|_, _| text(REFUSED)).await;

        assert_eq!(connect(&server, config).poll(NOW).await.unwrap_err(), ProviderError::AuthFailed);
        assert_eq!(asked(&server).await.len(), 1);
    }
}

#[tokio::test]
async fn x12_a_password_refused_in_the_middle_of_a_sweep_stops_it() {
    static SENT: AtomicUsize = AtomicUsize::new(0);
    let users: Vec<String> = (0..40).map(|number| format!("User{number:02}")).collect();
    let users: Vec<&str> = users.iter().map(String::as_str).collect();
    let server = scripted(|_, _| text(if SENT.fetch_add(1, Ordering::SeqCst) < 6 { READY } else { REFUSED })).await;

    assert_eq!(connect(&server, listed(&users)).poll(NOW).await.unwrap_err(), ProviderError::AuthFailed);
    // Six good answers, the refused one, and at most three that were already under way.
    assert!(SENT.load(Ordering::SeqCst) <= 10);
}

#[tokio::test]
async fn g05_every_shape_of_error_in_a_200_is_an_error() {
    let missing = error(200, r#"{"code":"40001","message":"Error: Missing required parameters"}"#).await;
    assert!(matches!(missing, ProviderError::Refused { code: Some(code), .. } if code == "40001"));
    let view = error(200, r#"{"code":"10001","result":"Error: You do not have permission to view this page "}"#).await;
    assert!(matches!(view, ProviderError::Forbidden { .. }));
    let stock = error(200, r#"{"result":"error","message":"Command Not Found"}"#).await;
    assert!(matches!(stock, ProviderError::Misconfigured(error) if error.field == domain::form::Field::BaseUrl));
    let format =
        error(200, "result=error;message=This API function only accepts XML or JSON value on responsetype;").await;
    assert!(matches!(format, ProviderError::Refused { code: None, .. }));
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\\n<goautodialapi version=\"4.0\">(\\n<action>\"x \"</action>\\n\" )<result>error</result>";
    assert_eq!(error(200, xml).await, ProviderError::BadBody(BadBody::NotJson));
    assert_eq!(error(200, "<html><body>Sign in</body></html>").await, ProviderError::BadBody(BadBody::Html));
}

#[tokio::test]
async fn x01_a_success_without_data_is_no_logged_out_agent() {
    assert_eq!(error(200, r#"{"result":"success"}"#).await, ProviderError::BadBody(BadBody::WrongShape));
    assert_eq!(error(200, r#"{"result":"success","data":"soon"}"#).await, ProviderError::BadBody(BadBody::WrongShape));
    assert_eq!(error(200, "").await, ProviderError::BadBody(BadBody::Empty));
    assert_eq!(error(200, r#"{"result":"success","da"#).await, ProviderError::BadBody(BadBody::NotJson));
}

#[tokio::test]
async fn the_status_counts_where_the_body_says_nothing() {
    assert_eq!(error(500, "").await, ProviderError::ServerError { status: 500 });
    assert_eq!(error(404, "<html></html>").await, ProviderError::BadBody(BadBody::NotFound));
    assert_eq!(error(500, REFUSED).await, ProviderError::AuthFailed);
    assert!(matches!(error(403, "<html></html>").await, ProviderError::Forbidden { .. }));
    assert!(matches!(error(429, "").await, ProviderError::RateLimited { .. }));
}

#[tokio::test]
async fn x12_a_refused_password_in_the_totals_is_not_only_a_warning() {
    let server = scripted(|action, _| text(if action == "getAgentStatus" { REFUSED } else { READY })).await;

    assert_eq!(connect(&server, listed(&["Jhon.Exp"])).poll(NOW).await.unwrap_err(), ProviderError::AuthFailed);
}
