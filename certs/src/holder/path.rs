//! The path from the holder's certificate to an authority that is believed (RFC 5280, 6).

use jiff::Timestamp;
use openssl::error::ErrorStack;
use openssl::stack::{Stack, StackRef};
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509Ref, X509StoreContext, X509StoreContextRef};

use super::{Authorities, Defect, Presented};
use crate::certificate::Certificate;
use crate::parts::{CERTIFICATE_POLICIES, KeyUsage, Parts};
use crate::validity;

/// Authorities between the holder and the one that is believed.
const DEEPEST: i32 = 6;
const CLIENT_AUTHENTICATION: &str = "1.3.6.1.5.5.7.3.2";
const ANY_PURPOSE: &str = "2.5.29.37.0";
/// Whatever policy.
const ANY_POLICY: &str = "2.5.29.32.0";

// As X509_verify_cert(3) numbers them.
const NOT_YET_VALID: i32 = 9;
const EXPIRED: i32 = 10;
const CRITICAL_EXTENSION: i32 = 34;

/// Builds it: the holder's first, the authority that is believed last. `issuer` is what people are told.
pub(super) fn build(
    presented: &Presented,
    authorities: &Authorities,
    now: Timestamp,
    issuer: &str,
) -> Result<Vec<Certificate>, Defect> {
    let unknown = || Defect::UnknownIssuer { issuer: issuer.to_owned() };
    let leaf = x509(presented.certificate())?;
    let mut others = Vec::new();
    for other in presented.others() {
        others.push(x509(other)?);
    }
    let near = authorities.above(&leaf, &others);
    others.extend(near.between);
    let verdict = verify(&leaf, others, near.anchors, now).map_err(|_| unknown())?;
    let path = match verdict {
        Verdict::Path(path) => path,
        Verdict::Failed(failure) => {
            return Err(defect(&failure, presented.certificate(), now).unwrap_or_else(unknown));
        }
    };
    let path = certificates(presented, &path).filter(|path| path.len() > 1).ok_or_else(unknown)?;
    inspect(&path, &unknown)?;
    Ok(path)
}

fn x509(certificate: &Certificate) -> Result<X509, Defect> {
    X509::from_der(certificate.der()).map_err(|_| Defect::Unreadable)
}

enum Verdict {
    Path(Vec<Vec<u8>>),
    Failed(Failure),
}

struct Failure {
    code: i32,
    /// The certificate that it is about.
    der: Option<Vec<u8>>,
}

fn verify(
    leaf: &X509,
    others: Vec<X509>,
    anchors: Vec<X509>,
    now: Timestamp,
) -> Result<Verdict, ErrorStack> {
    let store = store(anchors, now)?;
    let mut chain = Stack::new()?;
    for other in others {
        chain.push(other)?;
    }
    X509StoreContext::new()?.init(&store, leaf, &chain, verdict)
}

fn store(anchors: Vec<X509>, now: Timestamp) -> Result<X509Store, ErrorStack> {
    let mut store = X509StoreBuilder::new()?;
    for anchor in anchors {
        store.add_cert(anchor)?;
    }
    let mut rules = X509VerifyParam::new()?;
    rules.set_flags(X509VerifyFlags::PARTIAL_CHAIN)?;
    rules.set_depth(DEEPEST);
    rules.set_time(now.as_second());
    store.set_param(&rules)?;
    Ok(store.build())
}

fn verdict(context: &mut X509StoreContextRef) -> Result<Verdict, ErrorStack> {
    if context.verify_cert()? {
        let chain: Option<&StackRef<X509>> = context.chain();
        let path = chain.into_iter().flatten().map(X509Ref::to_der).collect::<Result<_, _>>()?;
        return Ok(Verdict::Path(path));
    }
    Ok(Verdict::Failed(Failure {
        code: context.error().as_raw(),
        der: context.current_cert().map(X509Ref::to_der).transpose()?,
    }))
}

