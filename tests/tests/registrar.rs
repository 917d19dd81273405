//! How agencies join and change: what applies at once, what waits for whom, what is undone, and what a
//! source that is followed may and may not do.

#![cfg(test)]

use std::sync::Arc;

use certs::Certificate;
use hub::Clock as _;
use hub::agency::compare::Difference;
use hub::registrar::{Approval, DocumentError, Followed, Outcome, Registrar, RegistrarError};
use hub::store::sources::Source;
use identity::LevelOfAssurance;
use jiff::SignedDuration;
use metadata::{MetadataError, Risk};
use saml::EntityId;
use tests::hall::agency::Agency;
use tests::hall::keys::{self, Pair, generate};
use tests::hall::{Hall, OPERATOR};
use tests::publisher::{group, signed};

const SOURCE: &str = "https://federation.example.test/metadata";
const UNTIL: &str = "2026-03-09T00:00:00Z";

fn registrar(hall: &Hall, approval: Approval) -> Registrar<'_> {
    Registrar { approval, ..hall.registrar() }
}

fn id(agency: &Agency) -> EntityId {
    EntityId::new(&agency.entity_id).unwrap()
}

fn certificate(pair: &Pair) -> Arc<Certificate> {
    Arc::new(Certificate::from_pem(&pair.certificate).unwrap())
}

/// Metadata that an operator brought.
async fn bring(registrar: &Registrar<'_>, metadata: &str) -> Outcome {
    let contents = registrar.open(metadata.as_bytes(), None, |_, _| {}).await.unwrap();
    assert_eq!(contents.left_out, []);
    let taken = registrar.take_in(&contents.arrivals, OPERATOR, None, |_| {}).await.unwrap();
    let [(_, outcome)] = taken.as_slice() else { panic!("{taken:?}") };
    outcome.clone()
}

fn risks(outcome: &Outcome) -> Vec<Risk> {
    outcome.differences().iter().map(|difference| difference.risk).collect()
}

/// The code under which it waits, and for how many.
fn waits(outcome: &Outcome) -> (String, usize) {
    let Outcome::Waiting { code, missing, .. } = outcome else { panic!("{outcome:?}") };
    (code.clone(), *missing)
}

fn applied(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Applied { .. })
}

/// A hall with one agency in force, and that agency.
async fn joined() -> (Hall, Agency) {
    let hall = Hall::empty().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    hall.join(&agency, LevelOfAssurance::Low).await;
    (hall, agency)
}

fn renamed(agency: &Agency) -> String {
    agency.metadata().replace("Sede de Ejemplo", "Sede Nueva")
}

/// The agency's metadata with another key beside its own.
fn with_another_key(agency: &Agency, other: &Pair) -> String {
    let descriptor = agency.metadata();
    let start = descriptor.find("<md:KeyDescriptor").unwrap();
    let end = descriptor.find("<md:AssertionConsumerService").unwrap();
    let key = &descriptor[start..end];
    let second = key.replace(&agency.keys.base64, &other.base64);
    descriptor.replace(key, &format!("{key}{second}"))
}

#[tokio::test]
async fn a_new_agency_waits_for_as_many_operators_as_are_set_and_for_different_ones() {
    let hall = Hall::empty().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let two = registrar(&hall, Approval::Two);
    let (code, missing) = waits(&bring(&two, &agency.metadata()).await);
    assert_eq!((missing, hall.rows("agency").await), (2, 0));
    let first = two.approve(&code, None, "ana", |_| {}).await.unwrap();
    assert_eq!(waits(&first[0].1), (code.clone(), 1));
    let again = two.approve(&code, None, "ana", |_| {}).await.unwrap_err();
    assert!(matches!(again, RegistrarError::SameOperator(who) if who == "ana"));
    assert_eq!(hall.rows("agency").await, 0);
    let second = two.approve(&code, None, "leo", |_| {}).await.unwrap();
    assert!(applied(&second[0].1));
    let change = &hall.hub.store.changes_of(&id(&agency)).await.unwrap()[0];
    assert_eq!(
        (change.what.as_str(), change.approved_by.as_slice()),
        ("added", &["ana", "leo"].map(str::to_owned)[..])
    );
    let known = two.known(&id(&agency)).await.unwrap().1.record;
    assert_eq!(known, hub::AgencyRecord::new(LevelOfAssurance::Low));
}

