//! A departure of which every kind of thing is known, for golden files.

use super::accept::About;
use super::*;
use crate::departure::accept::{AnswerTo, LogoutFacts, NameHash};
use crate::departure::stage::Ended;
use saml::MessageId;

fn agency(name: &str) -> EntityId {
    EntityId::new(&format!("https://{name}.example.test/metadata")).unwrap()
}

fn id(text: &str) -> MessageId {
    MessageId::new(text).unwrap()
}

fn ours() -> EntityId {
    EntityId::new("https://hub.example.test/saml/metadata").unwrap()
}

/// What an agency asked, as it lies in the row until its browser comes.
pub(crate) fn facts(now: Timestamp) -> LogoutFacts {
    LogoutFacts {
        agency: agency("sede"),
        request_id: id("_out"),
        issued: now,
        not_on_or_after: Some(now + MAX_AGE),
        answer_to: Some(AnswerTo {
            binding: Binding::Redirect,
            location: "https://sede.example.test/slo".to_owned(),
        }),
        relay_state: Some(saml::RelayState::new("ñ=1&2").unwrap()),
        about: About::Named {
            name: NameHash::of("_t"),
            sessions: vec![NameHash::of("_s"), NameHash::of("_s2")],
        },
    }
}

/// Somebody who is told about at one agency, was at others, and has others to come.
pub(crate) fn leaving(now: Timestamp) -> Leaving {
    let facts = facts(now);
    let to = facts.answer_to.clone().unwrap();
    let names = |name: &str| (saml::NameId::transient(name.to_owned(), &ours()), "_s".to_owned());
    Leaving {
        answer: Some(Answer {
            envelope: Envelope {
                response_id: id("_answer"),
                issued: now,
                issuer: ours(),
                destination: to.location.clone(),
                in_response_to: facts.request_id.clone(),
            },
            status: Status::partial_logout(),
            to,
            relay_state: facts.relay_state.clone(),
            dialect: Dialect::Strict,
            until: now + Answer::SHOWN,
        }),
        asked: Some(AcceptedLogout::restored_from_facts(facts)),
        ended: Ended { session: SessionEnd::Ended, by_certificate: true, everywhere: false },
        to_come: vec![
            Farewell { agency: agency("muda"), names: None },
            Farewell { agency: agency("tasas"), names: Some(names("_t2")) },
        ],
        now: Some(Sent {
            agency: agency("salud"),
            names: names("_t3"),
            request: id("_farewell"),
            at: now,
        }),
        done: vec![
            Done { agency: agency("padron"), request: Some(id("_told")), is_too_late: false },
            Done { agency: agency("tarde"), request: None, is_too_late: true },
        ],
        told_until: Some(now + Answer::SHOWN),
    }
}
