//! Against the HTTP server of Python's library, which nobody here wrote.

use std::env::temp_dir;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::*;

/// A folder of a test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = temp_dir().join(format!("zaguan-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn token(&self, token: &str) -> PathBuf {
        let file = self.0.join(format!("token-{}", token.len()));
        fs::write(&file, token).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        file
    }

    /// A certificate that is its own authority, and its key.
    fn certificate(&self, name: &str, host: &str) -> (PathBuf, PathBuf) {
        let file = |end: &str| self.0.join(format!("{name}.{end}"));
        let (certificate, key) = (file("pem"), file("key"));
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=cards",
                "-days",
                "2",
            ])
            .args(["-addext", &format!("subjectAltName=DNS:{host}")])
            .arg("-out")
            .arg(&certificate)
            .arg("-keyout")
            .arg(&key)
            .stderr(Stdio::null())
            .status();
        assert!(made.unwrap().success());
        (certificate, key)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The service at work.
struct Cards {
    process: Child,
    port: u16,
}

impl Cards {
    fn start(tls: Option<&(PathBuf, PathBuf)>) -> Self {
        let mut command = Command::new("python3");
        command.arg("-c").arg(include_str!("cards.py"));
        if let Some((certificate, key)) = tls {
            command.arg(certificate).arg(key);
        }
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, port: line.trim().parse().unwrap() }
    }
}

impl Drop for Cards {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn config(url: String, token_file: PathBuf) -> HttpSource {
    HttpSource { url, token_file, ca: None, timeout: 1 }
}

/// By http to loopback, as only the demonstration may.
fn plain(port: u16, path: &str, token_file: PathBuf) -> Service {
    let config = config(format!("http://127.0.0.1:{port}{path}"), token_file);
    Service::new(&config, Environment::Demonstration).unwrap()
}

async fn compare(service: &Service, document: &str, datum: &str) -> Result<Contrast, String> {
    let document = SpanishId::parse(document).unwrap();
    let datum = ContrastDatum::parse(document.kind(), datum).unwrap();
    service.compare(&document, &datum).await.map_err(|SourceAway(why)| why)
}

fn refused(config: &HttpSource, environment: Environment) -> String {
    Service::new(config, environment).map(|_| ()).unwrap_err().to_string()
}

#[tokio::test]
async fn what_the_service_says_of_a_card_is_what_it_is() {
    let folder = Folder::new("says");
    let cards = Cards::start(None);
    let service = plain(cards.port, "/cards", folder.token("s3cret\n"));
    for (document, datum, contrast) in [
        ("12345678Z", "1/2/2030", Contrast::Match),
        ("12345678Z", "2/2/2030", Contrast::NoMatch),
        ("X1234567L", "e1234567", Contrast::Match),
        ("X1234567L", "C01234567", Contrast::NoMatch),
        ("00000000T", "1/2/2030", Contrast::UnknownDocument),
    ] {
        assert_eq!(compare(&service, document, datum).await, Ok(contrast), "{document} {datum}");
    }
    let stranger = plain(cards.port, "/cards", folder.token("another"));
    assert_eq!(
        compare(&stranger, "12345678Z", "1/2/2030").await,
        Err("it answered 401".to_owned())
    );
}

/// None of the reasons repeats what was asked or answered.
#[tokio::test]
async fn whatever_else_it_says_is_an_outage() {
    let folder = Folder::new("else");
    let cards = Cards::start(None);
    for (path, why) in [
        ("/error", "it answered 503"),
        ("/moved", "it answered 307"),
        ("/text", "its answer is not application/json"),
        ("/other", "its answer has no result that is known"),
        ("/long", "its answer is longer than 4096 bytes, or was cut off"),
        ("/silent", "it did not answer within 1 seconds"),
    ] {
        let service = plain(cards.port, path, folder.token("s3cret"));
        let compared = compare(&service, "12345678Z", "1/2/2030").await;
        assert_eq!(compared, Err(why.to_owned()), "{path}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let service = plain(nobody, "/cards", folder.token("s3cret"));
    let why = compare(&service, "12345678Z", "1/2/2030").await.unwrap_err();
    assert!(why.contains("refused"), "{why}");
}

#[tokio::test]
async fn by_tls_only_who_has_a_certificate_of_the_named_authority_for_that_name_is_asked() {
    let folder = Folder::new("tls");
    let (ours, other) =
        (folder.certificate("ours", "localhost"), folder.certificate("other", "localhost"));
    let elsewhere = folder.certificate("elsewhere", "cards.example.es");
    for (shown, trusted, asked) in [
        (&ours, Some(&ours.0), true),
        (&other, Some(&ours.0), false),
        (&ours, None, false),
        (&elsewhere, Some(&elsewhere.0), false),
    ] {
        let cards = Cards::start(Some(shown));
        let url = format!("https://localhost:{}/cards", cards.port);
        let ca = trusted.cloned();
        let config = HttpSource { ca, ..config(url, folder.token("s3cret")) };
        let service = Service::new(&config, Environment::Production).unwrap();
        let compared = compare(&service, "12345678Z", "1/2/2030").await;
        assert_eq!(compared.is_ok(), asked, "{compared:?}");
    }
}

#[test]
fn an_address_or_a_token_that_is_not_safe_is_told_at_the_start() {
    let folder = Folder::new("start");
    let token = folder.token("s3cret");
    for (url, environment, why) in [
        (
            "http://127.0.0.1/",
            Environment::Production,
            "identity_source.url must begin with https://",
        ),
        (
            "http://192.0.2.1/",
            Environment::Demonstration,
            "identity_source.url must begin with https://",
        ),
        ("/cards", Environment::Production, "identity_source.url has no host"),
        (
            "https://a:b@cards.example.es/",
            Environment::Production,
            "identity_source.url must hold no name or password: say token_file",
        ),
    ] {
        assert_eq!(refused(&config(url.to_owned(), token.clone()), environment), why);
    }
    let told = |token: PathBuf| {
        let config = config("https://cards.example.es/".to_owned(), token);
        refused(&config, Environment::Production)
    };
    assert!(told(folder.token("two words")).ends_with("one token of visible ASCII characters"));
    assert!(told(folder.token("")).ends_with("one token of visible ASCII characters"));
    fs::set_permissions(&token, fs::Permissions::from_mode(0o604)).unwrap();
    assert!(told(token).ends_with("others than its owner may use it: chmod 640"));
    assert!(told(folder.0.join("none")).contains("No such file"));
}