#[tokio::test]
async fn what_a_known_key_signed_applies_if_it_is_safe_and_a_new_key_waits_all_the_same() {
    let (hall, agency) = joined().await;
    let one = registrar(&hall, Approval::One);
    let unsigned = bring(&one, &renamed(&agency)).await;
    assert_eq!((risks(&unsigned), waits(&unsigned).1), (vec![Risk::Safe], 1));
    let vouched = bring(&one, &signed(&renamed(&agency), &agency.keys)).await;
    assert!(applied(&vouched));
    assert_eq!(hall.hub.store.proposals(None).await.unwrap().len(), 0, "what waited is past");
    let stranger = bring(&one, &signed(&agency.metadata(), keys::stranger())).await;
    assert_eq!(waits(&stranger).1, 1);

    let other = generate("other");
    let rollover = signed(&with_another_key(&agency, &other), &agency.keys);
    let (code, missing) = waits(&bring(&one, &rollover).await);
    assert_eq!(missing, 1);
    assert!(applied(&one.approve(&code, None, OPERATOR, |_| {}).await.unwrap()[0].1));
    // Now the new key is a known one.
    let alone = agency.metadata().replace(&agency.keys.base64, &other.base64);
    let outcome = bring(&one, &signed(&alone, &other)).await;
    assert!(applied(&outcome), "the old key goes, a known one stays: {outcome:?}");
}

#[tokio::test]
async fn what_waits_goes_on_waiting_under_its_code_however_often_it_is_brought() {
    let (hall, agency) = joined().await;
    let two = registrar(&hall, Approval::Two);
    let other = generate("other");
    let (code, _) = waits(&bring(&two, &with_another_key(&agency, &other)).await);
    two.approve(&code, None, "ana", |_| {}).await.unwrap();
    let again = bring(&two, &with_another_key(&agency, &other)).await;
    assert_eq!(waits(&again), (code.clone(), 1), "and whoever approved stays");
    let third = generate("third");
    let (new, missing) = waits(&bring(&two, &with_another_key(&agency, &third)).await);
    assert!(new != code && missing == 2, "something else was approved of by nobody");
    let gone = two.approve(&code, None, "leo", |_| {}).await.unwrap_err();
    assert!(matches!(gone, RegistrarError::NothingWaits(_)));
}

#[tokio::test]
async fn what_compares_with_a_state_that_is_past_is_outdated_and_not_put_into_force() {
    let (hall, agency) = joined().await;
    let one = registrar(&hall, Approval::One);
    let (code, _) = waits(&bring(&one, &renamed(&agency)).await);
    // Past the registrar, which would have forgotten what waits.
    let other = "UPDATE hub.agency SET record = record || '{\"allow_sso\": true}'";
    hall.client().await.batch_execute(other).await.unwrap();
    let outcomes = one.approve(&code, None, OPERATOR, |_| {}).await.unwrap();
    assert_eq!(outcomes, [(id(&agency), Outcome::Outdated)]);
    assert_eq!(hall.rows("proposal").await, 0);
    let known = one.known(&id(&agency)).await.unwrap().1;
    assert!(known.record.allow_sso);
    assert!(String::from_utf8(known.descriptor).unwrap().contains("Sede de Ejemplo"));
}

