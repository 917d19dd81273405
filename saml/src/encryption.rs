//! Our profile of XML encryption (SAML Core 6.1): AES-GCM under a key that RSA-OAEP carries.
//!
//! What is taken is one `EncryptedData`, its `CipherValue`, and up to four `EncryptedKey` inside it or
//! beside it. `RetrievalMethod`, `CipherReference` and every other hint about where something may be
//! found are never followed. Decryption comes after verification: what is encrypted is inside a signed
//! message, so nobody else can ask our key anything.

use std::fmt;
use std::sync::Arc;

use certs::{Certificate, ContentCipher, DecryptionKey, KeyError, KeyTransport, OaepHash};
use roxmltree::{Document, Node};

use crate::algorithms;
use crate::errors::{Malformed, Untrusted};
use crate::gate::Limits;
use crate::keys::TrustedKeys;
use crate::namespaces::{ENCRYPTION, ENCRYPTION_11, SIGNATURE};
use crate::read;
use crate::signature::{SignedElement, verify_decrypted};
use crate::write::{Element, Namespace};

/// XML Encryption 3.1: what is encrypted is an element.
const ELEMENT: &str = "http://www.w3.org/2001/04/xmlenc#Element";
/// Keys in one message; each costs one private operation for each of ours.
const MAX_KEYS: usize = 4;
const KEY_OCTETS: usize = 32;
const NONCE_OCTETS: usize = 12;

/// For whom something is encrypted, and how.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// Whose key opens it.
    pub certificate: Arc<Certificate>,
    /// What encrypts the content.
    pub cipher: ContentCipher,
    /// How the content's key is sent.
    pub transport: KeyTransport,
}

impl Recipient {
    /// What stock service providers read: AES-256-GCM, and OAEP with SHA-1 inside.
    #[must_use]
    pub fn new(certificate: Arc<Certificate>) -> Self {
        Self { certificate, cipher: Self::CIPHER, transport: Self::TRANSPORT }
    }

    /// The cipher where the recipient names none.
    pub const CIPHER: ContentCipher = ContentCipher::Aes256Gcm;
    /// The key transport where the recipient names none.
    pub const TRANSPORT: KeyTransport = KeyTransport { hash: OaepHash::Sha1, mask: OaepHash::Sha1 };
}

/// Key and nonce of one encryption: 44 octets from a generator of cryptographic quality. Used once,
/// because using it consumes it.
pub struct ContentSecret([u8; Self::OCTETS]);

impl ContentSecret {
    /// How many random octets it takes.
    pub const OCTETS: usize = KEY_OCTETS + NONCE_OCTETS;

    /// From random octets that nothing else is made of.
    #[must_use]
    pub fn new(random: [u8; Self::OCTETS]) -> Self {
        Self(random)
    }
}

impl fmt::Debug for ContentSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentSecret(..)")
    }
}

/// The `xenc:EncryptedData` of an element, for its recipient alone. `secret` is used up.
#[expect(clippy::needless_pass_by_value, reason = "what was used once cannot be used again")]
pub fn encrypt(
    element: &Element,
    recipient: &Recipient,
    secret: ContentSecret,
) -> Result<Element, KeyError> {
    let ContentSecret(random) = secret;
    let (key, nonce) = random.split_first_chunk::<KEY_OCTETS>().ok_or(KeyError::Encryption)?;
    let nonce = nonce.first_chunk::<NONCE_OCTETS>().ok_or(KeyError::Encryption)?;
    let key = key.get(..recipient.cipher.key_length()).ok_or(KeyError::Encryption)?;
    let sealed = recipient.cipher.seal(key, *nonce, &element.to_bytes());
    let sealed = sealed.ok_or(KeyError::Encryption)?;
    let wrapped = recipient.certificate.public_key()?.wrap_key(recipient.transport, key)?;
    let encrypted_key = xenc("EncryptedKey")
        .child(transport_element(recipient.transport))
        .child(cipher_data(&wrapped));
    Ok(xenc("EncryptedData")
        .attribute("Type", ELEMENT)
        .child(method(algorithms::cipher_uri(recipient.cipher)))
        .child(Element::new(SIGNATURE, "KeyInfo").child(encrypted_key))
        .child(cipher_data(&sealed)))
}

