//! Messages of every shape, for property tests.

use identity::Comparison;
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::assertion::{Assertion, Attribute, AttributeValue};
use crate::extensions::{Extensions, RequestedAttribute, SpType};
use crate::logout::LogoutRequest;
use crate::request::{AuthnRequest, NameIdPolicy, RequestedConditions, RequestedContext, Scoping};
use crate::response::Envelope;
use crate::status::{SecondCode, Status, TopCode};
use crate::{EntityId, MessageId, NameId};

/// What may stand in an attribute or element: anything, but no white space around it.
pub(crate) fn text() -> impl Strategy<Value = String> {
    "[ -~áéñ€𝒳\t\n\r]{1,40}".prop_filter("text around names is trimmed", |text| {
        text.trim_matches([' ', '\t', '\r', '\n']) == text
    })
}

fn id() -> impl Strategy<Value = MessageId> {
    "[_a-zA-Z][_a-zA-Z0-9.-]{0,80}".prop_map(|id| MessageId::new(&id).unwrap())
}

fn entity() -> impl Strategy<Value = EntityId> {
    "[!-~ñ€]{1,60}".prop_map(|text| EntityId::new(&text).unwrap())
}

fn at() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_102_444_800).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn name_id() -> impl Strategy<Value = NameId> {
    (option::of(text()), text(), option::of(text()), option::of(text())).prop_map(
        |(format, value, name_qualifier, sp_name_qualifier)| NameId {
            format,
            value,
            name_qualifier,
            sp_name_qualifier,
        },
    )
}

fn extensions() -> impl Strategy<Value = Extensions> {
    let kind = option::of(prop_oneof![Just(SpType::Public), Just(SpType::Private)]);
    let attribute = (option::of(text()), any::<bool>(), vec(text(), 0..3));
    (kind, vec(attribute, 0..5)).prop_map(|(sp_type, attributes)| Extensions {
        sp_type,
        attributes: attributes
            .into_iter()
            .enumerate()
            .map(|(number, (friendly_name, is_required, values))| RequestedAttribute {
                name: format!("urn:attribute:{number}"),
                friendly_name,
                is_required,
                values,
            })
            .collect(),
    })
}

fn requested() -> impl Strategy<Value = RequestedContext> {
    let comparison = prop_oneof![
        Just(Comparison::Exact),
        Just(Comparison::Minimum),
        Just(Comparison::Better),
        Just(Comparison::Maximum)
    ];
    (comparison, vec(text(), 0..4))
        .prop_map(|(comparison, classes)| RequestedContext { comparison, classes })
}

fn name_id_policy() -> impl Strategy<Value = NameIdPolicy> {
    (option::of(text()), option::of(text()), any::<bool>()).prop_map(
        |(format, sp_name_qualifier, allow_create)| NameIdPolicy {
            format,
            sp_name_qualifier,
            allow_create,
        },
    )
}

fn conditions() -> impl Strategy<Value = RequestedConditions> {
    (option::of(at()), option::of(at()), vec(text(), 0..3)).prop_map(
        |(not_before, not_on_or_after, audiences)| RequestedConditions {
            not_before,
            not_on_or_after,
            audiences,
        },
    )
}

fn scoping() -> impl Strategy<Value = Scoping> {
    (option::of(any::<u32>()), vec(entity(), 0..3), vec(entity(), 0..3)).prop_map(
        |(proxy_count, providers, requesters)| Scoping { proxy_count, providers, requesters },
    )
}

pub(crate) fn any_request() -> impl Strategy<Value = AuthnRequest> {
    let consumer = prop_oneof![
        Just((None, None)),
        text().prop_map(|url| (Some(url), None)),
        any::<u16>().prop_map(|index| (None, Some(index)))
    ];
    (
        (id(), at(), option::of(entity()), consumer, option::of(any::<u16>())),
        (option::of(text()), option::of(text()), option::of(text()), option::of(text())),
        (any::<bool>(), any::<bool>(), option::of(requested()), option::of(scoping())),
        (
            extensions(),
            option::of(name_id()),
            option::of(name_id_policy()),
            option::of(conditions()),
        ),
    )
        .prop_map(|(who, texts, flags, wishes)| AuthnRequest {
            id: who.0,
            issue_instant: who.1,
            issuer: who.2,
            consumer_url: who.3.0,
            consumer_index: who.3.1,
            attribute_index: who.4,
            provider_name: texts.0,
            destination: texts.1,
            protocol_binding: texts.2,
            consent: texts.3,
            force_authn: flags.0,
            is_passive: flags.1,
            requested: flags.2,
            scoping: flags.3,
            extensions: wishes.0,
            subject: wishes.1,
            name_id_policy: wishes.2,
            conditions: wishes.3,
        })
}

pub(crate) fn any_envelope() -> impl Strategy<Value = Envelope> {
    (id(), at(), entity(), text(), id()).prop_map(
        |(response_id, issued, issuer, destination, in_response_to)| Envelope {
            // Of all the `ID`s in an answer no two are the same.
            response_id: MessageId::new(&format!("_r{}", response_id.as_str())).unwrap(),
            issued,
            issuer,
            destination,
            in_response_to,
        },
    )
}

pub(crate) fn any_assertion() -> impl Strategy<Value = Assertion> {
    let value =
        (text(), any::<bool>()).prop_map(|(text, is_latin)| AttributeValue { text, is_latin });
    let attribute = (option::of(text()), vec(value, 0..3));
    (
        (id(), option::of(at()), at(), text(), any::<bool>()),
        (name_id(), option::of(text()), option::of(text()), at(), text()),
        (vec(entity(), 0..3), vec(attribute, 0..5)),
    )
        .prop_map(|(frame, how, about)| Assertion {
            id: MessageId::new(&format!("_a{}", frame.0.as_str())).unwrap(),
            not_before: frame.1,
            not_on_or_after: frame.2,
            audience: frame.3,
            one_time_use: frame.4,
            name_id: how.0,
            address: how.1,
            session_index: how.2,
            authn_instant: how.3,
            context: how.4,
            authorities: about.0,
            attributes: about
                .1
                .into_iter()
                .zip([
                    crate::attributes::PERSON_IDENTIFIER,
                    crate::attributes::FAMILY_NAME,
                    crate::attributes::RELAY_STATE,
                    "urn:attribute:4",
                    crate::attributes::SELECTED_IDP,
                ])
                .map(|((friendly_name, values), name)| Attribute {
                    name: name.to_owned(),
                    friendly_name,
                    values,
                })
                .collect(),
        })
}

pub(crate) fn any_refusal() -> impl Strategy<Value = Status> {
    let second = option::of(0..SecondCode::ALL.len());
    (1..TopCode::ALL.len(), second, option::of(text())).prop_map(|(top, second, message)| Status {
        top: TopCode::ALL[top],
        second: second.map(|second| SecondCode::ALL[second]),
        message: message.unwrap_or_default(),
    })
}

pub(crate) fn any_logout() -> impl Strategy<Value = LogoutRequest> {
    (
        (id(), at(), option::of(entity()), option::of(text())),
        (option::of(at()), option::of(text()), name_id(), vec(text(), 0..4)),
    )
        .prop_map(|(who, what)| LogoutRequest {
            id: who.0,
            issue_instant: who.1,
            issuer: who.2,
            destination: who.3,
            not_on_or_after: what.0,
            reason: what.1,
            name_id: what.2,
            session_indexes: what.3,
        })
}