#[tokio::test]
async fn a_record_that_is_set_forgets_what_waited_for_the_old_one_and_says_so() {
    let (hall, agency) = joined().await;
    let one = registrar(&hall, Approval::One);
    let (code, _) = waits(&bring(&one, &renamed(&agency)).await);
    let known = one.known(&id(&agency)).await.unwrap();
    let high = hub::AgencyRecord::new(LevelOfAssurance::High);
    let set = one.set_record(&id(&agency), known, high, OPERATOR).await.unwrap();
    let told = matches!(&set, Outcome::Applied { dropped: Some(dropped), .. } if *dropped == code);
    assert!(told, "{set:?}");
    let outcome = one.approve(&code, None, OPERATOR, |_| {}).await;
    assert!(matches!(outcome, Err(RegistrarError::NothingWaits(_))));
    let known = one.known(&id(&agency)).await.unwrap().1;
    assert_eq!(known.record.level, LevelOfAssurance::High);
    assert!(String::from_utf8(known.descriptor).unwrap().contains("Sede de Ejemplo"));
}

#[tokio::test]
async fn of_two_operators_who_change_the_same_record_at_once_one_is_told() {
    let (hall, agency) = joined().await;
    let one = registrar(&hall, Approval::One);
    let id = id(&agency);
    let known = one.known(&id).await.unwrap();
    let high = hub::AgencyRecord::new(LevelOfAssurance::High);
    let substantial = hub::AgencyRecord::new(LevelOfAssurance::Substantial);
    one.set_record(&id, known.clone(), high, "ana").await.unwrap();
    let late = one.set_record(&id, known, substantial, "leo").await.unwrap_err();
    assert!(matches!(late, RegistrarError::Meanwhile(_)));
    assert_eq!(one.known(&id).await.unwrap().1.record.level, LevelOfAssurance::High);
}

#[tokio::test]
async fn two_operators_have_to_agree_before_an_agency_asks_for_less_and_one_may_always_ask_for_more()
 {
    let (hall, agency) = joined().await;
    let two = registrar(&hall, Approval::Two);
    let id = id(&agency);
    let set = async |level, by| {
        let known = two.known(&id).await.unwrap();
        two.set_record(&id, known, hub::AgencyRecord::new(level), by).await.unwrap()
    };
    assert!(applied(&set(LevelOfAssurance::High, "ana").await));
    let lower = set(LevelOfAssurance::Low, "ana").await;
    assert_eq!((risks(&lower), waits(&lower).1), (vec![Risk::Grave], 1));
    let (code, _) = waits(&lower);
    let own = two.approve(&code, None, "ana", |_| {}).await.unwrap_err();
    assert!(matches!(own, RegistrarError::SameOperator(_)), "who says what he wants has said yes");
    assert!(applied(&two.approve(&code, None, "leo", |_| {}).await.unwrap()[0].1));
}

#[tokio::test]
async fn a_mistake_is_undone_step_by_step_or_at_once_and_that_too_is_kept() {
    let (hall, agency) = joined().await;
    let one = registrar(&hall, Approval::One);
    let id = id(&agency);
    hall.set(&agency, |record| record.level = LevelOfAssurance::Substantial).await;
    hall.set(&agency, |record| record.level = LevelOfAssurance::High).await;
    let level = async || one.known(&id).await.unwrap().1.record.level;
    one.roll_back(&id, None, OPERATOR).await.unwrap();
    assert_eq!(level().await, LevelOfAssurance::Substantial);
    one.roll_back(&id, None, OPERATOR).await.unwrap();
    assert_eq!(level().await, LevelOfAssurance::High, "undoing is undone");
    let changes = hall.hub.store.changes_of(&id).await.unwrap();
    let what: Vec<_> = changes.iter().map(|change| change.what.as_str()).collect();
    assert_eq!(what, ["rolled back", "rolled back", "changed", "changed", "added"]);
    let first = changes.last().unwrap().id;
    one.roll_back(&id, Some(first), OPERATOR).await.unwrap();
    assert_eq!(level().await, LevelOfAssurance::Low);
    let missing = one.roll_back(&id, Some(first + 1000), OPERATOR).await.unwrap_err();
    assert!(matches!(missing, RegistrarError::NoSuchChange(_)));

    one.remove(&id, OPERATOR).await.unwrap();
    assert!(matches!(one.known(&id).await, Err(RegistrarError::NoAgency(_))));
    one.roll_back(&id, None, OPERATOR).await.unwrap();
    assert_eq!(level().await, LevelOfAssurance::Low, "it is back, with its record");
}

