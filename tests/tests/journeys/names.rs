//! What agencies call people: always the same or never again the same, as they ask.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use hub::{Pairwise, PairwiseError};
use identity::LevelOfAssurance;
use saml::NameId;
use saml::name_id::{PERSISTENT, TRANSIENT, UNSPECIFIED};
use saml::request::{AuthnRequest, NameIdPolicy};
use tests::hall::agency::{Agency, Told};
use tests::hall::{ENTITY_ID, Hall, start};
use uuid::Uuid;

use crate::logging_in::enter_with_password;

fn persistent() -> NameIdPolicy {
    NameIdPolicy { format: Some(PERSISTENT.to_owned()), ..NameIdPolicy::default() }
}

/// Asks with this policy, and reads the answer, which may be a refusal.
async fn asked(hall: &Hall, agency: &Agency, policy: Option<NameIdPolicy>) -> Told {
    let id = format!("_{}", Uuid::new_v4().simple());
    let request = AuthnRequest { name_id_policy: policy, ..agency.request(&id, start()) };
    let mut browser = hall.browser();
    let page = browser.visit(&agency.redirect(&request, None)).await;
    if page.find_form("/elegir").is_none() {
        return agency.read(&page);
    }
    agency.read(&enter_with_password(&mut browser, &page).await)
}

/// What Ana is called by an agency that asks with this policy.
async fn named(hall: &Hall, agency: &Agency, policy: Option<NameIdPolicy>) -> NameId {
    asked(hall, agency, policy).await.name.unwrap()
}

#[tokio::test]
async fn a_persistent_name_is_the_same_each_time_and_says_between_whom() {
    let (hall, agency) = Hall::open().await;
    let first = named(&hall, &agency, Some(persistent())).await;
    assert_eq!(first.format.as_deref(), Some(PERSISTENT));
    assert_eq!(first.name_qualifier.as_deref(), Some(ENTITY_ID));
    assert_eq!(first.sp_name_qualifier.as_deref(), Some(agency.entity_id.as_str()));
    assert_eq!(first.value.len(), 64);
    assert!(!first.value.contains("12345678"));
    assert!(named(&hall, &agency, Some(persistent())).await == first, "another name");
}

#[tokio::test]
async fn another_agency_gets_an_unrelated_name() {
    let (hall, agency) = Hall::open().await;
    let other = Agency::new("https://otra.example.test/metadata");
    hall.join(&other, LevelOfAssurance::Low).await;
    let here = named(&hall, &agency, Some(persistent())).await;
    let there = named(&hall, &other, Some(persistent())).await;
    assert_ne!(here.value, there.value);
    assert_eq!(there.sp_name_qualifier.as_deref(), Some(other.entity_id.as_str()));
}

#[tokio::test]
async fn a_name_for_one_session_is_never_given_again() {
    let (hall, agency) = Hall::open().await;
    let format = |format: &str| {
        Some(NameIdPolicy { format: Some(format.to_owned()), ..NameIdPolicy::default() })
    };
    let mut values = Vec::new();
    for policy in [None, format(TRANSIENT), format(TRANSIENT), format(UNSPECIFIED)] {
        let name = named(&hall, &agency, policy).await;
        assert_eq!(name.format.as_deref(), Some(TRANSIENT));
        assert_eq!(name.sp_name_qualifier, None);
        values.push(name.value);
    }
    values.sort();
    values.dedup();
    assert_eq!(values.len(), 4);
}

/// SAML Core 3.4.1.1: the name exists whether or not anybody asked for it before.
#[tokio::test]
async fn that_a_name_may_be_created_changes_nothing() {
    let (hall, agency) = Hall::open().await;
    let without = named(&hall, &agency, Some(persistent())).await;
    let may = NameIdPolicy { allow_create: true, ..persistent() };
    assert!(named(&hall, &agency, Some(may)).await == without, "another name");
}

#[tokio::test]
async fn a_name_in_the_namespace_of_others_is_not_given() {
    let (hall, agency) = Hall::open().await;
    let of = |whose: &str| {
        let sp_name_qualifier = Some(whose.to_owned());
        Some(NameIdPolicy { sp_name_qualifier, ..persistent() })
    };
    let own = asked(&hall, &agency, of(&agency.entity_id)).await;
    assert_eq!(own.status, ("Success".to_owned(), None));
    let others = asked(&hall, &agency, of("https://group.example.test")).await;
    let policy = "InvalidNameIDPolicy".to_owned();
    assert_eq!(others.status, ("Requester".to_owned(), Some(policy)));
    assert_eq!(others.assertion_id, None);
}

#[tokio::test]
async fn a_persistent_name_is_written_nowhere() {
    let (hall, agency) = Hall::open().await;
    let name = named(&hall, &agency, Some(persistent())).await.value;
    let client = hall.client().await;
    let tables = "SELECT format('%I.%I', n.nspname, c.relname)
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE c.relkind = 'r' AND n.nspname IN ('hub', 'citizens', 'credentials')";
    let mut seen = 0;
    for table in client.query(tables, &[]).await.unwrap() {
        let table: String = table.get(0);
        for row in client.query(&format!("SELECT t::text FROM {table} t"), &[]).await.unwrap() {
            let text: String = row.get(0);
            assert!(!text.contains(&name), "{table}");
            seen += 1;
        }
    }
    assert!(seen > 10, "the tables were written to");
    let because = "SELECT because::text FROM hub.trace";
    let because: String = client.query_one(because, &[]).await.unwrap().get(0);
    assert!(because.contains("\"persistent\""), "that there was one is said: {because}");
}

/// A ring for a second node, with this pairwise key or none.
fn ring(key: Option<&str>) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("zaguan-names-{}", Uuid::new_v4().simple()));
    fs::create_dir(&folder).unwrap();
    if let Some(key) = key {
        let file = folder.join(Pairwise::FILE);
        fs::write(&file, key).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    folder
}

async fn opened(hall: &Hall, ring: &Path) -> Result<Pairwise, PairwiseError> {
    let opened = Pairwise::open(ring, &hall.hub.store).await;
    fs::remove_dir_all(ring).unwrap();
    opened
}

#[tokio::test]
async fn a_node_with_another_key_or_none_does_not_start() {
    let hall = Hall::empty().await;
    let same = opened(&hall, &ring(Some(&"7A".repeat(32)))).await;
    assert!(same.is_ok(), "digits are digits in capitals too: {same:?}");
    let another = opened(&hall, &ring(Some(&"7b".repeat(32)))).await.unwrap_err();
    assert!(matches!(another, PairwiseError::Another(_)), "{another}");
    let lost = opened(&hall, &ring(None)).await.unwrap_err();
    assert!(matches!(lost, PairwiseError::Lost(_)), "{lost}");
    let empty = opened(&hall, &ring(Some(""))).await.unwrap_err();
    assert!(matches!(empty, PairwiseError::Form(_)), "{empty}");
    assert!(opened(&hall, &ring(Some(&"7a".repeat(32)))).await.is_ok());
}

#[tokio::test]
async fn the_first_node_does_not_make_a_key_by_itself() {
    let hall = Hall::empty().await;
    hall.client().await.execute("DELETE FROM hub.pairwise", &[]).await.unwrap();
    let folder = ring(None);
    let missing = Pairwise::open(&folder, &hall.hub.store).await.unwrap_err();
    assert!(matches!(missing, PairwiseError::Missing(_)), "{missing}");
    assert!(!folder.join(Pairwise::FILE).exists());
    assert_eq!(hall.rows("pairwise").await, 0);
    fs::remove_dir_all(folder).unwrap();
}
