//! How messages of logout go out: in a link, or in a form.

use jiff::{SignedDuration, Timestamp};
use saml::binding::{Binding, Parameter, post_value, sign_redirect_by};
use saml::write::Signing;
use saml::{Dialect, LogoutRequest, LogoutResponse, RelayState};

use super::stage::{Answer, Sent};
use crate::agency::Agency;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::journey::answer;

/// A request that we make is of no use after this long.
pub(super) const GOOD_FOR: SignedDuration = SignedDuration::from_mins(5);

/// A message on its way through the browser.
#[derive(Debug)]
pub(crate) enum Carried {
    /// By HTTP-Redirect: the address that the browser goes to.
    Link(String),
    /// By HTTP-POST.
    Form {
        /// Where the form goes.
        action: String,
        /// Its hidden fields.
        fields: Vec<(&'static str, String)>,
    },
}

impl Hub {
    /// What an agency is told, signed for it, and the address that it goes to; nothing: it has none for that any more.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be signed.
    pub(crate) fn carry_farewell(
        &self,
        sent: &Sent,
        agency: &Agency,
        now: Timestamp,
    ) -> Result<Option<(Carried, String)>, Fault> {
        let Some(service) = agency.told_at(now) else {
            return Ok(None);
        };
        let (name_id, session) = sent.names.clone();
        let request = LogoutRequest {
            id: sent.request.clone(),
            issue_instant: sent.at,
            issuer: Some(self.settings.entity_id.clone()),
            destination: Some(service.location.clone()),
            not_on_or_after: Some(sent.at + GOOD_FOR),
            reason: None,
            name_id,
            session_indexes: vec![session],
        };
        let keys = self.keys.now();
        let manner = answer::manner(agency.record.dialect, agency, keys.active());
        let carried = match service.binding {
            Binding::Redirect => {
                let xml = request.to_element(None)?.to_bytes();
                link(Parameter::Request, &service.location, (&xml, None), manner.signing)?
            }
            Binding::Post => {
                form(&["SAMLRequest"], &service.location, &request.signed(manner.signing)?, None)
            }
        };
        Ok(Some((carried, service.location.clone())))
    }

    /// The answer to whoever asked, signed; nothing: it is too late for that.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be signed.
    pub(super) fn carry_answer(
        &self,
        answer: &Answer,
        agency: &Agency,
        now: Timestamp,
    ) -> Result<Option<Carried>, Fault> {
        if now > answer.until || !agency.takes_answers_at(&answer.to, now) {
            return Ok(None);
        }
        let Answer { envelope, status, to, relay_state, dialect, .. } = answer;
        let response = LogoutResponse { envelope: envelope.clone(), status: status.clone() };
        let keys = self.keys.now();
        let manner = answer::manner(*dialect, agency, keys.active());
        Ok(Some(match to.binding {
            Binding::Redirect => {
                let xml = response.to_element(*dialect).to_bytes();
                let relay_state = relay_state.as_ref();
                link(Parameter::Response, &to.location, (&xml, relay_state), manner.signing)?
            }
            Binding::Post => {
                let xml = response.signed(*dialect, manner.signing)?;
                form(answer_fields(*dialect), &to.location, &xml, relay_state.as_ref())
            }
        }))
    }
}

/// Kits of Cl@ve look for an answer in one of two fields of their own (SPEC SAML-62).
fn answer_fields(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Strict => &["SAMLResponse"],
        Dialect::Clave2 => &["logoutResponse", "samlResponseLogout"],
    }
}

fn link(
    parameter: Parameter,
    location: &str,
    (xml, relay_state): (&[u8], Option<&RelayState>),
    signing: Signing<'_>,
) -> Result<Carried, Fault> {
    let query = sign_redirect_by(parameter, xml, relay_state, signing)?;
    let joint = if location.contains('?') { '&' } else { '?' };
    Ok(Carried::Link(format!("{location}{joint}{query}")))
}

fn form(
    names: &[&'static str],
    location: &str,
    xml: &[u8],
    relay_state: Option<&RelayState>,
) -> Carried {
    let value = post_value(xml);
    let mut fields: Vec<_> = names.iter().map(|name| (*name, value.clone())).collect();
    fields.extend(relay_state.map(|state| ("RelayState", state.as_str().to_owned())));
    Carried::Form { action: location.to_owned(), fields }
}
