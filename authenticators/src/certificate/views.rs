//! The pages, as facts.

use certs::holder::Defect;
use certs::revocation::Reason;
use identity::CertificateKind;
use jiff::Timestamp;
use pages::Page;
use pages::page::presentable;

use super::found::Wrong;

/// What to have ready, and the button.
pub(super) fn before() -> Page {
    Page::new("certificate/before.html")
}

/// What was wrong, and the button again.
pub(super) fn again(wrong: &Wrong) -> Page {
    let page = Page::new("certificate/again.html")
        .with("message", format!("certificate-{}", wrong.word()))
        .with("issuer", shown(issuer(wrong)))
        .with("company", shown(company(wrong)))
        .with("reason", reason(wrong));
    match at(wrong) {
        Some(at) => page.with("at", at.to_string()),
        None => page,
    }
}

/// A name that a certificate has, as text.
fn shown(name: &str) -> String {
    let name = presentable(name);
    if name.is_empty() { "—".to_owned() } else { name }
}

fn issuer(wrong: &Wrong) -> &str {
    match wrong {
        Wrong::Defect(Defect::UnknownIssuer { issuer } | Defect::UnknownPolicy { issuer })
        | Wrong::Revoked { issuer, .. }
        | Wrong::Hold { issuer }
        | Wrong::Unknown { issuer } => issuer,
        Wrong::None
        | Wrong::Defect(_)
        | Wrong::Authority
        | Wrong::Unchecked
        | Wrong::Kind { .. }
        | Wrong::Blocked => "",
    }
}

fn company(wrong: &Wrong) -> &str {
    if let Wrong::Kind { company, .. } = wrong { company } else { "" }
}

fn at(wrong: &Wrong) -> Option<Timestamp> {
    match wrong {
        Wrong::Defect(Defect::Expired { at } | Defect::NotYetValid { from: at })
        | Wrong::Revoked { at, .. } => Some(*at),
        Wrong::None
        | Wrong::Defect(_)
        | Wrong::Hold { .. }
        | Wrong::Unknown { .. }
        | Wrong::Authority
        | Wrong::Unchecked
        | Wrong::Kind { .. }
        | Wrong::Blocked => None,
    }
}

/// The variant of the message that says why it was revoked.
fn reason(wrong: &Wrong) -> &'static str {
    let Wrong::Revoked { reason, .. } = wrong else {
        return "none";
    };
    match reason {
        Some(Reason::KeyCompromise) => "key",
        Some(Reason::AffiliationChanged) => "changed",
        Some(Reason::Superseded) => "replaced",
        Some(Reason::Ceased) => "ceased",
        Some(Reason::PrivilegeWithdrawn) => "withdrawn",
        Some(Reason::AuthorityCompromise | Reason::AttributeAuthorityCompromise) => "authority",
        Some(Reason::Unspecified | Reason::Hold) | None => "none",
    }
}

/// The page before, and one for each thing that can be wrong.
pub(super) fn samples() -> Vec<(&'static str, Page)> {
    let defects = defects().map(|(name, defect)| (name, again(&Wrong::Defect(defect))));
    let reasons = reasons().map(|(name, reason)| (name, again(&revoked(reason))));
    let others = others().map(|(name, wrong)| (name, again(&wrong)));
    let before = [("certificate", before())];
    before.into_iter().chain(defects).chain(reasons).chain(others).collect()
}

fn defects() -> [(&'static str, Defect); 16] {
    let (at, issuer) = (AT, ISSUER.to_owned());
    [
        ("certificate-unreadable", Defect::Unreadable),
        ("certificate-issuer", Defect::UnknownIssuer { issuer: issuer.clone() }),
        ("certificate-expired", Defect::Expired { at }),
        ("certificate-early", Defect::NotYetValid { from: at }),
        ("certificate-algorithm", Defect::WeakSignature),
        ("certificate-key", Defect::WeakKey),
        ("certificate-signature", Defect::SignatureOnly),
        ("certificate-purpose", Defect::NotForLogin),
        ("certificate-authority", Defect::AuthorityEnded { at }),
        ("certificate-policy", Defect::UnknownPolicy { issuer }),
        ("certificate-organisation", Defect::NotAPerson),
        ("certificate-pseudonym", Defect::Pseudonym),
        ("certificate-document", Defect::NoDocument),
        ("certificate-documents", Defect::DocumentsDisagree),
        ("certificate-letter", Defect::WrongDocument),
        ("certificate-extension", Defect::CriticalExtension),
    ]
}

fn reasons() -> [(&'static str, Option<Reason>); 7] {
    [
        ("certificate-revoked", None),
        ("certificate-revoked-key", Some(Reason::KeyCompromise)),
        ("certificate-revoked-changed", Some(Reason::AffiliationChanged)),
        ("certificate-revoked-replaced", Some(Reason::Superseded)),
        ("certificate-revoked-ceased", Some(Reason::Ceased)),
        ("certificate-revoked-withdrawn", Some(Reason::PrivilegeWithdrawn)),
        ("certificate-revoked-authority", Some(Reason::AuthorityCompromise)),
    ]
}

fn others() -> [(&'static str, Wrong); 8] {
    let issuer = || ISSUER.to_owned();
    let kind = |kind| Wrong::Kind { kind, company: String::new() };
    let company = "Ejemplo, S.L.".to_owned();
    let representative = Wrong::Kind { kind: CertificateKind::Representative, company };
    [
        ("certificate-none", Wrong::None),
        ("certificate-hold", Wrong::Hold { issuer: issuer() }),
        ("certificate-unknown", Wrong::Unknown { issuer: issuer() }),
        ("certificate-unchecked", Wrong::Unchecked),
        ("certificate-representative", representative),
        ("certificate-employee", kind(CertificateKind::Employee)),
        ("certificate-foreigner", kind(CertificateKind::Foreigner)),
        ("certificate-blocked", Wrong::Blocked),
    ]
}

fn revoked(reason: Option<Reason>) -> Wrong {
    Wrong::Revoked { at: AT, reason, issuer: ISSUER.to_owned() }
}

const AT: Timestamp = Timestamp::constant(1_795_335_627, 0);
const ISSUER: &str = "AC de Ejemplo";
