//! All authorities and all cards, made at once.

use std::collections::BTreeMap;
use std::io;
use std::iter;
use std::net::TcpListener;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use openssl::sha::Sha256;
use openssl::x509::X509;

use crate::authority::Authority;
use crate::card::Card;
use crate::certificate::{self, Content, Issuer, certificate, usage};
use crate::key::{Digest, Key, Kind};
use crate::layout::{Layout, layout};
use crate::list::List;
use crate::made::Made;
use crate::name::Name;
use crate::oid;
use crate::responder::Responder;
use crate::serving::{Clock, Serving};
use crate::status::{self, Holder, Revocations};

/// Where nobody listens.
const NOBODY: &str = "http://127.0.0.1:1";
/// No program here speaks LDAP.
const DIRECTORY: &str = "ldap://directory.example/CN=CRL1,OU=AC%20FNMT%20Usuarios,O=FNMT-RCM,C=ES?certificateRevocationList;binary?base?objectclass=cRLDistributionPoint";
/// Where the practice statements would be.
const STATEMENT: &str = "http://issuer.example/dpc/";

/// A PKI: authorities, cards, and what their responders know. Cheap to clone.
#[derive(Clone)]
pub struct Bench(Arc<Inner>);

struct Inner {
    now: Timestamp,
    base: String,
    offices: BTreeMap<Authority, Office>,
    cards: BTreeMap<Card, Made>,
}

/// An authority with its keys.
pub(crate) struct Office {
    pub(crate) authority: Authority,
    pub(crate) name: Name,
    pub(crate) key: Key,
    pub(crate) certificate: Vec<u8>,
    /// What its responders sign with.
    pub(crate) responder: Key,
}

impl Office {
    pub(crate) fn issuer(&self, digest: Digest) -> Issuer<'_> {
        Issuer { name: &self.name, key: &self.key, digest }
    }

    /// The same for the same name as long as the authority has this key, so that who holds the
    /// authorities' keys can answer for cards that it has not made.
    pub(crate) fn serial(&self, name: &str) -> Vec<u8> {
        serial(&self.key, name)
    }
}

impl Bench {
    /// Everything anew, in force at `now`, with responders and lists below the address `base`,
    /// as `http://127.0.0.1:8456`.
    #[must_use]
    pub fn new(now: Timestamp, base: &str) -> Self {
        Self::with_keys(now, base, BTreeMap::new())
    }