#[tokio::test]
async fn an_agency_that_was_added_by_mistake_goes_again() {
    let (hall, agency) = joined().await;
    let one = registrar(&hall, Approval::One);
    let changes = hall.hub.store.changes_of(&id(&agency)).await.unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(one.roll_back(&id(&agency), None, OPERATOR).await.unwrap(), Outcome::Removed);
    assert_eq!(hall.rows("agency").await, 0);
}

/// Three agencies of a federation, and their descriptors.
fn federation() -> [Agency; 3] {
    ["https://a.example.test/m", "https://b.example.test/m", "https://c.example.test/m"]
        .map(Agency::new)
}

fn descriptors(agencies: &[Agency]) -> Vec<String> {
    agencies.iter().map(Agency::metadata).collect()
}

/// A hall that follows a federation signed by a key, with all of its agencies in force.
async fn following(federation: &[Agency], by: &Pair) -> Hall {
    let hall = Hall::empty().await;
    let document = signed(&group(&descriptors(federation), UNTIL), by);
    {
        let all = registrar(&hall, Approval::Nobody);
        let signer = certificate(by);
        let contents = all.open(document.as_bytes(), Some(&signer), |_, _| {}).await.unwrap();
        let freshness = &contents.freshness;
        all.begin_to_follow(SOURCE, Some(&signer), freshness).await.unwrap();
        all.take_in(&contents.arrivals, OPERATOR, Some(SOURCE), |_| {}).await.unwrap();
    }
    assert_eq!(hall.rows("agency").await, i64::try_from(federation.len()).unwrap());
    hall
}

async fn source(hall: &Hall) -> Source {
    hall.hub.store.sources().await.unwrap().remove(0)
}

/// Looks at the source, which now has this document.
async fn look(hall: &Hall, document: &str) -> Followed {
    let one = registrar(hall, Approval::One);
    let document = Ok(document.as_bytes().to_vec());
    one.follow(source(hall).await, document, false, |_, _| {}).await.unwrap()
}

fn failed(followed: &Followed) -> &str {
    let Followed::Failed(why) = followed else { panic!("{followed:?}") };
    why
}

#[tokio::test]
async fn an_aggregate_is_approved_of_by_one_code_and_what_is_broken_in_it_stops_nobody() {
    let hall = Hall::empty().await;
    let agencies = federation();
    let mut members = descriptors(&agencies);
    members[1] = members[1].replace("https://b.example.test/acs", "ftp://b.example.test/acs");
    let xml = group(&members, UNTIL);
    let one = registrar(&hall, Approval::One);
    let contents = one.open(xml.as_bytes(), None, |_, _| {}).await.unwrap();
    let [broken] = contents.left_out.as_slice() else { panic!("{:?}", contents.left_out) };
    assert_eq!(broken.entity_id, Some(id(&agencies[1])));
    let why = "line 1: error: AssertionConsumerService 0: the address does not begin with https://. (SAML Bindings 3.5.5, RFC 3986, RFC 1123 2.1)";
    assert_eq!(broken.why, [why]);
    let taken = one.take_in(&contents.arrivals, OPERATOR, None, |_| {}).await.unwrap();
    let (code, _) = waits(&taken[0].1);
    assert_eq!(waits(&taken[1].1).0, code);
    let approved = one.approve(&code, Some(&id(&agencies[2])), "ana", |_| {}).await.unwrap();
    assert_eq!((approved.len(), hall.rows("agency").await), (1, 1), "one of them alone");
    one.approve(&code, None, "ana", |_| {}).await.unwrap();
    assert_eq!(hall.rows("agency").await, 2);
}

