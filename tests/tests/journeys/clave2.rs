//! Kits of Cl@ve: requests as they send them (SPEC 3.2 to 3.4), signed by `xmlsec1` as they sign them,
//! and answers as they read them (SPEC 3.5).

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use hub::journey::rejected::Rejected;
use identity::LevelOfAssurance;
use jiff::SignedDuration;
use metadata::ProviderName;
use roxmltree::{Document, Node};
use saml::{Dialect, Received, Untrusted};
use tests::hall::agency::Agency;
use tests::hall::browser::Answer;
use tests::hall::{ANA, Hall, PASSWORD, nod, start};

const ENDPOINT: &str = "/Proxy2/ServiceProvider";
const CONSUMER: &str = "https://sede.ejemplo.test/clave/acs";
const NAME: &str = "Q2826000H_E04975701";
const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const ALL_METHODS: [&str; 5] = ["AFirmaIdP", "GISSIdP", "AEATIdP", "EIDASIdP", "CLVMOVILIdP"];

/// A request before it is signed, to be changed.
#[derive(Clone)]
struct Kit {
    id: &'static str,
    instant: &'static str,
    destination: String,
    consumer: &'static str,
    provider_name: &'static str,
    issuer: &'static str,
    /// Friendly names of `http://es.minhafp.clave/`, and whether each is required.
    asked: Vec<(&'static str, bool)>,
    echo: &'static str,
    level: &'static str,
}

/// The complete request of SPEC 3.4.
fn complete() -> Kit {
    Kit {
        id: "_6f1d0c2a9b7e4e0f8c53a1d4b2e69770",
        instant: "2026-03-02T09:15:00.000Z",
        destination: format!("https://hub.example.test{ENDPOINT}"),
        consumer: CONSUMER,
        provider_name: "Q2826000H_E04975701;TASAS",
        issuer: "<saml2:Issuer Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:entity\">SIR2</saml2:Issuer>",
        asked: vec![
            ("FirstSurname", false),
            ("RegisterType", false),
            ("EIDASIdP", false),
            ("AEATIdP", false),
        ],
        echo: "k3Tz81Qp",
        level: "low",
    }
}

/// The least request of SPEC 3.4: no issuer, no `SPType`, the name alone.
fn least() -> Kit {
    Kit { provider_name: NAME, issuer: "", asked: Vec::new(), echo: "", ..complete() }
}

impl Kit {
    /// With line breaks and indentation, as kits write.
    fn xml(&self) -> String {
        let attribute = |name: &str, required: bool, value: &str| {
            format!(
                "<eidas:RequestedAttribute FriendlyName=\"{}\" isRequired=\"{required}\"\n        Name=\"{name}\"\n        \
                 NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:uri\">{value}</eidas:RequestedAttribute>\n      ",
                name.rsplit('/').next().unwrap()
            )
        };
        let own = |name: &str| format!("http://es.minhafp.clave/{name}");
        let mut attributes =
            attribute("http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier", true, "");
        for (name, required) in &self.asked {
            attributes.push_str(&attribute(&own(name), *required, ""));
        }
        if !self.echo.is_empty() {
            let value = format!(
                "<eidas:AttributeValue xsi:type=\"eidas-natural:PersonIdentifierType\">{}</eidas:AttributeValue>",
                self.echo
            );
            attributes.push_str(&attribute(&own("RelayState"), false, &value));
        }
        let Self { id, instant, destination, consumer, provider_name, issuer, level, .. } = self;
        format!(
            r##"<?xml version="1.0" encoding="UTF-8"?>
<saml2p:AuthnRequest xmlns:saml2p="{PROTOCOL}" xmlns:saml2="{SAML}"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:eidas="http://eidas.europa.eu/saml-extensions"
    xmlns:eidas-natural="http://eidas.europa.eu/attributes/naturalperson" xmlns:xsi="{SCHEMA_INSTANCE}"
    ID="{id}" Version="2.0" IssueInstant="{instant}" Destination="{destination}"
    AssertionConsumerServiceURL="{consumer}"
    ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
    Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified"
    ForceAuthn="true" IsPassive="false" ProviderName="{provider_name}">
  {issuer}
  <ds:Signature>
    <ds:SignedInfo>
      <ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
      <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"/>
      <ds:Reference URI="#{id}">
        <ds:Transforms>
          <ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
          <ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
        </ds:Transforms>
        <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/>
        <ds:DigestValue></ds:DigestValue>
      </ds:Reference>
    </ds:SignedInfo>
    <ds:SignatureValue></ds:SignatureValue>
    <ds:KeyInfo><ds:X509Data/></ds:KeyInfo>
  </ds:Signature>
  <saml2p:Extensions>
    <eidas:SPType>public</eidas:SPType>
    <eidas:RequestedAttributes>
      {attributes}
    </eidas:RequestedAttributes>
  </saml2p:Extensions>
  <saml2p:NameIDPolicy AllowCreate="true" Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"/>
  <saml2p:RequestedAuthnContext Comparison="minimum">
    <saml2:AuthnContextClassRef>http://eidas.europa.eu/LoA/{level}</saml2:AuthnContextClassRef>
  </saml2p:RequestedAuthnContext>
</saml2p:AuthnRequest>
"##
        )
    }