/// XML Encryption 1.1 section 5.5.2. `rsa-oaep-mgf1p` says that the mask is made with SHA-1.
fn transport_element(transport: KeyTransport) -> Element {
    let digest = Element::new(SIGNATURE, "DigestMethod")
        .attribute("Algorithm", algorithms::oaep_hash_uri(transport.hash));
    match transport.mask {
        OaepHash::Sha1 => method(algorithms::OAEP_MGF1P).child(digest),
        OaepHash::Sha256 | OaepHash::Sha384 | OaepHash::Sha512 => {
            method(algorithms::OAEP).child(digest).child(
                Element::new(ENCRYPTION_11, "MGF")
                    .attribute("Algorithm", algorithms::mask_uri(transport.mask)),
            )
        }
    }
}

fn method(uri: &str) -> Element {
    xenc("EncryptionMethod").attribute("Algorithm", uri)
}

fn cipher_data(octets: &[u8]) -> Element {
    xenc("CipherData").child(xenc("CipherValue").base64(octets))
}

fn xenc(local: &'static str) -> Element {
    Element::new(ENCRYPTION, local)
}

/// What opens what is encrypted inside a signed message: our keys, and the sender's for a signature
/// in there.
#[derive(Clone, Copy, Debug)]
pub struct Unsealer<'k> {
    ours: &'k [DecryptionKey],
    theirs: &'k TrustedKeys,
}

impl<'k> Unsealer<'k> {
    pub(crate) fn new(ours: &'k [DecryptionKey], theirs: &'k TrustedKeys) -> Self {
        Self { ours, theirs }
    }

    /// Decrypts the element of this name inside `wrapper` (an `EncryptedAssertion` or `EncryptedID`
    /// in the signed element `outer`), verifies a signature in it, and reads it.
    pub(crate) fn open<T>(
        &self,
        outer: &SignedElement<'_, '_>,
        wrapper: Node<'_, '_>,
        (namespace, name): (Namespace, &str),
        read: impl FnOnce(&SignedElement<'_, '_>) -> Result<T, Untrusted>,
    ) -> Result<T, Untrusted> {
        let octets = read::normalize_line_ends(decrypt(wrapper, self.ours)?);
        let document: Document<'_> = read::parse_gated(&octets, &Limits::MESSAGE)?;
        if !read::is(document.root_element(), namespace, name) {
            return Err(Malformed::WrongRoot.into());
        }
        read(&verify_decrypted(outer, &document, self.theirs)?)
    }
}

/// The octets inside an `EncryptedAssertion` or `EncryptedID`.
fn decrypt(wrapper: Node<'_, '_>, ours: &[DecryptionKey]) -> Result<Vec<u8>, Untrusted> {
    let (data, beside) = encrypted_data(wrapper)?;
    if !matches!(read::attribute(data, "Type"), None | Some(ELEMENT)) {
        return Err(Untrusted::EncryptionStructure);
    }
    let cipher = content_cipher(data)?;
    let sealed = cipher_value(data)?;
    let key_info = read::child(data, SIGNATURE, "KeyInfo")?;
    let inside =
        key_info.into_iter().flat_map(|info| read::children(info, ENCRYPTION, "EncryptedKey"));
    let keys: Vec<Node<'_, '_>> = inside.chain(beside).collect();
    if keys.is_empty() || keys.len() > MAX_KEYS {
        return Err(Untrusted::EncryptionStructure);
    }
    let carried = keys.into_iter().map(wrapped_key).collect::<Result<Vec<_>, _>>()?;
    let tries = carried.iter().flat_map(|key| ours.iter().map(move |ours| (key, ours)));
    tries
        .filter_map(|((transport, wrapped), ours)| ours.unwrap_key(*transport, wrapped))
        .find_map(|key| cipher.open(&key, &sealed))
        .ok_or(Untrusted::Decryption)
}

