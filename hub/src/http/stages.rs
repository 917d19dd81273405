//! The page of each stage of a journey.

use authenticators::MethodId;
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use identity::LevelOfAssurance;
use pages::hub::{
    AttributeKind, Before, Cause, Choose, Continue, Offer, Release, ReleaseManner, ReleaseReason,
    ReleasedAttribute, Replace, SessionHint, SessionNotUsed, Shortfall, ShortfallCause, StepUp,
    StepUpOffer, StepUpReason, Unavailable, WhyNot,
};
use pages::{Guard, Limit, Page, PageKind};
use saml::attributes::{
    DATE_OF_BIRTH, FAMILY_NAME, FIRST_NAME, FIRST_SURNAME, LEGAL_NAME, LEGAL_PERSON_IDENTIFIER,
    PERSON_IDENTIFIER, REGISTER_TYPE,
};

use crate::http::answer::{self, Wrap};
use crate::http::refusals::{agency_name, agency_of, stopped};
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::journey::release::{About, shown};
use crate::journey::stage::{
    Below, Choosing, Continuing, Earlier, Explaining, Proved, Releasing, Replacing, Returning,
    Stage, Why,
};
use crate::journey::{Open, Stop};
use crate::policy::{Explanation, Finding, Requirement, Rule, TooLittle, Unused};
use crate::{agency, policy};

/// The page of the way back.
pub(super) const RETURN: &str = "volver";
/// The page that shows what goes out.
pub(super) const DATA: &str = "datos";
/// The page on which whoever proved too little shows more.
const STEP_UP: &str = "subir";
/// The page that says that somebody else had entered.
pub(super) const REPLACE: &str = "cambio";

/// The last part of a stage's address; nothing: it stands at the journey's own.
pub(super) fn step_of<'a>(hub: &'a Hub, stage: &Stage) -> Option<&'a str> {
    match stage {
        Stage::Choosing(Choosing { below: Some(_), .. }) => Some(STEP_UP),
        Stage::Choosing(_) | Stage::Continuing(_) => None,
        Stage::Authenticating(waiting) => path_of(hub, &waiting.chosen.method),
        Stage::Explaining(_) => Some("aviso"),
        Stage::Releasing(_) => Some(DATA),
        Stage::Replacing(_) => Some(REPLACE),
        Stage::Returning(_) => Some(RETURN),
    }
}

/// The page of the stage at which a journey stands.
pub(super) async fn page_of(visit: &Visit, open: &Open) -> Response {
    match &open.stage {
        Stage::Choosing(choosing) => match &choosing.below {
            Some(below) => step_up_page(visit, open, choosing, below),
            None => choose_page(visit, open, choosing),
        },
        Stage::Continuing(continuing) => continue_page(visit, open, continuing),
        Stage::Authenticating(waiting) => method_page(visit, open, &waiting.page),
        Stage::Explaining(explaining) => shortfall_page(visit, open, explaining),
        Stage::Releasing(releasing) => release_page(visit, open, releasing).await,
        Stage::Replacing(replacing) => replace_page(visit, open, replacing),
        Stage::Returning(returning) => return_page(visit, open, returning).await,
    }
}

fn choose_page(visit: &Visit, open: &Open, choosing: &Choosing) -> Response {
    let wrap = wrap_of(visit, open);
    let facts = choosing.request.facts();
    let directory = visit.hub.directory.now();
    let Some(agency) = directory.find(&facts.agency) else {
        return stopped(visit, &open.held.id, Stop::AgencyGone);
    };
    let level = Requirement::least(agency.terms(facts.service.as_ref()).level, facts);
    let offered = |id: &MethodId| choosing.offered.contains(id);
    let ids = || visit.hub.methods.iter().map(|method| &method.blueprint.id);
    let choose = Choose {
        action: format!("/t/{}/elegir", open.held.id),
        level,
        offers: ids()
            .filter(|id| offered(id))
            .map(|id| Offer { method: id.as_str().to_owned() })
            .collect(),
        unavailable: ids()
            .filter(|id| !offered(id))
            .map(|id| Unavailable {
                method: id.as_str().to_owned(),
                because: why_not(&choosing.because, id),
            })
            .collect(),
        session: session_hint(choosing),
    };
    answer::page(visit, StatusCode::OK, &PageKind::Input, &choose.into(), &wrap)
}