    /// The form that carries it, signed with this agency's key.
    fn form(&self, agency: &Agency, relay_state: &str) -> Vec<(String, String)> {
        let xml = sign(&self.xml(), agency);
        let field = |name: &str, value: String| (name.to_owned(), value);
        vec![
            field("SAMLRequest", STANDARD.encode(xml)),
            field("RelayState", relay_state.to_owned()),
        ]
    }
}

/// Signed by `xmlsec1`, with the certificate beside it.
fn sign(template: &str, agency: &Agency) -> Vec<u8> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("zaguan-kit-{}-{number}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let key = write("key.pem", &agency.keys.key);
    let certificate = write("certificate.pem", &agency.keys.certificate);
    let run = Command::new("xmlsec1")
        .arg("--sign")
        .args(["--id-attr:ID", &format!("{PROTOCOL}:AuthnRequest")])
        .arg("--privkey-pem")
        .arg(format!("{},{}", key.display(), certificate.display()))
        .arg(write("request.xml", template.as_bytes()))
        .output()
        .expect("xmlsec1 is needed");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    fs::remove_dir_all(&folder).unwrap();
    run.stdout
}

/// A hub with one agency that speaks `clave2`, at this level.
async fn opened(level: LevelOfAssurance) -> (Hall, Agency) {
    opened_at(Hall::empty().await, level).await
}

/// The same with a method that reaches the level substantial.
async fn opened_with_two_factors(level: LevelOfAssurance) -> (Hall, Agency) {
    opened_at(Hall::with(&nod::STRONG).await, level).await
}

async fn opened_at(hall: Hall, level: LevelOfAssurance) -> (Hall, Agency) {
    let agency = Agency::new("https://sede.ejemplo.test/clave/metadata");
    assert_eq!(agency.consumer, CONSUMER);
    hall.join(&agency, level).await;
    hall.set(&agency, |record| {
        record.dialect = Dialect::Clave2;
        record.provider_name = Some(ProviderName::parse(NAME).unwrap());
    })
    .await;
    (hall, agency)
}

/// Where the request leads: the page after the 303, or the page that says no.
async fn arrive(hall: &Hall, kit: &Kit, agency: &Agency) -> Answer {
    let mut browser = hall.browser();
    let posted = browser.post_from_elsewhere(ENDPOINT, &kit.form(agency, "k3Tz81Qp")).await;
    let page = browser.follow(posted).await;
    browser.press_on(page).await
}

fn response(page: &Answer) -> String {
    let form = page.form("/clave/acs");
    assert_eq!(form.field("RelayState"), Some("k3Tz81Qp"));
    String::from_utf8(STANDARD.decode(form.field("SAMLResponse").unwrap()).unwrap()).unwrap()
}

fn find<'a, 'i>(document: &'a Document<'i>, namespace: &str, name: &str) -> Node<'a, 'i> {
    document.descendants().find(|node| node.has_tag_name((namespace, name))).unwrap()
}

/// The token of a refusal.
fn declined(page: &Answer) -> String {
    let xml = response(page);
    let document = Document::parse(&xml).unwrap();
    assert!(!xml.contains("Assertion ") && xml.contains("xmldsig-more#rsa-sha512"));
    let message = find(&document, PROTOCOL, "StatusMessage").text().unwrap();
    message.split(':').next().unwrap().to_owned()
}

async fn refused(hall: &Hall, kit: &Kit, agency: &Agency) -> Rejected {
    let page = arrive(hall, kit, agency).await;
    assert!(page.find_form("/acs").is_none(), "nothing goes to the agency");
    assert!(page.body.contains("Número de referencia"));
    rejected(hall, &kit.form(agency, "")).await
}

/// Why the hub rejects this form.
async fn rejected(hall: &Hall, form: &[(String, String)]) -> Rejected {
    let value = form[0].1.replace('+', "%2B").replace('=', "%3D");
    // The field of a message to log out stands empty beside it in genuine forms.
    let form = format!("SAMLRequest={value}&logoutRequest=");
    let received = Received::from_clave2_post(form.as_bytes());
    let verdict = hall.hub.receive(received, hall.hub.clock.now()).await.unwrap();
    assert_eq!(hall.rows("journey").await, 0);
    verdict.unwrap_err()
}

#[tokio::test]
async fn the_complete_and_the_least_request_lead_to_the_choice() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let small = Kit { provider_name: "q2826000h_e04975701", ..least() };
    for kit in [complete(), least(), small] {
        let choose = arrive(&hall, &kit, &agency).await;
        assert_eq!(choose.status, StatusCode::OK);
        assert_eq!(choose.heading(), "Elige cómo entrar");
        assert!(choose.body.contains("Sede de Ejemplo"));
    }
}