/// The one `EncryptedData`, and the `EncryptedKey`s beside it.
fn encrypted_data<'a, 'x>(
    wrapper: Node<'a, 'x>,
) -> Result<(Node<'a, 'x>, Vec<Node<'a, 'x>>), Untrusted> {
    let mut elements = wrapper.children().filter(Node::is_element);
    let data = elements.next().filter(|first| read::is(*first, ENCRYPTION, "EncryptedData"));
    let beside: Vec<Node<'a, 'x>> = elements.collect();
    match data {
        Some(data) if beside.iter().all(|key| read::is(*key, ENCRYPTION, "EncryptedKey")) => {
            Ok((data, beside))
        }
        _ => Err(Untrusted::EncryptionStructure),
    }
}

fn content_cipher(data: Node<'_, '_>) -> Result<ContentCipher, Untrusted> {
    let method = read::child(data, ENCRYPTION, "EncryptionMethod")?;
    let method = method.ok_or(Untrusted::EncryptionStructure)?;
    let uri = read::attribute(method, "Algorithm");
    let cipher = uri.and_then(algorithms::cipher);
    cipher.ok_or_else(|| Untrusted::ContentEncryption(algorithms::name(uri)))
}

fn wrapped_key(key: Node<'_, '_>) -> Result<(KeyTransport, Vec<u8>), Untrusted> {
    let method = read::child(key, ENCRYPTION, "EncryptionMethod")?;
    let transport = key_transport(method.ok_or(Untrusted::EncryptionStructure)?)?;
    Ok((transport, cipher_value(key)?))
}

/// The key transport that an `EncryptionMethod` names, in a message or in metadata. A label
/// (`OAEPparams`) is refused.
pub fn key_transport(method: Node<'_, '_>) -> Result<KeyTransport, Untrusted> {
    let uri = read::attribute(method, "Algorithm");
    let refused = || Untrusted::KeyTransport(algorithms::name(uri));
    if read::child(method, ENCRYPTION, "OAEPparams")?.is_some() {
        return Err(Untrusted::AlgorithmParameters(algorithms::name(uri)));
    }
    let digest = read::child(method, SIGNATURE, "DigestMethod")?;
    let hash = match digest.map(|element| read::attribute(element, "Algorithm")) {
        None => OaepHash::Sha1,
        Some(uri) => uri.and_then(algorithms::oaep_hash).ok_or_else(refused)?,
    };
    let function = read::child(method, ENCRYPTION_11, "MGF")?;
    let mask = match (uri, function) {
        (Some(algorithms::OAEP_MGF1P | algorithms::OAEP), None) => OaepHash::Sha1,
        (Some(algorithms::OAEP), Some(function)) => {
            let uri = read::attribute(function, "Algorithm");
            uri.and_then(algorithms::mask).ok_or_else(refused)?
        }
        _ => return Err(refused()),
    };
    Ok(KeyTransport { hash, mask })
}

fn cipher_value(of: Node<'_, '_>) -> Result<Vec<u8>, Untrusted> {
    let data = read::child(of, ENCRYPTION, "CipherData")?.ok_or(Untrusted::EncryptionStructure)?;
    let mut inside = data.children().filter(Node::is_element);
    match (inside.next(), inside.next()) {
        (Some(value), None) if read::is(value, ENCRYPTION, "CipherValue") => {
            Ok(read::base64(value, "CipherValue")?)
        }
        (Some(other), None) if read::is(other, ENCRYPTION, "CipherReference") => {
            Err(Untrusted::CipherReference)
        }
        _ => Err(Untrusted::EncryptionStructure),
    }
}
