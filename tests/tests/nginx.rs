//! Behind Debian's nginx, which is told nothing but where the hub is (`proxy_pass`): with its own bounds for
//! addresses, headers, cookies and bodies the longest that we accept and emit gets through unchanged.

#![cfg(test)]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use cards::Card;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use hub::{Clock as _, SystemClock};
use saml::extensions::RequestedAttribute;
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Form};
use tests::street::{House, Page, Process, Visitor, Wallet, own_ports};

/// nginx in front of a house. What it is asked goes through it, or past it.
struct Front {
    house: House,
    behind: SocketAddr,
    _nginx: Process,
}

impl Front {
    fn open() -> Self {
        let mut house = House::open();
        house.close();
        let behind = house.start_behind_proxy();
        let nginx = begin_nginx(&house, behind);
        Self { house, behind, _nginx: nginx }
    }

    fn through(&self, path: &str, more: &[&str]) -> Answer {
        let mut curl = Command::new("curl");
        curl.arg(format!("{}{path}", self.house.url));
        curl.arg("--cacert").arg(self.house.file("pki/ca.pem"));
        curl.arg("--connect-to").arg(format!("hub.localhost::{}:", self.house.listens_at().ip()));
        answer(curl.args(more), b"")
    }

    fn past(&self, path: &str) -> Answer {
        answer(Command::new("curl").arg(format!("http://{}{path}", self.behind)), b"")
    }

    fn post(&self, path: &str, cookie: &str, body: &[u8]) -> Answer {
        let mut curl = Command::new("curl");
        curl.arg(format!("{}{path}", self.house.url));
        curl.arg("--cacert").arg(self.house.file("pki/ca.pem"));
        curl.arg("--connect-to").arg(format!("hub.localhost::{}:", self.house.listens_at().ip()));
        curl.args(["--header", "Expect:", "--header", cookie, "--data-binary", "@-"]);
        answer(&mut curl, body)
    }

    /// A form of one of our pages, as it stands.
    fn submit(&self, form: &Form, cookie: &str) -> Answer {
        let fields: Vec<_> = form.fields().map(|(name, value)| format!("{name}={value}")).collect();
        self.post(&form.action, cookie, fields.join("&").as_bytes())
    }

    fn agency(&self, host: &str) -> Agency {
        let mut agency = Agency::new("https://sede.example.test/metadata");
        agency.consumer = format!("https://{host}/acs");
        let _ = self.house.join(&agency.metadata());
        agency
    }

    /// A request in good order that asks for this much text to be echoed.
    fn request(&self, agency: &Agency, length: usize) -> AuthnRequest {
        let text = text_that_does_not_shrink(length);
        let texts: Vec<String> =
            text.as_bytes().chunks(4096).map(|part| String::from_utf8_lossy(part).into()).collect();
        let attributes = texts.chunks(8).enumerate().map(|(number, values)| RequestedAttribute {
            name: format!("https://sede.example.test/largo/{number}"),
            friendly_name: None,
            is_required: false,
            values: values.to_vec(),
        });
        let mut request = agency.request("_larga", SystemClock.now());
        request.destination = Some(format!("{}/saml/sso", self.house.url));
        request.extensions.attributes = attributes.collect();
        request
    }
}

/// nginx as it is: no setting of its own changes a bound. Its folders are its own, and it is no service.
fn begin_nginx(house: &House, behind: SocketAddr) -> Process {
    begin_nginx_with(house, behind, "")
}

/// The same with one more server in its configuration.
fn begin_nginx_with(house: &House, behind: SocketAddr, more: &str) -> Process {
    let (folder, listens) = (house.file("nginx"), house.listens_at());
    fs::create_dir(&folder).unwrap();
    let mut folders = String::new();
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        writeln!(folders, "{kind}_temp_path {}/{kind};", folder.display()).unwrap();
    }
    let (pki, own) = (house.file("pki/hub"), folder.display());
    let text = format!(
        "daemon off;\npid {own}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{folders}access_log off;\n\
         server {{\nlisten {listens} ssl;\nssl_certificate {tls}.pem;\nssl_certificate_key {tls}.key;\n\
         location / {{ proxy_pass http://{behind}; }}\n}}\n{more}}}\n",
        tls = pki.display(),
    );
    let config: PathBuf = folder.join("nginx.conf");
    fs::write(&config, text).unwrap();
    let mut command = Command::new("/usr/sbin/nginx");
    command.arg("-e").arg("stderr").arg("-p").arg(&folder).arg("-c").arg(&config);
    let nginx = Process::start("nginx", &command, &folder);
    nginx.listens(listens);
    nginx
}

