use super::*;
use crate::Summary;

const MELLON: &str = include_str!("../fixtures/mellon.xml");
const PYSAML2: &str = include_str!("../fixtures/pysaml2.xml");
const PYSAML2_SIGNED: &str = include_str!("../fixtures/pysaml2_signed.xml");
const SAMAEL: &str = include_str!("../fixtures/samael.xml");
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

fn read(xml: &str) -> Vec<Result<Option<Described>, MetadataError>> {
    let all = aggregate(xml.as_bytes(), None).unwrap();
    all.members(Endpoints::HttpsOnly).map(|member| member.read()).collect()
}

fn ends(xml: &str) -> Vec<String> {
    let end = |described: Described| described.service_provider.valid_until.unwrap().to_string();
    read(xml).into_iter().map(|member| end(member.unwrap().unwrap())).collect()
}

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn findings(xml: &str) -> Vec<String> {
    let all = aggregate(xml.as_bytes(), None).unwrap();
    let told = |name: &str, findings: Vec<Finding>| -> Vec<String> {
        findings.iter().map(|finding| format!("{name}: {finding}")).collect()
    };
    let mut lines = told("all", all.lint(now()));
    for member in all.members(Endpoints::HttpsOnly) {
        let name = member.entity_id().map_or("?".to_owned(), |name| name.as_str().to_owned());
        lines.extend(told(&name, member.lint(now())));
    }
    lines
}

const IDENTITY_PROVIDER: &str = r#"<md:EntityDescriptor entityID="https://idp.example"><md:IDPSSODescriptor protocolSupportEnumeration="x"/></md:EntityDescriptor>"#;

#[test]
fn one_bad_member_says_nothing_about_the_others_and_an_identity_provider_is_none() {
    let nameless = inner(MELLON).replacen("entityID", "name", 1);
    let consumerless = inner(PYSAML2).replace("AssertionConsumerService", "Nothing");
    let xml = group(
        "",
        &[&nameless, inner(MELLON), IDENTITY_PROVIDER, &consumerless, inner(PYTHON3_SAML)],
    );
    let told: Vec<_> = read(&xml)
        .into_iter()
        .map(|member| member.map(|found| found.map(|one| one.service_provider.entity_id)))
        .collect();
    let name = |name: &str| Ok(Some(EntityId::new(name).unwrap()));
    assert_eq!(
        told,
        [
            Err(MetadataError::Malformed(Malformed::Missing("entityID"))),
            name("https://sede.example.es/mellon/metadata"),
            Ok(None),
            Err(MetadataError::NoConsumer),
            name("https://sede.example.es/python3-saml/metadata"),
        ]
    );
}

