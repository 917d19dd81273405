//! Signing in with a PIN by SMS (SPEC 5.3; T-L2, T-L8, T-L9).

use std::sync::Arc;

use async_trait::async_trait;
use citizens::{Contrast, IdentitySource, SourceAway};
use http::StatusCode;
use hub::Clock as _;
use identity::{ContrastDatum, LevelOfAssurance, SpanishId};
use jiff::SignedDuration;
use tests::hall::agency::{Agency, Told};
use tests::hall::browser::{Answer, Browser};
use tests::hall::{ANA, Hall, start};
use tests::post::Brought;
use tokio::task::JoinSet;

const LOW: &str = "http://eidas.europa.eu/LoA/low";
const SUBSTANTIAL: &str = "http://eidas.europa.eu/LoA/substantial";
const LEO: &str = "X1234567L";
const PHONE: &str = "+34600000001";
const CARDS: &str = "INSERT INTO citizens.card (document, datum) VALUES
    ('12345678Z', '27-03-2031'), ('X1234567L', 'E00123456'), ('00000000T', '01-02-2020')
    ON CONFLICT (document) DO UPDATE SET datum = EXCLUDED.datum";
const VALID: [(&str, &str); 3] = [("dia", "27"), ("mes", "3"), ("ano", "2031")];
const SECOND: SignedDuration = SignedDuration::from_secs(1);
const OBTAIN: &str = "Pide tu PIN";
const WAIT: &str = "Pide el SMS con tu PIN";
const CODE: &str = "Escribe tu PIN";

/// A hall with cards and phones, and somebody at the page for the document.
struct Story {
    hall: Hall,
    agency: Agency,
    browser: Browser,
}

impl Story {
    async fn at(level: LevelOfAssurance) -> Self {
        let hall = Hall::empty().await;
        let agency = Agency::new("https://sede.example.test/metadata");
        hall.join(&agency, level).await;
        hall.client().await.execute(CARDS, &[]).await.unwrap();
        let browser = hall.browser();
        Self { hall, agency, browser }
    }

    /// From the agency to the page for the document.
    async fn come(&mut self, request: &str) -> Answer {
        let request = self.agency.request(request, self.hall.clock.now());
        let choose = self.browser.visit(&self.agency.redirect(&request, None)).await;
        let asked = self.browser.submit(&choose.form("/elegir"), &[("metodo", "pin")]).await;
        self.browser.follow(asked).await
    }

    /// Sends what is filled in.
    async fn send(&mut self, page: &Answer, filled: &[(&str, &str)]) -> Answer {
        let form = page.form("/pin");
        let answer = self.browser.submit(&form, filled).await;
        self.browser.follow(answer).await
    }

    /// From the agency to the button «Obtener PIN», as Ana.
    async fn show(&mut self, request: &str) -> Answer {
        let page = self.come(request).await;
        let page = self.send(&page, &[("documento", ANA)]).await;
        self.send(&page, &VALID).await
    }

    /// From the agency to the field for the PIN, which was sent.
    async fn come_to_code(&mut self, request: &str) -> Answer {
        let page = self.show(request).await;
        let page = self.send(&page, &[("accion", "obtener")]).await;
        self.have_it_sent(&page).await
    }

    async fn have_it_sent(&mut self, page: &Answer) -> Answer {
        self.hall.clock.wait(SignedDuration::from_secs(60));
        let page = self.send(page, &[("accion", "sms")]).await;
        assert_eq!(page.heading(), CODE, "{}", page.body);
        page
    }

    /// Sends the right PIN, and is back at the agency at level low.
    async fn enters(&mut self, page: &Answer, filled: &[(&str, &str)]) {
        let back = self.send(page, filled).await;
        granted(&self.agency.read(&back), LOW);
    }

    async fn pin(&self) -> String {
        self.hall.post.code(PHONE, self.hall.clock.now()).await.unwrap()
    }

