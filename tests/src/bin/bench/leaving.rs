//! What it costs to show what a session lacks, and to leave three agencies.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use hub::{Clock as _, SystemClock};
use saml::binding::{Binding, Parameter, sign_redirect};
use saml::status::Status;
use saml::{Dialect, EntityId, Envelope, LogoutResponse, MessageId};
use tests::driver::line::Line;
use tests::driver::pin::messages;
use tests::hall::agency::Agency;
use tests::hall::browser::Answer;
use tokio::runtime;
use tokio::time::sleep;
use uuid::Uuid;

use crate::office::{Office, Spent, settle};
use crate::say;

/// Of so many a cost is the average.
const PEOPLE: usize = 300;
/// And of so many who show what a session lacks: each has a password hashed beforehand.
const STEPS: usize = 100;

/// One browser of somebody who has entered.
type Cookies = BTreeMap<String, String>;

pub(crate) fn of_leaving(unit: f64, office: &Office) {
    let agencies = ["una", "dos", "tres"].map(|name| {
        Agency::new(&format!("https://{name}.example.test/metadata")).told_by(Binding::Redirect)
    });
    for agency in &agencies {
        office.join(agency, &agency.metadata());
        office.operate(&["agency-set", &agency.entity_id, "--announce", "no"]);
    }
    settle();
    let street = Street { at: office.address(), origin: office.house.url.clone(), agencies };
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let people: Vec<Cookies> = (0..PEOPLE).map(|_| runtime.block_on(street.enter())).collect();
    let row = |what: &str, Spent { hub, database }: Spent| {
        let [us, units, theirs] = [hub * 1e6, hub / unit, database / unit];
        say(&format!("| {what} | {us:.0} | {units:.2} | {theirs:.2} |"));
    };
    say("\n| a session ends | hub µs | u | PostgreSQL u |\n|---|---:|---:|---:|");
    let spent = office.spent_on(|| {
        for cookies in &people {
            runtime.block_on(street.leave(cookies));
        }
        people.len()
    });
    row("three agencies are told by redirect, and answer", spent);
}

/// Somebody who has a password, and a phone whose messages are lines of a file.
pub(crate) struct Person<'a> {
    pub(crate) document: &'a str,
    pub(crate) password: &'a str,
    pub(crate) phone: &'a str,
    pub(crate) outbox: &'a Path,
}

/// Who entered with their password comes to an agency that wants a code as well.
pub(crate) fn of_step_up(unit: f64, office: &Office, person: &Person<'_>) {
    let [low, strict, other] = ["baja", "alta", "otra"]
        .map(|name| Agency::new(&format!("https://{name}.example.test/metadata")));
    for agency in [&low, &strict] {
        office.join(agency, &agency.metadata());
    }
    office.operate(&["agency-set", &strict.entity_id, "--level", "substantial"]);
    settle();
    let agencies = [low, strict, other];
    let street = Street { at: office.address(), origin: office.house.url.clone(), agencies };
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let people: Vec<Cookies> =
        (0..STEPS).map(|_| runtime.block_on(street.enter_with_password(person))).collect();
    let Spent { hub, database } = office.spent_on(|| {
        for cookies in &people {
            runtime.block_on(street.step_up(cookies, person));
        }
        people.len()
    });
    say("\n| a session that is too little | hub µs | u | PostgreSQL u |\n|---|---:|---:|---:|");
    let [us, units, theirs] = [hub * 1e6, hub / unit, database / unit];
    say(&format!(
        "| the code by SMS is added, and its way included | {us:.0} | {units:.2} | {theirs:.2} |"
    ));
}

struct Street {
    at: SocketAddr,
    origin: String,
    agencies: [Agency; 3],
}

impl Street {
    /// Somebody enters at all three.
    async fn enter(&self) -> Cookies {
        let mut line = Line::new(self.at, &self.origin);
        for agency in &self.agencies {
            let page = self.arrive(&mut line, agency).await;
            let steps = [("/elegir", vec![("metodo", "nod")]), ("/venia", Vec::new()), release()];
            let page = self.press_on(&mut line, page, &steps).await;
            assert!(page.find_form(&agency.consumer).is_some(), "{}", page.body);
        }
        line.cookies
    }

    /// The agency sends somebody.
    async fn arrive(&self, line: &mut Line, agency: &Agency) -> Answer {
        let request = agency.request(fresh().as_str(), SystemClock.now());
        let destination = Some(format!("{}/saml/sso", self.origin));
        let request = saml::AuthnRequest { destination, ..request };
        self.follow(line, &agency.redirect(&request, None)).await
    }

