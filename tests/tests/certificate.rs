//! Who comes with a certificate enters if it is good and its issuer says that it still stands, and is told what is
//! wrong otherwise. With every card of the bench, its responders and lists, and a real PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};

use async_trait::async_trait;
use authenticators::certificate::{BLUEPRINT, unblock};
use authenticators::{
    AddressBlock, Attempt, AttemptId, Authenticator, Blueprint, Circumstances, Evidence, Failures,
    Input, Ports, Progress, Proof, Section, Step, Subject,
};
use cards::{Bench, Card, Defect, Kind, Outcome, Reason, Serving};
use citizens::CitizenId;
use hub::Environment;
use identity::{CertificateKind, Factors, Holder, SpanishId};
use jiff::{SignedDuration, Timestamp};
use pages::{Form, Page};
use serde_json::json;
use tests::conformance::{Driver, House, Secret, Visitor, new_attempt, now, suite, together};
use tests::database::{TestDatabase, fresh};
use tests::ports::ports;
use uuid::Uuid;
use zaguan::Asking;

/// A house that believes the bench's authorities.
struct Scene {
    _database: TestDatabase,
    ports: Ports,
    section: Section,
    folder: PathBuf,
    bench: Bench,
    serving: Serving,
    clock: Arc<AtomicI64>,
    method: Box<dyn Authenticator>,
}

