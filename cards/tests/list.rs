//! The list of cards against the cards, the manual, and the words of the hub.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cards::{Authority, Bench, Card, Kind, Outcome};
use identity::CertificateKind;
use jiff::Timestamp;
use openssl::pkcs12::Pkcs12;
use serde_json::Value;

fn bench() -> Bench {
    Bench::new(Timestamp::from_second(2_000_000_000).unwrap(), "http://127.0.0.1:8460")
}

#[test]
fn the_manual_shows_the_cards_that_there_are() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hub/manual/card-bench.md");
    let page = fs::read_to_string(page).unwrap();
    let table = cards::table();
    assert!(
        page.contains(&table),
        "hub/manual/card-bench.md has other tables than: cargo run -p cards -- --table"
    );
}

#[test]
fn names_are_unique_and_found() {
    let cards: BTreeSet<_> = Card::ALL.iter().map(|card| card.name()).collect();
    assert_eq!(cards.len(), Card::ALL.len());
    assert!(Card::ALL.iter().all(|card| Card::from_name(card.name()) == Some(*card)));
    let found = |authority: &Authority| Authority::from_name(authority.name()) == Some(*authority);
    assert!(Authority::ALL.iter().all(found));
}

#[test]
fn kinds_are_called_as_the_hub_calls_them() {
    let kinds = [
        Kind::Person,
        Kind::Representative,
        Kind::EntityRepresentative,
        Kind::Employee,
        Kind::Foreigner,
    ];
    let ours: Vec<_> = kinds.into_iter().map(Kind::name).collect();
    assert_eq!(ours, CertificateKind::ALL.map(CertificateKind::name));
}

#[test]
fn each_card_has_the_key_that_its_certificate_names() {
    for made in bench().cards() {
        let public = made.certificate().public_key().unwrap();
        assert!(made.key().public_eq(&public), "{:?}", made.card());
        let opened = Pkcs12::from_der(&made.pkcs12()).unwrap().parse2(cards::PASSWORD).unwrap();
        assert_eq!(opened.cert.unwrap().to_der().unwrap(), made.certificate_der());
        assert_eq!(made.presented().len(), 1 + made.chain().len());
    }
}

#[test]
fn whoever_logs_in_names_somebody() {
    for made in bench().cards() {
        if let Outcome::Login { kind, .. } = made.outcome() {
            assert!(made.person().is_some(), "{:?}", made.card());
            let acts = matches!(kind, Kind::Representative | Kind::EntityRepresentative);
            assert!(!acts || made.company().is_some(), "{:?}", made.card());
        }
    }
}

#[test]
fn a_folder_holds_all_and_is_answered_about_again() {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}", std::process::id()));
    let bench = bench();
    bench.write_to(&folder).unwrap();
    let manifest = fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let entries = manifest["cards"].as_array().unwrap();
    assert_eq!(entries.len(), Card::ALL.len());
    for entry in entries {
        for file in ["certificate", "chain", "key", "pkcs12"] {
            assert!(folder.join(entry[file].as_str().unwrap()).is_file(), "{entry}");
        }
    }
    assert_eq!(entries[0]["expected"]["outcome"], "login");
    assert_eq!(entries[0]["expected"]["level"], "high");
    assert_eq!(entries[1]["expected"]["defect"], "signature-only");
    let trusted = fs::read_dir(folder.join("trusted")).unwrap().count();
    assert_eq!(trusted, bench.authorities().len());
    let kept = Bench::kept(&folder).unwrap();
    for &card in Card::ALL {
        assert_eq!(kept.card(card).serial(), bench.card(card).serial());
        let issuer = kept.authority(kept.card(card).issuer()).public_key().unwrap();
        assert!(bench.card(card).certificate().verify(&issuer).unwrap());
    }
    bench.write_to(&folder).unwrap();
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_folder_of_others_is_left_alone() {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("others-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("thesis.txt"), "years of work").unwrap();
    let error = bench().write_to(&folder).unwrap_err();
    assert_eq!(error.to_string(), "there is something in it that is no bench");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    fs::remove_dir_all(&folder).unwrap();
}
