//! Debian's aiosmtpd takes our mails, and what it got is what was written.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use messages::smtp::{Encryption, MailServer, Smtp};
use messages::{Address, Carrier, Fate, Message, Postman};
use tests::street::{Process, own_address, own_ports};

use crate::room::{PHONE, Room};

fn server(at: SocketAddr, encryption: Encryption) -> Arc<dyn Carrier> {
    let server = MailServer {
        host: at.ip().to_string(),
        port: at.port(),
        encryption,
        login: None,
        from: "Zaguán <no-responder@hub.example.test>".to_owned(),
        patience: Duration::from_secs(10),
    };
    Arc::new(Smtp::new(server).unwrap())
}

fn mail(room: &Room, to: &str) -> Message<'static> {
    Message {
        to: Address::Mail(to.to_owned()),
        purpose: "notice",
        subject: Some("Tu contraseña caduca mañana".to_owned()),
        text: "Hola, Íñigo:\n\n.Quedan 24 h.".to_owned(),
        ..room.sms(PHONE)
    }
}

#[tokio::test]
async fn a_mail_comes_with_its_subject_and_its_words_in_utf_8() {
    let room = Room::open().await;
    let at = SocketAddr::from((own_address(), own_ports()));
    let folder = std::env::temp_dir().join(format!("zaguan-mail-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut command = Command::new("/usr/bin/python3");
    // What came, as Python's own parser of mails reads it.
    command.args(["-u", "-c", SERVER, &at.ip().to_string(), &at.port().to_string()]);
    let smtp = Process::start("aiosmtpd", &command, &folder);
    smtp.listens(at);

    let locked =
        Arc::new(Postman::new(room.outbox.clone(), vec![server(at, Encryption::StartTls)]));
    let id = room.take(&mail(&room, "persona@example.test")).await.unwrap();
    locked.round(room.now()).await.unwrap();
    // A server without STARTTLS is given nothing.
    assert_eq!(room.fate(id).await, Some(Fate::UnderWay));
    assert!(!smtp.said().contains("RCPT"), "{}", smtp.said());

    let postman = Arc::new(Postman::new(room.outbox.clone(), vec![server(at, Encryption::None)]));
    let id = room.take(&mail(&room, "otra@example.test")).await.unwrap();
    let refused = room.take(&mail(&room, "nadie@example.test")).await.unwrap();
    let no_address = room.take(&mail(&room, "nadie")).await.unwrap();
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
    assert_eq!(room.fate(refused).await, Some(Fate::Failed));
    assert_eq!(room.fate(no_address).await, Some(Fate::Failed));
    let said = smtp.said();
    let came: Vec<&str> = said.lines().filter(|line| line.starts_with("CAME")).collect();
    let expected = format!(
        "CAME ['otra@example.test'] 'Zaguán <no-responder@hub.example.test>' 'Tu contraseña caduca mañana' \
         '<{}@hub.example.test>' 'Hola, Íñigo:\\n\\n.Quedan 24 h.\\n'",
        id.0
    );
    assert_eq!(came, [expected]);
    drop(smtp);
    std::fs::remove_dir_all(&folder).unwrap();
}

const SERVER: &str = r#"
import email, email.policy, sys, time
from aiosmtpd.controller import Controller

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        print("RCPT")
        if address.startswith("nadie"):
            return "550 nobody of that name: " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = mail.get_content().replace("\r\n", "\n")
        print("CAME", envelope.rcpt_tos, repr(str(mail["from"])), repr(str(mail["subject"])), repr(str(mail["message-id"])), repr(body))
        return "250 taken"

Controller(Handler(), hostname=sys.argv[1], port=int(sys.argv[2])).start()
time.sleep(600)
"#;
