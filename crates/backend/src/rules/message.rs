//! What a webhook is told, and how it can tell that it came from us.
//!
//! The signature is an HMAC-SHA256 over the time of sending, a dot and the body: whoever has heard a message cannot tell it again
//! later, and whoever changes it is found out.

use domain::alarm::Alarm;
use domain::time::UnixMs;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde_json::Value;
use serde_json::json;
use sha2::Sha256;

/// When the message was sent, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "callboard-timestamp";
/// `v1=` and the signature in hexadecimal.
pub const SIGNATURE_HEADER: &str = "callboard-signature";
/// So many names stand in a message.
const NAMES: usize = 50;

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// An alarm was raised.
    Raised,
    /// It is over.
    Cleared,
    /// Somebody tries whether messages arrive.
    Test,
}

impl Event {
    /// The word in the message.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Raised => "alarm.raised",
            Self::Cleared => "alarm.cleared",
            Self::Test => "test",
        }
    }
}

/// The message about an alarm.
pub(crate) fn of_alarm(event: Event, tenant: &str, alarm: &Alarm, link: &str, now: UnixMs) -> Value {
    let names: Vec<&str> = alarm.subjects.iter().take(NAMES).map(|subject| subject.name()).collect();
    json!({
        "event": event.as_str(),
        "tenant": tenant,
        "at": time(now),
        "alarm": {
            "id": alarm.id,
            "rule": { "id": alarm.rule, "name": alarm.name },
            "level": alarm.level.slug(),
            "state": if event == Event::Cleared { "cleared" } else { "raised" },
            "raised_at": time(alarm.raised_at),
            "value": alarm.value,
            "subjects": { "count": alarm.count, "names": names },
        },
        "link": link,
    })
}

/// The message of somebody who tries.
pub(crate) fn of_test(tenant: &str, link: &str, now: UnixMs) -> Value {
    json!({ "event": Event::Test.as_str(), "tenant": tenant, "at": time(now), "link": link })
}

fn time(at: UnixMs) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

/// The value of [`SIGNATURE_HEADER`] for a body that is sent at `timestamp_s`.
pub fn signature(secret: &SecretString, timestamp_s: i64, body: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC takes keys of any length");
    mac.update(format!("{timestamp_s}.{body}").as_bytes());
    let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("v1={digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_what_others_compute_too() {
        // printf '%s' '1700000000.{"event":"test"}' | openssl dgst -sha256 -hmac 'key'
        let signed = signature(&SecretString::from("key"), 1_700_000_000, r#"{"event":"test"}"#);

        assert_eq!(signed, "v1=33c46725e233c2978a8cc476edeb2c4d18233a795146a8b7c59c87714957a066");
    }
}
