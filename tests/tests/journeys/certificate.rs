//! Signing in with a certificate: there by a ticket, back by a code (DESIGN §6, SPEC 4.2 rows L9 to L14, T-L5 to T-L7).

use cards::{Bench, Card, Serving};
use http::StatusCode;
use hub::Clock as _;
use identity::{CertificateKind, LevelOfAssurance, RegistrationLevel};
use jiff::SignedDuration;
use tests::hall::agency::{Agency, Told};
use tests::hall::browser::{Answer, Browser};
use tests::hall::{CERTIFICATE_HOST, Hall, ORIGIN};

const SUBSTANTIAL: &str = "http://eidas.europa.eu/LoA/substantial";
const HIGH: &str = "http://eidas.europa.eu/LoA/high";
const BEFORE: &str = "Entra con tu certificado o tu DNI";

/// A hall with a certificate host, and somebody with cards.
struct Story {
    hall: Hall,
    agency: Agency,
    browser: Browser,
    bench: Bench,
    serving: Serving,
}

impl Story {
    async fn at(level: LevelOfAssurance) -> Self {
        let mut hall = Hall::empty().await;
        let (bench, serving) = hall.reopen_with_cards().await;
        let agency = Agency::new("https://sede.example.test/metadata");
        hall.join(&agency, level).await;
        let browser = hall.browser();
        Self { hall, agency, browser, bench, serving }
    }

    /// From the agency to the page with the button.
    async fn come(&mut self, request: &str) -> Answer {
        let request = self.agency.request(request, self.hall.clock.now());
        let choose = self.browser.visit(&self.agency.redirect(&request, None)).await;
        let asked =
            self.browser.submit(&choose.form("/elegir"), &[("metodo", "certificate")]).await;
        self.browser.follow(asked).await
    }

    /// Presses the button: the address to which the browser is sent.
    async fn press(&mut self, page: &Answer) -> String {
        let sent = self.browser.submit(&page.form("/certificado"), &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        sent.location().unwrap()
    }

    fn presented(&self, card: Card) -> Vec<Vec<u8>> {
        self.bench.card(card).presented()
    }

    /// Shows a card at an address of the certificate host: the path at the hub to which that leads.
    async fn show(&self, address: &str, card: Card) -> String {
        back(&self.hall.show(address, &self.presented(card)).await)
    }

    /// From the agency to where the card leads.
    async fn enter(&mut self, request: &str, card: Card) -> Answer {
        let page = self.come(request).await;
        let address = self.press(&page).await;
        let path = self.show(&address, card).await;
        let page = self.browser.visit(&path).await;
        self.browser.press_on(page).await
    }

    /// The same, to the agency.
    async fn told(&mut self, request: &str, card: Card) -> Told {
        let back = self.enter(request, card).await;
        self.agency.read(&back)
    }

    async fn journeys_that_ended(&self) -> Vec<String> {
        self.hall.outcomes().await
    }
}

/// The path at the hub to which an answer of the certificate host leads.
fn back(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().unwrap().strip_prefix(ORIGIN).unwrap().to_owned()
}

fn has_code(path: &str) -> bool {
    path.split_once("/certificado?codigo=").is_some_and(|(_, code)| code.len() == 43)
}

fn granted(told: &Told, level: &str) {
    assert_eq!(told.status, ("Success".to_owned(), None), "{told:?}");
    assert_eq!(told.level.as_deref(), Some(level));
    assert_eq!(attribute(told, "SelectedIdP"), Some("AFIRMA"));
}

fn attribute<'a>(told: &'a Told, name: &str) -> Option<&'a str> {
    told.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// T-L7: no registration is needed, and none is asserted.
#[tokio::test]
async fn with_a_certificate_alone_one_enters_at_the_level_of_its_key() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    story.hall.client().await.execute("DELETE FROM citizens.person", &[]).await.unwrap();
    let told = story.told("_software", Card::FnmtPerson).await;
    granted(&told, SUBSTANTIAL);
    let person = story.bench.card(Card::FnmtPerson).person().unwrap();
    assert_eq!(attribute(&told, "PersonIdentifier"), Some(person.document));
    assert_eq!(attribute(&told, "FirstName"), Some(person.given_name));
    assert_eq!(attribute(&told, "RegisterType"), None);
    story.browser = story.hall.browser();
    granted(&story.told("_device", Card::DnieAuthentication).await, HIGH);
}

