use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use certs::OaepHash;
use proptest::prelude::*;
use saml::Recipient;
use saml::binding::Binding;

use super::*;
use crate::service_provider::AssertionConsumer;

/// Certificates of the keys a, b, c and d, another one of a, and one of e, which is no RSA key.
const CERTIFICATES: &str = include_str!("../fixtures/certificates.txt");
const WEAK_KEY: &str = include_str!("../fixtures/weak_key.txt");

fn certificate(name: &str) -> Arc<Certificate> {
    // A key is parsed once for each certificate, and properties ask for thousands.
    static ALL: LazyLock<HashMap<&str, Arc<Certificate>>> = LazyLock::new(|| {
        let listed = CERTIFICATES.lines().map(|line| line.split_once(' ').unwrap());
        let all = listed.chain([("weak", WEAK_KEY)]);
        all.map(|(name, text)| (name, Arc::new(Certificate::from_base64(text).unwrap()))).collect()
    });
    Arc::clone(&ALL[name])
}

fn print(name: &str) -> Fingerprint {
    Fingerprint::of(&certificate(name))
}

fn recipient(name: &str) -> Recipient {
    Recipient {
        certificate: certificate(name),
        cipher: Recipient::CIPHER,
        transport: Recipient::TRANSPORT,
    }
}

fn consumer(index: u16, location: &str) -> AssertionConsumer {
    AssertionConsumer { index, location: location.to_owned(), is_default: index == 0 }
}

/// Signs with `signing`, reads with `encryption`, at two addresses of one host.
fn agency(signing: &[&str], encryption: &[&str]) -> ServiceProvider {
    ServiceProvider {
        entity_id: EntityId::new("https://a.test").unwrap(),
        consumers: vec![consumer(0, "https://a.test/0"), consumer(1, "https://a.test/1")],
        logout: Vec::new(),
        signing: signing.iter().map(|name| certificate(name)).collect(),
        encryption: encryption.iter().map(|name| recipient(name)).collect(),
        reads: Vec::new(),
        name_id_formats: Vec::new(),
        display_names: BTreeMap::new(),
        valid_until: None,
    }
}

fn with_consumers(consumers: &[(u16, &str)]) -> ServiceProvider {
    let consumers = consumers.iter().map(|(index, location)| consumer(*index, location)).collect();
    ServiceProvider { consumers, ..agency(&["a"], &["a"]) }
}

fn with_logout(services: &[(Binding, &str, Option<&str>)]) -> ServiceProvider {
    let service = |(binding, location, answers): &(Binding, &str, Option<&str>)| LogoutService {
        binding: *binding,
        location: (*location).to_owned(),
        response_location: answers.map(str::to_owned),
    };
    ServiceProvider { logout: services.iter().map(service).collect(), ..agency(&["a"], &["a"]) }
}

fn with_end(end: Option<&str>) -> ServiceProvider {
    ServiceProvider { valid_until: end.map(|end| end.parse().unwrap()), ..agency(&["a"], &["a"]) }
}

fn keys(known: (&[&str], &[&str]), new: (&[&str], &[&str])) -> Vec<Difference> {
    compare(&agency(known.0, known.1), &agency(new.0, new.1))
}

fn signing_keys(known: &[&str], new: &[&str]) -> Vec<Difference> {
    keys((known, &["a"]), (new, &["a"]))
}

fn encryption_keys(known: &[&str], new: &[&str]) -> Vec<Difference> {
    keys((&["a"], known), (&["a"], new))
}

/// In the order of their keys, as they are listed.
fn prints(names: &[&str]) -> Vec<Fingerprint> {
    let id = |name: &&str| certificate(name).public_key().unwrap().fingerprint().unwrap();
    let mut names = names.to_vec();
    names.sort_by_key(id);
    names.into_iter().map(print).collect()
}

fn risks(differences: &[Difference]) -> Vec<Risk> {
    differences.iter().map(Difference::risk).collect()
}

#[test]
fn another_party_is_not_compared() {
    let mut other = agency(&["b"], &[]);
    other.entity_id = EntityId::new("https://b.test").unwrap();
    let found = compare(&agency(&["a"], &["a"]), &other);
    let names = (EntityId::new("https://a.test").unwrap(), other.entity_id);
    assert_eq!(found, [Difference::AnotherParty { known: names.0, new: names.1 }]);
    assert_eq!(risks(&found), [Risk::Grave]);
}