fn step_up_page(visit: &Visit, open: &Open, choosing: &Choosing, below: &Below) -> Response {
    let (id, wrap) = (&open.held.id, wrap_of(visit, open));
    let directory = visit.hub.directory.now();
    if directory.find(&choosing.request.facts().agency).is_none() {
        return stopped(visit, id, Stop::AgencyGone);
    }
    let offers = below.ways.iter().map(|way| StepUpOffer {
        method: way.method.as_str().to_owned(),
        only_the_rest: way.only_the_rest,
    });
    let page = StepUp {
        action: format!("/t/{id}/elegir"),
        not_me: format!("/t/{id}/no-soy"),
        masked_name: below.masked_name.clone(),
        because: match below.why {
            TooLittle::Level => StepUpReason::Level,
            TooLittle::Age => StepUpReason::Age,
            TooLittle::Method => StepUpReason::Method,
        },
        needed: below.needed,
        reached: below.reached,
        registration_limits: below.registration_limits,
        is_new_phone: below.because.has_lowered(Rule::Cooling),
        offers: offers.collect(),
    };
    answer::page(visit, StatusCode::OK, &PageKind::Input, &page.into(), &wrap)
}

fn replace_page(visit: &Visit, open: &Open, replacing: &Replacing) -> Response {
    let page = Replace {
        action: format!("/t/{}/{REPLACE}", open.held.id),
        before: replacing.before.clone(),
        now: replacing.now.clone(),
    };
    answer::page(visit, StatusCode::OK, &PageKind::Input, &page.into(), &wrap_of(visit, open))
}

/// Who entered before reads why that will not do here, unless it would tell how the person stands.
fn session_hint(choosing: &Choosing) -> Option<SessionHint> {
    let because = match Unused::in_explanation(&choosing.because)? {
        Unused::Request | Unused::Record => SessionNotUsed::AgencyForces,
        Unused::Method => SessionNotUsed::MethodExcluded,
        Unused::Level | Unused::Age => SessionNotUsed::LevelTooLow,
        Unused::Registration | Unused::Standing | Unused::Another => return None,
    };
    Some(SessionHint { masked_name: choosing.known_as.clone()?, because })
}

fn continue_page(visit: &Visit, open: &Open, continuing: &Continuing) -> Response {
    let action = format!("/t/{}/seguir", open.held.id);
    let wrap = wrap_of(visit, open);
    if continuing.bounced {
        return answer::refuse(visit, Cause::Bounced { again: action }, &wrap);
    }
    let page = Continue {
        action,
        masked_name: continuing.choosing.known_as.clone().unwrap_or_default(),
        method: continuing.method.as_str().to_owned(),
        level: continuing.level,
        authenticated_at: continuing.authenticated_at,
    };
    answer::page(visit, StatusCode::OK, &PageKind::Input, &page.into(), &wrap)
}

