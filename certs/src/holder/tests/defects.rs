use jiff::ToSpan as _;
use openssl::nid::Nid;

use super::*;

fn unknown(issuer: &str) -> Defect {
    Defect::UnknownIssuer { issuer: issuer.to_owned() }
}

fn intermediate(draft: Draft) -> Authority {
    root().authorise(draft)
}

/// What is found of a holder's certificate below this authority, which was presented beside it.
fn below(authority: &Authority) -> Result<Examined, Defect> {
    let (leaf, above) = (authority.issue(&fnmt()), authority.certificate());
    examine(&present(&[&leaf, &above]), &believed(&[root()]), &Policies::standard(), now())
}

#[test]
fn what_was_presented_is_bounded() {
    let der = root().issue(&fnmt()).der().to_vec();
    assert!(Presented::new(&vec![der.clone(); 10]).is_ok());
    for wrong in [vec![], vec![der.clone(); 11], vec![vec![]], vec![der.clone(), b"0".to_vec()]] {
        assert_eq!(Presented::new(&wrong).err(), Some(Defect::Unreadable));
    }
    let long = pki::sequence(&[vec![0; 65 * 1024]]);
    assert_eq!(Presented::new(&[long]).err(), Some(Defect::Unreadable));
}

#[test]
fn the_time_of_a_certificate_is_told() {
    let at = |text: &str| text.parse().unwrap();
    let ended = Draft { to: "261127115959Z", ..fnmt() };
    assert_eq!(defect(&ended), Defect::Expired { at: at("2026-11-27T11:59:59Z") });
    let coming = Draft { from: "261127120001Z", ..fnmt() };
    assert_eq!(defect(&coming), Defect::NotYetValid { from: at("2026-11-27T12:00:01Z") });
    let of_this_second = Draft { from: "261127120000Z", to: "261127120001Z", ..fnmt() };
    assert_eq!(examined(&of_this_second).err(), None);
}

#[test]
fn the_time_is_the_one_that_is_given() {
    let issued = root().issue(&fnmt());
    let later = now() + 40_000.hours();
    let found = examine(&present(&[&issued]), &believed(&[root()]), &Policies::standard(), later);
    assert!(matches!(found, Err(Defect::Expired { .. })));
}

#[test]
fn an_authority_out_of_its_time_is_told_apart() {
    let draft = Authority::draft("AC INTERMEDIA", pki::ec());
    let ended = intermediate(Draft { to: "261001000000Z", ..draft.clone() });
    let at = "2026-10-01T00:00:00Z".parse().unwrap();
    assert_eq!(below(&ended).unwrap_err(), Defect::AuthorityEnded { at });
    let coming = intermediate(Draft { from: "270101000000Z", ..draft });
    let at = "2027-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(below(&coming).unwrap_err(), Defect::AuthorityEnded { at });
    let root = Draft { to: "261001000000Z", ..Authority::draft("VIEJA", pki::ec()) };
    let root = root.signed_by_itself();
    let leaf = root.issue(&fnmt());
    let found = examine(&present(&[&leaf]), &believed(&[&root]), &Policies::standard(), now());
    assert!(matches!(found, Err(Defect::AuthorityEnded { .. })));
}

#[test]
fn a_path_leads_through_what_was_presented_or_is_configured() {
    let middle = intermediate(Authority::draft("AC INTERMEDIA", pki::ec()));
    let found = below(&middle).unwrap();
    assert_eq!(found.path.len(), 3);
    assert_eq!((&found.path[1], &found.path[2]), (&middle.certificate(), &root().certificate()));
    assert_eq!(found.issuer, "AC INTERMEDIA");
    let alone = present(&[&middle.issue(&fnmt())]);
    let look = |all: &[&Authority]| examine(&alone, &believed(all), &Policies::standard(), now());
    assert_eq!(look(&[root(), &middle]).unwrap().path.len(), 3);
    assert_eq!(look(&[&middle]).unwrap().path.len(), 2, "believed by itself");
    assert_eq!(look(&[root()]).unwrap_err(), unknown("AC INTERMEDIA"));
}

