//! The password that VICIdial echoes is in no log line and no error text.

use std::io;
use std::sync::Arc;
use std::sync::Mutex;

use providers::Provider;
use providers::vicidial::config::Method;
use providers::vicidial::config::VicidialConfig;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::*;

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn x08_the_echoed_password_is_in_no_log_at_trace_and_in_no_error() {
    let captured = Captured::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(captured.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    tracing::trace!("the log is being captured");
    let server = answering(200, LOGIN_INCORRECT.as_bytes()).await;

    for method in [Method::Post, Method::Get] {
        let vicidial = connect(&server.uri(), VicidialConfig { method, ..config() }).unwrap();
        let error = vicidial.poll(NOW).await.unwrap_err();
        tracing::warn!("poll failed: {error} {error:?}");
        let error = vicidial.agent("agent001", NOW).await.unwrap_err();
        tracing::warn!("poll failed: {error} {error:?}");
    }

    drop(guard);
    let log = String::from_utf8_lossy(&captured.0.lock().unwrap()).into_owned();
    assert!(log.contains("the log is being captured") && log.contains("poll failed"));
    // The scripted server runs in this process too; its own lines are not the client's.
    let ours: Vec<&str> = log.lines().filter(|line| !line.contains("wiremock")).collect();
    assert!(!ours.iter().any(|line| line.contains(PASSWORD)), "the password was logged");
}
