//! DER, written, and signed as X.509 has it.

use certs::SignatureScheme;

use super::parties;

/// An element.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let octets: Vec<u8> =
        length.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
    let mut whole = vec![tag];
    if length < 0x80 {
        whole.push(u8::try_from(length).unwrap());
    } else {
        whole.push(0x80 | u8::try_from(octets.len()).unwrap());
        whole.extend(octets);
    }
    whole.extend_from_slice(content);
    whole
}

/// A `SEQUENCE`.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// ECDSA with SHA-256.
pub const ALGORITHM: [u8; 12] = [0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

/// What the authority has signed: content, algorithm and signature.
pub fn sealed(content: &[u8]) -> Vec<u8> {
    sequence(&[content, &ALGORITHM, &signature(content)])
}

/// A `BIT STRING`.
pub fn signature(content: &[u8]) -> Vec<u8> {
    let raw = parties::ec().sign(SignatureScheme::EcdsaSha256, content).unwrap();
    let (r, s) = raw.split_at(32);
    element(3, &[&[0], sequence(&[&natural(r), &natural(s)]).as_slice()].concat())
}

/// An `INTEGER` that is not negative.
pub fn natural(octets: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
    if content.first().is_none_or(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    element(2, &content)
}