/// A house whose certificate host is behind nginx as well.
struct CertificateFront {
    house: House,
    wallet: Wallet,
    /// Where the hub itself listens for what nginx was shown.
    behind: SocketAddr,
    agency: Agency,
    _nginx: Process,
}

/// The header in which nginx says what it was shown.
const HEADER: &str = "x-client-certificate";

impl CertificateFront {
    fn open() -> Self {
        let mut house = House::open();
        let wallet = Wallet::of(&house);
        let behind = SocketAddr::from((house.listens_at().ip(), own_ports()));
        let tls = format!("{{ mode = \"proxy\", header = \"{HEADER}\", from = [\"127.0.0.1\"] }}");
        house.close();
        house.say(&wallet.lines(&behind.to_string(), &tls));
        let public = house.start_behind_proxy();
        let (listens, pki) = ((house.listens_at().ip(), wallet.port), house.file("pki/x509"));
        // A session that is taken up again has no certificate, and who is asked for none shows none.
        let server = format!(
            "server {{\nlisten {}:{} ssl;\nssl_certificate {tls}.pem;\nssl_certificate_key {tls}.key;\n\
             ssl_session_cache off;\nssl_session_tickets off;\nssl_verify_client optional_no_ca;\n\
             location / {{ proxy_pass http://{behind};\n\
             proxy_set_header X-Client-Certificate $ssl_client_escaped_cert; }}\n}}\n",
            listens.0,
            listens.1,
            tls = pki.display(),
        );
        let nginx = begin_nginx_with(&house, public, &server);
        let agency = Agency::new("https://sede.example.test/metadata");
        let _ = house.join(&agency.metadata());
        Self { house, wallet, behind, agency, _nginx: nginx }
    }

    /// From the agency to the page with the button.
    fn come(&self, visitor: &Visitor, id: &str) -> Page {
        let mut request = self.agency.request(id, SystemClock.now());
        request.destination = Some(format!("{}/saml/sso", self.house.url));
        let path = self.agency.redirect(&request, None);
        let choose = visitor.get(&format!("{}{path}", self.house.url));
        let filled = [("metodo", "certificate")];
        visitor.submit(&choose, &choose.answer.form("/elegir"), &filled)
    }

    /// And to the address of the certificate host, at which nobody is yet.
    fn ticket(&self, visitor: &Visitor, id: &str) -> (Page, String) {
        let page = self.come(visitor, id);
        let link = visitor.submitted(&page, &page.answer.form("/certificado"));
        (page, link.split_once("/t/").unwrap().1.to_owned())
    }

    /// Asks the hub itself, past nginx, from this address of the machine.
    fn past(&self, from: &str, ticket: &str, headers: &[&str]) -> Answer {
        let mut curl = Command::new("curl");
        curl.arg(format!("http://{}/t/{ticket}", self.behind)).arg("--interface").arg(from);
        for header in headers {
            curl.arg("--header").arg(header);
        }
        answer(&mut curl, b"")
    }

    /// What the page says to which an answer of the certificate host leads.
    fn leads_to(&self, visitor: &Visitor, answer: &Answer) -> Page {
        let to = answer.location().unwrap();
        assert!(to.starts_with(&format!("{}/t/", self.house.url)), "{to}");
        visitor.press_on(visitor.get(&to))
    }

    fn escaped(&self, card: Card) -> String {
        let pem = self.wallet.bench().card(card).certificate_pem();
        pem.replace('%', "%25").replace('\n', "%0A").replace(' ', "%20").replace('+', "%2B")
    }
}

const NONE: &str = "No hemos recibido ningún certificado";

/// nginx forwards the holder's certificate and nothing else of the chain.
#[test]
fn nginx_says_which_certificate_it_was_shown_and_its_holder_enters() {
    let front = CertificateFront::open();
    let visitor = front.wallet.give(Card::FnmtPerson, &front.house.visitor());
    let page = front.come(&visitor, "_r");
    let page = visitor.press_on(visitor.submit(&page, &page.answer.form("/certificado"), &[]));
    let substantial = "http://eidas.europa.eu/LoA/substantial";
    assert!(page.response().contains(substantial), "{}", page.response());

    let visitor = front.house.visitor();
    let page = front.come(&visitor, "_none");
    let page = visitor.press_on(visitor.submit(&page, &page.answer.form("/certificado"), &[]));
    assert_eq!(page.answer.heading(), NONE);
}