#[test]
fn groups_are_one_list_and_the_earliest_end_counts() {
    let late = group(r#" validUntil="2026-12-24T00:00:00Z""#, &[inner(MELLON)]);
    let early = group(r#" validUntil="2026-11-01T00:00:00Z""#, &[inner(SAMAEL)]);
    let all = group(r#" validUntil="2026-12-01T00:00:00Z""#, &[&late, &early, inner(PYTHON3_SAML)]);
    // The last one ends by its own word.
    let expected = ["2026-12-01T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-24T07:57:38Z"];
    assert_eq!(ends(&all), expected);
}

#[test]
fn an_end_of_a_group_that_cannot_be_read_spoils_that_group_only() {
    let spoilt = group(r#" validUntil="tomorrow""#, &[inner(MELLON), &group("", &[inner(SAMAEL)])]);
    let members = read(&group("", &[&spoilt, inner(PYTHON3_SAML)]));
    let unread = MetadataError::Malformed(Malformed::Value("validUntil"));
    let errors: Vec<_> = members.into_iter().map(Result::err).collect();
    assert_eq!(errors, [Some(unread.clone()), Some(unread), None]);
}

#[test]
fn what_is_no_aggregate_is_refused() {
    let refused = |xml: &str| aggregate(xml.as_bytes(), None).unwrap_err();
    assert_eq!(refused(MELLON), MetadataError::NotMetadata);
    assert_eq!(refused("<a/>"), MetadataError::NotMetadata);
    let end = group(r#" validUntil="tomorrow""#, &[]);
    assert_eq!(refused(&end), MetadataError::Malformed(Malformed::Value("validUntil")));
    let duration = group(r#" cacheDuration="a day""#, &[]);
    assert_eq!(refused(&duration), MetadataError::Malformed(Malformed::Value("cacheDuration")));
    assert!(aggregate(group("", &[]).as_bytes(), None).unwrap().is_empty());
}

#[test]
fn groups_inside_each_other_are_as_deep_as_the_gate_allows() {
    let nested = |depth: usize| {
        let (start, end) = ("<md:EntitiesDescriptor>", "</md:EntitiesDescriptor>");
        group("", &[&start.repeat(depth - 1), &end.repeat(depth - 1)])
    };
    assert!(aggregate(nested(48).as_bytes(), None).is_ok());
    let refused = aggregate(nested(49).as_bytes(), None).unwrap_err();
    assert_eq!(refused, MetadataError::Malformed(Malformed::TooDeep));
}

#[test]
fn of_two_service_providers_with_one_name_neither_is_taken() {
    let other = inner(PYTHON3_SAML).replace(
        "https://sede.example.es/python3-saml/metadata",
        "https://sede.example.es/mellon/metadata",
    );
    let same_name = IDENTITY_PROVIDER.replace("idp.example", "sede.example.es/samael/metadata");
    let nested = group("", &[&other]);
    let xml = group("", &[inner(MELLON), inner(SAMAEL), &nested, &same_name]);
    let members = read(&xml);
    let repeated = Some(MetadataError::RepeatedEntity);
    let errors: Vec<_> = members.into_iter().map(Result::err).collect();
    assert_eq!(errors, [repeated.clone(), None, repeated, None]);
    let said = "error: Another service provider of the aggregate has the same entityID; neither is \
                taken. (SAML Metadata 2.3)";
    assert_eq!(findings(&xml).iter().filter(|line| line.ends_with(said)).count(), 2);
}

#[test]
fn what_is_kept_of_a_member_can_be_read_alone_and_says_the_same() {
    for (descriptor, namespaces) in [
        (MELLON, r#" xmlns:ds="urn:other" xmlns:x="urn:x" validUntil="2026-12-01T00:00:00Z""#),
        (PYSAML2_SIGNED, ""),
        (PYTHON3_SAML, r#" xmlns="urn:other""#),
        (SAMAEL, ""),
    ] {
        let described = read(&group(namespaces, &[inner(descriptor)])).remove(0).unwrap().unwrap();
        let alone = ServiceProvider::read(&described.descriptor).unwrap();
        let own = ServiceProvider::read(descriptor.as_bytes()).unwrap();
        assert_eq!(format!("{alone:?}"), format!("{own:?}"));
        let out_of_the_group =
            ServiceProvider { valid_until: own.valid_until, ..described.service_provider };
        assert_eq!(format!("{out_of_the_group:?}"), format!("{own:?}"));
    }
}

#[test]
fn a_member_takes_along_the_namespaces_that_it_takes_from_outside_and_no_others() {
    let all = r#"<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:a="urn:a" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><!-- all --><EntityDescriptor entityID="urn:one"><Extensions xmlns:b="urn:b"><b:x i:type="xs:string"/><b:x/></Extensions><!-- one --><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService index="1" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://a.test/axs:"/></SPSSODescriptor></EntityDescriptor></EntitiesDescriptor>"#;
    let described = read(all).remove(0).unwrap().unwrap();
    let expected = r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema" entityID="urn:one"><Extensions><b:x xmlns:b="urn:b" i:type="xs:string"></b:x><b:x xmlns:b="urn:b"></b:x></Extensions><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://a.test/axs:" index="1"></AssertionConsumerService></SPSSODescriptor></EntityDescriptor>"#;
    assert_eq!(String::from_utf8(described.descriptor).unwrap(), expected);
}

/// What could be read in an aggregate and not alone would be lost when it is read again.
#[test]
fn a_member_that_is_too_large_to_be_read_alone_is_an_error_of_its_own() {
    let large = inner(MELLON).replacen(
        "<SPSSODescriptor",
        &format!("<Extensions>{}</Extensions><SPSSODescriptor", " ".repeat(1 << 20)),
        1,
    );
    let xml = group("", &[&large, inner(SAMAEL)]);
    let members = read(&xml);
    assert_eq!(members[0].as_ref().err(), Some(&MetadataError::Malformed(Malformed::TooLarge)));
    assert!(members[1].is_ok());
    assert!(findings(&xml).iter().any(|line| line.ends_with(
        "error: Larger than is read. (XML 1.0 and SAML Metadata, as our gate reads them)"
    )));
}

#[test]
fn the_freshness_of_the_whole_is_that_of_the_outermost_group() {
    let publication = r#"<md:Extensions><mdrpi:PublicationInfo xmlns:mdrpi="urn:oasis:names:tc:SAML:metadata:rpi" creationInstant="2026-11-20T00:00:00Z"/></md:Extensions>"#;
    let inside = group(r#" validUntil="2026-11-24T00:00:00Z" cacheDuration="PT1H""#, &[]);
    let xml = group(
        r#" validUntil="2026-12-01T00:00:00Z" cacheDuration="PT6H""#,
        &[publication, &inside],
    );
    let freshness = aggregate(xml.as_bytes(), None).unwrap().freshness().clone();
    assert_eq!(freshness.valid_until, Some("2026-12-01T00:00:00Z".parse().unwrap()));
    assert_eq!(freshness.cache_duration, Some(jiff::SignedDuration::from_hours(6)));
    assert_eq!(freshness.created, Some("2026-11-20T00:00:00Z".parse().unwrap()));
}

#[test]
fn each_member_is_told_about_with_its_name_and_line_and_identity_providers_are_not() {
    let broken = inner(PYSAML2).replace("AssertionConsumerService", "Nothing");
    let ended = group(r#" validUntil="2026-11-01T00:00:00Z""#, &["\n", inner(SAMAEL)]);
    let xml =
        group("", &["\n", IDENTITY_PROVIDER, "\n", &broken, "\n", inner(MELLON), "\n", &ended]);
    let errors: Vec<String> =
        findings(&xml).into_iter().filter(|line| line.contains(": error: ")).collect();
    let lines = 3 + broken.matches('\n').count() + 1 + inner(MELLON).matches('\n').count() + 2;
    assert_eq!(
        errors,
        [
            "https://sede.example.es/pysaml2/metadata: line 3: error: There is no \
             AssertionConsumerService with the HTTP-POST binding. (SAML Metadata 2.4.4)"
                .to_owned(),
            format!(
                "https://sede.example.es/samael/metadata: line {lines}: error: The group ended on \
             2026-11-01T00:00:00Z: nothing that its members send is accepted. (SAML Metadata 2.3.1)"
            ),
        ]
    );
}

#[test]
fn a_summary_counts_members_and_findings() {
    let broken = inner(PYSAML2).replace("AssertionConsumerService", "Nothing");
    let count = |attributes: &str| {
        let xml = group(attributes, &[IDENTITY_PROVIDER, &broken, inner(MELLON)]);
        let all = aggregate(xml.as_bytes(), None).unwrap();
        let mut summary = Summary::new(&all.lint(now()));
        for member in all.members(Endpoints::HttpsOnly) {
            summary.add(&member, &member.lint(now()));
        }
        (summary.entities, summary.service_providers, summary.usable, summary.errors)
    };
    assert_eq!(count(""), (3, 2, 1, 1));
    assert_eq!(count(r#" validUntil="2027-01-01T00:00:00Z""#), (3, 2, 1, 1));
    // What has ended as a whole is told once, and nobody in it is usable.
    assert_eq!(count(r#" validUntil="2026-01-01T00:00:00Z""#), (3, 2, 0, 2));
}
