//! Debian's Kannel takes our SMS, and its fake network gets them: text, number, receipt, and from the second gateway
//! when the first one says nothing.

use std::fmt::Write as _;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use authenticators::Keys;
use authenticators::hashing::Pepper;
use hub::{Clock as _, SystemClock};
use messages::kannel::{Gateway, Kannel};
use messages::{Carrier, Fate, Message, MessageId, Outbox, Postman};
use tests::street::{House, Process, own_address, own_ports, run};
use tokio::runtime::Runtime;

use crate::room::{PHONE, Room};

const PASSWORD: &str = "a palabra&clave";

/// A gateway with its network. The first that is declared ends first.
struct Site {
    network: Process,
    smsbox: Process,
    _bearerbox: Process,
    sendsms: SocketAddr,
}

impl Site {
    fn open(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        let address = own_address();
        let (own, others) = (own_ports(), own_ports());
        let at = |port| SocketAddr::from((address, port));
        let (boxes, sendsms, admin) = (at(own), at(own + 1), others);
        // Its fake network listens at every address.
        let network =
            TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap().local_addr().unwrap().port();
        let config = folder.join("kannel.conf");
        fs::write(&config, configuration(address, [admin, boxes.port(), network, sendsms.port()]))
            .unwrap();
        let begin = |name, program: &str| {
            let mut command = Command::new(program);
            command.arg(&config);
            Process::start(name, &command, folder)
        };
        let bearerbox = begin("bearerbox", "/usr/sbin/bearerbox");
        bearerbox.listens(boxes);
        let smsbox = begin("smsbox", "/usr/sbin/smsbox");
        smsbox.listens(sendsms);
        let mut fake = Command::new("/usr/lib/kannel/test/fakesmsc");
        fake.args([
            "-H",
            &address.to_string(),
            "-r",
            &network.to_string(),
            "-m",
            "0",
            "a b text c",
        ]);
        let fake = Process::start("fakesmsc", &fake, folder);
        let is_there = || status_of(at(admin)).contains("(online");
        bearerbox.until("the network to be there", is_there);
        Self { network: fake, smsbox, _bearerbox: bearerbox, sendsms }
    }

    fn carrier(&self, name: &str, patience: Duration) -> Arc<dyn Carrier> {
        let gateway = Gateway {
            name: name.to_owned(),
            url: format!("http://{}/cgi-bin/sendsms", self.sendsms).parse().unwrap(),
            user: "hub".to_owned(),
            password: PASSWORD.to_owned(),
            from: "Zaguan".to_owned(),
            patience,
            receipts: None,
        };
        Arc::new(Kannel::new(gateway).unwrap())
    }

    /// What has come to phones.
    fn came(&self) -> Vec<String> {
        let said = self.network.said();
        let lines = said.lines().filter_map(|line| line.split_once(": <"));
        let lines = lines.filter(|(before, _)| before.contains("Got message"));
        lines.map(|(_, message)| message.trim_end_matches('>').to_owned()).collect()
    }

    fn wait_for(&self, count: usize) -> Vec<String> {
        self.network.until("an SMS", || self.came().len() >= count);
        self.came()
    }
}

fn configuration(address: Ipv4Addr, [admin, boxes, network, sendsms]: [u16; 4]) -> String {
    let mut text = String::new();
    writeln!(
        text,
        "group = core\nadmin-port = {admin}\nadmin-interface = \"{address}\"\nadmin-password = bar\n\
         smsbox-port = {boxes}\nsmsbox-interface = \"{address}\"\nbox-allow-ip = \"127.*.*.*\"\nlog-level = 0\n\n\
         group = smsc\nsmsc = fake\nsmsc-id = fake\nhost = {address}\nport = {network}\n\
         connect-allow-ip = \"127.*.*.*\"\n\n\
         group = smsbox\nbearerbox-host = {address}\nsendsms-port = {sendsms}\n\
         sendsms-interface = \"{address}\"\nlog-level = 0\n\n\
         group = sendsms-user\nusername = hub\npassword = \"{PASSWORD}\"\nmax-messages = 5\nconcatenation = true\n\n\
         group = sms-service\nkeyword = default\ntext = nothing"
    )
    .unwrap();
    text
}