/// T-L5, and what a key in a file is told there.
#[tokio::test]
async fn where_the_highest_level_is_asked_a_card_enters_and_a_file_does_not() {
    let mut story = Story::at(LevelOfAssurance::High).await;
    let refused = story.told("_software", Card::FnmtPerson).await;
    assert_eq!(refused.status.1.as_deref(), Some("NoAuthnContext"), "{refused:?}");
    story.browser = story.hall.browser();
    granted(&story.told("_device", Card::FnmtPersonOnDevice).await, HIGH);
}

/// T-L6.
#[tokio::test]
async fn a_certificate_is_as_good_as_an_advanced_registration() {
    let mut story = Story::at(LevelOfAssurance::Substantial).await;
    let advanced = Some(RegistrationLevel::Advanced);
    story.hall.set(&story.agency, |record| record.registration = advanced).await;
    granted(&story.told("_r", Card::FnmtPerson).await, SUBSTANTIAL);
}

#[tokio::test]
async fn the_button_leads_to_a_host_of_its_own_that_nobody_was_at() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_r").await;
    assert_eq!(page.heading(), BEFORE);
    let policy = page.headers.get("content-security-policy").unwrap().to_str().unwrap();
    let wanted = format!("form-action 'self' https://*.{CERTIFICATE_HOST};");
    assert!(policy.contains(&wanted), "{policy}");
    let first = story.press(&page).await;
    let page = story.browser.visit(&journey_of(&page)).await;
    let second = story.press(&page).await;
    let host = |address: &str| address.split('/').nth(2).unwrap().to_owned();
    for address in [&first, &second] {
        let label = host(address).strip_suffix(&format!(".{CERTIFICATE_HOST}")).unwrap().to_owned();
        assert_eq!(label.len(), 32, "{address}");
        assert!(address.starts_with("https://"), "{address}");
    }
    assert_ne!(host(&first), host(&second));
}

fn journey_of(page: &Answer) -> String {
    page.form("/certificado").action.trim_end_matches("/certificado").to_owned()
}

/// An attacker begins, and has somebody else show their certificate at the attacker's link.
#[tokio::test]
async fn who_follows_the_link_of_somebody_else_brings_them_nothing() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_attacker").await;
    let link = story.press(&page).await;
    let path = story.show(&link, Card::FnmtPerson).await;
    assert!(has_code(&path), "{path}");
    let mut victim = story.hall.browser();
    let refused = victim.visit(&path).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.heading(), "No puedes empezar desde esta página");
    // Also one who is here for something else.
    let request = story.agency.request("_victim", story.hall.clock.now());
    victim.visit(&story.agency.redirect(&request, None)).await;
    let refused = victim.visit(&path).await;
    assert_eq!(refused.heading(), "No puedes empezar desde esta página");
    // The attacker's own journey stands where it stood, and what the victim brought is gone: also for whoever
    // asks them for the address that they were at.
    let page_then = story.browser.visit(&path).await;
    assert_eq!(page_then.heading(), BEFORE);
    assert_eq!(story.hall.rows("handover").await, 0);
    let page = story.browser.visit(&journey_of(&page)).await;
    assert_eq!(page.heading(), BEFORE);
    assert_eq!(story.journeys_that_ended().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_ticket_is_good_once_and_nothing_is_looked_at_the_second_time() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_r").await;
    let link = story.press(&page).await;
    assert!(has_code(&story.show(&link, Card::Expired).await));
    let asked = story.serving.all_requests();
    let again = story.show(&link, Card::FnmtPerson).await;
    assert_eq!(again, journey_of(&page), "no code");
    assert_eq!(story.serving.all_requests(), asked);
}

#[tokio::test]
async fn of_many_at_once_with_one_ticket_one_gets_a_code() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_r").await;
    let link = story.press(&page).await;
    let shown = story.presented(Card::FnmtPerson);
    let mut codes = 0;
    for answer in join(20, || story.hall.show(&link, &shown)).await {
        codes += usize::from(has_code(&back(&answer)));
    }
    assert_eq!(codes, 1);
}

/// So many at once.
async fn join<F: Future>(many: usize, one: impl Fn() -> F) -> Vec<F::Output> {
    let mut waiting: Vec<_> = (0..many).map(|_| Some(Box::pin(one()))).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        for slot in &mut waiting {
            let ready = slot.as_mut().map(|future| future.as_mut().poll(context));
            if let Some(std::task::Poll::Ready(output)) = ready {
                *slot = None;
                done.push(output);
            }
        }
        if waiting.iter().all(Option::is_none) {
            return std::task::Poll::Ready(());
        }
        std::task::Poll::Pending
    })
    .await;
    done
}

