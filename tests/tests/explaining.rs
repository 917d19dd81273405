//! Every decision can be asked for its reason, before and after: by the binary itself, on real requests.

#![cfg(test)]

use http::StatusCode;
use hub::{Clock as _, SystemClock};
use identity::Comparison;
use identity::LevelOfAssurance::{self, High, Low};
use jiff::{SignedDuration, Timestamp};
use saml::EntityId;
use saml::request::{AuthnRequest, RequestedContext, Scoping};
use tests::hall::agency::{Agency, Told};
use tests::hall::{ANA, Hall, PASSWORD, keys, start};
use tests::operator::{Ended, Operator};

const SEDE: &str = "Sede de Ejemplo (https://sede.example.test/metadata)";

fn operator(hall: &Hall) -> Operator {
    Operator::at("ZAGUAN_DEFAULT_BINARY", &hall.database)
}

fn well(ended: &Ended) -> &str {
    assert!(ended.well, "{ended:?}");
    &ended.said
}

fn refused(ended: &Ended) -> &str {
    assert!(!ended.well, "{ended:?}");
    &ended.complained
}

fn lines(lines: &[&str]) -> String {
    lines.join("\n") + "\n"
}

/// When a request was made that lies in a ticket.
fn three_days_ago() -> Timestamp {
    SystemClock.now() - SignedDuration::from_hours(3 * 24)
}

fn asking(comparison: Comparison, level: LevelOfAssurance) -> RequestedContext {
    RequestedContext { comparison, classes: vec![level.uri().to_owned()] }
}

/// The address of the redirect that carries it.
fn address(agency: &Agency, request: &AuthnRequest) -> String {
    format!("https://hub.example.test{}", agency.redirect(request, Some("state")))
}

fn explain(operator: &Operator, text: &str) -> Ended {
    let file = operator.file("request", text);
    operator.run(&["explain", &file])
}

#[tokio::test]
async fn a_request_is_explained_before_anybody_comes_and_nothing_is_written() {
    let (hall, agency) = Hall::open().await;
    let operator = operator(&hall);
    let request = agency.request("_ticket", three_days_ago());
    let expected = lines(&[
        &format!("The request _ticket is from {SEDE}, and its signature is in order."),
        "It was made 3 days ago: the hub would refuse it (5 minutes at most). Apart from that:",
        "Its answer would go to https://sede.example.test/acs.",
        "By default-2:",
        "The operator's record asks for the level low at least (SPEC SAML-21).",
        "The method password is offered: it can reach the level that is needed (SPEC 4.2).",
        "The method pin is offered: it can reach the level that is needed (SPEC 4.2).",
        "The hub would offer: password, pin.",
        "With password, registration basic: admitted at the level low.",
        "With password, registration advanced: admitted at the level substantial.",
        "With pin, registration basic: admitted at the level low.",
        "With pin, registration advanced: admitted at the level substantial.",
    ]);
    let posted = agency.form(&request, None).remove(0).1;
    let xml = String::from_utf8(base64_decoded(&posted)).unwrap();
    let encoded = posted.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    for text in [
        address(&agency, &request),
        agency.redirect(&request, None).split_once('?').unwrap().1.to_owned(),
        format!("{posted}\n"),
        format!("RelayState=x&SAMLRequest={encoded}"),
        xml,
    ] {
        let ended = explain(&operator, &text);
        assert_eq!((well(&ended), ended.complained.as_str()), (expected.as_str(), ""), "{text}");
    }
    for table in ["journey", "ledger", "trace", "trace_join"] {
        assert_eq!(hall.rows(table).await, 0, "{table}");
    }
}