impl Drop for Scene {
    fn drop(&mut self) {
        // In the way of nobody if it stays.
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// What who comes with a certificate gets.
#[derive(Debug)]
enum Said {
    Enters(Proof),
    Told(Page),
}

impl Scene {
    async fn open() -> Self {
        let database = fresh().await;
        let (bench, listener) = Bench::listening(now(), "127.0.0.1:0").unwrap();
        let clock = Arc::new(AtomicI64::new(now().as_second()));
        let theirs = Arc::clone(&clock);
        let time = move || Timestamp::from_second(theirs.load(Ordering::SeqCst)).unwrap();
        let serving = bench.serve(listener, Arc::new(time)).unwrap();
        let web = Arc::new(Asking::new(Environment::Demonstration));
        let ports = Ports { web, ..ports(&database.pool(), &[BLUEPRINT.pack]) };
        let folder = env::temp_dir().join(format!("authorities-{}", Uuid::new_v4()));
        fs::create_dir(&folder).unwrap();
        for (number, authority) in bench.authorities().iter().enumerate() {
            fs::write(folder.join(format!("{number}.pem")), authority.to_pem().unwrap()).unwrap();
        }
        let values = json!({ "authorities": folder, "ocsp_within": 2, "crl_within": 9 });
        let section = Section::new(values.as_object().unwrap().clone());
        let method = (BLUEPRINT.build)(&section, &ports).unwrap();
        Self { _database: database, ports, section, folder, bench, serving, clock, method }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.clock.load(Ordering::SeqCst)).unwrap()
    }

    fn wait(&self, time: SignedDuration) {
        self.clock.fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    /// Shows a card where everything is accepted.
    async fn show(&self, card: Card) -> Said {
        self.show_to(self.method.as_ref(), &self.presented(card)).await.1
    }

    fn presented(&self, card: Card) -> Vec<Vec<u8>> {
        self.bench.card(card).presented()
    }

    async fn show_to(
        &self,
        method: &dyn Authenticator,
        presented: &[Vec<u8>],
    ) -> (AttemptId, Said) {
        let found = method.desk().unwrap().examine(presented, self.now()).await.unwrap();
        self.hand(method, &found, &CertificateKind::ALL).await
    }

    /// The journey takes in what the desk has found.
    async fn hand(
        &self,
        method: &dyn Authenticator,
        found: &Progress,
        certificates: &[CertificateKind],
    ) -> (AttemptId, Said) {
        let (id, client) = (new_attempt(), home());
        let around = Circumstances {
            certificates,
            agency: "Agencia de Prueba",
            ..Circumstances::tried_out(self.now(), &client)
        };
        let attempt = Attempt::new(id.clone(), around, (&METHOD.id, &METHOD.profile));
        let step = method.resume(attempt, Progress::NONE, Input::Handed(found)).await.unwrap();
        let said = match step {
            Step::Prove(proof) => Said::Enters(proof),
            Step::Ask { page, .. } => Said::Told(page),
            other @ (Step::Leave { .. } | Step::Refuse(_) | Step::Defer(_)) => panic!("{other:?}"),
        };
        (id, said)
    }

    /// The same method on another node, or after a restart: it remembers nothing.
    fn another_node(&self) -> Box<dyn Authenticator> {
        (BLUEPRINT.build)(&self.section, &self.ports).unwrap()
    }

    async fn register(&self, document: &str) -> CitizenId {
        let file = format!(
            "document,given_name,first_surname,second_surname,birth_date,level,phone,email\n\
             {document},Ana,Roca,Gil,1980-02-29,advanced,,\n"
        );
        let mut client = self.ports.credentials.get().await.unwrap();
        citizens::import(&mut client, file.as_bytes(), now(), |_| ()).await.unwrap();
        drop(client);
        let document = SpanishId::parse(document).unwrap();
        self.ports.citizens.find(&document).await.unwrap().unwrap()
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM credentials.{table}");
        let client = self.ports.credentials.get().await.unwrap();
        client.query_one(&sql, &[]).await.unwrap().get(0)
    }

    /// Rows of a table that belong to an attempt, as text.
    async fn rows(&self, table: &str, attempt: &AttemptId) -> Vec<String> {
        let sql = format!("SELECT t::text FROM credentials.{table} t WHERE attempt = $1");
        let client = self.ports.credentials.get().await.unwrap();
        let rows = client.query(&sql, &[&attempt.as_str()]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

static METHOD: Blueprint = BLUEPRINT;

impl Said {
    /// In a word: `enters`, or what is wrong.
    fn word(&self) -> String {
        match self {
            Self::Enters(_) => "enters".to_owned(),
            Self::Told(page) => {
                let message = page.values["message"].as_str().unwrap();
                message.strip_prefix("certificate-").unwrap().to_owned()
            }
        }
    }

    fn proof(self) -> Proof {
        match self {
            Self::Enters(proof) => proof,
            Self::Told(page) => panic!("{:?}", page.values),
        }
    }

    fn page(self) -> Page {
        match self {
            Self::Told(page) => page,
            Self::Enters(proof) => panic!("{proof:?}"),
        }
    }
}

fn home() -> AddressBlock {
    AddressBlock::of([192, 0, 2, 1].into())
}

fn holder(proof: &Proof) -> &Holder {
    let Subject::Certified(holder) = proof.who() else { panic!("{proof:?}") };
    holder
}

/// What the page is called that says what is wrong with a card.
fn word_of(card: Card, defect: Defect) -> &'static str {
    match defect {
        Defect::UnknownIssuer => "issuer",
        Defect::Expired => "expired",
        Defect::NotYetValid => "early",
        Defect::WeakSignature => "algorithm",
        Defect::WeakKey => "key",
        Defect::SignatureOnly => "signature",
        // An authority is nobody.
        Defect::NotForLogin if card == Card::AuthorityAsClient => "organisation",
        Defect::NotForLogin => "purpose",
        Defect::AuthorityEnded => "authority",
        Defect::UnknownPolicy => "policy",
        Defect::NotAPerson => "organisation",
        Defect::Pseudonym => "pseudonym",
        Defect::NoDocument => "document",
        Defect::DocumentsDisagree => "documents",
        Defect::WrongDocument => "letter",
        Defect::CriticalExtension => "extension",
        Defect::Revoked if card == Card::AuthorityRevoked => "authority",
        Defect::Revoked => "revoked",
        Defect::OnHold => "hold",
        Defect::StatusUnknown if card == Card::OcspUnknown => "unknown",
        Defect::StatusUnknown => "unchecked",
    }
}

const SOFTWARE: Factors = Factors::POSSESSION.union(Factors::DYNAMIC);
const DEVICE: Factors = SOFTWARE.union(Factors::KNOWLEDGE).union(Factors::TAMPER_RESISTANT);

/// In a few words, what is not as it should be with what a card got.
fn complaint(card: Card, said: Said, scene: &Scene) -> Option<String> {
    let name = card.name();
    let (kind, on_device) = match card.outcome() {
        Outcome::Refused(defect) => {
            let (word, expected) = (said.word(), word_of(card, defect));
            return (word != expected).then(|| format!("{name}: {word}, not {expected}"));
        }
        Outcome::Login { kind, on_device } => (kind, on_device),
    };
    let Said::Enters(proof) = said else {
        return Some(format!("{name}: {}, not in", said.word()));
    };
    let holder = holder(&proof);
    let factors = if on_device { DEVICE } else { SOFTWARE };
    let person = scene.bench.card(card).person().unwrap();
    let is_right = proof.factors() == factors
        && holder.kind.name() == kind.name()
        && proof.evidence() == &Evidence::at(scene.now())
        && holder.identity.identifier == identifier(person.document)
        && holder.represents.is_some() == acts_for_another(kind);
    (!is_right).then(|| format!("{name}: {holder:?} with {:?}", proof.factors()))
}

/// Whose NIF is in the certificate beside the person's.
fn acts_for_another(kind: Kind) -> bool {
    match kind {
        Kind::Representative | Kind::EntityRepresentative => true,
        Kind::Person | Kind::Employee | Kind::Foreigner => false,
    }
}

/// Of foreigners what eIDAS says of them; a number that is not the national one says which it is.
fn identifier(document: &str) -> String {
    match document.split_once('-') {
        Some((kind, id)) => match kind.split_at(3) {
            ("PNO", country) => format!("{country}/ES/{id}"),
            (kind, country) => format!("{country}/ES/{kind}-{id}"),
        },
        None => document.to_owned(),
    }
}

/// One by one, what each is worth or what is wrong with it.
#[tokio::test]
async fn each_card_of_the_bench_gets_what_it_is_worth() {
    let scene = Scene::open().await;
    let mut wrong = Vec::new();
    for &card in Card::ALL {
        wrong.extend(complaint(card, scene.show(card).await, &scene));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn who_shows_none_is_told_so() {
    let scene = Scene::open().await;
    let (attempt, said) = scene.show_to(scene.method.as_ref(), &[]).await;
    assert_eq!(said.word(), "none");
    let events = scene.rows("event", &attempt).await;
    assert!(events.len() == 1 && events[0].contains(",certificate,login,none,"), "{events:?}");
}

#[tokio::test]
async fn what_is_no_certificate_is_unreadable_whatever_it_is() {
    let scene = Scene::open().await;
    let good = scene.presented(Card::FnmtPerson);
    let mut cut = good[0].clone();
    cut.truncate(100);
    let many = vec![good[0].clone(); 11];
    for presented in [vec![Vec::new()], vec![cut], vec![vec![0x30; 70_000]], many] {
        let (_, said) = scene.show_to(scene.method.as_ref(), &presented).await;
        assert_eq!(said.word(), "unreadable");
    }
    assert_eq!(scene.serving.all_requests(), 0);
}

/// Whom nobody believes makes the house ask nobody.
#[tokio::test]
async fn only_what_is_believed_is_asked_about() {
    let scene = Scene::open().await;
    for card in [Card::UnknownIssuer, Card::MissingIntermediate, Card::Expired, Card::Sha1] {
        assert_ne!(scene.show(card).await.word(), "enters");
    }
    assert_eq!(scene.serving.all_requests(), 0);
}

#[tokio::test]
async fn a_kind_that_the_agency_does_not_take_is_told_whose_certificate_it_is() {
    let scene = Scene::open().await;
    for (card, word) in [
        (Card::Representative, "representative"),
        (Card::EntityRepresentative, "representative"),
        (Card::Employee, "employee"),
        (Card::Foreigner, "foreigner"),
    ] {
        let presented = scene.presented(card);
        let desk = scene.method.desk().unwrap();
        let found = desk.examine(&presented, scene.now()).await.unwrap();
        let (attempt, said) = scene.hand(scene.method.as_ref(), &found, &[]).await;
        assert_eq!(said.word(), word, "{}", card.name());
        if word == "representative" {
            let company = scene.bench.card(card).company().unwrap();
            assert_eq!(said.page().values["company"], company.name);
        }
        assert_eq!(scene.rows("certificate_use", &attempt).await, Vec::<String>::new());
        let (_, said) = scene.hand(scene.method.as_ref(), &found, &CertificateKind::ALL).await;
        assert_eq!(said.word(), "enters", "{}", card.name());
    }
}

#[tokio::test]
async fn a_button_leads_to_the_certificate_host_and_back_to_the_same_page() {
    let scene = Scene::open().await;
    let client = home();
    let attempt = || {
        let around = Circumstances::tried_out(scene.now(), &client);
        Attempt::new(new_attempt(), around, (&METHOD.id, &METHOD.profile))
    };
    let Step::Ask { page, progress } = scene.method.begin(attempt()).await.unwrap() else {
        panic!("no page");
    };
    let form = Form::parse(b"x=1").unwrap();
    let left = scene.method.resume(attempt(), progress, Input::Form(&form)).await.unwrap();
    let Step::Leave { page: meanwhile, .. } = left else { panic!("{left:?}") };
    assert_eq!(meanwhile, page);
}

#[tokio::test]
async fn an_answer_is_good_for_an_hour_on_the_node_that_has_it() {
    let scene = Scene::open().await;
    for _ in 0..2 {
        assert_eq!(scene.show(Card::FnmtPerson).await.word(), "enters");
    }
    assert_eq!(scene.serving.questions(Card::FnmtPerson), 1);
    let (_, said) =
        scene.show_to(scene.another_node().as_ref(), &scene.presented(Card::FnmtPerson)).await;
    assert_eq!((said.word().as_str(), scene.serving.questions(Card::FnmtPerson)), ("enters", 2));
    scene.serving.revoke(Card::FnmtPerson, None);
    scene.wait(SignedDuration::from_mins(59));
    assert_eq!(scene.show(Card::FnmtPerson).await.word(), "enters");
    scene.wait(SignedDuration::from_mins(1));
    assert_eq!(scene.show(Card::FnmtPerson).await.word(), "revoked");
    assert_eq!(scene.serving.questions(Card::FnmtPerson), 3);
}

#[tokio::test]
async fn a_list_is_fetched_once_for_all_who_wait_for_it() {
    let scene = Scene::open().await;
    let logins = (0..5).map(async |_| scene.show(Card::ListOfUsers).await.word());
    assert_eq!(together(logins).await, ["enters"; 5]);
    let list = scene.bench.card(Card::ListOfUsers).list().unwrap().to_owned();
    assert_eq!(scene.serving.requests(&list), 1);
    assert_eq!(scene.show(Card::ListOfUsers).await.word(), "enters");
    assert_eq!(scene.serving.requests(&list), 1);
}

#[tokio::test]
async fn nobody_enters_while_issuers_do_not_answer_and_everybody_does_afterwards() {
    let scene = Scene::open().await;
    scene.serving.die();
    for card in [Card::FnmtPerson, Card::OcspDeadListGood, Card::Foreigner, Card::RevokedByList] {
        assert_eq!(scene.show(card).await.word(), "unchecked", "{}", card.name());
    }
    assert_eq!(scene.count("certificate_revoked").await, 0);
    scene.serving.revive().unwrap();
    for card in [Card::FnmtPerson, Card::OcspDeadListGood, Card::Foreigner] {
        assert_eq!(scene.show(card).await.word(), "enters", "{}", card.name());
    }
}

#[tokio::test]
async fn what_was_revoked_for_good_stays_so_whatever_is_answered_later() {
    let scene = Scene::open().await;
    let card = Card::FnmtPerson;
    scene.serving.revoke(card, Some(Reason::KeyCompromise));
    let page = scene.show(card).await.page();
    assert_eq!(page.values["reason"], "key");
    assert_eq!(page.values["at"], now().to_string());
    scene.serving.restore(card);
    let asked = scene.serving.questions(card);
    for method in [scene.another_node(), scene.another_node()] {
        let (_, said) = scene.show_to(method.as_ref(), &scene.presented(card)).await;
        assert_eq!(said.page().values["reason"], "key");
    }
    assert_eq!(scene.serving.questions(card), asked, "nobody has to be asked");
    scene.serving.die();
    assert_eq!(scene.show(card).await.word(), "revoked");
}

#[tokio::test]
async fn what_was_suspended_may_stand_again() {
    let scene = Scene::open().await;
    scene.serving.revoke(Card::FnmtPerson, Some(Reason::Hold));
    assert_eq!(scene.show(Card::FnmtPerson).await.word(), "hold");
    assert_eq!(scene.count("certificate_revoked").await, 0);
    scene.serving.restore(Card::FnmtPerson);
    assert_eq!(scene.show(Card::FnmtPerson).await.word(), "enters");
}

#[tokio::test]
async fn an_authority_that_was_revoked_is_remembered_for_all_its_certificates() {
    let scene = Scene::open().await;
    assert_eq!(scene.show(Card::AuthorityRevoked).await.word(), "authority");
    assert_eq!(scene.count("certificate_revoked").await, 1);
    scene.serving.die();
    assert_eq!(scene.show(Card::AuthorityRevoked).await.word(), "authority");
}

#[tokio::test]
async fn a_responder_that_never_answers_is_waited_for_two_seconds() {
    let scene = Scene::open().await;
    // What is known of the authorities above is known.
    assert_eq!(scene.show(Card::FnmtPerson).await.word(), "enters");
    let begun = Instant::now();
    assert_eq!(scene.show(Card::OcspSlow).await.word(), "unchecked");
    let took = begun.elapsed();
    assert!(took >= Duration::from_secs(2) && took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test]
async fn what_stood_behind_an_entry_is_kept_and_names_nobody() {
    let scene = Scene::open().await;
    let person = scene.bench.card(Card::FnmtPerson).person().unwrap();
    let serial = scene.bench.card(Card::FnmtPerson).serial().to_lowercase();
    let (stranger, _) =
        scene.show_to(scene.method.as_ref(), &scene.presented(Card::FnmtPerson)).await;
    let citizen = scene.register(person.document).await;
    let (attempt, said) =
        scene.show_to(scene.method.as_ref(), &scene.presented(Card::FnmtPerson)).await;
    assert_eq!(said.proof().attempt(), &attempt);
    for (attempt, whose) in [(&stranger, String::new()), (&attempt, citizen.to_string())] {
        let events = scene.rows("event", attempt).await;
        assert_eq!(events.len(), 1);
        let expected = format!(",{},{whose},certificate,login,proved,", attempt.as_str());
        assert!(events[0].contains(&expected), "{events:?}");
        let used = scene.rows("certificate_use", attempt).await;
        assert_eq!(used.len(), 1);
        assert!(used[0].to_lowercase().contains(&serial), "{used:?}");
        for secret in [person.document, person.given_name, person.first_surname] {
            assert!(!events[0].contains(secret) && !used[0].contains(secret), "{used:?}");
        }
    }
    for (days, left) in [(1826, 2), (1828, 0)] {
        let later = now() + SignedDuration::from_hours(24 * days);
        scene.method.keep_house(later).await.unwrap();
        assert_eq!(scene.count("certificate_use").await, left, "after {days} days");
    }
}

#[tokio::test]
async fn a_revocation_is_forgotten_a_day_after_the_certificate_has_ended() {
    let scene = Scene::open().await;
    assert_eq!(scene.show(Card::Revoked).await.word(), "revoked");
    for (days, left) in [(730, 1), (732, 0)] {
        let later = now() + SignedDuration::from_hours(24 * days);
        scene.method.keep_house(later).await.unwrap();
        assert_eq!(scene.count("certificate_revoked").await, left, "after {days} days");
    }
}

/// All that they had by then, since nobody knows which of them a stranger has.
#[tokio::test]
async fn who_says_that_it_was_not_them_enters_with_no_certificate_that_they_had() {
    let scene = Scene::open().await;
    let document = scene.bench.card(Card::FnmtPerson).person().unwrap().document;
    let citizen = scene.register(document).await;
    assert_eq!(scene.show(Card::FnmtPerson).await.word(), "enters");
    scene.method.block(citizen, scene.now()).await.unwrap();
    for card in [Card::FnmtPerson, Card::DnieAuthentication, Card::Representative] {
        let (attempt, said) = scene.show_to(scene.method.as_ref(), &scene.presented(card)).await;
        assert_eq!(said.word(), "blocked", "{}", card.name());
        let events = scene.rows("event", &attempt).await;
        assert!(events[0].contains(&citizen.to_string()), "{events:?}");
    }
    assert_eq!(scene.show(Card::WithTilde).await.word(), "enters", "somebody else");
    unblock(&scene.ports, &SpanishId::parse(document).unwrap(), scene.now()).await.unwrap();
    assert_eq!(scene.show(Card::FnmtPerson).await.word(), "enters");
}

/// The cards of the bench are 30 days old.
#[tokio::test]
async fn a_certificate_that_was_issued_after_that_enters() {
    let scene = Scene::open().await;
    let document = scene.bench.card(Card::FnmtPerson).person().unwrap().document;
    let citizen = scene.register(document).await;
    for (days, word) in [(31, "enters"), (30, "blocked"), (31, "blocked")] {
        let then = now() - SignedDuration::from_hours(24 * days);
        scene.method.block(citizen, then).await.unwrap();
        assert_eq!(scene.show(Card::FnmtPerson).await.word(), word, "{days} days ago");
    }
}

/// There is nothing to guess, and an expired card must not close an office.
#[tokio::test]
async fn what_is_wrong_with_certificates_counts_against_nobody() {
    let scene = Scene::open().await;
    for _ in 0..40 {
        assert_eq!(scene.show(Card::Expired).await.word(), "expired");
    }
    let failures = Failures::new(&scene.ports);
    assert_eq!(failures.in_force(&home(), scene.now()).await.unwrap(), None);
    assert_eq!(scene.count("failures").await, 0);
}

#[tokio::test]
async fn the_handshake_names_the_authorities_or_none() {
    let scene = Scene::open().await;
    let named: BTreeSet<_> = scene.method.desk().unwrap().named().into_iter().collect();
    let believed = scene.bench.authorities();
    assert_eq!(named, believed.iter().map(|one| one.to_der().unwrap()).collect());
}

/// The checks of every method that ask for nothing that a person types.
struct Bearer(House);

#[async_trait]
impl Driver for Bearer {
    fn blueprint(&self) -> &Blueprint {
        &METHOD
    }

    fn method(&self) -> &dyn Authenticator {
        unreachable!("nothing is asked of it")
    }

    fn house(&self) -> &House {
        &self.0
    }

    async fn somebody(&self) -> Visitor {
        self.nobody()
    }

    fn nobody(&self) -> Visitor {
        Visitor { name: String::new(), citizen: None }
    }

    async fn fill(&self, _: &Page, _: &Visitor, _: Secret) -> String {
        String::new()
    }

    fn secrets(&self) -> &'static [&'static str] {
        &[]
    }

    fn tries(&self) -> usize {
        0
    }

    fn looks(&self) -> usize {
        0
    }

    fn patience(&self) -> SignedDuration {
        SignedDuration::ZERO
    }

    fn one_use(&self) -> bool {
        true
    }

    fn varies(&self) -> &'static [&'static str] {
        &[]
    }
}

#[tokio::test]
async fn the_method_brings_everything_of_its_own_and_a_sample_of_every_page() {
    let bearer = Bearer(House::with(&BLUEPRINT).await);
    suite::brings_everything_of_its_own(&bearer).await;
    suite::has_a_sample_of_every_page(&bearer).await;
}