/// A browser writes the header by itself: nginx puts its own in the place of it, under every name that it reads.
#[test]
fn a_header_that_a_browser_writes_does_not_get_through_nginx() {
    let front = CertificateFront::open();
    let forged = front.escaped(Card::FnmtPerson);
    for (number, name) in ["X-Client-Certificate", "x-client-certificate", "X_Client_Certificate"]
        .into_iter()
        .enumerate()
    {
        let visitor = front.house.visitor().saying(&format!("{name}: {forged}"));
        let page = front.come(&visitor, &format!("_{number}"));
        let page = visitor.press_on(visitor.submit(&page, &page.answer.form("/certificado"), &[]));
        assert_eq!(page.answer.heading(), NONE, "{name}");
    }
}

#[test]
fn the_header_counts_from_the_proxys_address_alone_and_once() {
    let front = CertificateFront::open();
    let header = format!("{HEADER}: {}", front.escaped(Card::FnmtPerson));
    let unreadable = "No podemos leer este certificado";
    let enters = "FORM";
    for (number, (from, headers, expected)) in [
        ("127.0.0.2", vec![header.as_str()], NONE),
        ("127.0.0.2", vec![header.as_str(), "X-Forwarded-For: 127.0.0.1"], NONE),
        ("127.0.0.1", vec![], NONE),
        ("127.0.0.1", vec![header.as_str(), header.as_str()], unreadable),
        ("127.0.0.1", vec!["x-client-certificate: no"], unreadable),
        ("127.0.0.1", vec!["x-client-certificate: -----BEGIN%2"], unreadable),
        ("127.0.0.1", vec![header.as_str()], enters),
    ]
    .into_iter()
    .enumerate()
    {
        let visitor = front.house.visitor();
        let (_, ticket) = front.ticket(&visitor, &format!("_{number}"));
        let page = front.leads_to(&visitor, &front.past(from, &ticket, &headers));
        if expected == enters {
            assert!(page.response().contains("Success"), "{}", page.answer.body);
        } else {
            assert_eq!(page.answer.heading(), expected, "{from} {number}");
        }
    }
}

/// At the hub's own host it is a header like any other.
#[test]
fn the_header_means_nothing_at_the_hubs_own_host() {
    let front = CertificateFront::open();
    let forged = format!("{HEADER}: {}", front.escaped(Card::FnmtPerson));
    let visitor = front.house.visitor().saying(&forged);
    let (page, ticket) = front.ticket(&visitor, "_r");
    let refused = visitor.get(&format!("{}/t/{ticket}", front.house.url));
    assert_eq!(refused.answer.status, StatusCode::NOT_FOUND);
    let page = visitor.get(&page.url);
    assert!(page.answer.find_form("/certificado").is_some());
}

fn answer(curl: &mut Command, body: &[u8]) -> Answer {
    curl.args(["--silent", "--show-error", "--include", "--noproxy", "*", "--max-time", "20"]);
    curl.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = curl.spawn().unwrap();
    child.stdin.take().unwrap().write_all(body).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{curl:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    let status = StatusCode::from_bytes(status.as_bytes()).unwrap();
    Answer { status, headers, body: body.to_owned() }
}

/// Status and headers, but for those that belong to the connection.
fn kept(answer: &Answer) -> (StatusCode, Vec<(String, String)>) {
    let own = ["date", "server", "connection"];
    let headers = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    (answer.status, headers)
}

/// Hexadecimal digits in no order: DEFLATE leaves half of them.
fn text_that_does_not_shrink(length: usize) -> String {
    let mut state = 1_u64;
    let mut digits = String::new();
    while digits.len() < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        write!(digits, "{:08x}", state >> 32).unwrap();
    }
    digits.truncate(length);
    digits
}

fn escaped(fields: &[(String, String)]) -> Vec<u8> {
    let escape = |text: &str| {
        let mut escaped = String::new();
        for byte in text.bytes() {
            write!(escaped, "%{byte:02X}").unwrap();
        }
        escaped
    };
    let pairs: Vec<_> = fields.iter().map(|(n, v)| format!("{n}={}", escape(v))).collect();
    pairs.join("&").into_bytes()
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.heading());
    answer.location().unwrap()
}

