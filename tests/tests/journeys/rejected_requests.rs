//! Hostile from the first day: a page with a reference; no redirect, no row, no cookie.
//!
//! What the message itself can do wrong is in `tests/attacks`; this is what the hub adds, and the
//! proof that every rejection stops before the database.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use hub::journey::rejected::Rejected;
use jiff::SignedDuration;
use saml::request::AuthnRequest;

use saml::{EntityId, Malformed, Received, Untrusted};
use tests::hall::agency::Agency;
use tests::hall::browser::Answer;
use tests::hall::{Hall, keys, start};

/// What the hub says of a redirect, exactly, and that its page and database agree.
async fn rejected(hall: &Hall, address: &str) -> (Rejected, Answer) {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let now = hall.hub.clock.now();
    let verdict = hall.hub.receive(Received::from_redirect(query), now).await.unwrap();
    let page = hall.browser().get(address).await;
    (verdict.unwrap_err(), untouched(hall, page).await)
}

async fn untouched(hall: &Hall, page: Answer) -> Answer {
    assert!(page.location().is_none(), "no redirect");
    assert!(page.headers.get("set-cookie").is_none(), "no cookie");
    assert!(page.find_form("/acs").is_none(), "nothing goes to the agency");
    assert!(page.body.contains("Número de referencia"), "a reference to quote");
    for table in ["journey", "ledger", "trace"] {
        assert_eq!(hall.rows(table).await, 0, "{table}");
    }
    page
}

#[tokio::test]
async fn an_issuer_whom_nobody_knows() {
    let (hall, _) = Hall::open().await;
    let stranger = Agency::new("https://nobody.example.test/metadata");
    let address = stranger.redirect(&stranger.request("_r", start()), None);
    let (why, page) = rejected(&hall, &address).await;
    assert_eq!(why, Rejected::UnknownAgency);
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_known_issuer_with_a_strangers_key() {
    let (hall, agency) = Hall::open().await;
    let thief = Agency { keys: keys::stranger().clone(), ..agency };
    let address = thief.redirect(&thief.request("_r", start()), None);
    let (why, page) = rejected(&hall, &address).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::Signature));
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn no_signature_at_all() {
    let (hall, agency) = Hall::open().await;
    let address = agency.redirect(&agency.request("_r", start()), None);
    let unsigned = address.split("&SigAlg=").next().unwrap();
    let (why, _) = rejected(&hall, unsigned).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::Unsigned));
}

#[tokio::test]
async fn a_return_address_that_is_not_in_the_metadata() {
    let (hall, agency) = Hall::open().await;
    for foreign in [
        "https://evil.example.test/acs",
        "https://sede.example.test/acs/",
        "https://sede.example.test/acs?x",
        "https://SEDE.example.test/acs",
        "http://sede.example.test/acs",
    ] {
        let consumer_url = Some(foreign.to_owned());
        let request = AuthnRequest { consumer_url, ..agency.request("_r", start()) };
        let (why, page) = rejected(&hall, &agency.redirect(&request, None)).await;
        assert_eq!(why, Rejected::Consumer, "{foreign}");
        assert!(!page.body.contains("evil"), "a hostile address is not repeated");
    }
}

#[tokio::test]
async fn a_destination_that_is_not_ours_or_missing() {
    let (hall, agency) = Hall::open().await;
    for destination in [Some("https://other.example.test/saml/sso".to_owned()), None] {
        let request = AuthnRequest { destination, ..agency.request("_r", start()) };
        let (why, _) = rejected(&hall, &agency.redirect(&request, None)).await;
        assert_eq!(why, Rejected::Destination);
    }
}

