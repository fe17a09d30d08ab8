//! The built program, started for one test, and a client that sees every byte of its connections.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server process.
pub struct Program {
    child: Child,
    pub address: String,
    /// Kept open and read: a full pipe would stop the server at its next log line.
    log: Option<std::thread::JoinHandle<String>>,
}

/// The program with the test models, before its command.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tramontane"));
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models");
    command.arg("--models-dir").arg(models).args(["--inference-default-model", "tiny"]);
    command.env("TRAMONTANE_TEACHER_KEY", "a-key-for-tests");
    command
}

impl Program {
    /// Serves on a port of its own, with its database in `data`.
    pub fn serve(data: &Path) -> Self {
        let mut command = command();
        command.args(["--port", "0", "--log-filter", "info"]).arg("--data-dir").arg(data).arg("serve");
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.split("http://").nth(1).unwrap_or_else(|| panic!("the first line is {first}"));
        let address = address.trim().to_owned();
        let log = Some(std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>().join("\n")));
        Self { child, address, log }
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; gives the exit code, if it was not a signal's, and the log.
    pub fn wait(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        (status.code(), self.log.take().unwrap().join().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A failed test leaves no server behind; a test that passed has waited for its end already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A keep-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// One answer, and whether the server will close the connection behind it.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub closes: bool,
    pub body: Vec<u8>,
}

impl Connection {
    pub async fn open(address: &str) -> std::io::Result<Self> {
        Ok(Self { stream: TcpStream::connect(address).await?, buffer: Vec::new() })
    }

    /// Posts a text to `/predict` and reads the answer.
    pub async fn predict(&mut self, text: &str) -> std::io::Result<Reply> {
        let body = serde_json::json!({"text": text}).to_string();
        let head = format!(
            "POST /predict HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.stream.write_all((head + &body).as_bytes()).await?;
        self.reply().await
    }

    async fn reply(&mut self) -> std::io::Result<Reply> {
        let cut = || std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the connection was cut");
        let head_end = loop {
            if let Some(at) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(cut());
            }
        };
        let head = String::from_utf8(self.buffer.drain(..head_end).collect()).unwrap().to_ascii_lowercase();
        let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let length: usize = value("content-length").unwrap().parse().unwrap();
        while self.buffer.len() < length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(cut());
            }
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let closes = value("connection") == Some("close");
        Ok(Reply { status, closes, body: self.buffer.drain(..length).collect() })
    }
}
