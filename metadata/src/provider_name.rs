//! How the dialect `clave2` names an agency (SPEC SAML-07).

use std::fmt;

use identity::LegalId;
use serde::{Deserialize, Serialize};

/// A DIR3 code has nine characters.
const DIR3: usize = 9;

/// `NIF_DIR3` of an agency, in capitals: what stands before the `;` of a `ProviderName`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProviderName(String);

/// Why a text is not the name of an agency.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadProviderName {
    /// Not two parts joined by one `_`.
    #[error("the name is not NIF_DIR3")]
    Form,
    /// The first part is no NIF of a body.
    #[error("the part before _ is not the NIF of a public body")]
    Nif,
    /// The second part is no code of the directory of administrations.
    #[error("the part after _ is not a DIR3 code: nine letters and digits")]
    Dir3,
}

impl ProviderName {
    /// Reads a `ProviderName`: capitals or not, with or without the name of an application after `;`,
    /// which chooses a service and not an agency.
    pub fn parse(text: &str) -> Result<Self, BadProviderName> {
        let agency = text.split(';').next().unwrap_or_default().to_ascii_uppercase();
        let (nif, dir3) = agency.split_once('_').ok_or(BadProviderName::Form)?;
        let nif = LegalId::parse(nif).map_err(|_| BadProviderName::Nif)?;
        let begins = dir3.bytes().next().is_some_and(|first| first.is_ascii_alphabetic());
        let alphanumeric = dir3.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if dir3.len() != DIR3 || !begins || !alphanumeric {
            return Err(BadProviderName::Dir3);
        }
        Ok(Self(format!("{}_{dir3}", nif.as_str())))
    }

    /// `NIF_DIR3`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ProviderName {
    type Error = BadProviderName;

    fn try_from(text: String) -> Result<Self, BadProviderName> {
        Self::parse(&text)
    }
}

impl From<ProviderName> for String {
    fn from(name: ProviderName) -> Self {
        name.0
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_kits_send_are_one_agency_whatever_their_case_and_application() {
        let known = ProviderName::parse("Q2826000H_E04975701").unwrap();
        for text in [
            "Q2826000H_E04975701;TASAS",
            "q2826000h_e04975701",
            "Q2826000H_E04975701;",
            "Q-2826000-H_E04975701",
        ] {
            assert_eq!(ProviderName::parse(text), Ok(known.clone()), "{text}");
        }
        let town = ProviderName::parse("s0711001h_a04013511").unwrap();
        assert_eq!(town.as_str(), "S0711001H_A04013511");
    }

    #[test]
    fn what_names_no_agency_is_refused_by_its_part() {
        for (text, why) in [
            ("", BadProviderName::Form),
            ("Sede electrónica", BadProviderName::Form),
            ("Q2826000A_E04975701", BadProviderName::Nif),
            ("12345678Z_E04975701", BadProviderName::Nif),
            ("Q2826000H_E0497570", BadProviderName::Dir3),
            ("Q2826000H_E04975701X", BadProviderName::Dir3),
            ("Q2826000H_E049_5701", BadProviderName::Dir3),
            ("Q2826000H_004975701", BadProviderName::Dir3),
        ] {
            assert_eq!(ProviderName::parse(text), Err(why), "{text}");
        }
    }
}
