//! What new metadata of a known agency would change, and how grave that is.
//!
//! Metadata that comes by itself is only as good as whoever can change it. So what is new is not
//! compared letter by letter but in meaning: whose requests would be believed, where answers would go,
//! and who could read them. Keys are the same if the public key is, whatever certificate it stands in;
//! those that cannot be used count as not there. The order in which things are listed means nothing,
//! except where something is chosen by it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use certs::{Certificate, ContentCipher, KeyTransport, PublicKey};
use jiff::Timestamp;
use saml::EntityId;
use serde::{Deserialize, Serialize};

use crate::location;
use crate::service_provider::{LogoutService, ServiceProvider};

mod sentences;
#[cfg(test)]
mod tests;

/// How grave a change is, from what may be taken over by itself to what somebody has to look at.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Who can send, receive or read stays as it is.
    Safe,
    /// What agencies do now and then. Whoever had taken over the agency's metadata might do it as well.
    Notable,
    /// Hardly ever done on purpose, and what an attacker would do.
    Grave,
}

/// One thing that would be different. As a text it is a sentence that says what follows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Difference {
    /// The metadata of somebody else.
    AnotherParty {
        /// Who is known.
        known: EntityId,
        /// Who it is about.
        new: EntityId,
    },
    /// None of the known keys for signing stays.
    SigningReplaced {
        /// Those that go.
        known: Vec<Fingerprint>,
        /// Those that come; none if the agency could send nothing any more.
        new: Vec<Fingerprint>,
    },
    /// A key for signing comes, and a known one stays.
    SigningAdded(Fingerprint),
    /// A key for signing goes, and a known one stays.
    SigningRemoved(Fingerprint),
    /// There is no key to encrypt for any more.
    EncryptionDropped(Vec<Fingerprint>),
    /// There are keys to encrypt for, and none of them can be used.
    EncryptionUnusable,
    /// None of the known keys for encryption stays.
    EncryptionReplaced {
        /// Those that go.
        known: Vec<Fingerprint>,
        /// Those that come.
        new: Vec<Fingerprint>,
    },
    /// The first key to encrypt for.
    EncryptionBegun(Vec<Fingerprint>),
    /// A key for encryption comes, and a known one stays.
    EncryptionAdded(Fingerprint),
    /// A key for encryption goes, and a known one stays.
    EncryptionRemoved(Fingerprint),
    /// Of the keys for encryption another is the first, which is the one that is used.
    RecipientChanged {
        /// The first until now.
        known: Fingerprint,
        /// The first from then on.
        new: Fingerprint,
    },
    /// For a key that stays, something else is listed.
    CipherChanged {
        /// The key.
        key: Fingerprint,
        /// What is used until now.
        known: (ContentCipher, KeyTransport),
        /// What would be used.
        new: (ContentCipher, KeyTransport),
    },
    /// Another certificate of a key that stays.
    CertificateRenewed {
        /// The certificate that goes.
        known: Fingerprint,
        /// The certificate that comes.
        new: Fingerprint,
    },
    /// Answers could be sent to one address more.
    ConsumerAdded {
        /// The address.
        location: String,
        /// Whether answers go to its host already.
        known_host: bool,
    },
    /// Answers could not be sent to an address any more.
    ConsumerRemoved(String),
    /// An index stands for another address, or for one where it stood for none, or for none.
    IndexMoved {
        /// The index.
        index: u16,
        /// What it stands for until now.
        known: Option<String>,
        /// What it would stand for.
        new: Option<String>,
    },
    /// What does not say where it is to be answered is answered elsewhere.
    DefaultMoved {
        /// The address until now.
        known: String,
        /// The address from then on.
        new: String,
    },
    /// Who leaves could be sent to one address more.
    LogoutAdded {
        /// The address.
        location: String,
        /// Whether answers or people who leave go to its host already.
        known_host: bool,
    },
    /// Who leaves could not be sent to an address any more.
    LogoutRemoved(String),
    /// The addresses for who leaves stay, and are used otherwise.
    LogoutRearranged,
    /// The metadata ends sooner.
    EndsEarlier {
        /// When it ends until now.
        known: Timestamp,
        /// When it would end.
        new: Timestamp,
    },
    /// The metadata ends later, or says an end for the first time.
    EndsLater {
        /// When it ends until now.
        known: Option<Timestamp>,
        /// When it would end.
        new: Timestamp,
    },
    /// The metadata has no end any more.
    EndsNever {
        /// When it ends until now.
        known: Timestamp,
    },
    /// Citizens are shown another name in some languages.
    DisplayNames {
        /// Which.
        languages: Vec<String>,
    },
    /// Other formats of name identifiers are taken.
    NameIdFormats,
    /// Other signatures are read, or in another order of preference.
    SignaturesRead,
}