/// T-S01, T-S09: word for word the example asks for the level substantial; so does the directory, of
/// one that asks for less.
#[tokio::test]
async fn the_level_substantial_is_offered_and_asserted_where_a_method_reaches_it() {
    let asks = Kit { level: "substantial", ..complete() };
    for (level, kit) in [(LevelOfAssurance::Low, asks), (LevelOfAssurance::Substantial, complete())]
    {
        let (hall, agency) = opened_with_two_factors(level).await;
        let mut browser = hall.browser();
        let posted = browser.post_from_elsewhere(ENDPOINT, &kit.form(&agency, "k3Tz81Qp")).await;
        let choose = browser.follow(posted).await;
        assert!(choose.body.contains("value=\"nod\"") && !choose.body.contains("value=\"card\""));
        let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
        let page = browser.follow(asked).await;
        let proved = browser.submit(&page.form("/venia"), &[]).await;
        let xml = response(&browser.follow(proved).await);
        let document = Document::parse(&xml).unwrap();
        let asserted = find(&document, SAML, "AuthnContextClassRef").text();
        assert_eq!(asserted, Some("http://eidas.europa.eu/LoA/substantial"));
    }
    let (hall, agency) = opened_with_two_factors(LevelOfAssurance::Low).await;
    let high = Kit { level: "high", ..complete() };
    assert_eq!(declined(&arrive(&hall, &high, &agency).await), "LOA_NOT_REACHED");
}

#[tokio::test]
async fn the_other_endpoint_takes_it_as_well() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let mut browser = hall.browser();
    let kit = Kit { destination: "https://hub.example.test/saml/sso".to_owned(), ..least() };
    let posted = browser.post_from_elsewhere("/saml/sso", &kit.form(&agency, "")).await;
    assert_eq!(browser.follow(posted).await.heading(), "Elige cómo entrar");
}