#[test]
fn an_issuer_that_nobody_believes_is_named() {
    let stranger = Authority::root("AC \u{202e}EXTRAÑA");
    let leaf = stranger.issue(&fnmt());
    let presented = present(&[&leaf, &stranger.certificate()]);
    let found = examine(&presented, &believed(&[root()]), &Policies::standard(), now());
    assert_eq!(found.unwrap_err(), unknown("AC EXTRAÑA"));
    let impostor = Authority::root("AC RAÍZ");
    assert_eq!(look(&impostor.issue(&fnmt())).unwrap_err(), unknown("AC RAÍZ"));
    let itself = fnmt().signed_by_itself().certificate();
    assert!(matches!(look(&itself).unwrap_err(), Defect::UnknownIssuer { .. }));
}

#[test]
fn a_holder_is_no_authority() {
    let mut holder = fnmt();
    holder.subject = pki::name(&[(CN, UTF8, "TITULAR")]);
    let holder = root().authorise(holder);
    assert_eq!(below(&holder).unwrap_err(), unknown("TITULAR"));
    let mut silent = Authority::draft("SIN FIRMA", pki::ec());
    silent.extensions = vec![pki::basic_constraints(true), pki::key_usage(pki::DIGITAL_SIGNATURE)];
    assert_eq!(below(&intermediate(silent)).unwrap_err(), unknown("SIN FIRMA"));
    let mut first = Authority::draft("SIN NADA", pki::ec());
    first.extensions.clear();
    assert_eq!(below(&intermediate(first)).unwrap_err(), unknown("SIN NADA"));
}

#[test]
fn an_authority_may_be_limited() {
    let mut near = Authority::draft("SIN MÁS", pki::ec());
    // cA, pathLenConstraint 0.
    let content = pki::sequence(&[vec![1, 1, 0xff], vec![2, 1, 0]]);
    near.extensions[0] = pki::extension("2.5.29.19", true, &content);
    let near = intermediate(near);
    assert_eq!(below(&near).err(), None);
    let deeper = near.authorise(Authority::draft("DE MÁS", pki::ec()));
    let certificates = [&deeper.issue(&fnmt()), &deeper.certificate(), &near.certificate()];
    let found =
        examine(&present(&certificates), &believed(&[root()]), &Policies::standard(), now());
    assert_eq!(found.unwrap_err(), unknown("DE MÁS"));
}

#[test]
fn an_authority_that_issues_for_other_purposes_issues_no_logins() {
    for (purposes, expected) in [
        (&[SERVER][..], Some(Defect::NotForLogin)),
        (&[SERVER, CLIENT], None),
        (&["2.5.29.37.0"], None),
    ] {
        let mut draft = Authority::draft("CON FINES", pki::ec());
        draft.extensions.push(pki::purposes(purposes));
        assert_eq!(below(&intermediate(draft)).err(), expected, "{purposes:?}");
    }
}

#[test]
fn an_authority_may_be_limited_to_names() {
    let of = |country: &str| {
        let subtree =
            pki::sequence(&[crate::der::write(0xa4, &pki::name(&[(C, PRINTABLE, country)]))]);
        let permitted = crate::der::write(0xa0, &subtree);
        let mut draft = Authority::draft("CON NOMBRES", pki::ec());
        draft.extensions.push(pki::extension("2.5.29.30", true, &pki::sequence(&[permitted])));
        let plain = login(fnmt_subject(), &[FNMT_PERSON]);
        let authority = intermediate(draft);
        let (leaf, above) = (authority.issue(&plain), authority.certificate());
        examine(&present(&[&leaf, &above]), &believed(&[root()]), &Policies::standard(), now())
    };
    assert_eq!(of("ES").err(), None);
    assert_eq!(of("PT").unwrap_err(), unknown("CON NOMBRES"));
}

#[test]
fn a_path_that_is_too_long_leads_nowhere() {
    let mut chain = vec![intermediate(Authority::draft("AC 0", pki::ec()))];
    for depth in 1..7 {
        let next =
            chain.last().unwrap().authorise(Authority::draft(&format!("AC {depth}"), pki::ec()));
        chain.push(next);
    }
    let look = |depth: usize| {
        let mut certificates = vec![chain[depth].issue(&fnmt())];
        certificates.extend(chain[..=depth].iter().rev().map(Authority::certificate));
        let certificates: Vec<&Certificate> = certificates.iter().collect();
        examine(&present(&certificates), &believed(&[root()]), &Policies::standard(), now())
    };
    assert_eq!(look(5).unwrap().path.len(), 8);
    assert_eq!(look(6).unwrap_err(), unknown("AC 6"));
}

