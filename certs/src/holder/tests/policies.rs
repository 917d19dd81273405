use super::*;

fn kind_of(draft: &Draft) -> Result<String, Defect> {
    examined(draft).map(|found| found.policy)
}

#[test]
fn the_policy_of_the_issuer_counts_before_that_of_the_union() {
    let all = [NATURAL, "1.2.3.4", FNMT_PERSON, NATURAL_ON_DEVICE];
    assert_eq!(kind_of(&login(fnmt_subject(), &all)).unwrap(), FNMT_PERSON);
    assert_eq!(kind_of(&login(fnmt_subject(), &[NATURAL])).unwrap(), NATURAL);
}

#[test]
fn the_word_of_the_dnie_is_taken_of_the_police_alone() {
    let of_another = root().issue(&dnie());
    assert!(matches!(look(&of_another).unwrap_err(), Defect::UnknownPolicy { .. }));
    let mut draft = Authority::draft("AC DNIE", pki::ec());
    draft.subject = police().name().to_vec();
    let below = root().authorise(draft);
    let (leaf, above) = (below.issue(&dnie()), below.certificate());
    let found =
        examine(&present(&[&leaf, &above]), &believed(&[root()]), &Policies::standard(), now());
    assert!(matches!(found.unwrap_err(), Defect::UnknownPolicy { .. }), "only so called");
}

#[test]
fn what_nobody_knows_is_refused() {
    let issuer = "AC RAÍZ".to_owned();
    for policies in [&["1.3.6.1.4.1.5734.3.5"][..], &["2.5.29.32.0"], &["1.3.6.1.4.1.5734.3.10.11"]]
    {
        let expected = Defect::UnknownPolicy { issuer: issuer.clone() };
        assert_eq!(defect(&login(fnmt_subject(), policies)), expected, "{policies:?}");
    }
    let mut none = login(fnmt_subject(), &[]);
    none.extensions.remove(2);
    assert_eq!(defect(&none), Defect::UnknownPolicy { issuer });
}

#[test]
fn all_but_the_dnie_must_say_that_they_are_qualified() {
    let mut draft = fnmt();
    draft.extensions[3] = pki::statements(&[ON_DEVICE], &[FOR_SIGNATURES]);
    assert!(matches!(defect(&draft), Defect::UnknownPolicy { .. }));
    draft.extensions.remove(3);
    assert!(matches!(defect(&draft), Defect::UnknownPolicy { .. }));
}

#[test]
fn a_key_is_in_a_device_if_the_statement_says_so_and_no_policy_denies_it() {
    let own = FNMT_PERSON;
    for (policies, said, on_device) in [
        (&[own][..], &[COMPLIANCE][..], false),
        (&[own], &[COMPLIANCE, ON_DEVICE], true),
        (&[own, NATURAL], &[COMPLIANCE, ON_DEVICE], false),
        (&[own, NATURAL_ON_DEVICE], &[COMPLIANCE, ON_DEVICE], true),
        (&[own, NATURAL_ON_DEVICE], &[COMPLIANCE], false),
        (&[NATURAL_ON_DEVICE], &[COMPLIANCE, ON_DEVICE], true),
        (&[NATURAL_ON_DEVICE], &[COMPLIANCE], false),
        (&[NATURAL], &[COMPLIANCE, ON_DEVICE], false),
    ] {
        let mut draft = login(fnmt_subject(), policies);
        draft.extensions[3] = pki::statements(said, &[]);
        assert_eq!(examined(&draft).unwrap().on_device, on_device, "{policies:?} {said:?}");
    }
}

#[test]
fn seals_servers_and_pseudonyms_are_told_apart() {
    for (policies, expected) in [
        (&["0.4.0.194112.1.1"][..], Defect::NotAPerson),
        (&["0.4.0.194112.1.3"], Defect::NotAPerson),
        (&["0.4.0.194112.1.4"], Defect::NotAPerson),
        (&["2.16.724.1.3.5.6.1"], Defect::NotAPerson),
        (&["2.16.724.1.3.5.5.2"], Defect::NotAPerson),
        (&["2.16.724.1.3.5.4.1"], Defect::Pseudonym),
        (&["2.16.724.1.3.5.7.1", "2.16.724.1.3.5.4.1"], Defect::Pseudonym),
    ] {
        assert_eq!(defect(&login(fnmt_subject(), policies)), expected, "{policies:?}");
    }
    let pseudonym = pki::name(&[("2.5.4.65", UTF8, "AGENTE 7"), (SERIAL, PRINTABLE, "12345678Z")]);
    assert_eq!(defect(&login(pseudonym, &[NATURAL])), Defect::Pseudonym);
}

#[test]
fn a_type_that_is_not_a_persons_is_refused() {
    let seal = "0.4.0.1862.1.6.2";
    for (types, expected) in [
        (&[seal][..], Some(Defect::NotAPerson)),
        (&["0.4.0.1862.1.6.3"], Some(Defect::NotAPerson)),
        (&[FOR_SIGNATURES, seal], Some(Defect::NotAPerson)),
        (&[FOR_SIGNATURES], None),
        (&[], None),
    ] {
        let mut draft = fnmt();
        draft.extensions[3] = pki::statements(&[COMPLIANCE], types);
        assert_eq!(examined(&draft).err(), expected, "{types:?}");
    }
}

#[test]
fn what_an_operator_configures_counts_first() {
    let employee = Policy {
        on_device: Some(true),
        qualified: false,
        ..Policy::qualified("1.3.6.1.4.1.5734.3", Use::Login(CertificateKind::Employee))
    };
    let table = Policies::standard().with(vec![employee]).unwrap();
    let issued = root().issue(&fnmt());
    let found = examine(&present(&[&issued]), &believed(&[root()]), &table, now()).unwrap();
    assert_eq!(found.holder.kind, CertificateKind::Employee);
    assert!(found.on_device);
}

#[test]
fn a_table_has_oids_each_once() {
    let row = |oid: &str| Policy::qualified(oid, Use::Seal);
    for oid in ["", "1", "1.", ".1", "1..2", "1.02", "1.x", "1.-2", "1.99999999999999999999999"] {
        let expected = Some(PolicyError::Oid(oid.to_owned()));
        assert_eq!(Policies::new(vec![row(oid)]).err(), expected, "{oid}");
    }
    let twice = Policies::new(vec![row("1.2"), row("1.2")]);
    assert_eq!(twice.err(), Some(PolicyError::Twice("1.2".into())));
    assert_eq!(Policies::new(Policies::standard().iter().cloned().collect()).err(), None);
}
