//! Reading a board's stream.

use std::time::Duration;

use reqwest::Response;
use tokio::time::Instant;
use tokio::time::timeout_at;

/// Nothing that is waited for in one stream takes as long, however much else it says.
const PATIENCE: Duration = Duration::from_secs(40);

/// One event.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) data: String,
}

/// An open stream.
pub(crate) struct Stream {
    pub(crate) answer: Response,
    until: Instant,
    text: String,
    /// Bytes of a letter that is not whole yet.
    pending: Vec<u8>,
}

impl Stream {
    pub(crate) fn new(answer: Response) -> Self {
        Self { answer, until: Instant::now() + PATIENCE, text: String::new(), pending: Vec::new() }
    }

    /// The next event; none when the stream has ended. What is no event (`retry:`) is passed over.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        timeout_at(self.until, self.read()).await.expect("an event or the end in time")
    }

    /// The next event of that name.
    pub(crate) async fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event.name == name {
                return event;
            }
        }
    }

    async fn read(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                if let Some(name) = field("event: ") {
                    let id = field("id: ").unwrap_or_default();
                    return Some(Event { name, id, data: field("data: ").unwrap_or_default() });
                }
            }
            let chunk = self.answer.chunk().await.ok()??;
            self.bytes(&chunk);
        }
    }

    fn bytes(&mut self, chunk: &[u8]) {
        self.pending.extend_from_slice(chunk);
        let whole = match std::str::from_utf8(&self.pending) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let text: Vec<u8> = self.pending.drain(..whole).collect();
        self.text.push_str(std::str::from_utf8(&text).unwrap());
    }
}