    async fn wrong_pin(&self) -> &'static str {
        if self.pin().await == "aaa" { "bbb" } else { "aaa" }
    }

    async fn received(&self) -> Vec<Brought> {
        self.hall.post.all_sms(self.hall.clock.now()).await
    }

    /// How each of the person's tries ended.
    async fn logins(&self) -> Vec<String> {
        const SQL: &str = "SELECT outcome FROM credentials.event
             WHERE method = 'pin' AND kind = 'login' ORDER BY at";
        let rows = self.hall.client().await.query(SQL, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }
}

fn granted(told: &Told, level: &str) {
    assert_eq!(told.status, ("Success".to_owned(), None), "{told:?}");
    assert_eq!(told.level.as_deref(), Some(level));
    let selected = told.attributes.iter().find(|(name, _)| name == "SelectedIdP");
    assert_eq!(selected.unwrap().1, "PIN24H");
}

#[tokio::test]
async fn with_document_datum_and_pin_one_enters_at_low() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_r").await;
    assert_eq!(page.heading(), "Entra con un PIN");
    let page = story.send(&page, &[("documento", "12.345.678-z")]).await;
    assert_eq!(page.heading(), "Comprueba tu documento");
    let page = story.send(&page, &VALID).await;
    assert_eq!(page.heading(), OBTAIN);
    assert!(page.body.contains("termina en 001"), "{}", page.body);
    assert!(page.form("/pin").field("clave").is_none(), "the PIN alone is enough here");
    let page = story.send(&page, &[("accion", "obtener")]).await;
    assert_eq!(page.heading(), WAIT);
    let page = story.have_it_sent(&page).await;
    assert!(page.body.contains("Hemos enviado un SMS al teléfono que termina en 001"));

    let pin = story.pin().await;
    let text = format!(
        "PIN para entrar en Sede de Ejemplo. Vale 10 min. No se lo des a nadie: {pin}\n\
         @hub.example.test #{pin}"
    );
    let sms = Brought {
        to: PHONE.to_owned(),
        purpose: "pin".to_owned(),
        subject: None,
        text,
        code: Some(pin.clone()),
    };
    assert_eq!(story.received().await, [sms]);
    let spaced = pin.to_uppercase().chars().flat_map(|sign| [' ', sign]).collect::<String>();
    let back = story.send(&page, &[("pin", &spaced)]).await;
    granted(&story.agency.read(&back), LOW);
    assert_eq!(story.logins().await, ["proved"]);
}