    /// Fills in the forms that are there, in this order; what is not shown is passed over.
    async fn press_on(
        &self,
        line: &mut Line,
        mut page: Answer,
        steps: &[(&str, Vec<(&str, &str)>)],
    ) -> Answer {
        for (action, filled) in steps {
            let Some(form) = page.find_form(action) else {
                continue;
            };
            let kept = form.fields().filter(|(name, _)| filled.iter().all(|(one, _)| one != name));
            let fields = kept.chain(filled.iter().copied());
            let fields: Vec<_> =
                fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let answer = line.post(&form.action, &fields).await.unwrap();
            page = self.on(line, answer).await;
        }
        page
    }

    async fn enter_with_password(&self, person: &Person<'_>) -> Cookies {
        let mut line = Line::new(self.at, &self.origin);
        let [low, ..] = &self.agencies;
        let page = self.arrive(&mut line, low).await;
        let proof = vec![("documento", person.document), ("clave", person.password)];
        let steps = [("/elegir", vec![("metodo", "password")]), ("/clave", proof), release()];
        let page = self.press_on(&mut line, page, &steps).await;
        assert!(page.find_form(&low.consumer).is_some(), "{}", page.body);
        line.cookies
    }

    async fn step_up(&self, cookies: &Cookies, person: &Person<'_>) {
        let mut line = Line::new(self.at, &self.origin);
        line.cookies.clone_from(cookies);
        let [_, strict, _] = &self.agencies;
        let seen = messages(person.outbox, person.phone).len();
        let page = self.arrive(&mut line, strict).await;
        let choice = [("/elegir", vec![("metodo", "password")])];
        let page = self.press_on(&mut line, page, &choice).await;
        let code = loop {
            if let Some(code) = messages(person.outbox, person.phone).into_iter().nth(seen) {
                break code;
            }
            sleep(Duration::from_millis(1)).await;
        };
        let steps = [("/clave", vec![("codigo", code.as_str())]), release()];
        let page = self.press_on(&mut line, page, &steps).await;
        assert!(page.find_form(&strict.consumer).is_some(), "{}", page.body);
    }

    /// They leave at the hub's own page, and all three answer.
    async fn leave(&self, cookies: &Cookies) {
        let mut line = Line::new(self.at, &self.origin);
        line.cookies.clone_from(cookies);
        let page = line.get("/salir").await.unwrap();
        let leave = [("/salir", vec![("respuesta", "salir")])];
        let mut page = self.press_on(&mut line, page, &leave).await;
        for agency in self.agencies.iter().rev() {
            page = self.tell(&mut line, agency, &page).await;
        }
        assert!(page.find_form("/saltar").is_none(), "{}", page.body);
    }

    /// An agency is told, and answers.
    async fn tell(&self, line: &mut Line, agency: &Agency, page: &Answer) -> Answer {
        let told = page.link(&format!("{}?SAMLRequest=", agency.logout_url())).unwrap();
        let envelope = Envelope {
            response_id: fresh(),
            issued: SystemClock.now(),
            issuer: EntityId::new(&agency.entity_id).unwrap(),
            destination: format!("{}/saml/slo", self.origin),
            in_response_to: id_in(&told),
        };
        let response = LogoutResponse { envelope, status: Status::success() };
        let xml = response.to_element(Dialect::Strict).to_bytes();
        let parameter = Parameter::Response;
        let query = sign_redirect(parameter, &xml, None, &agency.signing_key()).unwrap();
        self.follow(line, &format!("/saml/slo?{query}")).await
    }

    async fn follow(&self, line: &mut Line, path: &str) -> Answer {
        let answer = line.get(path).await.unwrap();
        self.on(line, answer).await
    }

    async fn on(&self, line: &mut Line, mut answer: Answer) -> Answer {
        while let Some(to) = answer.location() {
            answer = line.get(to.strip_prefix(&self.origin).unwrap_or(&to)).await.unwrap();
        }
        answer
    }
}

fn release() -> (&'static str, Vec<(&'static str, &'static str)>) {
    ("/datos", vec![("respuesta", "enviar")])
}

fn fresh() -> MessageId {
    MessageId::new(&format!("_{}", Uuid::new_v4())).unwrap()
}

/// The id of the request in a redirect: what it costs to verify it is the agency's.
fn id_in(link: &str) -> MessageId {
    let value = link.split("SAMLRequest=").nth(1).unwrap().split('&').next().unwrap();
    let base64 = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let mut xml = String::new();
    let deflated = STANDARD.decode(base64).unwrap();
    DeflateDecoder::new(&deflated[..]).read_to_string(&mut xml).unwrap();
    let id = xml.split(" ID=\"").nth(1).unwrap().split('"').next().unwrap();
    MessageId::new(id).unwrap()
}