#[test]
fn the_order_of_what_is_listed_means_nothing() {
    assert_eq!(signing_keys(&["a", "b"], &["b", "a"]), []);
    let (mut known, mut new) = (agency(&["a"], &["a"]), agency(&["a"], &["a"]));
    new.consumers.reverse();
    known.name_id_formats = vec!["x".to_owned(), "y".to_owned()];
    new.name_id_formats = vec!["y".to_owned(), "x".to_owned()];
    assert_eq!(compare(&known, &new), []);
}

#[test]
fn a_signing_key_beside_a_known_one_is_notable_and_an_old_one_taken_out_is_safe() {
    let found = signing_keys(&["a"], &["b", "a"]);
    assert_eq!(found, [Difference::SigningAdded(print("b"))]);
    assert_eq!(risks(&found), [Risk::Notable]);
    let found = signing_keys(&["a", "b"], &["b"]);
    assert_eq!(found, [Difference::SigningRemoved(print("a"))]);
    assert_eq!(risks(&found), [Risk::Safe]);
}

#[test]
fn all_signing_keys_replaced_at_once_are_grave_however_many_stand_beside_them() {
    let found = signing_keys(&["a", "b"], &["c", "d"]);
    let (known, new) = (prints(&["a", "b"]), prints(&["c", "d"]));
    assert_eq!(found, [Difference::SigningReplaced { known, new }]);
    // A key that cannot be used vouches for nothing.
    let found = signing_keys(&["a", "weak"], &["weak", "b"]);
    assert_eq!(
        found,
        [Difference::SigningReplaced { known: vec![print("a")], new: vec![print("b")] }]
    );
    let found = signing_keys(&["a"], &["weak"]);
    assert_eq!(found, [Difference::SigningReplaced { known: vec![print("a")], new: vec![] }]);
    let found = signing_keys(&[], &["a"]);
    assert_eq!(found, [Difference::SigningReplaced { known: vec![], new: vec![print("a")] }]);
    assert_eq!(risks(&found), [Risk::Grave]);
}

#[test]
fn another_certificate_of_the_same_key_is_safe() {
    let renewed = Difference::CertificateRenewed { known: print("a"), new: print("a2") };
    assert_eq!(signing_keys(&["a"], &["a2"]), std::slice::from_ref(&renewed));
    assert_eq!(encryption_keys(&["a", "b"], &["a2", "b"]), std::slice::from_ref(&renewed));
    assert_eq!(renewed.risk(), Risk::Safe);
}

#[test]
fn a_dropped_or_replaced_encryption_key_is_grave() {
    assert_eq!(encryption_keys(&["a"], &[]), [Difference::EncryptionDropped(vec![print("a")])]);
    let replaced =
        Difference::EncryptionReplaced { known: vec![print("a")], new: vec![print("b")] };
    assert_eq!(encryption_keys(&["a"], &["b"]), [replaced]);
    for unusable in ["weak", "e"] {
        assert_eq!(encryption_keys(&["a"], &[unusable]), [Difference::EncryptionUnusable]);
        assert_eq!(encryption_keys(&[], &[unusable]), [Difference::EncryptionUnusable]);
        // Until then it got nothing; then everybody could read it.
        let dropped = Difference::EncryptionDropped(vec![print(unusable)]);
        assert_eq!(encryption_keys(&[unusable], &[]), std::slice::from_ref(&dropped));
        assert_eq!(risks(&[dropped, Difference::EncryptionUnusable]), [Risk::Grave; 2]);
    }
}