#[tokio::test]
async fn the_answer_is_as_kits_read_it() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let mut browser = hall.browser();
    let form = complete().form(&agency, "k3Tz81Qp");
    let posted = browser.post_from_elsewhere(ENDPOINT, &form).await;
    let choose = browser.follow(posted).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;
    let credentials = [("documento", ANA), ("clave", PASSWORD)];
    let proved = browser.submit(&page.form("/clave"), &credentials).await;
    let xml = response(&browser.follow(proved).await);
    let document = Document::parse(&xml).unwrap();
    let one = |name: &str| find(&document, SAML, name);

    let root = document.root_element();
    assert_eq!(root.attribute("InResponseTo"), Some("_6f1d0c2a9b7e4e0f8c53a1d4b2e69770"));
    assert_eq!(root.attribute("Destination"), Some(CONSUMER));
    assert_eq!(root.attribute("Consent"), Some("urn:oasis:names:tc:SAML:2.0:consent:obtained"));
    let success = "urn:oasis:names:tc:SAML:2.0:status:Success";
    assert_eq!(find(&document, PROTOCOL, "StatusMessage").text(), Some(success));
    let name_id = one("NameID");
    assert_eq!(name_id.text(), Some("12345678Z"));
    let transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
    assert_eq!(name_id.attribute("Format"), Some(transient));
    assert_eq!(one("Audience").text(), Some(CONSUMER));
    assert_eq!(one("OneTimeUse").children().count(), 0);
    assert_eq!(one("AuthnContextClassRef").text(), Some("http://eidas.europa.eu/LoA/low"));
    assert_eq!(xml.matches("xmldsig-more#rsa-sha512").count(), 2, "response and assertion");
    let attributes: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name((SAML, "Attribute")))
        .map(|node| {
            let value = node.first_element_child().unwrap();
            let kind = value.attribute((SCHEMA_INSTANCE, "type")).unwrap();
            (node.attribute("FriendlyName").unwrap(), kind, value.text().unwrap())
        })
        .collect();
    assert_eq!(
        attributes,
        [
            ("PersonIdentifier", "eidas-natural:PersonIdentifierType", "12345678Z"),
            ("FamilyName", "eidas-natural:CurrentFamilyNameType", "Muñoz Núñez"),
            ("FirstName", "eidas-natural:CurrentGivenNameType", "Ana"),
            ("FirstSurname", "xs:string", "Muñoz"),
            ("RegisterType", "xs:string", "ADVANCED"),
            ("SelectedIdP", "xs:string", "SEGSOC"),
            ("RelayState", "eidas-natural:PersonIdentifierType", "k3Tz81Qp"),
        ]
    );
    assert_eq!(hall.outcomes().await, ["GRANTED"]);
}

#[tokio::test]
async fn four_exclusions_leave_the_fifth_and_five_leave_nothing() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    // What only these tests have is excluded by names of its own.
    let others = [("TarjetaIdP", false), ("NodIdP", false)];
    let excluding = |names: &[&'static str]| {
        let asked = names.iter().map(|name| (*name, false)).chain(others);
        Kit { asked: asked.collect(), ..complete() }
    };
    let four: Vec<&str> = ALL_METHODS.into_iter().filter(|name| *name != "GISSIdP").collect();
    let choose = arrive(&hall, &excluding(&four), &agency).await;
    assert_eq!(choose.heading(), "Elige cómo entrar");
    assert!(choose.body.contains("value=\"password\"") && !choose.body.contains("value=\"nod\""));

    let nothing = arrive(&hall, &excluding(&ALL_METHODS), &agency).await;
    assert_eq!(declined(&nothing), "NO_AUTHENTICATOR");
    assert_eq!(hall.outcomes().await, ["NO_AUTHENTICATOR"]);
}

#[tokio::test]
async fn an_attribute_of_exclusion_counts_also_if_it_is_called_required() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let asked =
        vec![("GISSIdP", true), ("AEATIdP", false), ("TarjetaIdP", false), ("NodIdP", false)];
    let kit = Kit { asked, ..complete() };
    assert_eq!(declined(&arrive(&hall, &kit, &agency).await), "NO_AUTHENTICATOR");
}

#[tokio::test]
async fn a_level_that_no_method_reaches_is_declined_whoever_asks_for_it() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let high = Kit { level: "high", ..complete() };
    assert_eq!(declined(&arrive(&hall, &high, &agency).await), "LOA_NOT_REACHED");

    let (hall, agency) = opened(LevelOfAssurance::High).await;
    let low = Kit { level: "low", ..complete() };
    let page = arrive(&hall, &low, &agency).await;
    assert_eq!(declined(&page), "LOA_NOT_REACHED", "the directory's level counts");
}

#[tokio::test]
async fn a_required_attribute_that_nobody_knows_is_declined() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let kit = |required| Kit { asked: vec![("ShoeSize", required)], ..complete() };
    assert_eq!(declined(&arrive(&hall, &kit(true), &agency).await), "ATTRIBUTE");
    assert_eq!(arrive(&hall, &kit(false), &agency).await.heading(), "Elige cómo entrar");
}