    /// The same with some authorities' keys as given.
    pub(crate) fn with_keys(
        now: Timestamp,
        base: &str,
        mut keys: BTreeMap<Authority, Key>,
    ) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        let addresses = Addresses { base: &base };
        let mut offices = BTreeMap::new();
        for &authority in Authority::ALL {
            let key = keys.remove(&authority).unwrap_or_else(|| Key::new(authority.key()));
            let made = office(authority, key, &offices, &addresses, now);
            offices.insert(authority, made);
        }
        let cards = Card::ALL.iter().map(|&card| (card, made(card, &offices, &addresses, now)));
        let cards = cards.collect();
        Self(Arc::new(Inner { now, base, offices, cards }))
    }

    /// The same, with the listener that the addresses in the cards lead to; `address` as
    /// `127.0.0.1:0`. For [`serve`](Self::serve).
    ///
    /// # Errors
    /// If nobody can listen there.
    pub fn listening(now: Timestamp, address: &str) -> io::Result<(Self, TcpListener)> {
        let listener = TcpListener::bind(address)?;
        let base = format!("http://{}", listener.local_addr()?);
        Ok((Self::new(now, &base), listener))
    }

    /// Answers as responders and lists do, by this clock, until the returned value is dropped.
    ///
    /// # Errors
    /// If the listener has no address.
    pub fn serve(&self, listener: TcpListener, clock: Clock) -> io::Result<Serving> {
        Serving::start(self.clone(), listener, clock)
    }

    /// A card.
    #[must_use]
    pub fn card(&self, card: Card) -> &Made {
        self.0.cards.get(&card).unwrap()
    }

    /// All cards.
    pub fn cards(&self) -> impl Iterator<Item = &Made> {
        self.0.cards.values()
    }

    /// The authorities that relying parties are to believe: roots, and those of Spain that issue.
    #[must_use]
    pub fn authorities(&self) -> Vec<X509> {
        let trusted = Authority::ALL.iter().filter(|authority| authority.is_trusted());
        trusted.map(|&authority| self.authority(authority)).collect()
    }

    /// An authority's certificate, be it to be believed or not.
    #[must_use]
    pub fn authority(&self, authority: Authority) -> X509 {
        X509::from_der(&self.office(authority).certificate).unwrap()
    }

    /// When it was made.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// The address below which responders and lists are.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.0.base
    }

    /// The list of an authority as it is in the beginning, at `now`; DER.
    #[must_use]
    pub fn list(&self, authority: Authority, now: Timestamp) -> Vec<u8> {
        List::Good.written(self, self.office(authority), &self.revoked(), now)
    }

    pub(crate) fn office(&self, authority: Authority) -> &Office {
        self.0.offices.get(&authority).unwrap()
    }

    pub(crate) fn revoked(&self) -> Revocations {
        status::from_the_beginning(self.0.now - SignedDuration::from_hours(72))
    }

    /// Whose serial number it is, among those that the authority has issued.
    pub(crate) fn holder(&self, issuer: Authority, serial: &[u8]) -> Option<Holder> {
        let cards = Card::ALL.iter().map(|&card| Holder::Card(card));
        let authorities = Authority::ALL.iter().map(|&authority| Holder::Authority(authority));
        cards
            .chain(authorities)
            .find(|&holder| self.serial_of(issuer, holder).is_some_and(|found| found == serial))
    }

    /// The serial number of a holder, if this authority is its issuer.
    pub(crate) fn serial_of(&self, issuer: Authority, holder: Holder) -> Option<Vec<u8>> {
        let (by, name) = match holder {
            Holder::Card(card) => (self.card(card).issuer(), card.name()),
            Holder::Authority(authority) => (authority.parent(), authority.name()),
        };
        (by == issuer).then(|| self.office(issuer).serial(name))
    }

    pub(crate) fn list_url(&self, authority: Authority, list: List) -> String {
        Addresses { base: &self.0.base }.list(authority, list)
    }
}

/// What stands in certificates about where to ask.
struct Addresses<'a> {
    base: &'a str,
}

impl Addresses<'_> {
    fn ocsp(&self, authority: Authority, responder: Responder) -> String {
        let base = if responder == Responder::Dead { NOBODY } else { self.base };
        format!("{base}/ocsp/{}/{}", authority.name(), responder.name())
    }

    fn list(&self, authority: Authority, list: List) -> String {
        let base = if list == List::Dead { NOBODY } else { self.base };
        format!("{base}/crl/{}/{}.crl", authority.name(), list.name())
    }

    fn certificate(&self, authority: Authority) -> String {
        format!("{}/ca/{}.cer", self.base, authority.name())
    }
}

fn office(
    authority: Authority,
    key: Key,
    others: &BTreeMap<Authority, Office>,
    addresses: &Addresses<'_>,
    now: Timestamp,
) -> Office {
    let name = authority.subject();
    let parent = others.get(&authority.parent());
    let own = Issuer { name: &name, key: &key, digest: Digest::Sha256 };
    let issuer = parent.map_or(own, |parent| parent.issuer(Digest::Sha256));
    let ended = authority == Authority::Ended;
    let [from, until] = if ended { [-2000, -10] } else { [-3650, 3650] };
    let day = SignedDuration::from_hours(24);
    let content = Content {
        serial: serial(issuer.key, authority.name()),
        subject: authority.subject(),
        from: now + from * day,
        until: now + until * day,
        extensions: authority_extensions(authority, addresses),
    };
    let certificate = certificate(content, &key, &issuer);
    Office { authority, name, key, certificate, responder: Key::new(Kind::P256) }
}