/// What a failure is to a person; `None` for all that says that the issuer is not believed.
fn defect(failure: &Failure, holder: &Certificate, now: Timestamp) -> Option<Defect> {
    match failure.code {
        CRITICAL_EXTENSION => Some(Defect::CriticalExtension),
        EXPIRED | NOT_YET_VALID => {
            let (from, to) = validity::of(holder.der())?;
            // Where an authority's time is over too, a person is told of their own.
            if now >= to {
                return Some(Defect::Expired { at: to });
            }
            if now < from {
                return Some(Defect::NotYetValid { from });
            }
            let (from, to) = validity::of(failure.der.as_deref()?)?;
            Some(Defect::AuthorityEnded { at: if failure.code == EXPIRED { to } else { from } })
        }
        _ => None,
    }
}

/// The holder's is the one that was presented, octet by octet.
fn certificates(presented: &Presented, path: &[Vec<u8>]) -> Option<Vec<Certificate>> {
    let (leaf, above) = path.split_first()?;
    if leaf != presented.certificate().der() {
        return None;
    }
    let certificate = |der: &Vec<u8>| Certificate::from_der(der.clone()).ok();
    std::iter::once(certificate(leaf)).chain(above.iter().map(certificate)).collect()
}

/// What OpenSSL leaves to us: how strong keys and signatures are, and what authorities may issue.
fn inspect(path: &[Certificate], unknown: &dyn Fn() -> Defect) -> Result<(), Defect> {
    let anchor = path.len().saturating_sub(1);
    for (place, certificate) in path.iter().enumerate() {
        let parts = Parts::of(certificate).ok_or(Defect::Unreadable)?;
        if place != anchor && parts.sealed.scheme().is_none() {
            return Err(Defect::WeakSignature);
        }
        if certificate.public_key().is_err() {
            return Err(Defect::WeakKey);
        }
        if place > 0 && !issues_certificates(&parts).ok_or(Defect::Unreadable)? {
            return Err(unknown());
        }
        if place > 0 && place != anchor && !issues_for_logins(&parts).ok_or(Defect::Unreadable)? {
            return Err(Defect::NotForLogin);
        }
    }
    Ok(())
}

/// Whether no authority between the holder and the one that is believed is limited to other policies (RFC 5280, 4.2.1.4).
pub(super) fn allows(path: &[Certificate], policy: &str) -> bool {
    let between = path.len().saturating_sub(2);
    path.iter().skip(1).take(between).all(|certificate| {
        let parts = Parts::of(certificate);
        let limits =
            parts.and_then(|parts| parts.extensions.list(CERTIFICATE_POLICIES, super::policy));
        let is_it = |one: &String| one == ANY_POLICY || one == policy;
        limits.is_some_and(|limits| limits.is_empty() || limits.iter().any(is_it))
    })
}

/// OpenSSL takes also authorities of the first version of X.509, and others that do not say that they are.
pub(super) fn issues_certificates(parts: &Parts<'_>) -> Option<bool> {
    let usage = parts.extensions.key_usage()?;
    let signs = usage.is_none_or(|usage| usage.allows(KeyUsage::SIGNS_CERTIFICATES));
    Some(parts.extensions.is_authority()? && signs)
}

/// An authority that is limited to purposes issues for no others.
fn issues_for_logins(parts: &Parts<'_>) -> Option<bool> {
    let is_for_logins =
        |purpose: &String| purpose == CLIENT_AUTHENTICATION || purpose == ANY_PURPOSE;
    Some(parts.extensions.purposes()?.is_none_or(|all| all.iter().any(is_for_logins)))
}

/// What the holder's certificate is for (SPEC 5.5, 5).
pub(super) fn inspect_usage(parts: &Parts<'_>) -> Result<(), Defect> {
    let usage = parts.extensions.key_usage().ok_or(Defect::Unreadable)?;
    match usage {
        Some(usage) if usage.allows(KeyUsage::DIGITAL_SIGNATURE) => {}
        Some(usage) if usage.allows(KeyUsage::NON_REPUDIATION) => {
            return Err(Defect::SignatureOnly);
        }
        Some(_) | None => return Err(Defect::NotForLogin),
    }
    let purposes = parts.extensions.purposes().ok_or(Defect::Unreadable)?;
    if purposes.is_none_or(|all| all.iter().any(|purpose| purpose == CLIENT_AUTHENTICATION)) {
        Ok(())
    } else {
        Err(Defect::NotForLogin)
    }
}