/// SPEC T-L9: without the key it would be low; so the key is asked for, and the PIN alone does not enter.
#[tokio::test]
async fn where_more_is_asked_a_key_is_chosen_and_lifts_the_pin_to_substantial() {
    let mut story = Story::at(LevelOfAssurance::Substantial).await;
    let mut page = story.show("_r").await;
    assert_eq!(page.heading(), OBTAIN);
    for (typed, told) in
        [("", "Escribe la clave"), ("añb1", "4 letras sin acento"), ("abc", "4 letras")]
    {
        page = story.send(&page, &[("clave", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(told), "{}", page.body);
    }
    let page = story.send(&page, &[("clave", "Ab1z")]).await;
    let page = story.have_it_sent(&page).await;
    let pin = story.pin().await;
    let without = story.send(&page, &[("pin", &pin)]).await;
    assert!(without.body.contains("Escribe la clave"));
    let other = story.send(&without, &[("clave", "ab1y"), ("pin", &pin)]).await;
    assert!(other.body.contains("La clave o el PIN no son correctos. Te quedan 2 intentos"));
    let back = story.send(&other, &[("clave", "aB1z"), ("pin", &pin)]).await;
    granted(&story.agency.read(&back), SUBSTANTIAL);
}

/// What a script sends: neither key nor PIN, and the same access code.
#[tokio::test]
async fn a_sealed_key_and_access_code_enter_as_well() {
    let mut story = Story::at(LevelOfAssurance::Substantial).await;
    let page = story.show("_r").await;
    let hex = |text: String| {
        let digest = openssl::sha::sha256(text.as_bytes());
        digest.iter().fold(String::new(), |text, octet| text + &format!("{octet:02x}"))
    };
    let salt = page.body.split("data-seal-salt=\"").nth(1).unwrap()[..32].to_owned();
    let sealed = hex(format!("{salt}ab1z"));
    let page = story.send(&page, &[("clave", ""), ("clave-sellada", &sealed)]).await;
    let page = story.have_it_sent(&page).await;
    let code = hex(format!("{salt}{sealed}{}", story.pin().await));
    let filled = [("clave", ""), ("pin", ""), ("codigo-de-acceso", code.as_str())];
    let back = story.send(&page, &filled).await;
    granted(&story.agency.read(&back), SUBSTANTIAL);
}

/// SPEC T-L2: no key would lift a basic registration, so none is asked for, and the policy explains.
#[tokio::test]
async fn whose_registration_is_basic_is_asked_no_key_and_told_what_is_missing() {
    let mut story = Story::at(LevelOfAssurance::Substantial).await;
    let basic = "UPDATE citizens.person SET level = 'basic'";
    story.hall.client().await.execute(basic, &[]).await.unwrap();
    let page = story.show("_r").await;
    assert!(page.form("/pin").field("clave").is_none());
    let page = story.send(&page, &[("accion", "obtener")]).await;
    let page = story.have_it_sent(&page).await;
    let pin = story.pin().await;
    let notice = story.send(&page, &[("pin", &pin)]).await;
    assert_eq!(notice.heading(), "Este servicio pide un nivel de seguridad más alto");
    assert!(notice.body.contains("Tu registro es básico"), "{}", notice.body);
    let back = story.browser.submit(&notice.form("/cancelar"), &[]).await;
    let told = story.agency.read(&story.browser.follow(back).await);
    assert_eq!(
        told.message.as_deref(),
        Some("LOA_NOT_REACHED: required substantial, obtained low")
    );
}

/// SPEC T-L8: only who shows the document is told that its holder is not registered.
#[tokio::test]
async fn who_holds_the_document_is_told_how_its_holder_stands() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_1").await;
    let page = story.send(&page, &[("documento", "00000000T")]).await;
    let wrong = story.send(&page, &VALID).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Los datos no coinciden con los de tu documento"));
    let printed = [("dia", "1"), ("mes", "2"), ("ano", "2020")];
    let refused = story.send(&wrong, &printed).await;
    assert_eq!(refused.heading(), "Todavía no estás registrado");

    let client = story.hall.client().await;
    for (change, heading) in [
        ("phone = NULL", "No tenemos ningún teléfono tuyo"),
        ("state = 'renounced'", "No podemos darte acceso. Llama o ve a una oficina"),
    ] {
        client.execute(&format!("UPDATE citizens.person SET {change}"), &[]).await.unwrap();
        let refused = story.show(&format!("_{}", heading.len())).await;
        assert_eq!(refused.heading(), heading);
    }
    assert_eq!(story.received().await, []);
}

#[tokio::test]
async fn each_document_is_asked_for_what_is_printed_on_it() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come("_1").await;
    let page = story.send(&page, &[("documento", LEO)]).await;
    assert_eq!(page.heading(), "Comprueba tu documento");
    let page = story.send(&page, &[("soporte", "e123456")]).await;
    assert_eq!(page.heading(), OBTAIN);

    let page = story.come("_2").await;
    let page = story.send(&page, &[("documento", ANA)]).await;
    let wrong = story.send(&page, &[("dia", "31"), ("mes", "2"), ("ano", "2031")]).await;
    assert!(wrong.body.contains("La fecha tiene que ser real"));
    assert!(wrong.body.contains("value=\"2031\""), "nobody types it twice");
    let permanent = story.send(&wrong, &[("dia", "1"), ("mes", "1"), ("ano", "9999")]).await;
    assert!(permanent.body.contains("Tu DNI es permanente. Escribe la fecha de expedición"));

    let page = story.come("_3").await;
    let refused = story.send(&page, &[("documento", "K1234567L")]).await;
    assert_eq!(refused.heading(), "Con este documento no puedes pedir un PIN");
}

