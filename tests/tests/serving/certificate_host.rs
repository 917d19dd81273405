//! The listener at which browsers show certificates, with its own TLS.

use std::process::{Command, Stdio};

use cards::Card;
use http::StatusCode;
use hub::{Clock as _, SystemClock};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::street::{House, Page, Visitor, Wallet};

const SUBSTANTIAL: &str = "http://eidas.europa.eu/LoA/substantial";

fn open() -> (House, Wallet, Agency) {
    let mut house = House::open();
    let wallet = Wallet::of(&house);
    let listen = format!("{}:{}", house.listens_at().ip(), wallet.port);
    let pki = house.file("pki/x509");
    let tls = format!(
        "{{ mode = \"own\", certificate = \"{0}.pem\", key = \"{0}.key\" }}",
        pki.display()
    );
    house.reconfigure(&wallet.lines(&listen, &tls));
    let agency = Agency::new("https://sede.example.test/metadata");
    let _ = house.join(&agency.metadata());
    (house, wallet, agency)
}

/// From the agency to the page with the button.
fn come(house: &House, visitor: &Visitor, agency: &Agency, id: &str) -> Page {
    let request = agency.request(id, SystemClock.now());
    let destination = Some(format!("{}/saml/sso", house.url));
    let path = agency.redirect(&AuthnRequest { destination, ..request }, None);
    let choose = visitor.get(&format!("{}{path}", house.url));
    let filled = [("metodo", "certificate")];
    visitor.submit(&choose, &choose.answer.form("/elegir"), &filled)
}

/// And on, by the button, to wherever it leads.
fn press(visitor: &Visitor, page: &Page) -> Page {
    let page = visitor.submit(page, &page.answer.form("/certificado"), &[]);
    visitor.press_on(page)
}

#[test]
fn a_card_is_shown_in_the_handshake_and_its_holder_enters() {
    let (house, wallet, agency) = open();
    let visitor = wallet.give(Card::FnmtPerson, &house.visitor());
    let page = press(&visitor, &come(&house, &visitor, &agency, "_r"));
    assert!(page.response().contains(SUBSTANTIAL), "{}", page.response());
    assert_eq!(wallet.serving.questions(Card::FnmtPerson), 1);
    assert!(!house.said().contains("12345678"), "no document in the log");
}

#[test]
fn who_shows_none_is_told_so_and_enters_with_another_try() {
    let (house, wallet, agency) = open();
    let visitor = house.visitor();
    let page = press(&visitor, &come(&house, &visitor, &agency, "_r"));
    assert_eq!(page.answer.heading(), "No hemos recibido ningún certificado");
    let visitor = wallet.give(Card::DnieAuthentication, &visitor);
    let page = press(&visitor, &page);
    assert!(page.response().contains("http://eidas.europa.eu/LoA/high"), "{}", page.response());
}

/// What OpenSSL by itself would break off for, a page explains. (A curl does not load a certificate that is signed with
/// SHA-1, nor one with a short key: those come by a proxy.)
#[test]
fn what_is_wrong_with_a_card_is_told_on_a_page_and_never_by_the_handshake() {
    let (house, wallet, agency) = open();
    for card in [Card::Expired, Card::UnknownIssuer, Card::WrongExtendedKeyUsage] {
        let visitor = wallet.give(card, &house.visitor());
        let page = press(&visitor, &come(&house, &visitor, &agency, &format!("_{}", card.name())));
        assert_eq!(page.answer.status, StatusCode::OK, "{}", card.name());
        assert!(page.answer.find_form("/certificado").is_some(), "{}", page.answer.body);
    }
}

#[test]
fn the_hubs_own_host_asks_nobody_for_a_certificate_and_takes_none() {
    let (house, wallet, _) = open();
    let said = shake(&house, house.listens_at().port(), "hub.localhost", &wallet, &[]);
    assert!(said.contains("No client certificate CA names sent"), "{said}");
    assert!(!said.contains("Requested Signature Algorithms"), "{said}");
    let page = wallet.give(Card::FnmtPerson, &house.visitor()).get(&format!("{}/ayuda", house.url));
    assert_eq!(page.answer.status, StatusCode::OK);
}

#[test]
fn the_certificate_host_names_whom_it_believes_and_speaks_no_other_protocol() {
    let (house, wallet, _) = open();
    let more = ["-alpn", "h2,http/1.1"];
    let said = shake(&house, wallet.port, "fresh.x509.localhost", &wallet, &more);
    assert!(said.contains("Acceptable client certificate CA names"), "{said}");
    assert!(said.contains("ALPN protocol: http/1.1"), "{said}");
}

/// A connection that takes up another one would show what nobody showed on it.
#[test]
fn no_connection_takes_up_another_one() {
    let (house, wallet, _) = open();
    for version in ["-tls1_2", "-tls1_3"] {
        let kept = house.file(&format!("session{version}"));
        let kept = kept.to_str().unwrap();
        let out = [version, "-sess_out", kept];
        let first = shake(&house, wallet.port, "fresh.x509.localhost", &wallet, &out);
        assert!(first.contains("New, TLSv1."), "{first}");
        assert!(!first.contains("TLS session ticket:"), "{first}");
        if std::path::Path::new(kept).exists() {
            let taken_up = [version, "-sess_in", kept];
            let second = shake(&house, wallet.port, "fresh.x509.localhost", &wallet, &taken_up);
            assert!(second.contains("New, TLSv1."), "{second}");
            assert!(!second.contains("Reused, TLSv1."), "{second}");
        }
    }
}

/// What `openssl s_client` says of a handshake in which it has a card.
fn shake(house: &House, port: u16, name: &str, wallet: &Wallet, more: &[&str]) -> String {
    let [certificate, key] = wallet.files(Card::FnmtPerson);
    let at = format!("{}:{port}", house.listens_at().ip());
    let mut client = Command::new("openssl");
    client.args(["s_client", "-connect", &at, "-servername", name, "-ign_eof"]);
    client.arg("-cert").arg(certificate).arg("-key").arg(key).args(more);
    client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut client = client.spawn().unwrap();
    let request = format!("GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
    let mut stdin = client.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, request.as_bytes()).unwrap();
    let output = client.wait_with_output().unwrap();
    drop(stdin);
    String::from_utf8_lossy(&output.stdout).into_owned()
}
