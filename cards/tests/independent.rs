//! Software not written here reads what is written here.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use cards::{Authority, Bench, Card, Made, PASSWORD, Serving};
use jiff::Timestamp;

/// `openssl` looks at the clock of the machine.
#[expect(clippy::disallowed_methods, reason = "openssl looks at the same clock")]
fn served() -> (Bench, Serving) {
    let now = Timestamp::now();
    let (bench, listener) = Bench::listening(now, "127.0.0.1:0").unwrap();
    let serving = bench.serve(listener, Arc::new(Timestamp::now)).unwrap();
    (bench, serving)
}

fn folder(name: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> (bool, String) {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    fs::write(folder.join(name), content).unwrap();
}

fn issuer_pem(bench: &Bench, made: &Made) -> Vec<u8> {
    bench.authority(made.issuer()).to_pem().unwrap()
}

fn ocsp(bench: &Bench, card: Card, folder: &Path) -> String {
    let made = bench.card(card);
    write(folder, "card.pem", made.certificate_pem());
    write(folder, "issuer.pem", issuer_pem(bench, made));
    let url = made.ocsp().unwrap();
    let question = ["ocsp", "-issuer", "issuer.pem", "-cert", "card.pem", "-url", url];
    let trust = ["-CAfile", "issuer.pem", "-partial_chain", "-timeout", "2"];
    run("openssl", &[question.as_slice(), &trust].concat(), folder).1
}

#[test]
fn openssl_believes_good_answers() {
    let (bench, _serving) = served();
    let folder = folder("good");
    for card in [
        Card::DnieAuthentication,
        Card::FnmtPerson,
        Card::Representative,
        Card::Foreigner,
        Card::OcspByIssuer,
    ] {
        let said = ocsp(&bench, card, &folder);
        assert!(said.contains("Response verify OK"), "{card:?}: {said}");
        assert!(said.contains("card.pem: good"), "{card:?}: {said}");
        assert!(!said.contains("WARNING"), "{card:?}: {said}");
    }
}

#[test]
fn openssl_reads_who_is_revoked_and_why() {
    let (bench, serving) = served();
    let folder = folder("revoked");
    let said = ocsp(&bench, Card::Revoked, &folder);
    assert!(said.contains("card.pem: revoked"), "{said}");
    assert!(said.contains("Reason: keyCompromise"), "{said}");
    let said = ocsp(&bench, Card::OnHold, &folder);
    assert!(said.contains("Reason: certificateHold"), "{said}");
    let said = ocsp(&bench, Card::RevokedNoReason, &folder);
    assert!(said.contains("card.pem: revoked") && !said.contains("Reason"), "{said}");
    serving.revoke(Card::Nie, Some(cards::Reason::Superseded));
    let said = ocsp(&bench, Card::Nie, &folder);
    assert!(said.contains("Reason: superseded"), "{said}");
    assert_eq!(serving.questions(Card::Nie), 1);
}

#[test]
fn openssl_says_what_is_wrong_with_answers() {
    let (bench, serving) = served();
    let folder = folder("wrong");
    for (card, words) in [
        (Card::OcspWithoutNonce, "WARNING: no nonce in response"),
        (Card::OcspOver, "Status times invalid"),
        (Card::OcspFuture, "Status times invalid"),
        (Card::OcspStranger, "Response Verify Failure"),
        (Card::OcspTampered, "Response Verify Failure"),
        (Card::OcspOtherAuthority, "Response Verify Failure"),
        (Card::OcspWrongNonce, "Nonce Verify error"),
        (Card::OcspOtherSerial, "card.pem: ERROR: No Status found"),
        (Card::OcspUnknown, "card.pem: unknown"),
        (Card::OcspTryLater, "Responder Error: trylater (3)"),
        (Card::OcspServerError, "500"),
        (Card::OcspDead, "connect"),
        (Card::OcspGarbage, "Error querying OCSP responder"),
        (Card::OcspResponderExpired, "certificate has expired"),
        (Card::OcspNotDelegated, "missing ocspsigning usage"),
    ] {
        let said = ocsp(&bench, card, &folder);
        assert!(said.contains(words), "{card:?}: {said}");
        let asked = usize::from(card != Card::OcspDead);
        assert_eq!(serving.questions(card), asked, "{card:?}");
    }
}

#[test]
fn openssl_verifies_cards_up_to_the_authorities() {
    let (bench, _serving) = served();
    let folder = folder("verify");
    let trusted =
        bench.authorities().iter().flat_map(|one| one.to_pem().unwrap()).collect::<Vec<_>>();
    write(&folder, "trusted.pem", trusted);
    let verify = |card: Card, more: &[&str]| {
        let made = bench.card(card);
        write(&folder, "card.pem", made.certificate_pem());
        write(&folder, "chain.pem", made.chain_pem());
        let always = ["verify", "-CAfile", "trusted.pem", "-partial_chain", "-purpose", "any"];
        let last = ["-untrusted", "chain.pem", "card.pem"];
        run("openssl", &[always.as_slice(), more, &last].concat(), &folder).1
    };
    let wrong = [
        (Card::Expired, "certificate has expired"),
        (Card::AuthorityEnded, "certificate has expired"),
        (Card::NotYetValid, "certificate is not yet valid"),
        (Card::UnknownIssuer, "self-signed certificate in certificate chain"),
        (Card::MissingIntermediate, "unable to get local issuer certificate"),
        (Card::IssuerOfSameName, "self-signed certificate in certificate chain"),
        (Card::IssuedByCard, "invalid CA certificate"),
        (Card::CriticalExtension, "unhandled critical extension"),
    ];
    for &card in Card::ALL {
        let found = wrong.iter().find(|(of, _)| *of == card);
        let expected = found.map_or("card.pem: OK", |(_, words)| words);
        let said = verify(card, &[]);
        assert!(said.contains(expected), "{card:?}: {said}");
    }
    let said = verify(Card::Sha1, &["-auth_level", "2"]);
    assert!(
        said.contains("CA signature digest algorithm too weak") || said.contains("too weak"),
        "{said}"
    );
    for card in [Card::Rsa1024, Card::WeakCurve] {
        let said = verify(card, &["-auth_level", "3"]);
        assert!(said.contains("EE certificate key too weak"), "{card:?}: {said}");
    }
}

#[test]
fn openssl_reads_lists() {
    let (bench, _serving) = served();
    let folder = folder("list");
    let made = bench.card(Card::Revoked);
    write(&folder, "issuer.pem", issuer_pem(&bench, made));
    write(&folder, "list.crl", bench.list(Authority::FnmtUsers, bench.now()));
    let arguments = ["crl", "-inform", "DER", "-in", "list.crl", "-text", "-CAfile", "issuer.pem"];
    let (_, said) = run("openssl", &arguments, &folder);
    assert!(said.contains("verify OK"), "{said}");
    assert!(said.contains(&made.serial()), "{said}");
    for reason in ["Key Compromise", "Cessation Of Operation", "Certificate Hold"] {
        assert!(said.contains(reason), "{said}");
    }
    assert!(!said.contains(&bench.card(Card::FnmtPerson).serial()), "{said}");
}

#[test]
fn openssl_checks_cards_against_lists() {
    let (bench, serving) = served();
    let folder = folder("check");
    for (card, expected) in [
        (Card::RevokedByList, "certificate revoked"),
        (Card::RevokedOcspDead, "certificate revoked"),
        (Card::ListOfUsers, "card.pem: OK"),
        (Card::ListOver, "CRL has expired"),
        (Card::ListByStranger, "CRL signature failure"),
        (Card::ListCriticalExtension, "unhandled critical"),
        (Card::ListOfSomeReasons, "unable to get certificate CRL"),
        (Card::ListLarge, "card.pem: OK"),
    ] {
        let made = bench.card(card);
        write(&folder, "card.pem", made.certificate_pem());
        write(&folder, "issuer.pem", issuer_pem(&bench, made));
        let fetch = ["-sf", "-o", "list.der", made.list().unwrap()];
        assert!(run("curl", &fetch, &folder).0, "{card:?}");
        assert!(serving.requests(made.list().unwrap()) > 0, "{card:?}");
        let convert = ["crl", "-inform", "DER", "-in", "list.der", "-out", "list.pem"];
        assert!(run("openssl", &convert, &folder).0, "{card:?}");
        let verify = ["verify", "-crl_check", "-CRLfile", "list.pem", "-CAfile", "issuer.pem"];
        let rest = ["-partial_chain", "-purpose", "any", "card.pem"];
        let (_, said) = run("openssl", &[verify.as_slice(), &rest].concat(), &folder);
        assert!(said.contains(expected), "{card:?}: {said}");
    }
}

#[test]
fn nss_imports_every_card() {
    if Command::new("pk12util").arg("-H").output().is_err() {
        eprintln!("Skipped: pk12util and certutil are missing. tasks/setup build installs them.");
        return;
    }
    let (bench, _serving) = served();
    let folder = folder("nss");
    for made in bench.cards() {
        write(&folder, "card.p12", made.pkcs12());
        let (done, said) = run("pk12util", &["-l", "card.p12", "-W", PASSWORD], &folder);
        assert!(done && said.contains("Certificate"), "{:?}: {said}", made.card());
    }
    assert!(run("certutil", &["-N", "-d", "sql:.", "--empty-password"], &folder).0);
    // Of different subjects: NSS has one name for all certificates of one subject.
    for card in [Card::DnieAuthentication, Card::FnmtPerson, Card::Nie, Card::Foreigner] {
        write(&folder, "card.p12", bench.card(card).pkcs12());
        let import = ["-i", "card.p12", "-d", "sql:.", "-W", PASSWORD];
        let (done, said) = run("pk12util", &import, &folder);
        assert!(done, "{card:?}: {said}");
        let (there, said) = run("certutil", &["-L", "-d", "sql:.", "-n", card.name()], &folder);
        assert!(there, "{card:?}: {said}");
        let (_, said) = run("certutil", &["-K", "-d", "sql:."], &folder);
        assert!(said.contains(card.name()), "{card:?}: {said}");
    }
}