/// SPEC F-079: at 59 seconds not yet, at 60 it goes; and the server alone decides.
#[tokio::test]
async fn the_sms_goes_out_after_a_minute_and_three_times_at_most() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.show("_r").await;
    let page = story.send(&page, &[("accion", "obtener")]).await;
    story.hall.clock.wait(SignedDuration::from_secs(59));
    let early = story.send(&page, &[("accion", "sms")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("Todavía no. Podrás pedirlo a las 10:16:00"), "{}", early.body);
    assert_eq!(story.received().await, []);

    story.hall.clock.wait(SECOND);
    let mut page = story.send(&early, &[("accion", "sms")]).await;
    for sent in 1..3 {
        assert_eq!(story.received().await.len(), sent);
        let early = story.send(&page, &[("accion", "sms")]).await;
        assert!(early.body.contains("Todavía no"), "{}", early.body);
        story.hall.clock.wait(SignedDuration::from_secs(60));
        page = story.send(&early, &[("accion", "sms")]).await;
    }
    let received = story.received().await;
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|sms| *sms == received[0]), "it is the same PIN");
    story.hall.clock.wait(SignedDuration::from_secs(60));
    let over = story.send(&page, &[("accion", "sms")]).await;
    assert!(over.body.contains("Ya hemos enviado este PIN 3 veces"));
    assert_eq!(story.received().await.len(), 3);
    let pin = story.pin().await;
    story.enters(&over, &[("pin", &pin)]).await;
}

#[tokio::test]
async fn a_phone_that_got_too_many_codes_is_told_when_there_is_another() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    for request in ["_1", "_2", "_3"] {
        story.come_to_code(request).await;
    }
    let page = story.show("_4").await;
    let page = story.send(&page, &[("accion", "obtener")]).await;
    story.hall.clock.wait(SignedDuration::from_secs(60));
    let spent = story.send(&page, &[("accion", "sms")]).await;
    assert_eq!(spent.heading(), WAIT);
    // The first one went out at 10:16.
    assert!(
        spent.body.contains("Has pedido demasiados SMS. Podrás pedir otro a las 10:26:00"),
        "{}",
        spent.body
    );
    assert_eq!(story.received().await.len(), 3);
}

/// In the language that the person wants to be spoken to in, whatever they are reading.
#[tokio::test]
async fn the_sms_is_in_the_persons_own_language() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let galician = "UPDATE citizens.person SET language = 'gl'";
    story.hall.client().await.execute(galician, &[]).await.unwrap();
    story.come_to_code("_r").await;
    let text = &story.received().await[0].text;
    assert!(
        text.starts_with("PIN para entrar en Sede de Ejemplo. Vale 10 min. Non llo deas"),
        "{text}"
    );
}

