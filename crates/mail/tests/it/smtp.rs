//! An SMTP server that keeps what it takes, and that refuses, cuts or hangs when it is told to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    net::{TcpListener, TcpStream, tcp},
    sync::Notify,
};

/// What it does of the next message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Take,
    /// 451 to the recipient.
    NotNow,
    /// 550 to the recipient.
    Never,
    /// Takes the message and closes without a word.
    CutAfterData,
    /// Takes the message, tells the test, and says nothing more.
    HangAfterData,
}

/// A message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: String,
    pub bytes: Vec<u8>,
}

#[derive(Clone)]
pub struct Smtp {
    pub port: u16,
    script: Arc<Mutex<VecDeque<Answer>>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    pub hanging: Arc<Notify>,
}

struct Talk {
    lines: Lines<BufReader<tcp::OwnedReadHalf>>,
    out: tcp::OwnedWriteHalf,
}

impl Talk {
    async fn say(&mut self, line: &str) {
        // The client may be gone: the next line read tells.
        let _ = self.out.write_all(format!("{line}\r\n").as_bytes()).await;
    }

    async fn heard(&mut self) -> Option<String> {
        self.lines.next_line().await.ok().flatten()
    }
}

impl Smtp {
    /// Answers as told, message after message; takes the ones that follow.
    pub async fn answering(script: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let script = Arc::new(Mutex::new(script.into_iter().collect()));
        let server = Self { port, script, taken: Arc::default(), hanging: Arc::default() };
        let shared = server.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let server = shared.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        server
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    async fn serve(&self, stream: TcpStream) -> Option<()> {
        let (read, out) = stream.into_split();
        let mut talk = Talk { lines: BufReader::new(read).lines(), out };
        talk.say("220 essai ESMTP").await;
        let (mut from, mut to, mut answer) = (String::new(), String::new(), Answer::Take);
        loop {
            let line = talk.heard().await?;
            let argument =
                line.split_once(':').map(|(_, rest)| rest.split_whitespace().next().unwrap_or("").to_owned());
            match line.split([' ', ':']).next().unwrap_or("").to_uppercase().as_str() {
                "EHLO" | "HELO" => talk.say("250-essai\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN").await,
                "AUTH" => talk.say("535 5.7.8 mot de passe refuse").await,
                "MAIL" => {
                    answer = self.script.lock().unwrap().pop_front().unwrap_or(Answer::Take);
                    from = argument?;
                    talk.say("250 ok").await;
                }
                "RCPT" => {
                    to = argument?;
                    talk.say(match answer {
                        Answer::NotNow => "451 4.7.1 revenez plus tard",
                        Answer::Never => "550 5.1.1 adresse inconnue ici",
                        Answer::Take | Answer::CutAfterData | Answer::HangAfterData => "250 ok",
                    })
                    .await;
                }
                "DATA" => {
                    talk.say("354 allez-y").await;
                    let bytes = data(&mut talk).await?;
                    self.taken.lock().unwrap().push(Taken { from: from.clone(), to: to.clone(), bytes });
                    match answer {
                        Answer::CutAfterData => return None,
                        Answer::HangAfterData => {
                            self.hanging.notify_one();
                            // Until the client goes.
                            while talk.heard().await.is_some() {}
                            return None;
                        }
                        Answer::Take | Answer::NotNow | Answer::Never => talk.say("250 2.0.0 pris").await,
                    }
                }
                "QUIT" => {
                    talk.say("221 au revoir").await;
                    return None;
                }
                "RSET" | "NOOP" => talk.say("250 ok").await,
                _ => talk.say("502 inconnu").await,
            }
        }
    }
}

/// The message until the lone dot, the doubled dots undone (RFC 5321 § 4.5.2).
async fn data(talk: &mut Talk) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let line = talk.heard().await?;
        if line == "." {
            return Some(bytes);
        }
        bytes.extend_from_slice(line.strip_prefix('.').unwrap_or(&line).as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
}
