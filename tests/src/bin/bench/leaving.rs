//! What it costs to leave three agencies.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use hub::{Clock as _, SystemClock};
use saml::binding::{Binding, Parameter, sign_redirect};
use saml::status::Status;
use saml::{Dialect, EntityId, Envelope, LogoutResponse, MessageId};
use tests::driver::line::Line;
use tests::hall::agency::Agency;
use tests::hall::browser::Answer;
use tokio::runtime;
use uuid::Uuid;

use crate::office::{Office, Spent, settle};
use crate::say;

/// Of so many a cost is the average.
const PEOPLE: usize = 300;

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
            let request = agency.request(&format!("_{}", Uuid::new_v4()), SystemClock.now());
            let request = saml::AuthnRequest {
                destination: Some(format!("{}/saml/sso", self.origin)),
                ..request
            };
            let mut page = self.follow(&mut line, &agency.redirect(&request, None)).await;
            for (form, field, value) in [
                ("/elegir", "metodo", "nod"),
                ("/venia", "", ""),
                ("/datos", "respuesta", "enviar"),
            ] {
                if let Some(form) = page.find_form(form) {
                    let kept = form.fields().filter(|(name, _)| *name != field);
                    let fields = kept.chain([(field, value)]);
                    let fields: Vec<_> =
                        fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                    let answer = line.post(&form.action, &fields).await.unwrap();
                    page = self.on(&mut line, answer).await;
                }
            }
            assert!(page.find_form(&agency.consumer).is_some(), "{}", page.body);
        }
        line.cookies
    }

    /// They leave at the hub's own page, and all three answer.
    async fn leave(&self, cookies: &Cookies) {
        let mut line = Line::new(self.at, &self.origin);
        line.cookies.clone_from(cookies);
        let form = line.get("/salir").await.unwrap().form("/salir");
        let mut fields: Vec<_> =
            form.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        fields.push(("respuesta".to_owned(), "salir".to_owned()));
        let answer = line.post("/salir", &fields).await.unwrap();
        let mut page = self.on(&mut line, answer).await;
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
