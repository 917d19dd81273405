//! A day of an operator, by `make` alone, against a running hub: an agency from its metadata to the first
//! login, its new key, our new key, and a mistake undone.

#![cfg(test)]

use std::fs;
use std::process::{Command, Output};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use certs::Certificate;
use hub::{Clock as _, SystemClock};
use roxmltree::Document;
use saml::request::AuthnRequest;
use saml::{EntityId, Received, Response, TrustedKeys};
use tests::hall::agency::Agency;
use tests::hall::keys::generate;
use tests::street::{House, Page, root};

/// A change is known everywhere within this time.
const KNOWN: Duration = Duration::from_secs(2);

struct Day {
    house: House,
    agency: Agency,
}

impl Day {
    fn begin() -> Self {
        let house = House::open();
        let config = house.file("hub.toml");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(&config, format!("approval = \"one\"\nkeys.published_for = 0\n{text}")).unwrap();
        Self { house, agency: Agency::new("https://sede.example.test/metadata") }
    }

    /// A task, with what it is told: `NAME=value`.
    fn run(&self, task: &[&str]) -> Output {
        let mut make = Command::new("make");
        make.current_dir(root()).args(task).arg("BY=ana");
        make.env_remove("MAKEFLAGS").env_remove("MAKELEVEL");
        make.env("ZAGUAN_CONFIG", self.house.file("hub.toml")).output().unwrap()
    }