/// The first 16 hexadecimal digits of the SHA-256 over a certificate.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Fingerprint(String);

/// What is different in `new`, metadata of an agency of which `known` is what it is known by: the gravest
/// first, and nothing if both mean the same.
#[must_use]
pub fn compare(known: &ServiceProvider, new: &ServiceProvider) -> Vec<Difference> {
    if known.entity_id != new.entity_id {
        let (known, new) = (known.entity_id.clone(), new.entity_id.clone());
        return vec![Difference::AnotherParty { known, new }];
    }
    let mut found = signing(known, new);
    found.extend(encryption(known, new));
    found.extend(consumers(known, new));
    found.extend(logout(known, new));
    found.extend(end(known.valid_until, new.valid_until));
    found.extend(descriptions(known, new));
    found.sort_by_key(|difference| std::cmp::Reverse(difference.risk()));
    found
}

impl Difference {
    /// How grave it is.
    #[must_use]
    pub fn risk(&self) -> Risk {
        match self {
            Self::AnotherParty { .. }
            | Self::SigningReplaced { .. }
            | Self::EncryptionDropped(_)
            | Self::EncryptionUnusable
            | Self::EncryptionReplaced { .. }
            | Self::ConsumerAdded { known_host: false, .. }
            | Self::LogoutAdded { known_host: false, .. } => Risk::Grave,
            Self::SigningAdded(_)
            | Self::EncryptionBegun(_)
            | Self::EncryptionAdded(_)
            | Self::RecipientChanged { .. }
            | Self::CipherChanged { .. }
            | Self::ConsumerAdded { known_host: true, .. }
            | Self::ConsumerRemoved(_)
            | Self::IndexMoved { .. }
            | Self::DefaultMoved { .. }
            | Self::LogoutAdded { known_host: true, .. }
            | Self::LogoutRemoved(_)
            | Self::LogoutRearranged
            | Self::EndsEarlier { .. }
            | Self::EndsNever { .. } => Risk::Notable,
            Self::SigningRemoved(_)
            | Self::EncryptionRemoved(_)
            | Self::CertificateRenewed { .. }
            | Self::EndsLater { .. }
            | Self::DisplayNames { .. }
            | Self::NameIdFormats
            | Self::SignaturesRead => Risk::Safe,
        }
    }
}

/// A key, by the SHA-256 over it.
type KeyId = [u8; 32];
/// What is to be sent for a key.
type Wanted = (ContentCipher, KeyTransport);

/// Keys of one purpose that can be used.
#[derive(Default)]
struct Keys {
    by_id: BTreeMap<KeyId, Key>,
    /// The first listed.
    first: Option<KeyId>,
}

/// What is listed with a key.
struct Key {
    certificates: BTreeSet<Fingerprint>,
    /// The first that is listed.
    wanted: Option<Wanted>,
}

impl Keys {
    fn of_signing(party: &ServiceProvider) -> Self {
        let mut keys = Self::default();
        for certificate in &party.signing {
            if certificate.public_key().is_ok() {
                keys.list(certificate, None);
            }
        }
        keys
    }

    fn of_encryption(party: &ServiceProvider) -> Self {
        let mut keys = Self::default();
        for recipient in &party.encryption {
            if recipient.certificate.public_key().is_ok_and(PublicKey::can_encrypt) {
                keys.list(&recipient.certificate, Some((recipient.cipher, recipient.transport)));
            }
        }
        keys
    }

    fn list(&mut self, certificate: &Certificate, wanted: Option<Wanted>) {
        let id = certificate.public_key().and_then(PublicKey::fingerprint);
        let Ok(id) = id else { return };
        self.first.get_or_insert(id);
        let key = self.by_id.entry(id).or_insert(Key { certificates: BTreeSet::new(), wanted });
        key.certificates.insert(Fingerprint::of(certificate));
    }

    fn share(&self, other: &Self) -> bool {
        self.by_id.keys().any(|id| other.by_id.contains_key(id))
    }