#[tokio::test]
async fn what_the_signer_of_a_source_renews_holds_for_longer_and_is_no_change() {
    let by = generate("federation");
    let agencies = federation();
    let hall = following(&agencies, &by).await;
    hall.clock.wait(SignedDuration::from_hours(24));
    let later = signed(&group(&descriptors(&agencies), "2026-03-16T00:00:00Z"), &by);
    let Followed::Taken { outcomes, .. } = look(&hall, &later).await else { panic!() };
    assert!(outcomes.iter().all(|(_, outcome)| *outcome == Outcome::Renewed), "{outcomes:?}");
    let ends = hall.hub.store.agencies(&[&id(&agencies[0])]).await.unwrap()[&id(&agencies[0])]
        .1
        .valid_until;
    assert_eq!(ends, Some("2026-03-16T00:00:00Z".parse().unwrap()));
    assert_eq!(hall.rows("agency_change").await, 3, "as when they were added");
    assert!(matches!(look(&hall, &later).await, Followed::Same));
}

#[tokio::test]
async fn a_source_that_fails_costs_nothing_until_its_last_good_copy_ends() {
    let by = generate("federation");
    let agencies = federation();
    let hall = following(&agencies, &by).await;
    let one = registrar(&hall, Approval::One);
    for (times, minutes) in [(1, 5), (2, 10), (3, 20)] {
        let refused = Err("nobody answers".to_owned());
        let followed = one.follow(source(&hall).await, refused, false, |_, _| {}).await.unwrap();
        assert_eq!(failed(&followed), "nobody answers");
        let source = source(&hall).await;
        assert_eq!((source.failures, source.failure.as_deref()), (times, Some("nobody answers")));
        assert_eq!(source.next_at, one.now + SignedDuration::from_mins(minutes));
    }
    hall.hub.refresh_directory().await.unwrap();
    let request = agencies[0].request("_r", hall.clock.now());
    let page = hall.browser().visit(&agencies[0].redirect(&request, None)).await;
    assert_eq!(page.status, http::StatusCode::OK);
    hall.clock.set(UNTIL.parse().unwrap());
    let request = agencies[0].request("_s", hall.clock.now());
    let page = hall.browser().visit(&agencies[0].redirect(&request, None)).await;
    assert_eq!(page.status, http::StatusCode::FORBIDDEN, "SAML Metadata 2.3.1");
}

#[tokio::test]
async fn nothing_is_taken_from_a_copy_that_is_not_signed_or_old_or_ended_or_lacks_most_of_them() {
    let by = generate("federation");
    let agencies = federation();
    let hall = following(&agencies, &by).await;
    let other: Vec<_> = agencies.iter().map(renamed).collect();
    let copy = |until: &str, by: &Pair| signed(&group(&other, until), by);
    let broken = copy("2026-03-16T00:00:00Z", &by).replace("Sede Nueva", "Sede Mala");
    for (document, why) in [
        (copy("2026-03-16T00:00:00Z", keys::stranger()), "not to be trusted"),
        (group(&other, "2026-03-16T00:00:00Z"), "not to be trusted"),
        (broken, "not to be trusted"),
        (copy("2026-03-08T00:00:00Z", &by), "it is older than the copy that is known"),
        (copy("2026-03-01T00:00:00Z", &by), "the metadata ended on 2026-03-01T00:00:00Z"),
        (signed(&group(&[], "2026-03-16T00:00:00Z"), &by), "it lacks 3 of the 3 agencies"),
        ("<html>503</html>".to_owned(), "this is not SAML metadata"),
    ] {
        let followed = look(&hall, &document).await;
        assert!(failed(&followed).contains(why), "{why}: {}", failed(&followed));
    }
    let known = registrar(&hall, Approval::One).known(&id(&agencies[0])).await.unwrap().1;
    assert!(String::from_utf8(known.descriptor).unwrap().contains("Sede de Ejemplo"));
    assert_eq!(hall.rows("proposal").await, 0);

    // Not even if an operator says that it may lack whom it likes.
    let empty = signed(&group(&[], "2026-03-16T00:00:00Z"), &by).into_bytes();
    let one = registrar(&hall, Approval::One);
    let followed = one.follow(source(&hall).await, Ok(empty), true, |_, _| {}).await.unwrap();
    let why = format!("nothing in it can be taken in: agency-check METADATA={SOURCE} says why");
    assert_eq!(failed(&followed), why);
}