#[tokio::test]
async fn after_three_wrong_ones_a_pin_is_void() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let mut page = story.come_to_code("_r").await;
    let (pin, wrong) = (story.pin().await, story.wrong_pin().await);
    for told in ["Te quedan 2 intentos", "Te queda 1 intento"] {
        page = story.send(&page, &[("pin", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(told), "{}", page.body);
    }
    let void = story.send(&page, &[("pin", wrong)]).await;
    assert_eq!(void.heading(), OBTAIN);
    assert!(void.body.contains("Has escrito mal el PIN 3 veces"));
    let still = story.send(&void, &[("pin", &pin)]).await;
    assert_eq!(still.heading(), WAIT, "another one is made, and the old one is gone");
    assert_eq!(story.logins().await, ["wrong", "wrong", "wrong"]);
}

/// SPEC 2.8: five in an hour, half an hour; whichever PINs they were.
#[tokio::test]
async fn five_wrong_ones_in_an_hour_block_for_half_an_hour() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    for (request, guesses) in [("_1", 3), ("_2", 1)] {
        let mut page = story.come_to_code(request).await;
        for _ in 0..guesses {
            let wrong = story.wrong_pin().await;
            page = story.send(&page, &[("pin", wrong)]).await;
        }
    }
    let page = story.come_to_code("_3").await;
    let (pin, wrong) = (story.pin().await, story.wrong_pin().await);
    let blocked = story.send(&page, &[("pin", wrong)]).await;
    assert_eq!(blocked.heading(), "Hemos bloqueado tu PIN un rato");
    // It is 10:18, an hour behind.
    assert!(blocked.body.contains("a partir de las 10:48"), "{}", blocked.body);
    assert_eq!(story.logins().await, ["wrong"; 5]);

    story.hall.clock.wait(SignedDuration::from_mins(30) - SECOND);
    assert_eq!(story.show("_4").await.heading(), "Hemos bloqueado tu PIN un rato");
    story.hall.clock.wait(SECOND);
    let page = story.come_to_code("_5").await;
    assert_ne!(story.pin().await, pin);
    let pin = story.pin().await;
    story.enters(&page, &[("pin", &pin)]).await;
}

#[tokio::test]
async fn a_new_pin_voids_the_one_before_and_each_belongs_to_its_journey() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let first = story.come_to_code("_1").await;
    let of_first = story.pin().await;
    let second = story.come_to_code("_2").await;
    let of_second = story.pin().await;
    let void = story.send(&first, &[("pin", &of_first)]).await;
    assert_eq!(void.heading(), OBTAIN);
    assert!(void.body.contains("Ese PIN ya no vale"));
    if of_first != of_second {
        let wrong = story.send(&second, &[("pin", &of_first)]).await;
        assert!(wrong.body.contains("El PIN no es correcto"));
        story.enters(&wrong, &[("pin", &of_second)]).await;
    }
}

#[tokio::test]
async fn a_pin_lives_ten_minutes() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come_to_code("_r").await;
    let pin = story.pin().await;
    story.hall.clock.wait(SignedDuration::from_mins(9));
    let expired = story.send(&page, &[("pin", &pin)]).await;
    assert_eq!(expired.heading(), OBTAIN);
    assert!(expired.body.contains("Ese PIN ya no vale: ha caducado"));
}

/// The page of one browser is of no use to another; nor is its PIN, which belongs to the journey.
#[tokio::test]
async fn in_another_browser_there_is_nothing_to_type() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come_to_code("_r").await;
    let pin = story.pin().await;
    let mut another = story.hall.browser();
    let shut = another.submit(&page.form("/pin"), &[("pin", &pin)]).await;
    assert_eq!(shut.status, StatusCode::BAD_REQUEST);
    assert_eq!(story.logins().await, Vec::<String>::new());
}

/// The same right PIN a hundred times at once, by as many requests: one enters.
#[tokio::test]
async fn of_a_hundred_at_once_one_enters() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come_to_code("_r").await;
    let pin = story.pin().await;
    let mut sending = JoinSet::new();
    for _ in 0..100 {
        let (mut browser, form, pin) = (story.browser.clone(), page.form("/pin"), pin.clone());
        sending.spawn(async move { browser.submit(&form, &[("pin", &pin)]).await });
    }
    sending.join_all().await;
    let logins = story.logins().await;
    assert_eq!(logins.iter().filter(|one| *one == "proved").count(), 1, "{logins:?}");
    assert_eq!(story.hall.outcomes().await, ["GRANTED"]);
}