    /// One certificate of each key.
    fn names(&self) -> Vec<Fingerprint> {
        self.by_id.values().filter_map(Key::name).collect()
    }

    /// One certificate of each key that the others have not.
    fn without(&self, others: &Self) -> Vec<Fingerprint> {
        let left = self.by_id.iter().filter(|(id, _)| !others.by_id.contains_key(*id));
        left.filter_map(|(_, key)| key.name()).collect()
    }

    fn first_name(&self) -> Option<Fingerprint> {
        self.by_id.get(&self.first?)?.name()
    }

    /// Keys that stay, as they were and as they would be.
    fn staying<'a>(&'a self, new: &'a Self) -> impl Iterator<Item = (&'a Key, &'a Key)> {
        self.by_id.iter().filter_map(|(id, key)| Some((key, new.by_id.get(id)?)))
    }

    fn renewed(&self, new: &Self) -> Vec<Difference> {
        let certificates = |(known, new): (&Key, &Key)| {
            let known_by = known.name()?;
            let new = new.certificates.difference(&known.certificates).next()?.clone();
            Some(Difference::CertificateRenewed { known: known_by, new })
        };
        self.staying(new).filter_map(certificates).collect()
    }

    fn rewanted(&self, new: &Self) -> Vec<Difference> {
        let change = |(known, new): (&Key, &Key)| {
            let (key, known, new) = (new.name()?, known.wanted?, new.wanted?);
            (known != new).then_some(Difference::CipherChanged { key, known, new })
        };
        self.staying(new).filter_map(change).collect()
    }
}

impl Key {
    fn name(&self) -> Option<Fingerprint> {
        self.certificates.first().cloned()
    }
}

fn signing(known: &ServiceProvider, new: &ServiceProvider) -> Vec<Difference> {
    let (known, new) = (Keys::of_signing(known), Keys::of_signing(new));
    let (gone, came) = (known.without(&new), new.without(&known));
    if !known.share(&new) {
        let replaced = Difference::SigningReplaced { known: gone, new: came };
        return Some(replaced).filter(|_| known.first != new.first).into_iter().collect();
    }
    let mut found = known.renewed(&new);
    found.extend(came.into_iter().map(Difference::SigningAdded));
    found.extend(gone.into_iter().map(Difference::SigningRemoved));
    found
}

fn encryption(known: &ServiceProvider, new: &ServiceProvider) -> Vec<Difference> {
    let (known_lists, new_lists) = (!known.encryption.is_empty(), !new.encryption.is_empty());
    let all = known.encryption.iter().map(|recipient| Fingerprint::of(&recipient.certificate));
    let all: Vec<Fingerprint> = all.collect();
    let (known, new) = (Keys::of_encryption(known), Keys::of_encryption(new));
    match (known.first, new.first) {
        _ if known_lists && !new_lists => vec![Difference::EncryptionDropped(all)],
        (None, None) if known_lists == new_lists => Vec::new(),
        (_, None) => {
            Some(Difference::EncryptionUnusable).filter(|_| new_lists).into_iter().collect()
        }
        (None, Some(_)) => vec![Difference::EncryptionBegun(new.names())],
        (Some(_), Some(_)) if known.share(&new) => recipients(&known, &new),
        (Some(_), Some(_)) => {
            vec![Difference::EncryptionReplaced { known: known.names(), new: new.names() }]
        }
    }
}

/// Of keys for encryption some of which stay.
fn recipients(known: &Keys, new: &Keys) -> Vec<Difference> {
    let mut found = known.renewed(new);
    found.extend(known.rewanted(new));
    found.extend(new.without(known).into_iter().map(Difference::EncryptionAdded));
    found.extend(known.without(new).into_iter().map(Difference::EncryptionRemoved));
    if known.first != new.first
        && let (Some(known), Some(new)) = (known.first_name(), new.first_name())
    {
        found.push(Difference::RecipientChanged { known, new });
    }
    found
}

fn consumers(known: &ServiceProvider, new: &ServiceProvider) -> Vec<Difference> {
    let (addresses, new_addresses) = (locations(known), locations(new));
    let hosts: BTreeSet<String> = addresses.iter().map(|address| host(address)).collect();
    let added = new_addresses.difference(&addresses).map(|location| Difference::ConsumerAdded {
        location: (*location).to_owned(),
        known_host: hosts.contains(&host(location)),
    });
    let removed = addresses.difference(&new_addresses);
    let removed = removed.map(|location| Difference::ConsumerRemoved((*location).to_owned()));
    let mut found: Vec<Difference> = added.chain(removed).collect();
    found.extend(indexes(known, new, |location| {
        addresses.contains(location) && new_addresses.contains(location)
    }));
    if let (Some(known), Some(new)) = (known.consumer(None, None), new.consumer(None, None))
        && known.location != new.location
    {
        let (known, new) = (known.location.clone(), new.location.clone());
        found.push(Difference::DefaultMoved { known, new });
    }
    found
}

