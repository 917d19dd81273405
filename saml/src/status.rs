//! The outcomes we tell an agency (SPEC 3.7): SAML's codes, and a token that programs can read.

use identity::LevelOfAssurance;
use roxmltree::Node;
use serde::{Deserialize, Serialize};

use crate::errors::Malformed;
use crate::namespaces::PROTOCOL;
use crate::read::{self, MAX_URI};
use crate::write::Element;

const MAX_MESSAGE: usize = 4096;

/// A `samlp:Status`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Status {
    /// Whose doing it is.
    pub top: TopCode,
    /// What it is: of what others send, those of SAML itself.
    pub second: Option<SecondCode>,
    /// Of ours: the token, a colon, and a sentence in English for the agency's log, never about a
    /// person. Of others: what they say, at most 4,096 characters, perhaps nothing.
    pub message: String,
}

/// The top-level codes (SAML Core 3.2.2.2).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum TopCode {
    /// It worked.
    Success,
    /// The agency's request could not be met as it is.
    Requester,
    /// It did not work on our side.
    Responder,
    /// The request is of another version of SAML.
    VersionMismatch,
}

/// The second-level codes of SAML (Core 3.2.2.2).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum SecondCode {
    /// The person was not authenticated.
    AuthnFailed,
    /// A requested attribute is not to be had.
    InvalidAttrNameOrValue,
    /// A kind of identifier that is not issued.
    InvalidNameIdPolicy,
    /// The level or comparison asked for cannot be met.
    NoAuthnContext,
    /// No method is left that may be offered.
    NoAvailableIdp,
    /// Nothing may be shown, and something would have to be.
    NoPassive,
    /// None of the providers asked for is known.
    NoSupportedIdp,
    /// Not every session could be ended.
    PartialLogout,
    /// There may be no further provider in between.
    ProxyCountExceeded,
    /// The agency may not ask.
    RequestDenied,
    /// The request asks for something that is not done.
    RequestUnsupported,
    /// The version of SAML is no longer spoken.
    RequestVersionDeprecated,
    /// The version of SAML is too new.
    RequestVersionTooHigh,
    /// The version of SAML is too old.
    RequestVersionTooLow,
    /// What was asked about is not known.
    ResourceNotRecognized,
    /// There would be more to answer than can be sent.
    TooManyResponses,
    /// The attributes are of a profile that is not known.
    UnknownAttrProfile,
    /// The person who was asked for is not known.
    UnknownPrincipal,
    /// A binding for the answer that is not offered.
    UnsupportedBinding,
}

impl Status {
    /// It worked.
    #[must_use]
    pub fn success() -> Self {
        Self { top: TopCode::Success, second: None, message: TopCode::Success.uri().to_owned() }
    }

    /// Somebody's session ended, but not all that was opened in it (SAML Core 3.7.3.2).
    #[must_use]
    pub fn partial_logout() -> Self {
        let message = "PARTIAL_LOGOUT: not every session could be ended";
        Self::new(TopCode::Success, SecondCode::PartialLogout, message)
    }

    /// The person pressed cancel.
    #[must_use]
    pub fn cancelled() -> Self {
        failed("CANCELLED: authentication cancelled by the user")
    }

    /// The person was not authenticated. Also for those who renounced or were revoked: no detail.
    #[must_use]
    pub fn authn_failed() -> Self {
        failed("AUTHN_FAILED: the user was not authenticated")
    }

    /// The machine-readable word before the colon of the message (SPEC 3.7).
    #[must_use]
    pub fn token(&self) -> &str {
        self.message.split(':').next().unwrap_or_default()
    }

    /// The operation took too long.
    #[must_use]
    pub fn expired() -> Self {
        failed("EXPIRED: the operation took too long")
    }

    /// The level of assurance cannot be reached; `obtained` where something was proved.
    #[must_use]
    pub fn level_not_reached(
        required: LevelOfAssurance,
        obtained: Option<LevelOfAssurance>,
    ) -> Self {
        let obtained = obtained.map_or("none", LevelOfAssurance::name);
        let required = required.name();
        let sentence = format!("LOA_NOT_REACHED: required {required}, obtained {obtained}");
        no_context(sentence)
    }

