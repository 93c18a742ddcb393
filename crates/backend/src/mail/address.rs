//! An address as it may stand in the head of a message, read by the library that writes messages: no line break gets in.

use std::str::FromStr;

/// A name and an address, or an address alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox(pub(super) lettre::message::Mailbox);

/// It is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no mail address; write one as name@example.com or Callboard <name@example.com>")]
pub struct NoMailbox;

impl FromStr for Mailbox {
    type Err = NoMailbox;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.chars().any(char::is_control) {
            return Err(NoMailbox);
        }
        text.trim().parse().map(Self).map_err(|_| NoMailbox)
    }
}

impl Mailbox {
    /// The part after the @, which stands in identities of messages.
    pub(super) fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_gets_into_no_address() {
        for text in [
            "an@example.com\r\nBcc: all@example.com",
            "an@example.com\nBcc: all@example.com",
            "An\r\nBcc: all@example.com <an@example.com>",
            "an\0@example.com",
            "an@example.com, all@example.com",
            "an",
            "",
        ] {
            assert_eq!(text.parse::<Mailbox>(), Err(NoMailbox), "{text:?}");
        }
        assert_eq!("Callboard <post@example.com>".parse::<Mailbox>().unwrap().domain(), "example.com");
    }
}
