use super::*;
use crate::location::Endpoints;

const MELLON: &str = include_str!("../fixtures/mellon.xml");
const PYTHON3_SAML: &str = include_str!("../fixtures/python3_saml.xml");

/// The descriptor without what may only stand at the start of a document.
fn inner(descriptor: &str) -> &str {
    let start = descriptor.find("EntityDescriptor").unwrap();
    &descriptor[descriptor[..start].rfind('<').unwrap()..]
}

fn group(attributes: &str, members: &[&str]) -> String {
    let namespace = METADATA.uri;
    let members: String = members.concat();
    format!(
        "<md:EntitiesDescriptor xmlns:md=\"{namespace}\"{attributes}>{members}</md:EntitiesDescriptor>"
    )
}

fn members(xml: &str) -> Vec<Member> {
    aggregate(xml.as_bytes(), Endpoints::HttpsOnly, None).unwrap().members
}

#[test]
fn one_bad_member_says_nothing_about_the_others() {
    let nameless = "<md:EntityDescriptor/>";
    let provider = r#"<md:EntityDescriptor entityID="https://idp.example"><md:IDPSSODescriptor protocolSupportEnumeration="x"/></md:EntityDescriptor>"#;
    let members = members(&group("", &[nameless, inner(MELLON), provider, inner(PYTHON3_SAML)]));
    let told: Vec<_> = members
        .iter()
        .map(|member| {
            let id = member.entity_id.as_ref().map(EntityId::as_str);
            (id, member.service_provider.as_ref().err().cloned())
        })
        .collect();
    let nobody = Some(MetadataError::NoServiceProvider);
    assert_eq!(
        told,
        [
            (None, nobody.clone()),
            (Some("https://sede.example.es/mellon/metadata"), None),
            (Some("https://idp.example"), nobody),
            (Some("https://sede.example.es/python3-saml/metadata"), None),
        ]
    );
}

#[test]
fn groups_are_one_list_and_the_earliest_end_counts() {
    let late = group(r#" validUntil="2026-12-24T00:00:00Z""#, &[inner(MELLON)]);
    let early = group(r#" validUntil="2026-11-01T00:00:00Z""#, &[inner(PYTHON3_SAML)]);
    let all = group(r#" validUntil="2026-12-01T00:00:00Z""#, &[&late, &early, inner(PYTHON3_SAML)]);
    let ends: Vec<_> = members(&all)
        .into_iter()
        .map(|member| member.service_provider.unwrap().valid_until.unwrap().to_string())
        .collect();
    // The last one ends by its own word.
    assert_eq!(ends, ["2026-12-01T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-24T07:57:38Z"]);
}

#[test]
fn what_is_no_aggregate_is_refused() {
    let refused = |xml: &str| aggregate(xml.as_bytes(), Endpoints::HttpsOnly, None).unwrap_err();
    assert_eq!(refused(MELLON), MetadataError::NotMetadata);
    assert_eq!(refused("<a/>"), MetadataError::NotMetadata);
    let end = group(r#" validUntil="tomorrow""#, &[]);
    assert_eq!(refused(&end), MetadataError::Malformed(Malformed::Value("validUntil")));
    assert!(members(&group("", &[])).is_empty());
}