/// What Kannel says of its connections.
fn status_of(admin: SocketAddr) -> String {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--noproxy", "*", "--max-time", "5"]);
    let output = curl.arg(format!("http://{admin}/status.txt?password=bar")).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn folder(name: &str) -> std::path::PathBuf {
    let var = std::env::var("ZAGUAN_TEST_VAR").unwrap();
    Path::new(&var).join(format!("kannel-{}-{name}", std::process::id()))
}

#[tokio::test]
async fn an_sms_comes_to_the_phone_with_its_text_in_the_alphabet_of_phones() {
    let room = Room::open().await;
    let site = Site::open(&folder("one"));
    let carrier = site.carrier("one", Duration::from_secs(10));
    let postman = Arc::new(Postman::new(room.outbox.clone(), vec![carrier]));
    let text = "Código para «Tráfico»: 12345678".to_owned();
    let id = room.take(&Message { text, ..room.sms(PHONE) }).await.unwrap();
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
    let expected = format!("Zaguan {PHONE} text Codigo para \"Trafico\": 12345678");
    assert_eq!(site.wait_for(1), [expected]);
}

#[tokio::test]
async fn the_second_gateway_brings_once_what_the_first_was_stopped_over() {
    let room = Room::open().await;
    let (one, two) = (Site::open(&folder("first")), Site::open(&folder("second")));
    let carriers = vec![
        one.carrier("one", Duration::from_secs(2)),
        two.carrier("two", Duration::from_secs(10)),
    ];
    let postman = Arc::new(Postman::new(room.outbox.clone(), carriers));
    // It takes the request and says nothing, as a machine that is dying.
    one.smsbox.signal("STOP");
    let id = room.taken().await;
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::UnderWay));
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Handed));
    one.smsbox.signal("KILL");
    assert_eq!(two.wait_for(1).len(), 1);
    for _ in 0..10 {
        room.wait(60);
        postman.round(room.now()).await.unwrap();
    }
    assert_eq!((one.came().len(), two.came().len()), (0, 1));
    let events: Vec<_> =
        room.outbox.numbers().carried().into_iter().filter(|(_, n)| *n > 0).collect();
    let events: Vec<_> =
        events.iter().map(|((who, what), n)| (who.as_str(), what.word(), *n)).collect();
    assert_eq!(events, [("one", "failed", 1), ("two", "handed", 1)]);
}

#[tokio::test]
async fn a_gateway_that_does_not_know_us_is_not_asked_again_and_one_that_is_gone_is() {
    let room = Room::open().await;
    let site = Site::open(&folder("strange"));
    let stranger = |port: u16, password: &str| -> Arc<dyn Carrier> {
        let at = SocketAddr::from((site.sendsms.ip(), port));
        let gateway = Gateway {
            name: password.to_owned(),
            url: format!("http://{at}/cgi-bin/sendsms").parse().unwrap(),
            user: "hub".to_owned(),
            password: password.to_owned(),
            from: "Zaguan".to_owned(),
            patience: Duration::from_secs(10),
            receipts: None,
        };
        Arc::new(Kannel::new(gateway).unwrap())
    };
    let wrong = vec![stranger(site.sendsms.port(), "wrong")];
    let postman = Arc::new(Postman::new(room.outbox.clone(), wrong));
    let id = room.taken().await;
    postman.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::Failed));
    let gone = Arc::new(Postman::new(room.outbox.clone(), vec![stranger(1, "gone")]));
    let id = room.taken().await;
    gone.round(room.now()).await.unwrap();
    assert_eq!(room.fate(id).await, Some(Fate::UnderWay));
    assert_eq!(site.came(), [""; 0]);
}

#[test]
fn a_hub_at_work_brings_an_sms_by_kannel_and_hears_that_it_came() {
    let mut house = House::open();
    let site = Site::open(&folder("house"));
    let password = house.file("gateway-password");
    fs::write(&password, format!("{PASSWORD}\n")).unwrap();
    fs::set_permissions(&password, fs::Permissions::from_mode(0o600)).unwrap();
    house.reconfigure(&format!(
        "messages.receipts = \"{}/recibo\"\nmessages.sms = [{{ name = \"kannel\", url = \"http://{}/cgi-bin/sendsms\", \
         user = \"hub\", password_file = \"{}\", from = \"Zaguan\" }}]",
        house.admin(),
        site.sendsms,
        password.display()
    ));
    // What a method on another node takes: the pepper is all that they share.
    let pepper = Pepper::read(&house.file("pepper")).unwrap();
    let runtime = Runtime::new().unwrap();
    let outbox = Outbox::new(house.database().pool(), Keys::new(pepper).key("messages/1").unwrap());
    let now = SystemClock.now();
    let message = Message {
        to: messages::Address::Phone(PHONE.to_owned()),
        purpose: "pin",
        subject: None,
        text: "PIN: ABC".to_owned(),
        code: Some("ABC".to_owned()),
        until: now + Duration::from_mins(10),
        account: messages::Account::default(),
    };
    let id: MessageId = runtime.block_on(outbox.take(&message, now)).unwrap().unwrap();
    assert_eq!(site.wait_for(1), [format!("Zaguan {PHONE} text PIN: ABC")]);
    let fate = || runtime.block_on(outbox.fate(id)).unwrap();
    site.network.until("the receipt", || fate() == Some(Fate::Delivered));
    let numbers = house.visitor().get(&format!("{}/metrics", house.admin())).answer.body;
    for event in ["handed", "delivered"] {
        let line =
            format!("zaguan_messages_carried_total{{carrier=\"kannel\",event=\"{event}\"}} 1");
        assert!(numbers.lines().any(|one| one == line), "{line}: {numbers}");
    }
    let said = house.said();
    for known in [PHONE, "600111222", "ABC", PASSWORD] {
        assert!(!said.contains(known), "{known}: {said}");
    }
    let status = |path: &str| {
        let address = format!("{}/recibo/{path}", house.admin());
        let mut curl = Command::new("curl");
        curl.args([
            "--silent",
            "--noproxy",
            "*",
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code}",
        ]);
        String::from_utf8(run(curl.arg(address)).stdout).unwrap()
    };
    assert_eq!(status("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/1"), "404");
    assert_eq!(status("short/one"), "404");
}