    fn well(&self, command: &[&str]) -> String {
        let output = self.run(command);
        assert!(
            output.status.success(),
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn refused(&self, command: &[&str]) -> String {
        let output = self.run(command);
        assert!(!output.status.success(), "{command:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn entity(&self) -> String {
        format!("ENTITY={}", self.agency.entity_id)
    }

    /// Does as the last command says: the code that it names is approved of.
    fn approve(&self, said: &str) -> String {
        let code = said.split("CHANGE=").nth(1).unwrap().split_whitespace().next().unwrap();
        self.well(&["agency-approve", &format!("CHANGE={code}")])
    }

    fn bring(&self, agency: &Agency) -> String {
        let file = self.house.file("agency.xml");
        fs::write(&file, agency.metadata()).unwrap();
        self.well(&["agency-add", &format!("METADATA={}", file.display())])
    }

    /// Where a request of the agency leads.
    fn ask(&self, agency: &Agency, id: &str) -> Page {
        let request = AuthnRequest {
            destination: Some(format!("{}/saml/sso", self.house.url)),
            ..agency.request(id, SystemClock.now())
        };
        let address = format!("{}{}", self.house.url, agency.redirect(&request, None));
        self.house.visitor().get(&address)
    }

    /// Asks until the hub answers as expected, or two seconds are over.
    fn until(&self, agency: &Agency, id: &str, status: u16) {
        let begun = Instant::now();
        for attempt in 0.. {
            let page = self.ask(agency, &format!("{id}{attempt}"));
            if page.answer.status.as_u16() == status {
                return;
            }
            assert!(begun.elapsed() < KNOWN, "{id}: {} instead of {status}", page.answer.status);
            sleep(Duration::from_millis(50));
        }
    }

    /// Lets our active key have signed for so long.
    fn let_pass(&self, time: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let sql = format!("UPDATE hub.key SET activated_at = activated_at - interval '{time}'");
        runtime.block_on(async {
            self.house.database().connect().await.batch_execute(&sql).await.unwrap();
        });
    }

    /// Our certificates, as the agency fetches them from its own address.
    fn fetch(&self) -> Vec<Arc<Certificate>> {
        let shown = self.well(&["agency-show", &self.entity()]);
        let address = shown.split("at its own address ").nth(1).unwrap().lines().next().unwrap();
        let metadata = self.house.visitor().get(address).answer.body;
        let document = Document::parse(&metadata).unwrap();
        let found = document.descendants().filter(|node| {
            node.has_tag_name(("http://www.w3.org/2000/09/xmldsig#", "X509Certificate"))
        });
        found
            .map(|node| Arc::new(Certificate::from_base64(node.text().unwrap()).unwrap()))
            .collect()
    }

    /// A whole login; the agency verifies the answer with one of these keys.
    fn log_in(&self, agency: &Agency, id: &str, trusted: &[Arc<Certificate>]) {
        let visitor = self.house.visitor();
        let request = AuthnRequest {
            destination: Some(format!("{}/saml/sso", self.house.url)),
            ..agency.request(id, SystemClock.now())
        };
        let address = format!("{}{}", self.house.url, agency.redirect(&request, None));
        let back = visitor.prove(&visitor.get(&address));
        let hub = EntityId::new(&format!("{}/saml/metadata", self.house.url)).unwrap();
        let keys = TrustedKeys::new(hub, trusted.to_vec()).unwrap();
        let value = saml::binding::post_value(back.response().as_bytes());
        let value = value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let received = Received::from_post(format!("SAMLResponse={value}").as_bytes()).unwrap();
        let verified = received.open::<Response>(&keys).unwrap();
        assert!(verified.message().assertion.is_some());
    }
}

#[test]
fn an_agency_joins_changes_its_key_outlives_ours_and_a_mistake_is_undone() {
    let day = Day::begin();
    let agency = &day.agency;
    let id = agency.entity_id.as_str();

    // From metadata to the first login.
    let file = day.house.file("agency.xml");
    fs::write(&file, agency.metadata()).unwrap();
    let file = format!("METADATA={}", file.display());
    assert!(day.well(&["agency-check", &file]).contains("0 errors"));
    let said = day.bring(agency);
    day.until(agency, "_waiting", 403);
    day.approve(&said);
    day.until(agency, "_joined", 200);
    let ours = day.fetch();
    day.log_in(agency, "_first", &ours);

    // Its new key.
    let renewed = Agency { keys: generate("renewed"), ..agency.clone() };
    let said = day.bring(&renewed);
    assert!(said.contains("grave") && said.contains("waits for one operator to approve"), "{said}");
    day.until(&renewed, "_early", 403);
    day.approve(&said);
    day.until(&renewed, "_new", 200);
    day.until(agency, "_old", 403);
    day.log_in(&renewed, "_second", &ours);

    // Our new key.
    day.well(&["key-next"]);
    sleep(Duration::from_secs(6));
    let stranded = day.refused(&["key-activate"]);
    assert!(stranded.contains(id), "who has not fetched it is named: {stranded}");
    let both = day.fetch();
    let next: Vec<_> = both.iter().filter(|one| !ours.contains(one)).cloned().collect();
    assert_eq!(next.len(), 1);
    day.log_in(&renewed, "_before", &ours);
    day.well(&["key-activate"]);
    sleep(KNOWN);
    day.log_in(&renewed, "_third", &next);
    let early = day.refused(&["key-retire"]);
    assert!(early.contains("may be on their way until"), "{early}");
    day.let_pass("16 minutes");
    day.well(&["key-retire"]);
    sleep(KNOWN);
    let only = day.fetch();
    assert!(only.iter().all(|one| next.contains(one)), "the old one is out of our metadata");

    // A mistake, and the way back.
    day.well(&["agency-set", &day.entity(), "SUSPENDED=yes"]);
    sleep(KNOWN);
    let page = day.ask(&renewed, "_told");
    assert!(page.response().contains("SP_NOT_ALLOWED"));
    day.well(&["agency-rollback", &day.entity()]);
    sleep(KNOWN);
    day.log_in(&renewed, "_fourth", &next);
    let history = day.well(&["agency-show", &day.entity()]);
    for done in ["added by ana, approved by ana", "rolled back by ana", "changed by ana"] {
        assert!(history.contains(done), "{done}: {history}");
    }
}