#[tokio::test]
async fn six_minutes_and_a_second_is_too_old_and_six_minutes_is_not() {
    let (hall, agency) = Hall::open().await;
    let address = agency.redirect(&agency.request("_r", start()), None);
    hall.clock.wait(SignedDuration::from_secs(361));
    let (why, page) = rejected(&hall, &address).await;
    assert_eq!(why, Rejected::TooOld);
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    hall.clock.set(start() + SignedDuration::from_secs(360));
    assert_eq!(hall.browser().get(&address).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_minute_and_a_second_ahead_is_from_the_future_and_a_minute_is_not() {
    let (hall, agency) = Hall::open().await;
    let ahead = agency.request("_r", start() + SignedDuration::from_secs(61));
    let (why, _) = rejected(&hall, &agency.redirect(&ahead, None)).await;
    assert_eq!(why, Rejected::FromTheFuture);
    let skewed = agency.request("_r", start() + SignedDuration::from_secs(60));
    let address = agency.redirect(&skewed, None);
    assert_eq!(hall.browser().get(&address).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_issuer_other_than_the_one_whose_key_signed() {
    let (hall, agency) = Hall::open().await;
    let other = Agency {
        keys: keys::generate("other"),
        ..Agency::new("https://otra.example.test/metadata")
    };
    hall.join(&other, identity::LevelOfAssurance::Low).await;
    // The other agency signs a request that says it is from the first.
    let issuer = Some(EntityId::new(&agency.entity_id).unwrap());
    let request = AuthnRequest { issuer, ..other.request("_r", start()) };
    let (why, _) = rejected(&hall, &other.redirect(&request, None)).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::Signature));
}

#[tokio::test]
async fn what_is_no_message_at_all() {
    let (hall, _) = Hall::open().await;
    let nothing = |why| (Rejected::Malformed(why), StatusCode::BAD_REQUEST);
    for (query, expected) in [
        ("", nothing(Malformed::NoMessage)),
        ("RelayState=x", nothing(Malformed::NoMessage)),
        ("SAMLRequest=%%%", nothing(Malformed::PercentEscape)),
        ("SAMLRequest=!!!!", nothing(Malformed::Base64)),
        ("SAMLRequest=QUJD", nothing(Malformed::Deflate)),
        ("SAMLRequest=QUJD&SAMLRequest=QUJD", nothing(Malformed::RepeatedParameter("SAMLRequest"))),
    ] {
        let (why, page) = rejected(&hall, &format!("/saml/sso?{query}")).await;
        assert_eq!((why, page.status), expected, "{query}");
    }
}

#[tokio::test]
async fn a_body_longer_than_is_read_or_of_another_type() {
    let (hall, _) = Hall::open().await;
    let long = [("SAMLRequest".to_owned(), "A".repeat(2 << 20))];
    let page = hall.browser().post_from_elsewhere("/saml/sso", &long).await;
    assert_eq!(untouched(&hall, page).await.status, StatusCode::PAYLOAD_TOO_LARGE);

    let request = http::Request::post("/saml/sso").header("content-type", "text/xml");
    let body = axum::body::Body::from("<a/>");
    let page = hall.browser().send(request.body(body).unwrap()).await;
    assert_eq!(untouched(&hall, page).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn an_agency_that_was_removed() {
    let (hall, agency) = Hall::open().await;
    hall.remove_unheard(&agency).await;
    assert!(hall.hub.refresh_directory().await.unwrap());
    let address = agency.redirect(&agency.request("_r", start()), None);
    assert_eq!(rejected(&hall, &address).await.0, Rejected::UnknownAgency);
}

/// What the hub says of a POST, exactly, and that its page and database agree.
async fn rejected_post(hall: &Hall, xml: &str) -> Rejected {
    let fields = [("SAMLRequest".to_owned(), STANDARD.encode(xml))];
    let form = format!("SAMLRequest={}", fields[0].1.replace('+', "%2B").replace('=', "%3D"));
    let verdict = hall.hub.receive(Received::from_post(form.as_bytes()), start()).await.unwrap();
    let page = hall.browser().post_from_elsewhere("/saml/sso", &fields).await;
    untouched(hall, page).await;
    verdict.unwrap_err()
}

/// A request of the agency's, signed and in good order, and its signature alone.
fn signed(agency: &Agency) -> (String, String) {
    let form = agency.form(&agency.request("_r", start()), None);
    let xml = String::from_utf8(STANDARD.decode(&form[0].1).unwrap()).unwrap();
    let from = xml.find("<ds:Signature").unwrap();
    let to = xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = xml[from..to].to_owned();
    (xml, signature)
}

#[tokio::test]
async fn a_signed_request_wrapped_into_an_evil_one() {
    let (hall, agency) = Hall::open().await;
    let (original, signature) = signed(&agency);
    let bare = original.replace(&signature, "");
    let evil = bare
        .replace("ID=\"_r\"", "ID=\"_evil\"")
        .replace(&agency.consumer, "https://evil.example.test/acs");
    let close = "</saml2p:AuthnRequest>";
    assert!(evil.ends_with(close), "{evil}");
    let open = &evil[..evil.len() - close.len()];
    let extensions = |inside: &str| format!("<saml2p:Extensions>{inside}</saml2p:Extensions>");

    // XSW1: the signature stays with the evil root, what it covers stands beside it.
    let wrapped = format!("{open}{signature}{}{close}", extensions(&bare));
    let why = rejected_post(&hall, &wrapped).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::Reference));
    // XSW2: the signed request, whole, inside the evil one.
    let wrapped = format!("{open}{}{close}", extensions(&original));
    let why = rejected_post(&hall, &wrapped).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::MisplacedSignature));
    // The evil request takes the name of the signed one.
    let named = open.replace("_evil", "_r");
    let wrapped = format!("{named}{signature}{}{close}", extensions(&bare));
    let why = rejected_post(&hall, &wrapped).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::RepeatedId));
    // What it covers stands in an Object of the signature.
    let object = format!("<ds:Object>{bare}</ds:Object></ds:Signature>");
    let holding = signature.replace("</ds:Signature>", &object);
    let why = rejected_post(&hall, &format!("{open}{holding}{close}")).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::SignatureObject));
}