#[tokio::test]
async fn a_ticket_is_good_for_five_minutes() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_r").await;
    let link = story.press(&page).await;
    story.hall.clock.wait(SignedDuration::from_secs(300));
    assert_eq!(story.show(&link, Card::FnmtPerson).await, journey_of(&page));
    let page = story.browser.visit(&journey_of(&page)).await;
    let link = story.press(&page).await;
    story.hall.clock.wait(SignedDuration::from_secs(299));
    assert!(has_code(&story.show(&link, Card::FnmtPerson).await));
}

#[tokio::test]
async fn a_new_ticket_makes_the_one_before_worthless() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_r").await;
    let first = story.press(&page).await;
    let shown_before = story.show(&first, Card::FnmtPerson).await;
    let page = story.browser.visit(&journey_of(&page)).await;
    let second = story.press(&page).await;
    let none = story.hall.show(&first, &story.presented(Card::FnmtPerson)).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let page = story.browser.visit(&shown_before).await;
    assert_eq!(page.heading(), BEFORE, "its code is gone");
    assert!(has_code(&story.show(&second, Card::FnmtPerson).await));
}

#[tokio::test]
async fn a_code_is_good_once() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_r").await;
    let link = story.press(&page).await;
    let path = story.show(&link, Card::Expired).await;
    let first = story.browser.visit(&path).await;
    assert_ne!(first.heading(), BEFORE, "it says what is wrong");
    // The address once more, as by «back»: where the journey stands, and nothing is taken in anew.
    let second = story.browser.visit(&path).await;
    assert_eq!(second.heading(), first.heading());
    let told = logins(&story).await;
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test]
async fn a_code_is_good_for_a_minute() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    for (seconds, is_good) in [(59, true), (60, false)] {
        story.browser = story.hall.browser();
        let page = story.come(&format!("_after-{seconds}")).await;
        let link = story.press(&page).await;
        let path = story.show(&link, Card::FnmtPerson).await;
        story.hall.clock.wait(SignedDuration::from_secs(seconds));
        let page = story.browser.visit(&path).await;
        assert_eq!(page.heading() != BEFORE, is_good, "after {seconds} seconds");
    }
}

#[tokio::test]
async fn a_code_of_another_attempt_or_an_invented_one_is_worth_nothing() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_r").await;
    let link = story.press(&page).await;
    let path = story.show(&link, Card::FnmtPerson).await;
    // Another way was chosen meanwhile, and then this one again.
    let page = story.browser.visit(&journey_of(&page)).await;
    let choose = story.browser.submit(&page.form("/otra"), &[]).await;
    let choose = story.browser.follow(choose).await;
    let asked = story.browser.submit(&choose.form("/elegir"), &[("metodo", "certificate")]).await;
    story.browser.follow(asked).await;
    assert_eq!(story.browser.visit(&path).await.heading(), BEFORE);
    let invented = format!("{}?codigo={}", path.split_once('?').unwrap().0, "A".repeat(43));
    assert_eq!(story.browser.visit(&invented).await.heading(), BEFORE);
    assert_eq!(story.journeys_that_ended().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_certificate_host_knows_no_other_address_and_takes_no_other_method() {
    let story = Story::at(LevelOfAssurance::Low).await;
    let at = |path: &str| format!("https://fresh.{CERTIFICATE_HOST}{path}");
    for path in ["/", "/t/short", "/saml/metadata", "/t/AAAAAAAAAAAAAAAAAAAAAA", "/accesos"] {
        let answer = story.hall.show(&at(path), &story.presented(Card::FnmtPerson)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.location(), None);
    }
    assert_eq!(story.serving.all_requests(), 0);
}

#[tokio::test]
async fn what_the_house_keeps_on_the_way_names_nobody_and_opens_nothing() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_r").await;
    let link = story.press(&page).await;
    let path = story.show(&link, Card::FnmtPerson).await;
    let select = "SELECT row_to_json(handover)::text FROM hub.handover";
    let row: String = story.hall.client().await.query_one(select, &[]).await.unwrap().get(0);
    let person = story.bench.card(Card::FnmtPerson).person().unwrap();
    let (ticket, code) = (link.rsplit('/').next().unwrap(), path.split_once('=').unwrap().1);
    for secret in [person.document, person.given_name, ticket, code] {
        assert!(!row.contains(secret), "{row}");
        assert!(!row.contains(&hex(secret.as_bytes())), "{row}");
    }
    assert!(!link.contains(person.document) && !path.contains(person.document));
    story.hall.clock.wait(SignedDuration::from_mins(11));
    story.hall.hub.keep_house(story.hall.clock.now()).await.unwrap();
    assert_eq!(story.hall.rows("handover").await, 0);
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |hex, octet| hex + &format!("{octet:02x}"))
}