#[tokio::test]
async fn who_is_not_known_by_that_name_is_refused() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let issuer = "<saml2:Issuer>https://sede.ejemplo.test/clave/metadata</saml2:Issuer>";
    for kit in [
        Kit { provider_name: "S0711001H_A04013511", ..least() },
        Kit { provider_name: "", ..least() },
        // Its entityID alone does not make a kit of it.
        Kit { provider_name: "", issuer, ..least() },
    ] {
        assert_eq!(refused(&hall, &kit, &agency).await, Rejected::UnknownAgency);
    }
}

#[tokio::test]
async fn the_checks_are_those_of_everybody() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let stranger = Agency { keys: tests::hall::keys::stranger().clone(), ..agency.clone() };
    let forged = refused(&hall, &least(), &stranger).await;
    assert_eq!(forged, Rejected::Untrusted(Untrusted::Signature));
    for (kit, why) in [
        (Kit { consumer: "https://sede.ejemplo.test/clave/acs/", ..least() }, Rejected::Consumer),
        (Kit { consumer: "https://SEDE.ejemplo.test/clave/acs", ..least() }, Rejected::Consumer),
        (Kit { consumer: "https://evil.example/acs", ..least() }, Rejected::Consumer),
        (
            Kit { destination: format!("https://other.example.test{ENDPOINT}"), ..least() },
            Rejected::Destination,
        ),
    ] {
        assert_eq!(refused(&hall, &kit, &agency).await, why);
    }
    hall.clock.wait(SignedDuration::from_secs(6 * 60 + 1));
    assert_eq!(refused(&hall, &least(), &agency).await, Rejected::TooOld);
    hall.clock.set(start() - SignedDuration::from_secs(61));
    assert_eq!(refused(&hall, &least(), &agency).await, Rejected::FromTheFuture);
}

#[tokio::test]
async fn by_redirect_no_kit_sends() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let request = saml::AuthnRequest {
        provider_name: Some(NAME.to_owned()),
        ..agency.request("_r", start())
    };
    let page = hall.browser().get(&agency.redirect(&request, None)).await;
    assert!(page.location().is_none());
    assert_eq!(hall.rows("journey").await, 0);
    let verdict =
        Received::from_redirect(agency.redirect(&request, None).split_once('?').unwrap().1);
    let rejected = hall.hub.receive(verdict, start()).await.unwrap().unwrap_err();
    assert_eq!(rejected, Rejected::Binding);
}

#[tokio::test]
async fn an_agency_of_the_other_dialect_is_not_taken_for_a_kit() {
    let (hall, _) = opened(LevelOfAssurance::Low).await;
    let strict = Agency::new("https://otra.example.test/metadata");
    hall.join(&strict, LevelOfAssurance::Low).await;
    let stranger = Agency { keys: tests::hall::keys::stranger().clone(), ..strict.clone() };
    let request = saml::AuthnRequest {
        provider_name: Some(NAME.to_owned()),
        ..strict.request("_r", start())
    };
    // With the kit's own key the signature holds, but the address is not one of the kit's.
    for (sender, why) in
        [(strict, Rejected::Consumer), (stranger, Rejected::Untrusted(Untrusted::Signature))]
    {
        let form = sender.form(&request, None);
        let posted = hall.browser().post_from_elsewhere("/saml/sso", &form).await;
        assert!(posted.location().is_none());
        assert_eq!(rejected(&hall, &form).await, why);
    }
}

#[tokio::test]
async fn the_same_request_finishes_once() {
    let (hall, agency) = opened(LevelOfAssurance::Low).await;
    let form = least().form(&agency, "k3Tz81Qp");
    let mut pages = Vec::new();
    for _ in 0..2 {
        let mut browser = hall.browser();
        let posted = browser.post_from_elsewhere(ENDPOINT, &form).await;
        let choose = browser.follow(posted).await;
        let cancelled = browser.submit(&choose.form("/cancelar"), &[]).await;
        pages.push(browser.follow(cancelled).await);
    }
    assert_eq!(declined(&pages[0]), "CANCELLED");
    assert_eq!(pages[1].heading(), "Esta operación ya ha terminado");
    assert_eq!(hall.outcomes().await, ["CANCELLED"]);
}
