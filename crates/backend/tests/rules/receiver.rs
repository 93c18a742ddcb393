//! Somebody outside who is told: a server that keeps what it hears and answers as it is told to.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;

use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

/// One message as it came.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Heard {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:"))).unwrap();
        line.split_once(':').unwrap().1.trim()
    }
}

/// The server; answers 200 once it has no other word.
pub(crate) struct Receiver {
    pub(crate) url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    answers: Arc<Mutex<VecDeque<String>>>,
}

impl Receiver {
    pub(crate) async fn new() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", socket.local_addr().unwrap());
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let answers: Arc<Mutex<VecDeque<String>>> = Arc::default();
        let (keeping, answering) = (Arc::clone(&heard), Arc::clone(&answers));
        tokio::spawn(async move {
            while let Ok((mut caller, _)) = socket.accept().await {
                let message = read(&mut caller).await;
                keeping.lock().unwrap().push(message);
                let answer = answering.lock().unwrap().pop_front().unwrap_or_else(|| "200 OK\r\n".to_owned());
                let text = format!("HTTP/1.1 {answer}connection: close\r\ncontent-length: 0\r\n\r\n");
                caller.write_all(text.as_bytes()).await.unwrap();
            }
        });
        Self { url, heard, answers }
    }

    /// What the next calls are answered with: a status line and headers.
    pub(crate) fn will_answer(&self, lines: &[&str]) {
        self.answers.lock().unwrap().extend(lines.iter().map(|line| format!("{line}\r\n")));
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

async fn read(caller: &mut TcpStream) -> Heard {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return Heard { head: head.to_owned(), body: body.to_owned() };
            }
        }
        let mut piece = [0; 4096];
        let count = caller.read(&mut piece).await.unwrap();
        assert!(count > 0, "the caller hung up in the middle of its message");
        bytes.extend_from_slice(&piece[..count]);
    }
}
