//! A server on a bare socket, for what no HTTP library would send.

use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

/// What the server does with each connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Script {
    /// Takes the request and says nothing.
    Silence,
    /// Closes after the request.
    HangUpAtOnce,
    /// Promises a hundred bytes, sends three and closes.
    HangUpInBody,
    /// Sends one byte of the body at a time, so far apart.
    Drip(Duration),
    /// Sends until the other side closes.
    EndlessBody,
}

/// Starts the server and returns its address.
pub(crate) async fn serve(script: Script) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, script));
        }
    });
    format!("http://{address}")
}

/// An address where nobody listens.
pub(crate) async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
    format!("http://{}", listener.local_addr().expect("it is bound"))
}

/// Ends when the other side closes; an error of the socket is that end.
async fn answer(mut stream: TcpStream, script: Script) -> std::io::Result<()> {
    let mut request = [0; 4096];
    if stream.read(&mut request).await? == 0 {
        return Ok(());
    }
    match script {
        Script::Silence => {
            std::future::pending::<()>().await;
        }
        Script::HangUpAtOnce => {}
        Script::HangUpInBody => stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a").await?,
        Script::Drip(pause) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n").await?;
            let mut drops = tokio::time::interval(pause);
            for _ in 0..100 {
                drops.tick().await;
                stream.write_all(b" ").await?;
            }
        }
        Script::EndlessBody => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").await?;
            let piece = vec![b' '; 65_536];
            loop {
                stream.write_all(&piece).await?;
            }
        }
    }
    Ok(())
}
