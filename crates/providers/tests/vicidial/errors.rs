//! What fails a poll, told apart by what an admin can do about it.

use domain::form::Field;
use domain::right::Right;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::ProviderError;
use providers::error::BadBody;
use providers::http::HttpClient;
use providers::vicidial::Vicidial;
use secrecy::SecretString;

use crate::support::*;

async fn error(status: u16, body: &'static str) -> ProviderError {
    let server = answering(status, body.as_bytes()).await;
    let error = connect(&server.uri(), config()).unwrap().poll(NOW).await.unwrap_err();
    assert_eq!(asked(&server).await, ["logged_in_agents"], "nothing is sent twice");
    error
}

#[tokio::test]
async fn x12_the_first_login_incorrect_is_a_refused_key() {
    assert_eq!(error(200, LOGIN_INCORRECT).await, ProviderError::AuthFailed);
}

#[tokio::test]
async fn v07_a_locked_account_is_a_refused_key() {
    let line = "ERROR: Too many login attempts, try again in 15 minutes: |apiuser|LOCK|\n";

    assert_eq!(error(200, line).await, ProviderError::AuthFailed);
}

#[tokio::test]
async fn x12_a_blocked_address_is_no_refused_key() {
    let line = "ERROR: Your IP Address is not allowed: 192.0.2.7: ||IPBLOCK|\n";

    assert!(matches!(error(200, line).await, ProviderError::Forbidden { right } if right == Right::AllowedAddress));
}

#[tokio::test]
async fn v12_a_missing_right_names_what_the_api_user_needs() {
    let line = "ERROR: logged_in_agents USER DOES NOT HAVE PERMISSION TO GET AGENT INFO: |u|0|\n";
    let named = error(200, line).await.to_string();
    assert!(named.contains("view_reports") && named.contains("level 7") && named.contains("API access"), "{named}");

    let line = "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION: |apifew|logged_in_agents|\n";
    let named = error(200, line).await.to_string();
    assert!(named.contains("logged_in_agents") && named.contains("allowed API functions"), "{named}");
}

#[tokio::test]
async fn v05_the_articles_four_errors_are_understood() {
    let forbidden = error(200, "ERROR: USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION").await;
    assert!(matches!(forbidden, ProviderError::Forbidden { .. }));
    assert_eq!(error(200, "ERROR: INVALID USERNAME OR PASSWORD").await, ProviderError::AuthFailed);
    let unknown = error(200, "ERROR: NO FUNCTION SPECIFIED").await;
    assert!(matches!(unknown, ProviderError::Misconfigured(error) if error.field == Field::Mode));

    let server = answering(200, b"ERROR: AGENT NOT FOUND").await;
    assert_eq!(connect(&server.uri(), config()).unwrap().agent("agent001", NOW).await, Ok(None));
}

#[tokio::test]
async fn v05_an_invalid_source_names_the_setting() {
    let invalid = error(200, "ERROR: Invalid Source - w\nERROR: Invalid Source: |w|\n").await;

    assert!(matches!(invalid, ProviderError::Misconfigured(error) if error.field == Field::Source));
}

#[tokio::test]
async fn x01_an_error_in_a_200_is_never_an_empty_floor() {
    assert_eq!(
        error(200, "MySQL connect ERROR:  Connection refused").await,
        ProviderError::ServerError { status: 500 }
    );
    assert!(matches!(error(200, "ERROR: something new: |u|").await, ProviderError::Refused { .. }));
    let page = "<!DOCTYPE html>\n<html><body>It works</body></html>";
    assert_eq!(error(200, page).await, ProviderError::BadBody(BadBody::Html));
    assert_eq!(error(200, "").await, ProviderError::BadBody(BadBody::Empty));
    let cut = "user\tstatus\tlead_id\tfull_name\na1\tREADY\t0\tAnn\na2\tREA";
    assert_eq!(error(200, cut).await, ProviderError::BadBody(BadBody::WrongShape));
}

#[tokio::test]
async fn an_empty_500_is_a_server_error_and_a_500_with_an_error_line_is_that_error() {
    assert_eq!(error(500, "").await, ProviderError::ServerError { status: 500 });
    assert_eq!(error(502, "<html>Bad Gateway</html>").await, ProviderError::ServerError { status: 502 });
    assert_eq!(error(500, LOGIN_INCORRECT).await, ProviderError::AuthFailed);
    assert_eq!(error(404, "<html>Not Found</html>").await, ProviderError::BadBody(BadBody::NotFound));
    assert!(matches!(error(401, "<html>Unauthorized</html>").await, ProviderError::Forbidden { .. }));
}

#[test]
fn v10_plain_http_is_refused_unless_the_operator_allows_the_range() {
    let settings = ConnectionSettings::new("http://192.168.1.20", ProviderConfig::Vicidial(config()));

    let refused = HttpClient::new(&settings, HostGuard::default()).unwrap_err();
    assert!(matches!(refused, ProviderError::Misconfigured(error) if error.field == Field::BaseUrl));
    let guard = HostGuard { allow_private: vec!["192.168.1.0/24".parse().unwrap()] };
    assert!(HttpClient::new(&settings, guard).is_ok());
}

#[test]
fn a_password_that_the_server_would_strip_is_refused_at_set_up() {
    let settings = ConnectionSettings::new("https://vicidial.example", ProviderConfig::Vicidial(config()));
    let http = HttpClient::new(&settings, HostGuard::default()).unwrap();

    let refused = Vicidial::new(config(), &settings, SecretString::from("p@ss!1"), http).err().unwrap();

    assert!(matches!(&refused, ProviderError::Misconfigured(error) if error.field == Field::Secret), "{refused}");
    assert!(!refused.to_string().contains("p@ss!1"));
}