#[tokio::test]
async fn an_agency_that_its_source_no_longer_lists_is_suspended_and_comes_back_by_hand() {
    let by = generate("federation");
    let agencies = federation();
    let hall = following(&agencies, &by).await;
    let fewer = signed(&group(&descriptors(&agencies[..2]), "2026-03-16T00:00:00Z"), &by);
    let Followed::Taken { gone, .. } = look(&hall, &fewer).await else { panic!() };
    let [(gone, outcome)] = gone.as_slice() else { panic!("{gone:?}") };
    assert!(*gone == id(&agencies[2]) && applied(outcome));
    let known = registrar(&hall, Approval::One).known(gone).await.unwrap().1;
    assert!(known.record.suspended);
    let Followed::Taken { gone, .. } =
        look(&hall, &signed(&group(&descriptors(&agencies[..2]), "2026-03-17T00:00:00Z"), &by))
            .await
    else {
        panic!()
    };
    assert_eq!(gone, [], "once");
    // The source lists it again, and that alone opens nothing.
    let all = signed(&group(&descriptors(&agencies), "2026-03-18T00:00:00Z"), &by);
    look(&hall, &all).await;
    let suspended = async || {
        let known = registrar(&hall, Approval::One).known(&id(&agencies[2])).await.unwrap();
        known.1.record.suspended
    };
    assert!(suspended().await);
    hall.set(&agencies[2], |record| record.suspended = false).await;
    assert!(!suspended().await);
}

#[tokio::test]
async fn a_source_cannot_take_over_an_agency_of_another() {
    let by = generate("federation");
    let agencies = federation();
    let hall = following(&agencies, &by).await;
    let (own, theirs) = (&agencies[0], Agency::new("https://own.example.test/m"));
    hall.join(&theirs, LevelOfAssurance::Low).await;
    let both = [own.metadata(), agencies[1].metadata(), agencies[2].metadata(), renamed(&theirs)];
    let document = signed(&group(&both, "2026-03-16T00:00:00Z"), &by);
    let Followed::Taken { outcomes, .. } = look(&hall, &document).await else { panic!() };
    let taken = outcomes.iter().find(|(one, _)| *one == id(&theirs)).unwrap();
    assert_eq!(
        waits(&taken.1).1,
        1,
        "though the signer is a known one, and a name is all that is new"
    );
    let moved =
        Difference::new(Risk::Grave, format!("Its metadata is taken from {SOURCE} from now on."));
    assert_eq!(taken.1.differences().last(), Some(&moved));
}

#[tokio::test]
async fn a_document_that_its_signer_did_not_sign_is_not_opened() {
    let hall = Hall::empty().await;
    let one = registrar(&hall, Approval::One);
    let agency = Agency::new("https://sede.example.test/metadata");
    let signer = certificate(keys::stranger());
    for xml in [agency.metadata(), signed(&agency.metadata(), &agency.keys)] {
        let refused = one.open(xml.as_bytes(), Some(&signer), |_, _| {}).await.unwrap_err();
        assert!(
            matches!(refused, DocumentError::Metadata(MetadataError::Untrusted(_))),
            "{refused:?}"
        );
    }
    let xml = signed(&agency.metadata(), keys::stranger());
    assert_eq!(one.open(xml.as_bytes(), Some(&signer), |_, _| {}).await.unwrap().arrivals.len(), 1);
}

#[tokio::test]
async fn only_one_of_many_nodes_looks_at_a_source_that_is_due() {
    let by = generate("federation");
    let hall = following(&federation(), &by).await;
    let store = &hall.hub.store;
    let now = source(&hall).await.next_at;
    let lease = SignedDuration::from_mins(10);
    let take = || store.take_due_source(None, lease, now);
    let (one, other) = tokio::join!(take(), take());
    let taken = usize::from(one.unwrap().is_some()) + usize::from(other.unwrap().is_some());
    assert_eq!(taken, 1);
    assert!(store.is_source_due(now + lease).await.unwrap(), "whoever took it may have died");
    assert!(!store.is_source_due(now).await.unwrap());
}