fn base64_decoded(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

#[tokio::test]
async fn what_would_be_declined_says_which_status_the_agency_would_get_and_fails() {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| record.level = High).await;
    let operator = operator(&hall);
    let two_minutes = SystemClock.now() - SignedDuration::from_secs(130);
    let request = agency.requiring("_high", two_minutes, asking(Comparison::Minimum, High));
    let ended = explain(&operator, &address(&agency, &request));
    assert_eq!(refused(&ended), "zaguan: the hub would decline this request\n");
    assert_eq!(
        ended.said,
        lines(&[
            &format!("The request _high is from {SEDE}, and its signature is in order."),
            "It was made 2 minutes ago, which is in order.",
            "Its answer would go to https://sede.example.test/acs.",
            "It asks for at least: high.",
            "By default-2:",
            "The operator's record asks for the level high at least (SPEC SAML-21).",
            "The level that the request asks for is at least high (SAML Core 3.3.2.2.1).",
            "The method password is left out: the best that it can reach is not the level that is needed \
             (SPEC 4.2).",
            "The method pin is left out: the best that it can reach is not the level that is needed \
             (SPEC 4.2).",
            "The hub would offer nothing, tell the person what is missing, and then the agency: LOA_NOT_REACHED: required high, \
             obtained none.",
        ])
    );
}

#[tokio::test]
async fn who_could_enter_is_told_for_each_registration() {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| {
        record.registration = Some(identity::RegistrationLevel::Advanced);
    })
    .await;
    let ended = explain(
        &operator(&hall),
        &address(&agency, &agency.request("_advanced", three_days_ago())),
    );
    let ending = "The hub would offer: password, pin.\n\
                  With password, registration basic: not admitted; the agency would be told: \
                  REGISTRATION_LEVEL_NOT_REACHED: a higher registration level is required.\n\
                  With password, registration advanced: admitted at the level substantial.\n\
                  With pin, registration basic: not admitted; the agency would be told: \
                  REGISTRATION_LEVEL_NOT_REACHED: a higher registration level is required.\n\
                  With pin, registration advanced: admitted at the level substantial.\n";
    assert!(well(&ended).ends_with(ending), "{ended:?}");
}

#[tokio::test]
async fn each_reason_to_decline_on_the_way_in_is_told_in_its_own_words() {
    let (hall, agency) = Hall::open().await;
    let operator = operator(&hall);
    let request = || agency.request("_r", three_days_ago());
    let others = vec![EntityId::new("urn:other").unwrap()];
    let cases = [
        (
            AuthnRequest { is_passive: true, ..request() },
            "The request is declined: it wants no page shown, but there is no session (SAML Core 3.4.1).\n\
             The hub would offer nothing, and tell the agency: PASSIVE: the user would have to be asked.\n",
        ),
        (
            AuthnRequest {
                scoping: Some(Scoping { providers: others, ..Scoping::default() }),
                ..request()
            },
            "The method password is left out: the request lists who may authenticate, and this one is not \
             among them (SAML Core 3.4.1.3).\n\
             The method pin is left out: the request lists who may authenticate, and this one is not among \
             them (SAML Core 3.4.1.3).\n\
             The request is declined: by the operator's record and the request, no method is left (SPEC 4.4 \
             no. 2).\n\
             The hub would offer nothing, and tell the agency: NO_AUTHENTICATOR: no authentication method \
             is left.\n",
        ),
        (
            AuthnRequest { protocol_binding: Some("urn:fax".to_owned()), ..request() },
            "By default-2:\n\
             The request is declined: it wants its answer by a binding that is not HTTP-POST (SAML Core \
             3.2.2.2).\n\
             The hub would offer nothing, and tell the agency: BINDING: the requested binding is not \
             supported.\n",
        ),
    ];
    for (request, ending) in cases {
        let ended = explain(&operator, &address(&agency, &request));
        assert_eq!(refused(&ended), "zaguan: the hub would decline this request\n");
        assert!(ended.said.ends_with(ending), "{}", ended.said);
    }
}