    /// The person's registration is not enough.
    #[must_use]
    pub fn registration_level_not_reached() -> Self {
        no_context("REGISTRATION_LEVEL_NOT_REACHED: a higher registration level is required")
    }

    /// A comparison or a level that is not understood.
    #[must_use]
    pub fn level_unknown() -> Self {
        no_context("LOA_UNKNOWN: the comparison or level is not supported")
    }

    /// All methods are excluded.
    #[must_use]
    pub fn no_authenticator() -> Self {
        let message = "NO_AUTHENTICATOR: no authentication method is left";
        Self::new(TopCode::Responder, SecondCode::NoAvailableIdp, message)
    }

    /// Passive was asked for and there is no session.
    #[must_use]
    pub fn passive() -> Self {
        let message = "PASSIVE: the user would have to be asked";
        Self::new(TopCode::Responder, SecondCode::NoPassive, message)
    }

    /// A required attribute is unknown.
    #[must_use]
    pub fn attribute() -> Self {
        let message = "ATTRIBUTE: a required attribute is not available";
        Self::new(TopCode::Requester, SecondCode::InvalidAttrNameOrValue, message)
    }

    /// A `NameID` format that is not issued.
    #[must_use]
    pub fn name_id() -> Self {
        let message = "NAMEID: the requested NameID format is not supported";
        Self::new(TopCode::Requester, SecondCode::InvalidNameIdPolicy, message)
    }

    /// The request is about a certain person, and names people in no way that we do.
    #[must_use]
    pub fn unknown_principal() -> Self {
        let message = "SUBJECT: the requested subject is not known by that identifier";
        Self::new(TopCode::Responder, SecondCode::UnknownPrincipal, message)
    }

    /// A binding for the answer that is not offered.
    #[must_use]
    pub fn unsupported_binding() -> Self {
        let message = "BINDING: the requested binding is not supported";
        Self::new(TopCode::Requester, SecondCode::UnsupportedBinding, message)
    }

    /// The agency is suspended, or its agreement has ended.
    #[must_use]
    pub fn not_allowed() -> Self {
        let message = "SP_NOT_ALLOWED: the service provider is not allowed to authenticate users";
        Self::new(TopCode::Requester, SecondCode::RequestDenied, message)
    }

    /// A method is out of service.
    #[must_use]
    pub fn unavailable() -> Self {
        let message = "UNAVAILABLE: the authentication service is not available".to_owned();
        Self { top: TopCode::Responder, second: None, message }
    }

    /// The eIDAS country is not available.
    #[must_use]
    pub fn country() -> Self {
        let message = "COUNTRY: the selected country is not available";
        Self::new(TopCode::Responder, SecondCode::NoAvailableIdp, message)
    }

    fn new(top: TopCode, second: SecondCode, message: impl Into<String>) -> Self {
        Self { top, second: Some(second), message: message.into() }
    }

    pub(crate) fn to_element(&self) -> Element {
        let second = self.second.map(|second| code(second.uri()));
        let message = Some(self.message.as_str()).filter(|message| !message.is_empty());
        Element::new(PROTOCOL, "Status")
            .child(code(self.top.uri()).children(second))
            .children(message.map(|message| Element::new(PROTOCOL, "StatusMessage").text(message)))
    }

    /// What an answer says of itself. Codes below the second are not read.
    pub(crate) fn read(answer: Node<'_, '_>) -> Result<Self, Malformed> {
        let status = read::required(answer, PROTOCOL, "Status")?;
        let top = read::required(status, PROTOCOL, "StatusCode")?;
        let second = read::child(top, PROTOCOL, "StatusCode")?.map(value_of).transpose()?;
        let top = value_of(top)?;
        let message = read::child(status, PROTOCOL, "StatusMessage")?;
        Ok(Self {
            top: TopCode::ALL
                .into_iter()
                .find(|code| code.uri() == top)
                .ok_or(Malformed::Value("StatusCode"))?,
            second: second
                .and_then(|second| SecondCode::ALL.into_iter().find(|code| code.uri() == second)),
            message: message
                .map(|message| read::short_text(message, "StatusMessage", MAX_MESSAGE))
                .transpose()?
                .unwrap_or_default(),
        })
    }
}