#[tokio::test]
async fn undoing_a_wrong_record_keeps_the_end_that_was_renewed_since() {
    let by = generate("federation");
    let agencies = federation();
    let hall = following(&agencies, &by).await;
    let one = registrar(&hall, Approval::One);
    let later = signed(&group(&descriptors(&agencies), "2026-03-16T00:00:00Z"), &by);
    look(&hall, &later).await;
    hall.set(&agencies[0], |record| record.level = LevelOfAssurance::High).await;
    hall.clock.set("2026-03-10T00:00:00Z".parse().unwrap());
    let one = Registrar { now: hall.clock.now(), ..one };
    one.roll_back(&id(&agencies[0]), None, OPERATOR).await.unwrap();
    let known = one.known(&id(&agencies[0])).await.unwrap().1;
    assert_eq!(known.record.level, LevelOfAssurance::Low);
    assert_eq!(known.valid_until, Some("2026-03-16T00:00:00Z".parse().unwrap()));
}

#[tokio::test]
async fn a_state_whose_metadata_has_ended_does_not_come_back() {
    let (hall, agency) = joined().await;
    let ending = agency.metadata().replace(
        "<md:EntityDescriptor ",
        "<md:EntityDescriptor validUntil=\"2026-03-03T00:00:00Z\" ",
    );
    hall.take_in(&ending).await;
    hall.take_in(&renamed(&agency)).await;
    hall.clock.set("2026-03-10T00:00:00Z".parse().unwrap());
    let refused = registrar(&hall, Approval::One).roll_back(&id(&agency), None, OPERATOR).await;
    assert!(
        matches!(refused, Err(RegistrarError::Ended(_, end)) if end.to_string() == "2026-03-03T00:00:00Z")
    );
}

#[tokio::test]
async fn what_waits_of_a_source_outlives_a_renewal_and_comes_back_if_a_record_is_set_meanwhile() {
    let by = generate("federation");
    let agencies = federation();
    let hall = following(&agencies, &by).await;
    let moved = |until: &str| {
        let mut all = descriptors(&agencies);
        all[0] = with_another_key(&agencies[0], keys::stranger());
        signed(&group(&all, until), &by)
    };
    let waiting = async || hall.hub.store.proposals(None).await.unwrap();
    let document = moved("2026-03-16T00:00:00Z");
    look(&hall, &document).await;
    let code = waiting().await[0].code.clone();
    look(&hall, &moved("2026-03-17T00:00:00Z")).await;
    assert_eq!(waiting().await[0].code, code, "the same key, with a later end");

    hall.set(&agencies[0], |record| record.level = LevelOfAssurance::High).await;
    assert_eq!(waiting().await.len(), 0, "it compared with another record");
    assert!(matches!(look(&hall, &moved("2026-03-17T00:00:00Z")).await, Followed::Taken { .. }));
    assert_eq!(waiting().await.len(), 1, "and is brought again");
}

#[tokio::test]
async fn a_record_that_waits_is_not_outdated_by_a_renewal() {
    let by = generate("federation");
    let agencies = federation();
    let hall = following(&agencies, &by).await;
    hall.set(&agencies[0], |record| record.level = LevelOfAssurance::High).await;
    let two = registrar(&hall, Approval::Two);
    let known = two.known(&id(&agencies[0])).await.unwrap();
    let low = hub::AgencyRecord::new(LevelOfAssurance::Low);
    let (code, _) = waits(&two.set_record(&id(&agencies[0]), known, low, "ana").await.unwrap());
    look(&hall, &signed(&group(&descriptors(&agencies), "2026-03-16T00:00:00Z"), &by)).await;
    assert!(applied(&two.approve(&code, None, "leo", |_| {}).await.unwrap()[0].1));
}

