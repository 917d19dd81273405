//! Whatever the octets are, nothing panics, and what was signed is what is read.

use openssl::x509::X509;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

/// One of each kind.
fn drafts() -> Vec<Draft> {
    let mut all = vec![dnie(), fnmt(), representative("1.3.6.1.4.1.5734.3.11.1")];
    for (draft, issuer) in all.iter_mut().zip([police(), root(), root()]) {
        draft.issuer = issuer.name().to_vec();
        draft.extensions.push(pki::responders(&["http://ocsp.example.org/"]));
        draft.extensions.push(pki::points(&["http://crl.example.org/a.crl"]));
    }
    all
}

fn issuer(draft: &Draft) -> &'static Authority {
    if draft.issuer == police().name() { police() } else { root() }
}

#[derive(Clone, Debug)]
enum Mutation {
    Set(Index, u8),
    Remove(Index),
    Insert(Index, u8),
    Cut(Index),
    Copy(Index, Index, u8),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, octet)| Mutation::Set(at, octet)),
        1 => any::<Index>().prop_map(Mutation::Remove),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, octet)| Mutation::Insert(at, octet)),
        1 => any::<Index>().prop_map(Mutation::Cut),
        2 => (any::<Index>(), any::<Index>(), any::<u8>()).prop_map(|(a, b, n)| Mutation::Copy(a, b, n)),
    ]
}

fn mutate(octets: &mut Vec<u8>, mutation: &Mutation) {
    if octets.is_empty() {
        return;
    }
    let length = octets.len();
    match mutation {
        Mutation::Set(at, octet) => octets[at.index(length)] = *octet,
        Mutation::Remove(at) => drop(octets.remove(at.index(length))),
        Mutation::Insert(at, octet) => octets.insert(at.index(length), *octet),
        Mutation::Cut(at) => octets.truncate(at.index(length)),
        Mutation::Copy(from, to, count) => {
            let part: Vec<u8> =
                octets.iter().skip(from.index(length)).take(usize::from(*count)).copied().collect();
            let to = to.index(length);
            for (place, octet) in part.into_iter().enumerate() {
                if let Some(there) = octets.get_mut(to + place) {
                    *there = octet;
                }
            }
        }
    }
}

fn consider(der: Vec<u8>) -> Option<Examined> {
    let presented = Presented::new(&[der]).ok()?;
    let _ = revocation::sources(presented.certificate());
    let found =
        examine(&presented, &believed(&[root(), police()]), &Policies::standard(), now()).ok()?;
    let openssl = X509::from_der(presented.certificate().der()).unwrap();
    let serial = openssl.serial_number().to_bn().unwrap();
    assert_eq!(serial, openssl::bn::BigNum::from_hex_str(&found.serial).unwrap());
    Some(found)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Without its signature nothing of a certificate can be changed.
    #[test]
    fn a_changed_certificate_is_nobodys(
        which in any::<Index>(),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let drafts = drafts();
        let draft = which.get(&drafts);
        let genuine = draft.signed_by(&issuer(draft).draft.key);
        let mut der = genuine.der().to_vec();
        for mutation in &mutations {
            mutate(&mut der, mutation);
        }
        if let Some(found) = consider(der.clone()) {
            let content = draft.content();
            prop_assert!(der[4..].starts_with(&content) || der[5..].starts_with(&content));
            prop_assert_eq!(found.holder.identity.identifier, "12345678Z");
        }
    }

    /// Signed anew, whatever it says: this goes through all of the parser.
    #[test]
    fn whatever_an_authority_signs_is_read_or_refused(
        which in any::<Index>(),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let drafts = drafts();
        let draft = which.get(&drafts);
        let mut content = draft.content();
        for mutation in &mutations {
            mutate(&mut content, mutation);
        }
        let found = consider(pki::sealed(&content, &issuer(draft).draft.key, pki::ECDSA_SHA256));
        if let Some(Examined { holder, .. }) = found {
            prop_assert!(!holder.identity.given_name.is_empty());
            prop_assert!(!holder.identity.family_name.contains(identity::is_invisible));
        }
    }

    #[test]
    fn octets_are_no_certificate(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(consider(pki::sequence(std::slice::from_ref(&octets))).is_none());
        prop_assert!(consider(octets).is_none());
    }
}