impl TopCode {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Success, Self::Requester, Self::Responder, Self::VersionMismatch];

    /// As SAML writes it.
    #[must_use]
    pub fn uri(self) -> &'static str {
        match self {
            Self::Success => "urn:oasis:names:tc:SAML:2.0:status:Success",
            Self::Requester => "urn:oasis:names:tc:SAML:2.0:status:Requester",
            Self::Responder => "urn:oasis:names:tc:SAML:2.0:status:Responder",
            Self::VersionMismatch => "urn:oasis:names:tc:SAML:2.0:status:VersionMismatch",
        }
    }
}

impl SecondCode {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::AuthnFailed,
        Self::InvalidAttrNameOrValue,
        Self::InvalidNameIdPolicy,
        Self::NoAuthnContext,
        Self::NoAvailableIdp,
        Self::NoPassive,
        Self::NoSupportedIdp,
        Self::PartialLogout,
        Self::ProxyCountExceeded,
        Self::RequestDenied,
        Self::RequestUnsupported,
        Self::RequestVersionDeprecated,
        Self::RequestVersionTooHigh,
        Self::RequestVersionTooLow,
        Self::ResourceNotRecognized,
        Self::TooManyResponses,
        Self::UnknownAttrProfile,
        Self::UnknownPrincipal,
        Self::UnsupportedBinding,
    ];

    /// As SAML writes it.
    #[must_use]
    pub fn uri(self) -> &'static str {
        match self {
            Self::AuthnFailed => "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed",
            Self::InvalidAttrNameOrValue => {
                "urn:oasis:names:tc:SAML:2.0:status:InvalidAttrNameOrValue"
            }
            Self::InvalidNameIdPolicy => "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy",
            Self::NoAuthnContext => "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext",
            Self::NoAvailableIdp => "urn:oasis:names:tc:SAML:2.0:status:NoAvailableIDP",
            Self::NoPassive => "urn:oasis:names:tc:SAML:2.0:status:NoPassive",
            Self::NoSupportedIdp => "urn:oasis:names:tc:SAML:2.0:status:NoSupportedIDP",
            Self::PartialLogout => "urn:oasis:names:tc:SAML:2.0:status:PartialLogout",
            Self::ProxyCountExceeded => "urn:oasis:names:tc:SAML:2.0:status:ProxyCountExceeded",
            Self::RequestDenied => "urn:oasis:names:tc:SAML:2.0:status:RequestDenied",
            Self::RequestUnsupported => "urn:oasis:names:tc:SAML:2.0:status:RequestUnsupported",
            Self::RequestVersionDeprecated => {
                "urn:oasis:names:tc:SAML:2.0:status:RequestVersionDeprecated"
            }
            Self::RequestVersionTooHigh => {
                "urn:oasis:names:tc:SAML:2.0:status:RequestVersionTooHigh"
            }
            Self::RequestVersionTooLow => "urn:oasis:names:tc:SAML:2.0:status:RequestVersionTooLow",
            Self::ResourceNotRecognized => {
                "urn:oasis:names:tc:SAML:2.0:status:ResourceNotRecognized"
            }
            Self::TooManyResponses => "urn:oasis:names:tc:SAML:2.0:status:TooManyResponses",
            Self::UnknownAttrProfile => "urn:oasis:names:tc:SAML:2.0:status:UnknownAttrProfile",
            Self::UnknownPrincipal => "urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal",
            Self::UnsupportedBinding => "urn:oasis:names:tc:SAML:2.0:status:UnsupportedBinding",
        }
    }
}

fn failed(message: &str) -> Status {
    Status::new(TopCode::Responder, SecondCode::AuthnFailed, message)
}

fn no_context(message: impl Into<String>) -> Status {
    Status::new(TopCode::Requester, SecondCode::NoAuthnContext, message)
}

fn code(uri: &str) -> Element {
    Element::new(PROTOCOL, "StatusCode").attribute("Value", uri)
}

fn value_of(code: Node<'_, '_>) -> Result<String, Malformed> {
    read::short_attribute(code, "Value", MAX_URI)?.ok_or(Malformed::Missing("Value"))
}