fn logout(known: &ServiceProvider, new: &ServiceProvider) -> Vec<Difference> {
    let (addresses, new_addresses) = (logout_locations(known), logout_locations(new));
    if addresses == new_addresses {
        let rearranged = (known.logout != new.logout).then_some(Difference::LogoutRearranged);
        return rearranged.into_iter().collect();
    }
    let hosts: BTreeSet<String> =
        locations(known).union(&addresses).map(|address| host(address)).collect();
    let added = new_addresses.difference(&addresses).map(|location| Difference::LogoutAdded {
        location: (*location).to_owned(),
        known_host: hosts.contains(&host(location)),
    });
    let removed = addresses.difference(&new_addresses);
    let removed = removed.map(|location| Difference::LogoutRemoved((*location).to_owned()));
    added.chain(removed).collect()
}

/// Where people who leave are sent to, with a request or an answer.
fn logout_locations(party: &ServiceProvider) -> BTreeSet<&str> {
    let asked = party.logout.iter().map(|service| service.location.as_str());
    asked.chain(party.logout.iter().map(LogoutService::answers_at)).collect()
}

fn locations(party: &ServiceProvider) -> BTreeSet<&str> {
    party.consumers.iter().map(|consumer| consumer.location.as_str()).collect()
}

fn host(location: &str) -> String {
    location::host_or_all(location).to_ascii_lowercase()
}

/// What indexes would stand for. Where an address comes or goes, that says it of its index as well.
fn indexes(
    known: &ServiceProvider,
    new: &ServiceProvider,
    stays: impl Fn(&str) -> bool,
) -> Vec<Difference> {
    let meaning = |party: &ServiceProvider, index| {
        party.consumer(None, Some(index)).map(|consumer| consumer.location.clone())
    };
    let all: BTreeSet<u16> =
        known.consumers.iter().chain(&new.consumers).map(|consumer| consumer.index).collect();
    let told_already = |one: &Option<String>, other: &Option<String>| {
        one.is_some() != other.is_some() && !one.iter().chain(other).all(|address| stays(address))
    };
    all.into_iter()
        .map(|index| (index, meaning(known, index), meaning(new, index)))
        .filter(|(_, known, new)| known != new && !told_already(known, new))
        .map(|(index, known, new)| Difference::IndexMoved { index, known, new })
        .collect()
}

fn end(known: Option<Timestamp>, new: Option<Timestamp>) -> Option<Difference> {
    match (known, new) {
        (Some(known), Some(new)) if new < known => Some(Difference::EndsEarlier { known, new }),
        (Some(known), None) => Some(Difference::EndsNever { known }),
        (known, Some(new)) if known != Some(new) => Some(Difference::EndsLater { known, new }),
        (_, _) => None,
    }
}

/// What no answer depends on, except how it looks.
fn descriptions(known: &ServiceProvider, new: &ServiceProvider) -> Vec<Difference> {
    let mut found = Vec::new();
    let (names, new_names) = (&known.display_names, &new.display_names);
    let languages: BTreeSet<&String> = names.keys().chain(new_names.keys()).collect();
    let changed = |language: &&String| names.get(*language) != new_names.get(*language);
    let languages: Vec<String> = languages.into_iter().filter(changed).cloned().collect();
    if !languages.is_empty() {
        found.push(Difference::DisplayNames { languages });
    }
    let formats = |party: &ServiceProvider| -> BTreeSet<String> {
        party.name_id_formats.iter().cloned().collect()
    };
    if formats(known) != formats(new) {
        found.push(Difference::NameIdFormats);
    }
    if known.reads != new.reads {
        found.push(Difference::SignaturesRead);
    }
    found
}

impl Fingerprint {
    fn of(certificate: &Certificate) -> Self {
        Self(certificate.fingerprint().chars().take(16).collect())
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Safe => "safe",
            Self::Notable => "notable",
            Self::Grave => "grave",
        })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
