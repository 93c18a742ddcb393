//! Each fault on each face, as a client meets it.

use std::time::Duration;

use serde_json::Value;
use simulator::{Fault, ProviderName};

use crate::support::{House, open, send, text};

async fn with(house: &House, provider: ProviderName, fault: Fault) -> (u16, String) {
    house.simulator.set_fault(provider, fault);
    text(house.ordinary(provider)).await
}

#[tokio::test]
async fn gateway_errors_are_pages_and_touch_one_provider_alone() {
    let house = open(5).await;

    for provider in ProviderName::ALL {
        for (fault, status) in [(Fault::Status500, 500), (Fault::Status502, 502), (Fault::Status503, 503)] {
            let (answered, body) = with(&house, provider, fault).await;
            assert_eq!(answered, status);
            assert!(body.starts_with("<html>"));
        }
        house.simulator.set_fault(provider, Fault::None);
    }
    house.simulator.set_fault(ProviderName::Convoso, Fault::Status500);
    assert_eq!(text(house.ordinary(ProviderName::Tel4vn)).await.0, 200);
}

#[tokio::test]
async fn a_rate_limit_names_its_wait() {
    let house = open(5).await;

    for provider in ProviderName::ALL {
        house.simulator.set_fault(provider, Fault::RateLimited { retry_after_s: 17 });
        let response = send(house.ordinary(provider)).await;
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["retry-after"], "17");
    }
}

#[tokio::test]
async fn a_stalled_request_is_never_answered_and_does_not_hold_up_the_shutdown() {
    let house = open(5).await;
    house.simulator.set_fault(ProviderName::Tel4vn, Fault::Stall);
    let request = house.ordinary(ProviderName::Tel4vn);
    let waiting = tokio::spawn(async move { request.send().await });
    while house.simulator.requests(ProviderName::Tel4vn) == 0 {
        tokio::task::yield_now().await;
    }

    let stopped = tokio::time::timeout(Duration::from_secs(10), house.simulator.shutdown()).await;

    assert!(stopped.is_ok());
    assert!(waiting.await.unwrap().is_err());
}

#[tokio::test]
async fn garbage_and_a_page_come_with_200() {
    let house = open(5).await;

    for provider in ProviderName::ALL {
        let (status, garbage) = with(&house, provider, Fault::Garbage).await;
        assert_eq!(status, 200);
        assert!(serde_json::from_str::<Value>(&garbage).is_err());
        let (status, page) = with(&house, provider, Fault::HtmlOk).await;
        assert_eq!(status, 200);
        assert!(page.starts_with("<!DOCTYPE html>"));
    }
}

#[tokio::test]
async fn a_truncated_answer_is_the_first_half_of_the_good_one() {
    let house = open(5).await;

    for provider in ProviderName::ALL {
        let (status, good) = text(house.ordinary(provider)).await;
        house.simulator.set_fault(provider, Fault::Truncated);
        let cut = send(house.ordinary(provider)).await;
        assert_eq!(cut.status().as_u16(), status);
        assert_eq!(cut.bytes().await.unwrap(), good.as_bytes()[..good.len() / 2]);
    }
}

#[tokio::test]
async fn a_huge_body_goes_on_past_sixteen_mebibytes() {
    let house = open(5).await;
    house.simulator.set_fault(ProviderName::Alohub, Fault::HugeBody);
    let mut response = send(house.ordinary(ProviderName::Alohub)).await;

    let mut received = 0;
    while received <= 17 * 1024 * 1024 {
        received += response.chunk().await.unwrap().expect("there is more").len();
    }

    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn a_gzip_bomb_is_small_on_the_wire_and_large_when_opened() {
    let house = open(5).await;
    house.simulator.set_fault(ProviderName::Tel4vn, Fault::GzipBomb);
    let mut response = send(house.ordinary(ProviderName::Tel4vn)).await;

    let mut opened = 0;
    while let Some(chunk) = response.chunk().await.unwrap() {
        opened += chunk.len();
    }

    assert_eq!(opened, 48 * 1024 * 1024);
}

#[tokio::test]
async fn a_revoked_credential_is_refused_in_each_vendors_words() {
    let house = open(5).await;
    let expected = [
        (ProviderName::Tel4vn, 401, "Unauthorized"),
        (ProviderName::Convoso, 200, "Invalid authentication token"),
        (ProviderName::Alohub, 401, "UNAUTHORIZED"),
        (ProviderName::Vicidial, 200, "ERROR: Login incorrect, please try again: |apiuser|sim-vicidial-pass|BAD|"),
        (ProviderName::Crocodial, 200, r"Invalid Username\/Password"),
    ];

    for (provider, status, words) in expected {
        let (answered, body) = with(&house, provider, Fault::AuthRevoked).await;
        assert_eq!(answered, status, "{provider}");
        assert!(body.contains(words), "{provider}: {body}");
    }
}

#[tokio::test]
async fn an_error_can_hide_in_a_200() {
    let house = open(5).await;
    let expected = [
        (ProviderName::Tel4vn, r#""status":"fail""#),
        (ProviderName::Convoso, r#""success":false"#),
        (ProviderName::Alohub, r#""success":"0""#),
        (ProviderName::Vicidial, "MySQL connect ERROR:"),
        (ProviderName::Crocodial, r#""code":"40001""#),
    ];

    for (provider, words) in expected {
        let (status, body) = with(&house, provider, Fault::ErrorIn200).await;
        assert_eq!(status, 200);
        assert!(body.contains(words), "{provider}: {body}");
    }
}

#[tokio::test]
async fn a_redirect_points_to_another_host() {
    let house = open(5).await;
    house.simulator.set_fault(ProviderName::Alohub, Fault::Redirect);

    let response = send(house.ordinary(ProviderName::Alohub)).await;

    assert_eq!(response.status(), 302);
    assert!(response.headers()["location"].to_str().unwrap().contains("elsewhere.invalid"));
}

#[tokio::test]
async fn bad_bytes_are_the_only_difference_to_a_good_answer() {
    let house = open(5).await;

    for provider in ProviderName::ALL {
        let good = text(house.ordinary(provider)).await.1.into_bytes();
        house.simulator.set_fault(provider, Fault::InvalidUtf8);
        let bad = send(house.ordinary(provider)).await.bytes().await.unwrap();
        assert!(std::str::from_utf8(&bad).is_err());
        let without: Vec<u8> = bad.iter().copied().filter(|byte| ![0xFF, 0xFE].contains(byte)).collect();
        assert_eq!(without, good, "{provider}");
    }
}

#[tokio::test]
async fn a_slow_body_starts_with_its_first_byte() {
    let house = open(5).await;
    house.simulator.set_fault(ProviderName::Tel4vn, Fault::SlowBody);
    let mut response = send(house.ordinary(ProviderName::Tel4vn)).await;

    let first = response.chunk().await.unwrap().expect("the first byte comes");

    assert_eq!(first, "{");
}

#[tokio::test]
async fn a_reset_breaks_off_in_the_middle() {
    let house = open(5).await;

    for provider in ProviderName::ALL {
        house.simulator.set_fault(provider, Fault::Reset);
        let broken = match house.ordinary(provider).send().await {
            Ok(response) => response.bytes().await.is_err(),
            Err(_) => true,
        };
        assert!(broken, "{provider}");
    }
}