#[test]
fn weak_signatures_below_the_anchor_are_refused() {
    let weak = Draft { algorithm: pki::ECDSA_SHA1, ..fnmt() };
    assert_eq!(defect(&weak), Defect::WeakSignature);
    let draft = Draft { algorithm: pki::ECDSA_SHA1, ..Authority::draft("DÉBIL", pki::ec()) };
    assert_eq!(below(&intermediate(draft.clone())).unwrap_err(), Defect::WeakSignature);
    let root = draft.signed_by_itself();
    let leaf = root.issue(&fnmt());
    let found = examine(&present(&[&leaf]), &believed(&[&root]), &Policies::standard(), now());
    assert_eq!(found.err(), None, "nobody relies on what an anchor says of itself");
}

#[test]
fn rsa_signs_by_sha_256_and_nothing_weaker() {
    let root = Draft { algorithm: pki::RSA_SHA256, ..Authority::draft("RSA", pki::rsa(2048)) };
    let root = root.signed_by_itself();
    for (algorithm, expected) in [
        (pki::RSA_SHA256, None),
        (pki::RSA_SHA1, Some(Defect::WeakSignature)),
        (pki::RSA_MD5, Some(Defect::WeakSignature)),
    ] {
        let leaf = root.issue(&Draft { algorithm, ..fnmt() });
        let found = examine(&present(&[&leaf]), &believed(&[&root]), &Policies::standard(), now());
        assert_eq!(found.err(), expected, "{algorithm}");
    }
}

#[test]
fn weak_keys_are_refused_wherever_they_are() {
    for key in [pki::rsa(1024), pki::on_curve(Nid::SECP224R1), pki::on_curve(Nid::SECP256K1)] {
        assert_eq!(defect(&Draft { key, ..fnmt() }), Defect::WeakKey);
    }
    let draft = Authority::draft("DÉBIL", pki::on_curve(Nid::SECP224R1));
    assert_eq!(below(&intermediate(draft.clone())).unwrap_err(), Defect::WeakKey);
    let root = draft.signed_by_itself();
    let leaf = root.issue(&fnmt());
    let found = examine(&present(&[&leaf]), &believed(&[&root]), &Policies::standard(), now());
    assert_eq!(found.unwrap_err(), Defect::WeakKey);
    assert_eq!(examined(&Draft { key: pki::rsa(2048), ..fnmt() }).err(), None);
    assert_eq!(examined(&Draft { key: pki::on_curve(Nid::SECP384R1), ..fnmt() }).err(), None);
}

#[test]
fn a_key_that_may_not_sign_a_login_is_refused() {
    for (usage, expected) in [
        (Some(pki::NON_REPUDIATION), Some(Defect::SignatureOnly)),
        (Some(pki::NON_REPUDIATION | pki::KEY_ENCIPHERMENT), Some(Defect::SignatureOnly)),
        (Some(pki::KEY_ENCIPHERMENT), Some(Defect::NotForLogin)),
        (None, Some(Defect::NotForLogin)),
        (Some(pki::DIGITAL_SIGNATURE | pki::NON_REPUDIATION), None),
    ] {
        let mut draft = fnmt();
        match usage {
            Some(bits) => draft.extensions[0] = pki::key_usage(bits),
            None => drop(draft.extensions.remove(0)),
        }
        assert_eq!(examined(&draft).err(), expected, "{usage:?}");
    }
}

#[test]
fn purposes_must_include_logins_if_there_are_any() {
    for (purposes, expected) in [
        (Some(&[EMAIL][..]), Some(Defect::NotForLogin)),
        (Some(&[SERVER]), Some(Defect::NotForLogin)),
        (Some(&[SERVER, CLIENT]), None),
        (None, None),
    ] {
        let mut draft = fnmt();
        match purposes {
            Some(all) => draft.extensions[1] = pki::purposes(all),
            None => drop(draft.extensions.remove(1)),
        }
        assert_eq!(examined(&draft).err(), expected, "{purposes:?}");
    }
}