#[tokio::test]
async fn an_outage_of_the_source_costs_nothing() {
    struct Away;

    #[async_trait]
    impl IdentitySource for Away {
        async fn compare(&self, _: &SpanishId, _: &ContrastDatum) -> Result<Contrast, SourceAway> {
            Err(SourceAway("it does not answer".to_owned()))
        }
    }

    let mut story = Story::at(LevelOfAssurance::Low).await;
    story.hall.reopen_with(Arc::new(Away)).await;
    story.browser.turn_to(&story.hall.router);
    let page = story.come("_r").await;
    let mut page = story.send(&page, &[("documento", ANA)]).await;
    for _ in 0..6 {
        page = story.send(&page, &VALID).await;
        assert!(page.body.contains("Ahora no podemos comprobar tus datos"), "{}", page.body);
        assert_eq!(page.form_with("dia").field("ano"), Some("2031"), "nothing is lost");
    }
    let tries = "SELECT count(*) FROM credentials.contrast_tries WHERE taken <> '{}'";
    let row = story.hall.client().await.query_one(tries, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}

/// «It was not me»: no PIN is made for them any more, until an operator made sure of the person.
#[tokio::test]
async fn what_the_person_blocked_an_operator_lifts() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.come_to_code("_1").await;
    let pin = story.pin().await;
    let document = SpanishId::parse(ANA).unwrap();
    let ana = story.hall.ports.citizens.find(&document).await.unwrap().unwrap();
    let method = story.hall.hub.methods.iter().find(|method| method.blueprint.path == "pin");
    method.unwrap().authenticator.block(ana, start()).await.unwrap();
    assert_eq!(story.send(&page, &[("pin", &pin)]).await.heading(), "Tu PIN está bloqueado");
    story.hall.clock.wait(SignedDuration::from_hours(48));
    assert_eq!(story.show("_2").await.heading(), "Tu PIN está bloqueado");

    let pins =
        authenticators::pin::Pins::open(&authenticators::Section::default(), &story.hall.ports);
    pins.unwrap().unlock(&document, story.hall.clock.now()).await.unwrap();
    assert_eq!(story.show("_3").await.heading(), OBTAIN);
}

/// RES15 4.1: document, datum and key at the method's own page, and the PIN in whatever journey comes.
#[tokio::test]
async fn a_pin_that_was_had_beforehand_enters_once_in_whatever_journey() {
    let mut story = Story::at(LevelOfAssurance::Substantial).await;
    let page = story.browser.visit("/pin").await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "Entra con un PIN"));
    let wrong = story.send(&page, &[("documento", "12345678A")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = story.send(&wrong, &[("documento", ANA)]).await;
    let page = story.send(&page, &VALID).await;
    let waiting = story.send(&page, &[("clave", "ab1z")]).await;
    assert_eq!(waiting.heading(), WAIT);
    story.hall.clock.wait(SignedDuration::from_secs(60));
    let sent = story.send(&waiting, &[("accion", "sms")]).await;
    assert_eq!(sent.heading(), "Tu PIN está en camino");
    let pin = story.pin().await;
    assert!(story.received().await[0].text.starts_with("Tu PIN de acceso. Vale 10 min."));
    // Nobody is proved there.
    let still = story.send(&sent, &[("clave", "ab1z"), ("pin", &pin)]).await;
    assert_eq!(still.heading(), "Tu PIN está en camino");

    let page = story.show("_1").await;
    let page = story.send(&page, &[("accion", "tengo")]).await;
    assert_eq!(page.heading(), CODE);
    let wrong = story.send(&page, &[("clave", "ab1y"), ("pin", &pin)]).await;
    assert!(wrong.body.contains("La clave o el PIN no son correctos. Te quedan 2 intentos"));
    let back = story.send(&wrong, &[("clave", "ab1z"), ("pin", &pin)]).await;
    granted(&story.agency.read(&back), SUBSTANTIAL);
    // It was used up.
    let again = story.show("_2").await;
    assert_eq!(again.heading(), OBTAIN);
    assert!(!again.body.contains("Ya tengo un PIN"));
}

#[tokio::test]
async fn the_page_outside_a_journey_is_of_one_browser_and_of_fifteen_minutes() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let page = story.browser.visit("/pin").await;
    let form = page.form("/pin");
    let mut another = story.hall.browser();
    let document = [("documento", ANA)];
    assert_eq!(another.submit(&form, &document).await.status, StatusCode::BAD_REQUEST);
    another.visit("/pin").await;
    assert_eq!(another.submit(&form, &document).await.status, StatusCode::FORBIDDEN);
    let altered = story.browser.submit(&form, &[("documento", ANA), ("estado", "AAAA")]).await;
    assert_eq!(altered.status, StatusCode::BAD_REQUEST);
    story.hall.clock.wait(SignedDuration::from_mins(15) + SECOND);
    let late = story.browser.submit(&form, &document).await;
    assert_eq!(late.heading(), "Ha pasado demasiado tiempo");
}