#[test]
fn who_reads_the_answers_never_changes_unnoticed() {
    let changed =
        |known, new| Difference::RecipientChanged { known: print(known), new: print(new) };
    let begun = encryption_keys(&[], &["a"]);
    assert_eq!(begun, [Difference::EncryptionBegun(vec![print("a")])]);
    assert_eq!(encryption_keys(&["a"], &["a", "b"]), [Difference::EncryptionAdded(print("b"))]);
    let first = encryption_keys(&["a"], &["b", "a"]);
    assert_eq!(first, [Difference::EncryptionAdded(print("b")), changed("a", "b")]);
    let swapped = encryption_keys(&["a", "b"], &["b", "a"]);
    assert_eq!(swapped, [changed("a", "b")]);
    let without_the_first = encryption_keys(&["a", "b"], &["b"]);
    assert_eq!(without_the_first, [changed("a", "b"), Difference::EncryptionRemoved(print("a"))]);
    for found in [begun, first, swapped, without_the_first] {
        assert_eq!(found[0].risk(), Risk::Notable);
    }
    let unused = encryption_keys(&["a", "b"], &["a"]);
    assert_eq!(unused, [Difference::EncryptionRemoved(print("b"))]);
    assert_eq!(risks(&unused), [Risk::Safe]);
}

#[test]
fn another_cipher_or_transport_for_a_known_key_is_notable() {
    let (known, mut new) = (agency(&["a"], &["a"]), agency(&["a"], &["a"]));
    new.encryption[0].cipher = ContentCipher::Aes128Gcm;
    let found = compare(&known, &new);
    let sentence = format!(
        "For the key {} answers would be encrypted by AES-128-GCM with RSA-OAEP (SHA-1, mask SHA-1) \
         and not by AES-256-GCM with RSA-OAEP (SHA-1, mask SHA-1).",
        print("a")
    );
    assert_eq!(found.iter().map(Difference::to_string).collect::<Vec<_>>(), [sentence]);
    assert_eq!(risks(&found), [Risk::Notable]);
    new.encryption[0] = recipient("a");
    new.encryption[0].transport.hash = OaepHash::Sha256;
    assert_eq!(risks(&compare(&known, &new)), [Risk::Notable]);
}

#[test]
fn an_address_is_notable_on_a_known_host_and_grave_on_another() {
    let known = with_consumers(&[(0, "https://a.test/0")]);
    let added = |location: &str| {
        compare(&known, &with_consumers(&[(0, "https://a.test/0"), (7, location)]))
    };
    for (location, known_host) in [
        ("https://a.test/7", true),
        ("https://A.Test:8443/7", true),
        ("https://b.a.test/7", false),
        ("https://a.test.evil.test/7", false),
        ("https://evil.test/a.test", false),
        ("https://evil.test?https://a.test/", false),
    ] {
        let difference = Difference::ConsumerAdded { location: location.to_owned(), known_host };
        assert_eq!(added(location), [difference]);
    }
    assert_eq!(risks(&added("https://a.test/7")), [Risk::Notable]);
    assert_eq!(risks(&added("https://evil.test/7")), [Risk::Grave]);
}

#[test]
fn a_changed_address_another_default_and_another_index_are_told() {
    let known = with_consumers(&[(0, "https://a.test/0"), (1, "https://a.test/1")]);
    let (zero, one) = (|| "https://a.test/0".to_owned(), || "https://a.test/1".to_owned());
    let changed = with_consumers(&[(0, "https://b.test/0"), (1, "https://a.test/1")]);
    let elsewhere = || "https://b.test/0".to_owned();
    assert_eq!(
        compare(&known, &changed),
        [
            Difference::ConsumerAdded { location: elsewhere(), known_host: false },
            Difference::ConsumerRemoved(zero()),
            Difference::IndexMoved { index: 0, known: Some(zero()), new: Some(elsewhere()) },
            Difference::DefaultMoved { known: zero(), new: elsewhere() },
        ]
    );
    let swapped = with_consumers(&[(0, "https://a.test/1"), (1, "https://a.test/0")]);
    assert_eq!(
        compare(&known, &swapped),
        [
            Difference::IndexMoved { index: 0, known: Some(zero()), new: Some(one()) },
            Difference::IndexMoved { index: 1, known: Some(one()), new: Some(zero()) },
            Difference::DefaultMoved { known: zero(), new: one() },
        ]
    );
    let renumbered = with_consumers(&[(0, "https://a.test/0"), (2, "https://a.test/1")]);
    assert_eq!(
        compare(&known, &renumbered),
        [
            Difference::IndexMoved { index: 1, known: Some(one()), new: None },
            Difference::IndexMoved { index: 2, known: None, new: Some(one()) },
        ]
    );
    let fewer = with_consumers(&[(0, "https://a.test/0")]);
    assert_eq!(compare(&known, &fewer), [Difference::ConsumerRemoved(one())]);
    assert_eq!(risks(&compare(&known, &fewer)), [Risk::Notable]);
}