fn shortfall_page(visit: &Visit, open: &Open, explaining: &Explaining) -> Response {
    let id = &open.held.id;
    let below = explaining.choosing.below.as_ref();
    let tried = explaining.attempt.as_ref().map(|(_, method)| method);
    let used = tried.or(below.map(|below| below.proof.method()));
    let others = explaining.choosing.on_offer();
    let others = others.filter(|method| below.is_some() || Some(*method) != used);
    let others: Vec<_> = others.map(|method| method.as_str().to_owned()).collect();
    let other_ways = explaining.has_other_ways().then(|| format!("/t/{id}/otra"));
    let raised: Vec<_> = used.map(|method| method.as_str().to_owned()).into_iter().collect();
    // Of the last try, and not of somebody who tried before.
    let is_new_phone = below.is_some_and(|below| below.because.has_lowered(Rule::Cooling));
    let is_basic_too =
        below.is_some_and(|below| below.registration_limits && !below.ways.is_empty());
    let cause = match explaining.shortfall {
        policy::Shortfall::Unattainable { needed } => ShortfallCause::Unattainable { needed },
        // What was used would do with a higher registration, and no other way would without one.
        policy::Shortfall::Level { needed, reached, registration_limits: true }
            if below.is_none_or(|below| below.ways.is_empty()) =>
        {
            let registration_limits = true;
            ShortfallCause::Level {
                needed,
                reached,
                registration_limits,
                methods_that_reach: raised,
            }
        }
        policy::Shortfall::Level { needed, reached, .. } => {
            let (registration_limits, methods_that_reach) = (false, others);
            ShortfallCause::Level { needed, reached, registration_limits, methods_that_reach }
        }
        policy::Shortfall::Registration => ShortfallCause::Registration,
        policy::Shortfall::Standing => ShortfallCause::Standing,
        policy::Shortfall::Method => ShortfallCause::Method,
    };
    let page = Shortfall {
        cause,
        way_back: format!("/t/{id}/cancelar"),
        other_ways,
        is_basic_too,
        is_new_phone,
        reference: explaining.reference.to_string(),
        at: explaining.at,
    };
    let wrap = Wrap { cancel: None, ..wrap_of(visit, open) };
    answer::page(visit, page.status(), &PageKind::Input, &page.into(), &wrap)
}

async fn release_page(visit: &Visit, open: &Open, releasing: &Releasing) -> Response {
    match released(visit, open, releasing).await {
        Ok(page) => {
            let wrap = Wrap { cancel: None, ..wrap_of(visit, open) };
            answer::page(visit, StatusCode::OK, &PageKind::Input, &page.into(), &wrap)
        }
        Err(stop) => stopped(visit, &open.held.id, stop),
    }
}

/// What goes out, with the values of now: of what was shown, or is to be shown now.
async fn released(visit: &Visit, open: &Open, releasing: &Releasing) -> Result<Release, Stop> {
    let Proved { choosing, proof, .. } = &releasing.proved;
    let directory = visit.hub.directory.now();
    directory.find(&choosing.request.facts().agency).ok_or(Stop::AgencyGone)?;
    let (identity, standing) = visit.hub.person(proof).await?;
    let about = About::new(proof.who(), &identity, standing.as_ref());
    let shown = shown(about, releasing).into_iter();
    let kind = |name| GIVEN.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind);
    let mut attributes: Vec<_> = shown
        .filter_map(|one| {
            let kind = kind(one.name)?;
            Some(ReleasedAttribute { kind, value: one.value, is_optional: one.is_optional })
        })
        .collect();
    let method = proof.method().as_str().to_owned();
    attributes.push(ReleasedAttribute {
        kind: AttributeKind::Method,
        value: method,
        is_optional: false,
    });
    Ok(Release {
        action: format!("/t/{}/datos", open.held.id),
        attributes,
        manner: match releasing.manner {
            agency::ReleaseManner::Asks => ReleaseManner::Asks,
            agency::ReleaseManner::Informs => ReleaseManner::Informs,
        },
        because: match releasing.why {
            Why::FirstTime => ReleaseReason::FirstTime,
            Why::NewAttributes => ReleaseReason::NewAttributes,
            Why::LongAgo => ReleaseReason::LongAgo,
        },
    })
}

/// The attributes that go out, as people know them.
pub(super) const GIVEN: [(AttributeKind, &str); 8] = [
    (AttributeKind::PersonIdentifier, PERSON_IDENTIFIER),
    (AttributeKind::FamilyName, FAMILY_NAME),
    (AttributeKind::FirstName, FIRST_NAME),
    (AttributeKind::FirstSurname, FIRST_SURNAME),
    (AttributeKind::DateOfBirth, DATE_OF_BIRTH),
    (AttributeKind::RegistrationLevel, REGISTER_TYPE),
    (AttributeKind::LegalPersonIdentifier, LEGAL_PERSON_IDENTIFIER),
    (AttributeKind::LegalName, LEGAL_NAME),
];