/// Whoever has read one SMS and keeps the page does not make its PIN live again with a key of their own.
#[tokio::test]
async fn a_page_that_was_kept_makes_no_pin_live_again() {
    let mut story = Story::at(LevelOfAssurance::Substantial).await;
    let page = story.browser.visit("/pin").await;
    let page = story.send(&page, &[("documento", ANA)]).await;
    let kept = story.send(&page, &VALID).await;
    let waiting = story.send(&kept, &[("clave", "ab1z")]).await;
    story.hall.clock.wait(SignedDuration::from_secs(60));
    let sent = story.send(&waiting, &[("accion", "sms")]).await;
    assert_eq!(sent.heading(), "Tu PIN está en camino");
    let pin = story.pin().await;
    let page = story.show("_1").await;
    let page = story.send(&page, &[("accion", "tengo")]).await;
    let back = story.send(&page, &[("clave", "ab1z"), ("pin", &pin)]).await;
    granted(&story.agency.read(&back), SUBSTANTIAL);

    let mut waiting = story.send(&kept, &[("clave", "otra")]).await;
    story.hall.clock.wait(SignedDuration::from_mins(9));
    if waiting.find_form("/pin").is_some_and(|form| form.field("clave").is_none()) {
        waiting = story.send(&waiting, &[("accion", "sms")]).await;
    }
    drop(waiting);
    let page = story.show("_2").await;
    let page = story.send(&page, &[("accion", "tengo")]).await;
    let wrong = story.send(&page, &[("clave", "otra"), ("pin", &pin)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
    assert!(wrong.body.contains("La clave o el PIN no son correctos"), "{}", wrong.body);
}

/// The block is told to the person, by another channel than the phone if there is one.
#[tokio::test]
async fn who_has_a_pin_blocked_hears_of_it() {
    let mut story = Story::at(LevelOfAssurance::Low).await;
    let now = story.hall.clock.now();
    while story.hall.hub.notices.tell(now).await.unwrap() > 0 {}
    story.hall.post.brought(now).await;
    let mut wrong = 0;
    for round in 0..2 {
        let mut page = story.come_to_code(&format!("_{round}")).await;
        for _ in 0..3 {
            if wrong == 5 {
                break;
            }
            let guess = story.wrong_pin().await;
            page = story.send(&page, &[("pin", guess)]).await;
            wrong += 1;
        }
    }
    let now = story.hall.clock.now();
    while story.hall.hub.notices.tell(now).await.unwrap() > 0 {}
    let notices: Vec<_> = story
        .hall
        .post
        .brought(now)
        .await
        .into_iter()
        .filter(|one| one.purpose == "notice")
        .collect();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(notices[0].to, "ana@example.es");
    assert_eq!(
        notices[0].subject.as_deref(),
        Some("Hemos bloqueado una forma de entrar: PIN por SMS")
    );
}