#[tokio::test]
async fn what_cannot_be_trusted_says_why_and_what_to_do() {
    let (hall, agency) = Hall::open().await;
    let operator = operator(&hall);
    let request = agency.request("_r", three_days_ago());
    let unknown = Agency::new("https://nobody.example.test/metadata");
    let stranger = Agency { keys: keys::stranger().clone(), ..agency.clone() };
    let elsewhere =
        AuthnRequest { destination: Some("https://other.test/".to_owned()), ..request.clone() };
    let unsigned = String::from_utf8(request.to_element().to_bytes()).unwrap();
    for (text, why) in [
        (
            address(&unknown, &unknown.request("_r", three_days_ago())),
            "the sender is not in the directory. To do: agency-list shows who is in the directory; an \
             entityID is compared letter by letter",
        ),
        (
            address(&stranger, &request),
            "the message is not to be trusted: the signature was not made with a key of the party. To do: \
             if it was brought letter by letter as it was sent, the agency signs with a key that its \
             metadata here does not have, or otherwise than we accept: agency-show lists its keys, \
             agency-add renews them",
        ),
        (
            unsigned,
            "the message is not to be trusted: not signed. To do: the agency has to sign; of a redirect \
             bring the whole address, where the signature is",
        ),
        (
            address(&agency, &elsewhere),
            "the destination is not this endpoint. To do: the agency has to send to the address of our \
             metadata, and to name that as the Destination",
        ),
        (
            "Dear help desk!".to_owned(),
            "the message is malformed: not base64. To do: bring it as it was sent: its XML, the base64 of \
             the field SAMLRequest, or the whole address of a redirect",
        ),
    ] {
        let ended = explain(&operator, &text);
        let why = format!("zaguan: the hub would not accept this request: {why}\n");
        assert_eq!((refused(&ended), ended.said.as_str()), (why.as_str(), ""), "{text}");
    }
    let endless = explain(&operator, &"A".repeat(hub::rehearsal::LONGEST + 1));
    assert!(
        refused(&endless).ends_with(" has more than 1048576 octets, which no request has\n"),
        "{endless:?}"
    );
}

/// Enters with the password two seconds after a wrong one, when it is looked at again.
async fn log_in(hall: &Hall, agency: &Agency, id: &str) -> Told {
    hall.clock.set(start());
    let mut browser = hall.browser();
    let address = agency.redirect(&agency.request(id, start()), None);
    let choose = browser.visit(&address).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "password")]).await;
    let page = browser.follow(asked).await;
    let wrong = [("documento", ANA), ("clave", "wrong")];
    let again = browser.submit(&page.form("/clave"), &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    hall.clock.wait(SignedDuration::from_secs(2));
    let right = [("documento", ANA), ("clave", PASSWORD)];
    let answered = browser.submit(&again.form("/clave"), &right).await;
    agency.read(&browser.follow(answered).await)
}

async fn reference_of(hall: &Hall, told: &Told) -> String {
    let client = hall.client().await;
    let select = "SELECT reference FROM hub.trace WHERE response_id = $1";
    client.query_one(select, &[&told.response_id]).await.unwrap().get(0)
}

/// What the trace says of a login with the password in the hall.
fn granted(name: &str, reference: &str, request: &str, told: &Told) -> String {
    lines(&[
        &format!("{reference}: {name} asked with the request {request}."),
        "It arrived at 2026-03-02T09:15:00Z.",
        "The least level that would do was low.",
        "- The operator's record asks for the level low at least (SPEC SAML-21).",
        "- The method password is offered: it can reach the level that is needed (SPEC 4.2).",
        "- The method pin is offered: it can reach the level that is needed (SPEC 4.2).",
        "- The method card is offered: it can reach the level that is needed (SPEC 4.2).",
        "- The method nod is offered: it can reach the level that is needed (SPEC 4.2).",
        "- The proof was made with the method that was chosen, password (DESIGN 3).",
        "- The person's registration is active (DESIGN 3 no. 11).",
        "- What was proved reaches the level low, by factors knowledge and registration advanced, which is \
         enough (SPEC 4.2).",
        "The person proved who they are with the method password, at the level low.",
        "At 2026-03-02T09:15:02Z it was answered GRANTED: the agency was sent an assertion.",
        &format!(
            "The answer is the response {} with the assertion {}, decided by default-2.",
            told.response_id,
            told.assertion_id.as_deref().unwrap()
        ),
    ])
}

