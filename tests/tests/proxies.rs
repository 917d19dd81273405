//! Who is asking, at the hub's own program: what proxies of ours say counts, and what anybody else says
//! does not.

#![cfg(test)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use hub::{Clock as _, SystemClock};
use openssl::ssl::{SslConnector, SslMethod};
use saml::request::AuthnRequest;
use tests::conformance::PasswordDriver;
use tests::hall::agency::Agency;
use tests::street::{House, Visitor};
use tokio::runtime::Runtime;

const PATIENCE: Duration = Duration::from_secs(20);

/// A house in whose configuration these lines stand as well.
fn house_with(lines: &str) -> House {
    let mut house = House::open();
    house.close();
    let config = house.file("hub.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{lines}\n{text}")).unwrap();
    house.start();
    house
}

/// Somebody gets the password of this document wrong.
fn fail(house: &House, agency: &Agency, visitor: &Visitor, number: u32) {
    let request = agency.request(&format!("_{number}"), SystemClock.now());
    let destination = Some(format!("{}/saml/sso", house.url));
    let request = AuthnRequest { destination, ..request };
    let choose = visitor.get(&format!("{}{}", house.url, agency.redirect(&request, None)));
    let chosen = [("metodo", "password")];
    let asked = visitor.submit(&choose, &choose.answer.form("/elegir"), &chosen);
    let document = PasswordDriver::dni(number);
    let wrong = [("documento", document.as_str()), ("clave", "no-es-esta-4-Z")];
    let told = visitor.submit(&asked, &asked.answer.form("/clave"), &wrong);
    assert!(told.answer.body.contains("no son correctos"), "{}", told.answer.body);
}

/// How many have failed in each block of addresses.
fn failures(house: &House) -> Vec<i32> {
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        let select = "SELECT counted FROM credentials.failures ORDER BY counted";
        let client = house.database().connect().await;
        client.query(select, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
    })
}

fn joined(house: &House) -> Agency {
    let agency = Agency::new("https://sede.example.test/metadata");
    let _ = house.join(&agency.metadata());
    agency
}

#[test]
fn behind_a_trusted_proxy_each_client_is_counted_by_itself_whatever_it_says_of_others() {
    let house = house_with("trusted_proxies = [\"127.0.0.1\"]");
    let agency = joined(&house);
    for (number, line) in [
        "203.0.113.9",
        "198.51.100.7",
        "198.51.100.7, 203.0.113.9",
        "nonsense, 203.0.113.9, 127.0.0.1",
        "[2001:db8::9]:443",
    ]
    .into_iter()
    .enumerate()
    {
        let visitor = house.visitor().forwarded_for(line);
        fail(&house, &agency, &visitor, u32::try_from(number).unwrap());
    }
    assert_eq!(failures(&house), [1, 1, 3]);
}

#[test]
fn without_a_trusted_proxy_nobody_becomes_another_by_saying_so() {
    let house = House::open();
    let agency = joined(&house);
    for (number, line) in [(0, "203.0.113.9"), (1, "198.51.100.7")] {
        fail(&house, &agency, &house.visitor().forwarded_for(line), number);
    }
    assert_eq!(failures(&house), [2]);
}

/// What the hub answers to a connection that begins with these octets, and then asks by TLS.
fn after(house: &House, introduction: &[u8]) -> Result<String, String> {
    let host = house.url.strip_prefix("https://").unwrap();
    let port = host.rsplit_once(':').unwrap().1;
    let address = house.admin();
    let address = address.strip_prefix("http://").unwrap().rsplit_once(':').unwrap().0;
    let mut stream = TcpStream::connect(format!("{address}:{port}")).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(introduction).unwrap();
    let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
    connector.set_ca_file(house.file("pki/ca.pem")).unwrap();
    let stream = connector.build().connect("hub.localhost", stream);
    let mut stream = stream.map_err(|error| error.to_string())?;
    let ask = format!("GET /ayuda HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}

#[test]
fn a_proxy_that_speaks_version_2_of_the_proxy_protocol_is_served_and_no_other_way_of_it() {
    let house = house_with("trusted_proxies = [\"127.0.0.1\"]\nproxy_protocol = true");
    let fixed = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c";
    let addresses = [203, 0, 113, 9, 198, 51, 100, 1, 0x12, 0x34, 0x01, 0xbb];
    let introduced = after(&house, &[&fixed[..], &addresses].concat());
    assert_eq!(introduced, Ok("HTTP/1.1 200 OK".to_owned()));
    for refused in [&b"PROXY TCP4 203.0.113.9 198.51.100.1 4660 443\r\n"[..], b""] {
        assert!(after(&house, refused).is_err(), "{refused:?}");
    }
    let said = house.said();
    let told = said.matches("a connection of a trusted proxy was refused").count();
    assert_eq!(told, 1, "once a minute: {said}");
    assert!(said.contains("send-proxy-v2"), "{said}");
}

#[test]
fn who_is_no_proxy_needs_no_introduction() {
    let house = house_with("trusted_proxies = [\"192.0.2.1\"]\nproxy_protocol = true");
    assert_eq!(after(&house, b""), Ok("HTTP/1.1 200 OK".to_owned()));
    assert!(after(&house, b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0").is_err());
}
