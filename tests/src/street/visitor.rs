//! A visitor: `curl` with a cookie jar, who reads forms as people do and follows where it is sent.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode};

use crate::hall::browser::{Answer, Form};
use crate::street::CITIZEN;
use crate::street::process::run;

/// The hosts of these tests, all at one address.
const HOSTS: [&str; 4] = ["hub", "trafico", "hacienda", "certificado"];

const RESPONSE: &str = "SAMLResponse";

/// Somebody with a browser.
#[derive(Clone, Debug)]
pub struct Visitor {
    ca: PathBuf,
    jar: PathBuf,
    address: Ipv4Addr,
    /// A header that they write.
    says: Option<String>,
    /// Files with a certificate and its key, shown to whoever asks for one.
    card: Option<[PathBuf; 2]>,
}

/// Where the visitor has got to.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its address, after all redirects.
    pub url: String,
    /// What is there; without headers.
    pub answer: Answer,
}

impl Visitor {
    pub(super) fn new(folder: &Path, address: Ipv4Addr) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Self {
            ca: folder.join("pki/ca.pem"),
            jar: folder.join(format!("cookies-{number}")),
            address,
            says: None,
            card: None,
        }
    }

    /// The same visitor, with the same cookies, to whom all hosts are at this address.
    #[must_use]
    pub(super) fn at(&self, address: Ipv4Addr) -> Self {
        Self { address, ..self.clone() }
    }

    /// The same visitor behind a proxy that writes this line `X-Forwarded-For`, or who writes it.
    #[must_use]
    pub fn forwarded_for(&self, line: &str) -> Self {
        self.saying(&format!("X-Forwarded-For: {line}"))
    }

    /// The same visitor, who writes this header as well.
    #[must_use]
    pub fn saying(&self, header: &str) -> Self {
        Self { says: Some(header.to_owned()), ..self.clone() }
    }

    /// The same visitor, with the same cookies, who shows the certificate in these files to whoever asks for one.
    #[must_use]
    pub fn with_card(&self, certificate: &Path, key: &Path) -> Self {
        Self { card: Some([certificate.to_owned(), key.to_owned()]), ..self.clone() }
    }

    /// Loads an address, and goes on wherever it is sent.
    #[must_use]
    pub fn get(&self, url: &str) -> Page {
        self.curl(Command::new("curl").arg(url))
    }

    /// Posts a form of a page, as it stands with these fields filled in.
    #[must_use]
    pub fn submit(&self, page: &Page, form: &Form, filled: &[(&str, &str)]) -> Page {
        self.curl(&mut posting(page, form, filled))
    }

    /// Posts a form as it stands: where that sends the visitor, who does not go there.
    #[must_use]
    pub fn submitted(&self, page: &Page, form: &Form) -> String {
        self.ask(&mut posting(page, form, &[]), "%{redirect_url}").1
    }

    /// From the page where the hub offers its methods to its page of the return.
    #[must_use]
    pub fn prove(&self, choose: &Page) -> Page {
        assert_eq!(choose.answer.heading(), "Elige cómo entrar");
        let asked = self.submit(choose, &choose.answer.form("/elegir"), &[("metodo", "password")]);
        let (document, password) = CITIZEN;
        let credentials = [("documento", document), ("clave", password)];
        self.press_on(self.submit(&asked, &asked.answer.form("/clave"), &credentials))
    }

    /// From the page where the hub offers its methods, back without having proved anything.
    #[must_use]
    pub fn cancel(&self, choose: &Page) -> Page {
        self.press_on(self.submit(choose, &choose.answer.form("/cancelar"), &[]))
    }

    /// From where a person is done with the hub, whatever it shows before it lets them go: what goes out,
    /// or what is missing.
    #[must_use]
    pub fn press_on(&self, page: Page) -> Page {
        if let Some(form) = page.answer.find_form("/datos") {
            return self.submit(&page, &form, &[("respuesta", "enviar")]);
        }
        match page.answer.find_form("/cancelar") {
            Some(form) if page.answer.status == StatusCode::FORBIDDEN => {
                self.submit(&page, &form, &[])
            }
            Some(_) | None => page,
        }
    }

    /// From the hub's page of the return to the agency.
    #[must_use]
    pub fn return_with(&self, page: &Page, response: &str) -> Page {
        let form = page.answer.form_with(RESPONSE);
        self.submit(page, &form, &[(RESPONSE, &STANDARD.encode(response))])
    }

    /// Presses what carries a message to this address: a link or a form.
    #[must_use]
    pub fn carry(&self, page: &Page, to: &str) -> Page {
        match page.answer.link(&format!("{to}?")) {
            Some(address) => self.get(&address),
            None => self.submit(page, &page.answer.form(to), &[]),
        }
    }

    /// Loses the cookies of a host.
    pub fn forget(&self, host: &str) {
        let jar = fs::read_to_string(&self.jar).unwrap();
        let theirs = |line: &&str| line.split('\t').next().is_some_and(|name| name.ends_with(host));
        let kept: Vec<_> = jar.lines().filter(|line| !theirs(line)).collect();
        assert!(kept.len() < jar.lines().count(), "{host} has no cookies");
        fs::write(&self.jar, kept.join("\n") + "\n").unwrap();
    }

    fn curl(&self, command: &mut Command) -> Page {
        let (text, end) = self.ask(
            command.args(["--location", "--max-redirs", "10"]),
            "%{http_code} %{url_effective}",
        );
        let (status, url) = end.split_once(' ').unwrap();
        Page {
            url: url.to_owned(),
            answer: Answer {
                status: StatusCode::from_bytes(status.as_bytes()).unwrap(),
                headers: HeaderMap::new(),
                body: text,
            },
        }
    }

    /// The body, and what is asked for besides.
    fn ask(&self, command: &mut Command, besides: &str) -> (String, String) {
        command.args(["--silent", "--show-error", "--max-time", "20", "--noproxy", "*"]);
        command.arg("--write-out").arg(format!("\n{besides}"));
        command.arg("--cacert").arg(&self.ca);
        command.arg("--cookie-jar").arg(&self.jar).arg("--cookie").arg(&self.jar);
        if let Some(header) = &self.says {
            command.arg("--header").arg(header);
        }
        if let Some([certificate, key]) = &self.card {
            command.arg("--cert").arg(certificate).arg("--key").arg(key);
        }
        for host in HOSTS {
            command.arg("--connect-to").arg(format!("{host}.localhost::{}:", self.address));
        }
        // Whatever stands below the certificate host.
        command.arg("--connect-to").arg(format!("::{}:", self.address));
        let text = String::from_utf8(run(command).stdout).unwrap();
        let (body, end) = text.rsplit_once('\n').unwrap();
        (body.to_owned(), end.to_owned())
    }
}

/// What posts a form of a page, as it stands with these fields filled in.
fn posting(page: &Page, form: &Form, filled: &[(&str, &str)]) -> Command {
    let from = origin(&page.url);
    let to = if form.action.starts_with('/') {
        format!("{from}{}", form.action)
    } else {
        form.action.clone()
    };
    let site = if origin(&to) == from { "same-origin" } else { "cross-site" };
    let mut curl = Command::new("curl");
    curl.arg(to).arg("--header").arg(format!("Origin: {from}"));
    curl.arg("--header").arg(format!("Sec-Fetch-Site: {site}"));
    let kept = form.fields().filter(|(name, _)| filled.iter().all(|(known, _)| known != name));
    for (name, value) in kept.chain(filled.iter().copied()) {
        curl.arg("--data-urlencode").arg(format!("{name}={value}"));
    }
    curl
}

impl Page {
    /// The response that the hub's page of the return carries.
    #[must_use]
    pub fn response(&self) -> String {
        let form = self.answer.form_with(RESPONSE);
        let value = STANDARD.decode(form.field(RESPONSE).unwrap());
        String::from_utf8(value.unwrap()).unwrap()
    }
}

/// Scheme, host and port.
fn origin(url: &str) -> &str {
    let path = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    &url[..path]
}