/// The agency does not want it, or it does not reach far enough.
fn why_not(because: &Explanation, method: &MethodId) -> WhyNot {
    let unwanted = |finding: &Finding| {
        matches!(finding.rule, Rule::Excluded | Rule::NotListed | Rule::AllowedMethods)
            && finding.about == method.as_str()
    };
    if because.findings().iter().any(unwanted) { WhyNot::Excluded } else { WhyNot::LevelTooLow }
}

/// 422 with something to correct, 200 without.
pub(super) fn method_page(visit: &Visit, open: &Open, page: &Page) -> Response {
    let status =
        if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer::page(visit, status, &kind_of(visit, &open.stage), page, &wrap_of(visit, open))
}

/// The button of a method of certificates leads to the certificate host.
fn kind_of(visit: &Visit, stage: &Stage) -> PageKind {
    let Stage::Authenticating(waiting) = stage else {
        return PageKind::Input;
    };
    let looks = visit.hub.desk().is_some_and(|(one, _)| one.blueprint.id == waiting.chosen.method);
    match &visit.hub.settings.certificate_host {
        Some(below) if looks => PageKind::Leave { below: below.clone() },
        Some(_) | None => PageKind::Input,
    }
}

async fn return_page(visit: &Visit, open: &Open, returning: &Returning) -> Response {
    let wrap = Wrap { cancel: None, ..wrap_of(visit, open) };
    let (fixed, now) = (returning.clone(), visit.now);
    let signed = visit.hub.sign_apart(move |hub| hub.respond(&fixed, now)).await;
    let xml = match signed.map_err(Stop::Fault).flatten() {
        Ok(xml) => xml,
        Err(stop) => return stopped(visit, &open.held.id, stop),
    };
    let page = pages::hub::Returning {
        consumer: returning.envelope.destination.clone(),
        saml_response: STANDARD.encode(xml),
        relay_state: returning.relay_state.as_ref().map(|state| state.as_str().to_owned()),
        before: returning.before.map(|Earlier { last, failed }| Before { last, failed }),
    };
    let directory = visit.hub.directory.now();
    let agency = directory.find(&returning.agency);
    let kind = page.kind(agency.map_or(&[], |agency| &agency.record.form_action_origins));
    answer::page(visit, StatusCode::OK, &kind, &page.into(), &wrap)
}

/// What stands around a page of this journey.
pub(super) fn wrap_of(visit: &Visit, open: &Open) -> Wrap {
    let id = &open.held.id;
    let guard = open
        .held
        .key
        .form_secret(id)
        .ok()
        .map(|secret| Guard::issue(&secret, &id.to_string(), open.held.version.unsigned_abs()));
    let another = if let Stage::Authenticating(waiting) = &open.stage
        && waiting.chosen.choosing.on_offer().count() > 1
    {
        Some(format!("/t/{id}/otra"))
    } else {
        None
    };
    let step = step_of(&visit.hub, &open.stage);
    Wrap {
        agency: agency_name(visit, agency_of(&open.stage)),
        asks: asks(visit, &open.stage),
        guard,
        kept: None,
        cancel: Some(format!("/t/{id}/cancelar")),
        other_ways: another,
        limit: limit(visit, open),
        path: step.map(|step| format!("/t/{id}/{step}")),
    }
}

/// Until when the step is open; a step that is over has a page of its own.
fn limit(visit: &Visit, open: &Open) -> Option<Limit> {
    let (until, more) = open.until().filter(|_| !open.expired)?;
    let left = until.duration_since(visit.now);
    Some(Limit { until, left, more: more.then(|| format!("/t/{}/tiempo", open.held.id)) })
}

/// The least level that the agency accepts, as its record has it now; nothing once the answer is fixed.
fn asks(visit: &Visit, stage: &Stage) -> Option<LevelOfAssurance> {
    let facts = stage.choosing().ok()?.request.facts();
    let directory = visit.hub.directory.now();
    let agency = directory.find(&facts.agency)?;
    Some(Requirement::least(agency.terms(facts.service.as_ref()).level, facts))
}

fn path_of<'a>(hub: &'a Hub, method: &MethodId) -> Option<&'a str> {
    hub.method(method).map(|method| method.blueprint.path)
}
