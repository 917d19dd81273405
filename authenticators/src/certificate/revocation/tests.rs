use super::*;

const AT: Timestamp = Timestamp::constant(1_795_335_627, 0);

fn good() -> Said {
    Said::Good("digest".to_owned())
}

fn revoked(reason: Option<Reason>) -> Said {
    Said::Revoked(AT, reason)
}

fn of(said: Option<Said>, above: &[Option<Said>]) -> Result<String, Wrong> {
    verdict(said, above, 1, "AC")
}

#[test]
fn a_path_stands_when_all_of_it_does() {
    assert_eq!(of(Some(good()), &[Some(good())]), Ok("digest".to_owned()));
    assert_eq!(verdict(Some(good()), &[], 0, "AC"), Ok("digest".to_owned()));
}

#[test]
fn what_nobody_answers_for_does_not_stand() {
    assert_eq!(of(None, &[Some(good())]), Err(Wrong::Unchecked));
    assert_eq!(of(Some(good()), &[None]), Err(Wrong::Unchecked));
    assert_eq!(of(Some(good()), &[]), Err(Wrong::Unchecked), "there was no time to ask");
}

#[test]
fn what_is_wrong_is_told_as_it_is() {
    let issuer = || "AC".to_owned();
    for reason in [None, Some(Reason::KeyCompromise)] {
        let wrong = Wrong::Revoked { at: AT, reason, issuer: issuer() };
        assert_eq!(of(Some(revoked(reason)), &[Some(good())]), Err(wrong));
    }
    let hold = revoked(Some(Reason::Hold));
    assert_eq!(of(Some(hold), &[Some(good())]), Err(Wrong::Hold { issuer: issuer() }));
    let unknown = Wrong::Unknown { issuer: issuer() };
    assert_eq!(of(Some(Said::Unknown), &[None]), Err(unknown));
}

#[test]
fn an_authority_that_does_not_stand_has_no_word_on_others() {
    for above in [revoked(None), revoked(Some(Reason::Hold)), Said::Unknown] {
        let above = [Some(above)];
        for said in [Some(good()), Some(revoked(None)), None] {
            assert_eq!(of(said, &above), Err(Wrong::Authority));
        }
    }
}

#[test]
fn the_log_has_the_host_alone() {
    for (url, host) in [
        ("http://ocsp.example.test/", "ocsp.example.test"),
        ("https://who:what@crl.example.test:8443/list?of=1", "crl.example.test:8443"),
        ("http://crl.example.test", "crl.example.test"),
        ("crl.example.test/a", "crl.example.test"),
        ("", ""),
    ] {
        assert_eq!(host_of(url), host);
    }
}