#[test]
fn an_address_for_who_leaves_is_judged_as_one_for_answers() {
    let service = |location| (Binding::Redirect, location, None);
    let added = |location: &str, known_host| Difference::LogoutAdded {
        location: location.to_owned(),
        known_host,
    };
    let known = with_logout(&[]);
    let new = with_logout(&[service("https://a.test/slo"), service("https://b.test/slo")]);
    let found = compare(&known, &new);
    assert_eq!(found, [added("https://b.test/slo", false), added("https://a.test/slo", true)]);
    assert_eq!(risks(&found), [Risk::Grave, Risk::Notable]);
    let gone = compare(&new, &known);
    let removed = |location: &str| Difference::LogoutRemoved(location.to_owned());
    assert_eq!(gone, [removed("https://a.test/slo"), removed("https://b.test/slo")]);
    assert_eq!(risks(&gone), [Risk::Notable; 2]);
    let answered = with_logout(&[(Binding::Post, "https://a.test/slo", Some("https://c.test/"))]);
    let found = compare(&with_logout(&[service("https://a.test/slo")]), &answered);
    assert_eq!(found, [added("https://c.test/", false)]);
}

#[test]
fn the_same_addresses_for_who_leaves_used_otherwise_are_notable() {
    let (redirect, post) = (Binding::Redirect, Binding::Post);
    let (one, two) = ("https://a.test/1", "https://a.test/2");
    let known = with_logout(&[(redirect, one, None), (redirect, two, None)]);
    for new in [
        [(redirect, two, None), (redirect, one, None)],
        [(post, one, None), (redirect, two, None)],
        [(redirect, one, Some(two)), (redirect, two, None)],
    ] {
        assert_eq!(compare(&known, &with_logout(&new)), [Difference::LogoutRearranged]);
    }
    assert_eq!(Difference::LogoutRearranged.risk(), Risk::Notable);
}

#[test]
fn an_earlier_end_or_none_is_notable_and_a_later_or_a_first_one_is_safe() {
    let (early, late) = (Some("2026-12-01T00:00:00Z"), Some("2027-12-01T00:00:00Z"));
    let risk = |known, new| risks(&compare(&with_end(known), &with_end(new)));
    assert_eq!(risk(late, early), [Risk::Notable]);
    assert_eq!(risk(late, None), [Risk::Notable]);
    assert_eq!(risk(early, late), [Risk::Safe]);
    assert_eq!(risk(None, late), [Risk::Safe]);
    assert_eq!(risk(late, late), []);
}

#[test]
fn names_formats_and_signatures_read_are_safe() {
    let (known, mut new) = (agency(&["a"], &["a"]), agency(&["a"], &["a"]));
    new.display_names.insert("es".to_owned(), "Sede".to_owned());
    new.name_id_formats = vec!["x".to_owned()];
    new.reads = vec![certs::SignatureScheme::RsaSha256];
    let found = compare(&known, &new);
    let names = Difference::DisplayNames { languages: vec!["es".to_owned()] };
    assert_eq!(found, [names, Difference::NameIdFormats, Difference::SignaturesRead]);
    assert_eq!(risks(&found), [Risk::Safe; 3]);
}

#[test]
fn the_gravest_comes_first_and_sentences_say_what_follows() {
    let mut new = agency(&["a", "b"], &[]);
    new.display_names.insert("es".to_owned(), "Sede".to_owned());
    let found: Vec<String> =
        compare(&agency(&["a"], &["a"]), &new).iter().map(Difference::to_string).collect();
    let (a, b) = (print("a"), print("b"));
    assert_eq!(a.to_string(), certificate("a").fingerprint()[..16]);
    assert_eq!(
        found,
        [
            format!(
                "The key for encryption is dropped ({a}): answers would go to the agency in clear."
            ),
            format!(
                "A key for signing is added ({b}): who holds it, too, sends requests in the agency's name."
            ),
            "Citizens would be shown another name (es).".to_owned(),
        ]
    );
}

const NAMES: [&str; 7] = ["a", "b", "c", "d", "a2", "e", "weak"];
const LOCATIONS: [&str; 4] =
    ["https://a.test/0", "https://a.test/1", "https://A.test/2", "https://evil.test/0"];

