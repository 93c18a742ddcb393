//! A letter as a message: text and the same as simple HTML, which loads nothing from anywhere.

use domain::language::Language;
use domain::time::UnixMs;
use lettre::Message;
use lettre::message::MultiPart;
use lettre::message::SinglePart;
use lettre::message::header::ContentType;
use lettre::message::header::HeaderName;
use lettre::message::header::HeaderValue;
use std::time::Duration;
use std::time::SystemTime;
use uuid::Uuid;

use super::Letter;
use super::Mailbox;
use super::words;
use super::words::Words;
use crate::store::DueMail;

/// The message of a row; none when its address is no address any more.
pub(super) fn message(from: &Mailbox, mail: &DueMail, letter: &Letter) -> Option<Message> {
    let to: Mailbox = mail.recipient.parse().ok()?;
    built(from, &to, mail.id, mail.created_at, mail.language, letter)
}

/// The message with the identity it keeps however often it is sent.
pub(super) fn built(
    from: &Mailbox,
    to: &Mailbox,
    id: Uuid,
    at: UnixMs,
    language: Language,
    letter: &Letter,
) -> Option<Message> {
    let words = words::of(letter, language);
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(at.0).unwrap_or(0));
    let (text, html) = (text(&words), html(&words, language));
    let body = MultiPart::alternative()
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html));
    // Machines do not answer it.
    let by_machine = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    Message::builder()
        .from(from.0.clone())
        .to(to.0.clone())
        .subject(one_line(&words.subject))
        .message_id(Some(format!("<{id}@{}>", from.domain())))
        .date(at)
        .raw_header(by_machine)
        .multipart(body)
        .ok()
}

/// Names that people chose stand in a subject; what would end its line does not.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn text(words: &Words) -> String {
    let mut text = words.lines.join("\n\n");
    if let Some((label, link)) = &words.link {
        text.push_str(&format!("\n\n{label}:\n{link}"));
    }
    text.push_str(&format!("\n\n-- \n{}\n", words.foot));
    text
}

fn html(words: &Words, language: Language) -> String {
    let lines: String = words.lines.iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    let link = words.link.as_ref().map(|(label, link)| {
        let link = escaped(link);
        format!("<p><a href=\"{link}\">{}</a><br>{link}</p>", escaped(label))
    });
    format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>{lines}{}<p><small>{}</small></p></body></html>",
        language.as_str(),
        escaped(&words.subject),
        link.unwrap_or_default(),
        escaped(&words.foot),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(company: &str) -> Letter {
        Letter::Invitation {
            company: company.to_owned(),
            invited_by: "Lan".to_owned(),
            link: "https://board.example/join/abc?x=1&y=2".to_owned(),
            until: UnixMs(1_800_000_000_000),
        }
    }

    fn sent(letter: &Letter, language: Language) -> String {
        let from = "Callboard <post@board.example>".parse().unwrap();
        let to = "an@example.com".parse().unwrap();
        let message = built(&from, &to, Uuid::nil(), UnixMs(1_800_000_000_000), language, letter).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn a_name_with_line_breaks_adds_no_header() {
        let message = sent(&invitation("Acme\r\nBcc: all@example.com\r\n\r\nHello"), Language::English);

        let head = message.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head}");
        assert_eq!(head.lines().filter(|line| line.starts_with("To: ")).count(), 1, "{head}");
    }

    #[test]
    fn a_message_sent_twice_has_one_identity_and_loads_nothing() {
        let (one, other) = (sent(&invitation("Acme"), Language::English), sent(&invitation("Acme"), Language::English));

        let identity = |message: &str| message.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned();
        assert_eq!(identity(&one), identity(&other));
        assert_eq!(identity(&one), "Message-ID: <00000000-0000-0000-0000-000000000000@board.example>");
        let html = html(&words::of(&invitation("<img src=x>"), Language::Vietnamese), Language::Vietnamese);
        assert!(!html.contains("<img") && html.contains("&lt;img") && html.contains("x=1&amp;y=2"), "{html}");
    }
}