#[tokio::test]
async fn what_was_answered_is_told_by_whatever_is_quoted() {
    let (hall, agency) = Hall::open().await;
    let told = log_in(&hall, &agency, "_r").await;
    let reference = reference_of(&hall, &told).await;
    let operator = operator(&hall);
    let expected = granted(SEDE, &reference, "_r", &told);
    let (front, back) = reference.split_at(4);
    for quoted in [
        reference.as_str(),
        &format!(" {}-{} ", front.to_uppercase(), back.to_lowercase()),
        &format!("{front} {back}"),
        "_r",
        &told.response_id,
        told.assertion_id.as_deref().unwrap(),
    ] {
        assert_eq!(well(&operator.run(&["trace", "--", quoted])), expected, "{quoted}");
    }
    for unknown in ["_R", "0000-0000-00", "' OR true --"] {
        let ended = operator.run(&["trace", "--", unknown]);
        let why = "zaguan: there is no entry with this reference or id. The person may still be under \
                   way, the request may have been refused before it was trusted (then its reference is \
                   in the log only), or it is older than the trace is kept\n";
        assert_eq!((refused(&ended), ended.said.as_str()), (why, ""), "{unknown}");
    }
    let endless = operator.run(&["trace", "--", &"x".repeat(257)]);
    let why = "zaguan: this is no reference and no id: say the reference that people read, or the id of a \
               request, a response or an assertion, of 256 characters at most\n";
    assert_eq!(refused(&endless), why);
}

#[tokio::test]
async fn a_request_that_was_answered_says_so_when_it_is_explained() {
    let (hall, agency) = Hall::open().await;
    let told = log_in(&hall, &agency, "_r").await;
    let reference = reference_of(&hall, &told).await;
    let ended = explain(&operator(&hall), &address(&agency, &agency.request("_r", start())));
    let answered = format!(
        "It was answered at 2026-03-02T09:15:02Z with GRANTED, and each request is answered once: make \
         trace ID={reference}\n"
    );
    assert!(well(&ended).contains(&answered), "{ended:?}");
}

#[tokio::test]
async fn who_gave_up_is_told_without_a_method_and_without_the_person() {
    let (hall, agency) = Hall::open().await;
    let mut browser = hall.browser();
    let page = browser.visit(&agency.redirect(&agency.request("_r", start()), None)).await;
    let cancelled = browser.submit(&page.form("/cancelar"), &[]).await;
    let told = agency.read(&browser.follow(cancelled).await);
    let ended = operator(&hall).run(&["trace", "_r"]);
    let reference = reference_of(&hall, &told).await;
    let ending = format!(
        "No method was used to its end.\n\
         At 2026-03-02T09:15:00Z it was answered CANCELLED: the person gave up.\n\
         The answer is the response {}, decided by default-2.\n",
        told.response_id
    );
    assert!(well(&ended).starts_with(&format!("{reference}: {SEDE} asked")), "{ended:?}");
    assert!(ended.said.ends_with(&ending), "{ended:?}");
    let joined = operator(&hall).run(&["trace-join", "_r", "--reason", "Court 3, case 2026/117"]);
    let why = "zaguan: nobody proved who they are there, so there is nobody to join it with\n";
    assert_eq!(refused(&joined), why);
    assert_eq!(hall.rows("trace_join").await, 0);
}

#[tokio::test]
async fn two_agencies_with_the_same_request_id_are_told_apart() {
    let (hall, agency) = Hall::open().await;
    let other = Agency::new("https://otra.example.test/metadata");
    hall.join(&other, Low).await;
    let first = log_in(&hall, &agency, "_same").await;
    let second = log_in(&hall, &other, "_same").await;
    let references = [reference_of(&hall, &first).await, reference_of(&hall, &second).await];
    let operator = operator(&hall);
    let otra = "Sede de Ejemplo (https://otra.example.test/metadata)";
    let expected = format!(
        "2 entries have this id:\n{}{}",
        granted(SEDE, &references[0], "_same", &first),
        granted(otra, &references[1], "_same", &second)
    );
    assert_eq!(well(&operator.run(&["trace", "_same"])), expected);
    let joined = operator.run(&["trace-join", "_same", "--reason", "Court 3, case 2026/117"]);
    let why = format!(
        "zaguan: 2 entries have this id; say the reference of one: {}, {}\n",
        references[0], references[1]
    );
    assert_eq!((refused(&joined), hall.rows("trace_join").await), (why.as_str(), 0));
}