prop_compose! {
    fn any_agency()(
        signing in prop::collection::vec(prop::sample::select(&NAMES[..]), 0..4),
        encryption in prop::collection::vec(
            (prop::sample::select(&NAMES[..]), any::<bool>()), 0..4),
        consumers in prop::collection::btree_map(
            0u16..4, prop::sample::select(&LOCATIONS[..]), 1..4),
        default in any::<prop::sample::Index>(),
        named in any::<bool>(),
        end in prop::option::of(0i64..3),
    ) -> ServiceProvider {
        let encryption = encryption.into_iter().map(|(name, strong)| Recipient {
            cipher: if strong { ContentCipher::Aes256Gcm } else { ContentCipher::Aes128Gcm },
            ..recipient(name)
        });
        let default = default.index(consumers.len());
        let consumers = consumers.into_iter().enumerate().map(|(i, (index, location))| {
            AssertionConsumer { index, location: location.to_owned(), is_default: i == default }
        });
        let name = named.then(|| ("es".to_owned(), "Sede".to_owned()));
        ServiceProvider {
            consumers: consumers.collect(),
            encryption: encryption.collect(),
            display_names: name.into_iter().collect(),
            valid_until: end.map(|day| Timestamp::from_second(day * 86_400).unwrap()),
            ..agency(&signing, &[])
        }
    }
}

/// Who can read an answer.
#[derive(Debug, PartialEq)]
enum Reader {
    /// There is none, because it could not be encrypted.
    Nobody,
    Everybody,
    Holder(KeyId, Wanted),
}

fn reader(party: &ServiceProvider) -> Reader {
    match party.recipient() {
        Err(_) => Reader::Nobody,
        Ok(None) => Reader::Everybody,
        Ok(Some(recipient)) => {
            let key = recipient.certificate.public_key().unwrap().fingerprint().unwrap();
            Reader::Holder(key, (recipient.cipher, recipient.transport))
        }
    }
}

/// Where answers go to whatever a request may name.
fn receivers(party: &ServiceProvider) -> Vec<Option<&str>> {
    let address = |url, index| party.consumer(url, index).map(|found| found.location.as_str());
    let by_url = LOCATIONS.iter().map(|url| address(Some(*url), None));
    (0..4)
        .map(|index| address(None, Some(index)))
        .chain(by_url)
        .chain([address(None, None)])
        .collect()
}

fn senders(party: &ServiceProvider) -> BTreeSet<KeyId> {
    let keys = party.signing.iter().filter_map(|key| key.public_key().ok());
    keys.map(|key| key.fingerprint().unwrap()).collect()
}

fn gravest(known: &ServiceProvider, new: &ServiceProvider) -> Option<Risk> {
    compare(known, new).first().map(Difference::risk)
}

proptest! {
    #[test]
    fn nothing_is_different_from_itself(one in any_agency()) {
        prop_assert_eq!(compare(&one, &one), vec![]);
    }

    #[test]
    fn who_may_send_receive_or_read_never_changes_safely(known in any_agency(), new in any_agency()) {
        let gravest = gravest(&known, &new);
        if reader(&known) != reader(&new) || receivers(&known) != receivers(&new) {
            prop_assert!(gravest >= Some(Risk::Notable), "{:?}", compare(&known, &new));
        }
        if !senders(&new).is_subset(&senders(&known)) {
            prop_assert!(gravest >= Some(Risk::Notable));
        }
        if reader(&known) != Reader::Everybody && reader(&new) == Reader::Everybody {
            prop_assert_eq!(gravest, Some(Risk::Grave));
        }
        let to_evil = |party: &ServiceProvider| {
            receivers(party).iter().flatten().any(|location| location.contains("evil"))
        };
        if to_evil(&new) && !to_evil(&known) {
            prop_assert_eq!(gravest, Some(Risk::Grave));
        }
        if senders(&known).is_disjoint(&senders(&new)) && senders(&known) != senders(&new) {
            prop_assert_eq!(gravest, Some(Risk::Grave));
        }
    }

    #[test]
    fn the_gravest_is_always_the_first(known in any_agency(), new in any_agency()) {
        let risks = risks(&compare(&known, &new));
        prop_assert!(risks.is_sorted_by(|one, next| one >= next));
    }
}
