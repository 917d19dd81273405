//! Each difference as a sentence that says what follows.

use std::fmt;

use certs::{ContentCipher, KeyTransport, OaepHash};

use super::{Difference, Fingerprint};

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnotherParty { known, new } => {
                let (known, new) = (known.as_str(), new.as_str());
                write!(f, "This is the metadata of {new} and not of {known}: another party.")
            }
            Self::SigningReplaced { known, new } if new.is_empty() => {
                let known = list(known);
                write!(f, "All keys for signing are dropped ({known}): nothing that the agency sends is accepted.")
            }
            Self::SigningReplaced { known, new } if known.is_empty() => {
                let new = list(new);
                write!(f, "There was no key for signing, and now there is {new}: who holds it sends requests in the agency's name.")
            }
            Self::SigningReplaced { known, new } => {
                let (known, new) = (list(known), list(new));
                write!(f, "All keys for signing are replaced at once ({known} by {new}): only who holds a new one sends requests in the agency's name, and no known one vouches for it.")
            }
            Self::SigningAdded(key) => {
                write!(f, "A key for signing is added ({key}): who holds it, too, sends requests in the agency's name.")
            }
            Self::SigningRemoved(key) => {
                write!(f, "A key for signing is taken out ({key}): what it signs is not accepted any more. A known one stays.")
            }
            Self::EncryptionDropped(known) => {
                let known = list(known);
                write!(f, "The key for encryption is dropped ({known}): answers would go to the agency in clear.")
            }
            Self::EncryptionUnusable => f.write_str(
                "Nothing can be encrypted for the key that is listed for it: the agency would get no answers.",
            ),
            Self::EncryptionReplaced { known, new } => {
                let (known, new) = (list(known), list(new));
                write!(f, "The key for encryption is replaced ({known} by {new}): who holds the new one reads the answers, and nobody else.")
            }
            Self::EncryptionBegun(new) => {
                let new = list(new);
                write!(f, "Answers would be encrypted, which they were not, and who holds the key for it ({new}) reads them.")
            }
            Self::EncryptionAdded(key) => {
                write!(f, "A key for encryption is added ({key}): if it is the first, who holds it reads the answers.")
            }
            Self::EncryptionRemoved(key) => {
                write!(f, "A key for encryption is taken out ({key}). A known one stays.")
            }
            Self::RecipientChanged { known, new } => {
                write!(f, "Answers would be encrypted for another key of those listed ({new} and not {known}), because it is the first now.")
            }
            Self::CipherChanged { key, known, new } => {
                let (known, new) = (wanted(*known), wanted(*new));
                write!(f, "For the key {key} answers would be encrypted by {new} and not by {known}.")
            }
            Self::CertificateRenewed { known, new } => {
                write!(f, "A certificate is replaced ({known} by {new}). Its key stays.")
            }
            Self::ConsumerAdded { location, known_host: true } => {
                write!(f, "Answers could go to {location} as well, on a host that they go to already.")
            }
            Self::ConsumerAdded { location, known_host: false } => {
                write!(f, "Answers could go to {location}, on a host that was not known: who holds it receives them.")
            }
            Self::ConsumerRemoved(location) => {
                write!(f, "Answers could not go to {location} any more; requests that name it are refused.")
            }
            Self::IndexMoved { index, known, new } => {
                index_moved(f, *index, known.as_deref(), new.as_deref())
            }
            Self::DefaultMoved { known, new } => {
                write!(f, "Answers to requests that name no address would go to {new} and not to {known}.")
            }
            Self::LogoutAdded { location, known_host } => logout_added(f, location, *known_host),
            Self::LogoutRemoved(location) => {
                write!(f, "Who leaves could not be sent to {location} any more; if no address is left, the agency is not told.")
            }
            Self::LogoutRearranged => f.write_str(
                "The same addresses for who leaves are listed with other bindings, or in another order: the agency would be told elsewhere or otherwise.",
            ),
            Self::EndsEarlier { known, new } => {
                write!(f, "The metadata would end on {new} and not on {known}; from then on nothing that the agency sends is accepted.")
            }
            Self::EndsLater { known: Some(known), new } => {
                write!(f, "The metadata would end on {new} and not on {known}.")
            }
            Self::EndsLater { known: None, new } => {
                write!(f, "The metadata would end on {new}, and had no end; from then on nothing that the agency sends is accepted.")
            }
            Self::EndsNever { known } => {
                write!(f, "The metadata would have no end, and ended on {known}: a lost key stays trusted until somebody takes it out.")
            }
            Self::DisplayNames { languages } => {
                let languages = languages.join(", ");
                write!(f, "Citizens would be shown another name ({languages}).")
            }
            Self::NameIdFormats => f.write_str("Other formats of name identifiers are listed."),
            Self::SignaturesRead => f.write_str(
                "Other signatures are listed as read, or in another order; ours would be made as it says.",
            ),
        }
    }
}

fn index_moved(
    f: &mut fmt::Formatter<'_>,
    index: u16,
    known: Option<&str>,
    new: Option<&str>,
) -> fmt::Result {
    match (known, new) {
        (Some(known), Some(new)) => {
            write!(
                f,
                "The index {index} would stand for {new} and not for {known}: answers to requests that name it go there."
            )
        }
        (None, Some(new)) => {
            write!(
                f,
                "The index {index} would stand for {new}: answers to requests that name it go there."
            )
        }
        (_, None) => {
            write!(
                f,
                "The index {index} would stand for nothing: requests that name it are refused."
            )
        }
    }
}

fn logout_added(f: &mut fmt::Formatter<'_>, location: &str, known_host: bool) -> fmt::Result {
    if known_host {
        write!(f, "Who leaves could be sent to {location} as well, on a host that is known.")
    } else {
        write!(
            f,
            "Who leaves could be sent to {location}, on a host that was not known: who holds it learns which session ends."
        )
    }
}

fn list(keys: &[Fingerprint]) -> String {
    keys.iter().map(Fingerprint::to_string).collect::<Vec<_>>().join(", ")
}

fn wanted((cipher, transport): (ContentCipher, KeyTransport)) -> String {
    let cipher = match cipher {
        ContentCipher::Aes128Gcm => "AES-128-GCM",
        ContentCipher::Aes192Gcm => "AES-192-GCM",
        ContentCipher::Aes256Gcm => "AES-256-GCM",
    };
    let (hash, mask) = (hash(transport.hash), hash(transport.mask));
    format!("{cipher} with RSA-OAEP ({hash}, mask {mask})")
}

fn hash(hash: OaepHash) -> &'static str {
    match hash {
        OaepHash::Sha1 => "SHA-1",
        OaepHash::Sha256 => "SHA-256",
        OaepHash::Sha384 => "SHA-384",
        OaepHash::Sha512 => "SHA-512",
    }
}
