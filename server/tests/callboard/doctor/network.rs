//! What is wrong with how the server is reached, and with whom it reaches.

use std::net::TcpListener;

use super::Healthy;

#[test]
fn a_place_where_another_program_listens() {
    let healthy = Healthy::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();

    healthy.examined(&["--listen", &addr]).only("listen", "another program listens on", "choose another port");
}

#[test]
fn a_place_where_others_read_along() {
    let healthy = Healthy::new();

    let found = healthy.examined(&["--listen", "0.0.0.0:0"]);

    assert_eq!(found.with("problem"), ["listen"], "{found:#?}");
    assert!(found.by_id["listen"].1.contains("not encrypted"), "{found:#?}");
}

#[test]
fn everybody_as_a_trusted_proxy() {
    let healthy = Healthy::new();

    for range in ["0.0.0.0/0", "::/0"] {
        let found = healthy.examined(&["--public-url", "https://board.example.com", "--trusted-proxy", range]);

        found.only("trusted-proxy", range, "--trusted-proxy 127.0.0.1/32");
    }
}

#[test]
fn a_public_address_without_encryption() {
    let healthy = Healthy::new();

    let found = healthy.examined(&["--public-url", "http://board.example.com"]);

    found.only("public-url", "not encrypted", "https://board.example.com");
}

#[test]
fn a_public_address_with_a_path() {
    let healthy = Healthy::new();

    let found = healthy.examined(&["--public-url", "https://board.example.com/callboard"]);

    found.only("public-url", "scheme and host", "nothing more");
}

#[test]
fn a_mail_server_that_does_not_answer() {
    let healthy = Healthy::new();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port().to_string();
    drop(closed);

    let mail = ["--smtp-host", "127.0.0.1", "--smtp-port", &port, "--smtp-tls", "none"];
    let found = healthy.examined(&[&mail[..], &["--mail-from", "board@example.com"]].concat());

    found.only("mail", "nobody answers", "--smtp-host");
}