#[test]
fn the_dnies_certificate_for_signatures_is_refused_by_use_and_by_policy() {
    let mut draft = dnie();
    draft.extensions =
        vec![pki::key_usage(pki::NON_REPUDIATION), pki::policies(&["2.16.724.1.2.2.2.3"])];
    assert_eq!(examined_dnie(&draft).unwrap_err(), Defect::SignatureOnly);
    draft.extensions[0] = pki::key_usage(pki::DIGITAL_SIGNATURE);
    assert_eq!(examined_dnie(&draft).unwrap_err(), Defect::SignatureOnly);
    draft.extensions[1] = pki::policies(&["2.16.724.1.2.2.2.4", "2.16.724.1.2.2.2.3"]);
    assert_eq!(examined_dnie(&draft).unwrap_err(), Defect::SignatureOnly);
}

#[test]
fn an_authority_is_no_person() {
    let mut draft = fnmt();
    draft.extensions.push(pki::basic_constraints(true));
    assert_eq!(defect(&draft), Defect::NotAPerson);
    let last = draft.extensions.len() - 1;
    draft.extensions[last] = pki::basic_constraints(false);
    assert_eq!(examined(&draft).err(), None);
}

#[test]
fn what_is_critical_must_be_understood() {
    for (oid, critical, expected) in [
        ("1.2.3.4.5", true, Some(Defect::CriticalExtension)),
        ("1.2.3.4.5", false, None),
        // Known to OpenSSL, and not to be in the certificate of a person.
        ("1.3.6.1.5.5.7.1.14", false, None),
        ("2.5.29.36", true, Some(Defect::CriticalExtension)),
    ] {
        let mut draft = fnmt();
        draft.extensions.push(pki::extension(oid, critical, &pki::sequence(&[])));
        let found = examined(&draft);
        if oid == "1.3.6.1.5.5.7.1.14" {
            assert!(found.is_err(), "a proxy certificate");
        } else {
            assert_eq!(found.err(), expected, "{oid} {critical}");
        }
    }
}

#[test]
fn what_breaks_the_form_cannot_be_read() {
    let twice =
        Draft { extensions: [fnmt().extensions, vec![pki::key_usage(0x8000)]].concat(), ..fnmt() };
    assert_eq!(defect(&twice), Defect::Unreadable);
    let content = Draft { issuer: root().name().to_vec(), ..fnmt() }.content();
    let key = &root().draft.key;
    let signature = pki::signature(&content, key, pki::ECDSA_SHA256);
    let other = pki::algorithm("1.2.840.10045.4.3.3");
    let disagreeing = pki::sequence(&[content.clone(), other, signature]);
    assert_eq!(look(&Certificate::from_der(disagreeing).unwrap()).unwrap_err(), Defect::Unreadable);
    for serial in [vec![0xff, 1], vec![0, 1], vec![1; 21], vec![]] {
        let found = defect(&Draft { serial: serial.clone(), ..fnmt() });
        assert_eq!(found, Defect::Unreadable, "{serial:?}");
    }
    for oid in ["2.5.29.31", "1.3.6.1.5.5.7.1.1"] {
        let mut draft = login(fnmt_subject(), &[FNMT_PERSON]);
        draft.extensions.push(pki::extension(oid, false, b"broken"));
        assert_eq!(defect(&draft), Defect::Unreadable, "{oid}");
    }
    let text = Certificate::from_der(pki::sequence(&[b"no certificate".to_vec()])).unwrap();
    assert_eq!(look(&text).unwrap_err(), Defect::Unreadable);
}

#[test]
fn a_defect_is_written_and_read_again() {
    let at = now();
    for defect in [
        Defect::Expired { at },
        Defect::UnknownIssuer { issuer: "AC".into() },
        Defect::WeakSignature,
        Defect::AuthorityEnded { at },
    ] {
        let text = serde_json::to_string(&defect).unwrap();
        assert_eq!(serde_json::from_str::<Defect>(&text).unwrap(), defect);
    }
}