#[tokio::test]
async fn by_post_too_no_signature_a_strangers_or_a_changed_request() {
    let (hall, agency) = Hall::open().await;
    let (original, signature) = signed(&agency);
    let unsigned = original.replace(&signature, "");
    let why = rejected_post(&hall, &unsigned).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::Unsigned));
    let thief = Agency { keys: keys::stranger().clone(), ..agency.clone() };
    let why = rejected_post(&hall, &signed(&thief).0).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::Signature));
    let changed = original.replace(&agency.consumer, "https://evil.example.test/acs");
    let why = rejected_post(&hall, &changed).await;
    assert_eq!(why, Rejected::Untrusted(Untrusted::Digest));
}

/// A genuine query in the address of a form that is not genuine: only the body is read, so that nothing
/// in the address vouches for it, or is taken instead.
#[tokio::test]
async fn a_signed_query_in_the_address_of_a_form_counts_for_nothing() {
    let (hall, agency) = Hall::open().await;
    let genuine = agency.redirect(&agency.request("_r", start()), None);
    let (original, signature) = signed(&agency);
    let unsigned = STANDARD.encode(original.replace(&signature, ""));
    for (fields, status) in [
        (vec![("SAMLRequest".to_owned(), unsigned)], StatusCode::FORBIDDEN),
        (Vec::new(), StatusCode::BAD_REQUEST),
    ] {
        let page = hall.browser().post_from_elsewhere(&genuine, &fields).await;
        assert_eq!(untouched(&hall, page).await.status, status);
    }
}

#[tokio::test]
async fn a_document_type_an_entity_a_comment_an_instruction() {
    let (hall, agency) = Hall::open().await;
    let (original, _) = signed(&agency);
    let entity = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    for (hostile, why) in [
        (format!("{entity}{original}"), Malformed::Declaration),
        (original.replacen("><", "><!-- -->  <", 1), Malformed::Declaration),
        (original.replacen("><", "><?php ?><", 1), Malformed::ProcessingInstruction),
        (original.repeat(400), Malformed::TooLarge),
    ] {
        assert_eq!(rejected_post(&hall, &hostile).await, Rejected::Malformed(why));
    }
}
