//! A clamd that answers what it is told to, and keeps what it was sent.

use std::sync::{Arc, Mutex};

use documents::Antivirus;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

#[derive(Clone)]
pub struct Clamd {
    answer: Arc<Mutex<&'static str>>,
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
    address: String,
}

impl Clamd {
    /// An empty answer closes the connection without a word.
    pub async fn answering(answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("tcp:{}", listener.local_addr().unwrap());
        let clamd = Self { answer: Arc::new(Mutex::new(answer)), seen: Arc::default(), address };
        let served = clamd.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                served.serve(stream).await;
            }
        });
        clamd
    }

    pub fn antivirus(&self) -> Antivirus {
        Antivirus::new(&self.address).unwrap()
    }

    pub fn answer(&self, answer: &'static str) {
        *self.answer.lock().unwrap() = answer;
    }

    pub fn seen(&self) -> Vec<Vec<u8>> {
        self.seen.lock().unwrap().clone()
    }

    /// `zINSTREAM\0`, then chunks led by their length on four bytes, then a length of zero.
    async fn serve(&self, mut stream: TcpStream) {
        let mut command = [0; 10];
        stream.read_exact(&mut command).await.unwrap();
        assert_eq!(&command, b"zINSTREAM\0");
        let mut content = Vec::new();
        loop {
            let length = stream.read_u32().await.unwrap();
            if length == 0 {
                break;
            }
            let start = content.len();
            content.resize(start + length as usize, 0);
            stream.read_exact(&mut content[start..]).await.unwrap();
        }
        self.seen.lock().unwrap().push(content);
        let answer = *self.answer.lock().unwrap();
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}