#[test]
fn what_we_answer_is_not_changed() {
    let front = Front::open();
    let help = front.past("/ayuda");
    let asset = |ending: &str| {
        let address = help.body.split('"').find(|part| part.ends_with(ending));
        address.unwrap_or_else(|| panic!("no {ending}")).to_owned()
    };
    for path in ["/ayuda", "/saml/metadata", &asset(".css"), &asset(".js"), &asset(".svg")] {
        let (direct, through) = (front.past(path), front.through(path, &[]));
        assert_eq!(kept(&through), kept(&direct), "{path}");
        assert_eq!(through.body, direct.body, "{path}");
        assert_eq!(through.status, StatusCode::OK, "{path}");
    }
    for path in ["/ayuda?lang=gl", "/no-existe", "/saml/sso"] {
        assert_eq!(kept(&front.through(path, &[])), kept(&front.past(path)), "{path}");
    }
    // Other cookies of the site may be long: the last of them still counts.
    let others = format!("Cookie: otra={}; __Host-l=ca", "x".repeat(8000));
    let in_catalan = front.through("/ayuda", &["--header", &others]);
    assert!(in_catalan.body.contains("<html lang=\"ca\""), "{}", in_catalan.status);
}

#[test]
fn the_longest_request_by_redirect_arrives_and_the_longest_headers_leave() {
    let front = Front::open();
    let host =
        format!("{}.example.test", ["a".repeat(60), "b".repeat(60), "c".repeat(60)].join("."));
    let agency = front.agency(&host);
    let origins: Vec<_> = (0..8)
        .map(|n| {
            format!(
                "https://{n}{}.example.test",
                ["d".repeat(59), "e".repeat(59), "f".repeat(57)].join(".")
            )
        })
        .collect();
    assert_eq!(origins[0].len(), 199, "as long as a record allows, or one less");
    front.house.set(&["--form-action", &origins.join(",")]);

    // A RelayState of which every octet is escaped, and a message that fills nginx's 8 KiB with it.
    let state = "&".repeat(1024);
    let address = (0..6000)
        .step_by(50)
        .map(|length| agency.redirect(&front.request(&agency, length), Some(&state)))
        .take_while(|address| address.len() < 8100)
        .last()
        .unwrap();
    assert!(address.len() > 8000, "{}", address.len());

    let journey = location(&front.through(&address, &[]));
    let choose = front.through(&journey, &[]);
    assert_eq!(choose.status, StatusCode::OK);
    let key = choose.headers[SET_COOKIE].to_str().unwrap().split(';').next().unwrap();
    let cookie = format!("{COOKIE}: {key}");
    let back = location(&front.submit(&choose.form("/cancelar"), &cookie));
    let returning = front.through(&back, &["--header", &cookie]);
    assert_eq!(returning.status, StatusCode::OK);
    let policy = returning.headers["content-security-policy"].to_str().unwrap();
    let sources = format!("form-action https://{host} {};", origins.join(" "));
    assert!(policy.contains(&sources), "{policy}");
    let form = returning.form("/acs");
    assert_eq!(form.field("RelayState"), Some(state.as_str()));
    assert!(agency.answer(&returning).contains("InResponseTo=\"_larga\""));
}

#[test]
fn the_longest_request_by_form_arrives() {
    let front = Front::open();
    let agency = front.agency("sede.example.test");
    // Of a form with a message 768 KiB are read; here each sign is escaped, of which browsers escape few.
    let request = front.request(&agency, 189_500);
    let body = escaped(&agency.form(&request, Some(&"&".repeat(1024))));
    assert!((780_000..=768 * 1024).contains(&body.len()), "{}", body.len());
    let journey = location(&front.post("/saml/sso", "Origin: https://sede.example.test", &body));
    assert_eq!(front.through(&journey, &[]).heading(), "Elige cómo entrar");

    // The very longest that we read is refused by us, in our words.
    let mut longest = b"SAMLRequest=".to_vec();
    longest.resize(1024 * 1024, b'x');
    let refused = front.post("/saml/sso", "Origin: https://sede.example.test", &longest);
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        refused.heading(),
        "Un organismo nos ha enviado una petición que no podemos aceptar"
    );
}