fn authority_extensions(authority: Authority, addresses: &Addresses<'_>) -> Vec<Vec<u8>> {
    let mut all = if authority == Authority::Impostor {
        vec![
            certificate::end_entity(),
            certificate::key_usage(&[usage::DIGITAL_SIGNATURE, usage::NON_REPUDIATION]),
            certificate::policies(&[oid::FNMT_PERSON, oid::QCP_N], STATEMENT),
        ]
    } else {
        vec![
            certificate::authority(),
            certificate::key_usage(&[usage::KEY_CERT_SIGN, usage::CRL_SIGN]),
            certificate::policies(&[oid::ANY_POLICY], STATEMENT),
        ]
    };
    if !authority.is_root() {
        let parent = authority.parent();
        let ocsp = addresses.ocsp(parent, Responder::Good);
        all.push(certificate::information(Some(&ocsp), Some(&addresses.certificate(parent))));
        all.push(certificate::list_at(&[&addresses.list(parent, List::Good)]));
    }
    all
}

fn made(
    card: Card,
    offices: &BTreeMap<Authority, Office>,
    addresses: &Addresses<'_>,
    now: Timestamp,
) -> Made {
    let layout = layout(card);
    let office = offices.get(&layout.issuer).unwrap();
    let key = Key::of_a_card(layout.key);
    let ocsp = layout.ocsp.map(|responder| addresses.ocsp(layout.issuer, responder));
    let list = layout.list.map(|list| addresses.list(layout.issuer, list));
    let issuers = layout.with_issuer.then(|| addresses.certificate(layout.issuer));
    let mut extensions = extensions(&layout);
    if ocsp.is_some() || issuers.is_some() {
        extensions.push(certificate::information(ocsp.as_deref(), issuers.as_deref()));
    }
    // The FNMT's name its directory first.
    let directory = (layout.issuer == Authority::FnmtUsers).then_some(DIRECTORY);
    let lists =
        |list| certificate::list_at(&directory.into_iter().chain([list]).collect::<Vec<_>>());
    extensions.extend(list.as_deref().map(lists));
    let [from, until] = layout.valid;
    let content = Content {
        serial: office.serial(card.name()),
        subject: layout.subject,
        from: now + from,
        until: now + until,
        extensions,
    };
    let certificate = certificate(content, &key, &office.issuer(layout.digest));
    let chain = if layout.with_issuer { chain(layout.issuer, offices) } else { Vec::new() };
    Made {
        card,
        person: layout.person,
        company: layout.company,
        issuer: layout.issuer,
        key: key.0,
        certificate: X509::from_der(&certificate).unwrap(),
        chain,
        ocsp,
        list,
    }
}

/// Those above a card, except a root that whoever looks has anyway.
fn chain(issuer: Authority, offices: &BTreeMap<Authority, Office>) -> Vec<X509> {
    let above = iter::successors(Some(issuer), |below| (!below.is_root()).then(|| below.parent()));
    let sent = above.filter(|above| !(above.is_root() && above.is_trusted()));
    sent.filter_map(|above| offices.get(&above))
        .map(|office| X509::from_der(&office.certificate).unwrap())
        .collect()
}

fn extensions(layout: &Layout) -> Vec<Vec<u8>> {
    let mut all = vec![
        if layout.is_authority { certificate::authority() } else { certificate::end_entity() },
        certificate::key_usage(&layout.usage),
        certificate::policies(&layout.policies, STATEMENT),
    ];
    if !layout.extended.is_empty() {
        all.push(certificate::extended_key_usage(&layout.extended));
    }
    if !layout.statements.is_empty() {
        all.push(certificate::statements(&layout.statements));
    }
    all.extend(layout.alternative.as_ref().map(certificate::alternative_name));
    all.extend(layout.more.iter().cloned());
    all
}

/// 126 bits, never negative and always as long.
fn serial(issuer: &Key, name: &str) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(&issuer.id());
    digest.update(name.as_bytes());
    let mut serial = digest.finish();
    serial[0] = serial[0] & 0x3f | 0x40;
    serial.into_iter().take(16).collect()
}
