//! A Convoso that says what it is told to, turn by turn, and notes what it was asked.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;

use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

/// What the server does with one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Turn {
    /// Answers with this status and body.
    Says(u16, &'static str),
    /// Never answers.
    Silence,
    /// Closes without an answer.
    HangsUp,
}

/// A running script.
pub(crate) struct Scripted {
    /// Where it listens.
    pub(crate) base_url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Starts a server that takes one connection for each turn.
    pub(crate) async fn start(turns: &[Turn]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&asked);
        let mut turns: VecDeque<Turn> = turns.iter().copied().collect();
        tokio::spawn(async move {
            // Connections are kept so that silence lasts.
            let mut silent = Vec::new();
            while let Some(turn) = turns.pop_front() {
                let (mut stream, _) = listener.accept().await?;
                let request = read_request(&mut stream).await?;
                notes.lock().expect("nobody panics while noting").push(request);
                match turn {
                    Turn::Says(status, body) => {
                        let length = body.len();
                        let head =
                            format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
                        stream.write_all(head.as_bytes()).await?;
                        stream.write_all(body.as_bytes()).await?;
                    }
                    Turn::Silence => silent.push(stream),
                    Turn::HangsUp => drop(stream),
                }
            }
            // Once the script is over nobody listens, and a further request fails its test.
            drop(listener);
            std::future::pending::<()>().await;
            drop(silent);
            Ok::<(), std::io::Error>(())
        });
        Self { base_url, asked }
    }

    /// The last part of each path asked for, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics while noting").clone()
    }
}

async fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut request = Vec::new();
    let mut piece = [0; 2048];
    loop {
        let read = stream.read(&mut piece).await?;
        request.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&request).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|it| it.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            let path = head.split(['?', ' ']).nth(1).unwrap_or_default();
            return Ok(path.rsplit('/').next().unwrap_or_default().to_owned());
        }
    }
}