#[tokio::test]
async fn a_source_that_changes_an_agency_all_the_time_has_to_wait() {
    let by = generate("federation");
    let agencies = federation();
    let hall = following(&agencies, &by).await;
    for times in 0..7 {
        let all: Vec<_> = descriptors(&agencies)
            .iter()
            .map(|one| one.replace("Sede de Ejemplo", &format!("Sede {times}")))
            .collect();
        let document = signed(&group(&all, &format!("2026-03-{}T00:00:00Z", 10 + times)), &by);
        let Followed::Taken { outcomes, .. } = look(&hall, &document).await else { panic!() };
        let refused = matches!(outcomes[0].1, Outcome::Refused(_));
        assert_eq!(refused, times >= 5, "{times}: {outcomes:?}");
    }
    assert_eq!(hall.rows("agency_change").await, 3 + 3 * 5);
    // A day later the same octets are looked at once more.
    let document = {
        let all: Vec<_> = descriptors(&agencies)
            .iter()
            .map(|one| one.replace("Sede de Ejemplo", "Sede 6"))
            .collect();
        signed(&group(&all, "2026-03-17T00:00:00Z"), &by)
    };
    look(&hall, &document).await;
    hall.clock.wait(SignedDuration::from_hours(25));
    let Followed::Taken { outcomes, .. } = look(&hall, &document).await else { panic!() };
    assert!(applied(&outcomes[0].1), "{outcomes:?}");
    assert!(matches!(look(&hall, &document).await, Followed::Same));
}

#[tokio::test]
async fn the_signer_of_a_source_is_not_swapped_by_following_it_again() {
    let by = generate("federation");
    let hall = following(&federation(), &by).await;
    let one = registrar(&hall, Approval::One);
    let other = certificate(keys::stranger());
    let freshness = metadata::Freshness::default();
    for signer in [None, Some(&other)] {
        let refused = one.begin_to_follow(SOURCE, signer, &freshness).await;
        assert!(matches!(refused, Err(RegistrarError::OtherSigner(_))));
    }
    one.begin_to_follow(SOURCE, Some(&certificate(&by)), &freshness).await.unwrap();
}

#[tokio::test]
async fn one_agency_whose_record_is_not_read_stops_nobody_and_can_be_removed() {
    let (hall, agency) = joined().await;
    let other = Agency::new("https://otra.example.test/m");
    hall.join(&other, LevelOfAssurance::Low).await;
    let spoil = "UPDATE hub.agency SET record = record || '{\"of_a_later_release\": 1}' WHERE entity_id = $1";
    hall.client().await.execute(spoil, &[&agency.entity_id]).await.unwrap();
    assert!(hall.hub.refresh_directory().await.unwrap());
    let ask = async |agency: &Agency| {
        let request = agency.request("_r", hall.clock.now());
        hall.browser().visit(&agency.redirect(&request, None)).await.status
    };
    assert_eq!(ask(&agency).await, http::StatusCode::FORBIDDEN);
    assert_eq!(ask(&other).await, http::StatusCode::OK);
    registrar(&hall, Approval::One).remove(&id(&agency), OPERATOR).await.unwrap();
    assert_eq!(hall.rows("agency").await, 1);
}

#[tokio::test]
async fn who_approves_of_a_new_agency_is_told_its_keys_and_addresses() {
    let hall = Hall::empty().await;
    let agency = Agency::new("https://sede.example.test/metadata");
    let outcome = bring(&registrar(&hall, Approval::One), &agency.metadata()).await;
    let key: String = certificate(&agency.keys).fingerprint().chars().take(16).collect();
    let sentences: Vec<_> = outcome.differences().iter().map(|one| one.sentence.clone()).collect();
    let expected = [
        "The agency is new.".to_owned(),
        "It is answered at https://sede.example.test/acs.".to_owned(),
        format!("It signs with the key {key}."),
    ];
    assert_eq!(sentences, expected);
}