#[tokio::test]
async fn whoever_acts_for_a_company_enters_where_that_is_accepted_and_says_for_which() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let refused = story.enter("_no", Card::Representative).await;
    let company = story.bench.card(Card::Representative).company().unwrap();
    assert!(refused.body.contains(company.name), "{}", refused.body);
    assert_eq!(story.journeys_that_ended().await, Vec::<String>::new());

    let accepts = vec![CertificateKind::Representative];
    story.hall.set(&story.agency, |record| record.certificates = accepts).await;
    story.browser = story.hall.browser();
    let told = story.told("_yes", Card::Representative).await;
    granted(&told, SUBSTANTIAL);
    assert_eq!(attribute(&told, "LegalPersonIdentifier"), Some(company.identifier));
    assert_eq!(attribute(&told, "LegalName"), Some(company.name));
}

/// The session was begun where companies are accepted; elsewhere the policy looks again.
#[tokio::test]
async fn a_session_of_a_representative_is_none_where_they_are_not_accepted() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    story
        .hall
        .set(&story.agency, |record| {
            record.allow_sso = true;
            record.certificates = vec![CertificateKind::Representative];
        })
        .await;
    granted(&story.told("_first", Card::Representative).await, SUBSTANTIAL);
    let other = Agency::new("https://otra.example.test/metadata");
    story.hall.join(&other, LevelOfAssurance::Low).await;
    story.hall.set(&other, |record| record.allow_sso = true).await;
    let request = other.request("_second", story.hall.clock.now());
    let page = story.browser.visit(&other.redirect(&request, None)).await;
    assert!(page.find_form("/elegir").is_some(), "{}", page.body);
}

/// Who is registered and ends their sessions ends those by certificate as well; a new login enters.
#[tokio::test]
async fn closing_all_sessions_of_a_person_closes_those_by_certificate() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    story.hall.set(&story.agency, |record| record.allow_sso = true).await;
    granted(&story.told("_first", Card::FnmtPerson).await, SUBSTANTIAL);
    story.hall.clock.wait(SignedDuration::from_secs(10));
    let request = story.agency.request("_second", story.hall.clock.now());
    let back = story.browser.visit(&story.agency.redirect(&request, None)).await;
    granted(&story.agency.read(&back), SUBSTANTIAL);
    let end = "UPDATE citizens.person SET sessions_valid_after = $1, state = 'renounced'";
    let now = story.hall.clock.now();
    story.hall.client().await.execute(end, &[&now]).await.unwrap();
    story.hall.clock.wait(SignedDuration::from_secs(10));
    let request = story.agency.request("_third", story.hall.clock.now());
    let page = story.browser.visit(&story.agency.redirect(&request, None)).await;
    assert!(page.find_form("/elegir").is_some(), "{}", page.body);
    story.browser = story.hall.browser();
    granted(&story.told("_fourth", Card::FnmtPerson).await, SUBSTANTIAL);
}

/// A registered person hears of a new browser, by whichever channel: no phone was used.
#[tokio::test]
async fn who_is_registered_hears_of_a_login_by_certificate_from_a_new_browser() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    granted(&story.told("_r", Card::FnmtPerson).await, SUBSTANTIAL);
    let select = "SELECT kind, outcome FROM credentials.event
         WHERE citizen IS NOT NULL AND method = 'certificate' ORDER BY id";
    let rows = story.hall.client().await.query(select, &[]).await.unwrap();
    let told: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let expected = [("login", "proved"), ("browser", "new")];
    assert_eq!(told, expected.map(|(kind, outcome)| (kind.to_owned(), outcome.to_owned())));
}

async fn logins(story: &Story) -> Vec<String> {
    let select = "SELECT outcome FROM credentials.event
         WHERE method = 'certificate' AND kind = 'login' ORDER BY id";
    let rows = story.hall.client().await.query(select, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}
