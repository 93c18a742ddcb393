//! `callboard mail test`: what is refused before anything is sent, and what is said when nobody answers.

use std::net::TcpListener;

use crate::support::callboard;

/// The exit code and what was said.
fn mail_test(more: &[&str]) -> (i32, String) {
    let args = [&["mail", "test", "--to", "an@one.test", "--mail-from", "post@one.test"][..], more].concat();
    let outcome = callboard(&args);
    (outcome.code, outcome.err)
}

#[test]
fn mail_without_tls_goes_only_to_this_machine_and_addresses_hold_no_line_break() {
    let far = mail_test(&["--smtp-host", "mail.example", "--smtp-tls", "none"]);
    let two = ["mail", "test", "--to", "an@one.test\r\nBcc: all@one.test", "--smtp-host", "127.0.0.1"];
    let two_lines = callboard(&two);
    let nowhere = mail_test(&[]);

    assert_eq!((far.0, two_lines.code, nowhere.0), (2, 2, 2));
    assert!(far.1.contains("smtp-host") && far.1.contains("this machine"), "{far:?}");
    assert!(two_lines.err.contains("to: no mail address"), "{two_lines:?}");
    assert!(nowhere.1.contains("smtp-host"), "{nowhere:?}");
}

#[test]
fn a_server_that_does_not_answer_is_told_in_one_line_without_an_address() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();

    let tried = mail_test(&["--smtp-host", "127.0.0.1", "--smtp-port", &port, "--smtp-tls", "none"]);

    assert_eq!(tried.0, 1, "{tried:?}");
    assert!(tried.1.contains("nobody answers at the mail server's address"), "{tried:?}");
    assert!(!tried.1.contains("an@one.test"), "{tried:?}");
}