#[tokio::test]
async fn an_auditor_learns_who_it_was_and_that_is_recorded_for_ever() {
    let (hall, agency) = Hall::open().await;
    let told = log_in(&hall, &agency, "_r").await;
    let reference = reference_of(&hall, &told).await;
    let operator = operator(&hall);
    let quoted = reference.to_uppercase();
    let join = ["--by", "Auditora", "trace-join", &quoted, "--reason", "Court 3, case 2026/117"];
    let who = "12345678Z, Ana Muñoz Núñez";
    let expected = lines(&[
        &format!("Recorded: Auditora asks who was behind {reference}: Court 3, case 2026/117"),
        &format!("2026-03-02T09:15:00Z: login with password, wrong: {who}."),
        &format!("2026-03-02T09:15:02Z: login with password, proved: {who}."),
        &format!("2026-03-02T09:15:02Z: browser with password, new: {who}."),
    ]);
    assert_eq!(well(&operator.run(&join)), expected);
    let client = hall.client().await;
    let select = "SELECT joined_by, reference, reason FROM hub.trace_join";
    let rows = client.query(select, &[]).await.unwrap();
    let row: Vec<[String; 3]> =
        rows.iter().map(|row| [row.get(0), row.get(1), row.get(2)]).collect();
    assert_eq!(row, [["Auditora", &reference, "Court 3, case 2026/117"].map(str::to_owned)]);
    for change in [
        "UPDATE hub.trace_join SET reason = 'something else'",
        "DELETE FROM hub.trace_join",
        "TRUNCATE hub.trace_join",
    ] {
        assert!(client.execute(change, &[]).await.is_err(), "{change}");
    }
}

#[tokio::test]
async fn nobody_is_told_to_who_gives_no_reason_or_cannot_be_recorded() {
    let (hall, agency) = Hall::open().await;
    let _ = log_in(&hall, &agency, "_r").await;
    let operator = operator(&hall);
    for (reason, why) in [
        (
            "curiosity",
            "a reason has 10 to 500 characters on one line: say who wants to know, and the number of the \
             case",
        ),
        (
            "Was it 12345678Z?",
            "a reason is kept where no person may stand: say the number of the case, not a document",
        ),
    ] {
        let ended = operator.run(&["trace-join", "_r", "--reason", reason]);
        let why = format!("zaguan: {why}\n");
        assert_eq!((refused(&ended), ended.said.as_str()), (why.as_str(), ""), "{reason}");
    }
    assert!(!operator.run(&["trace-join", "_r"]).well);
    assert_eq!(hall.rows("trace_join").await, 0);

    hall.client().await.batch_execute("DROP TABLE hub.trace_join").await.unwrap();
    let ended = operator.run(&["trace-join", "_r", "--reason", "Court 3, case 2026/117"]);
    let why = "zaguan: it could not be recorded, so nothing is told: the database refused a statement \
               (42P01)\n";
    assert_eq!((refused(&ended), ended.said.as_str()), (why, ""));
}

#[tokio::test]
async fn what_a_newer_release_found_breaks_no_reading() {
    let (hall, agency) = Hall::open().await;
    let _ = log_in(&hall, &agency, "_r").await;
    let newer = "UPDATE hub.trace SET outcome = 'TOMORROW',
                 because = '[{\"rule\": \"moon\", \"about\": \"full\", \"effect\": \"wait\"}]'";
    hall.client().await.batch_execute(newer).await.unwrap();
    let told = operator(&hall).run(&["trace", "_r"]);
    for line in [
        "- Another release found what this one has no words for: \
         {\"about\":\"full\",\"effect\":\"wait\",\"rule\":\"moon\"}.\n",
        "it was answered TOMORROW: another release has this answer, and knows what it means.\n",
    ] {
        assert!(well(&told).contains(line), "{told:?}");
    }
}
