//! Beside zero (see [`crate::ecdsa_zero`]) there is the order of the curve, which is zero in disguise,
//! and what is larger. CVE-2022-21449 was zero; verifiers that reduce before they check take these.

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::EcGroup;
use openssl::ecdsa::EcdsaSig;
use openssl::nid::Nid;
use saml::binding::{Parameter, sign_redirect};
use saml::{AuthnRequest, Received, Untrusted};

use crate::forge::{Recipe, algorithm, elliptic, form, plain, request, trusted};

const ECDSA: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

fn open(value: &[u8]) -> Untrusted {
    let xml = Recipe { method: algorithm("SignatureMethod", ECDSA), ..Recipe::right() }.xml();
    let start = xml.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    let end = xml.find("</ds:SignatureValue>").unwrap();
    let value = openssl::base64::encode_block(value);
    let xml = format!("{}{value}{}", &xml[..start], &xml[end..]);
    let keys = trusted(&[&elliptic().certificate]);
    Received::from_post(&form(xml.as_bytes())).unwrap().open::<AuthnRequest>(&keys).unwrap_err()
}

/// In a query, where both forms are taken.
fn open_redirect(value: &[u8]) -> Result<AuthnRequest, Untrusted> {
    let key = &elliptic().signing;
    let query = sign_redirect(Parameter::Request, plain().as_bytes(), None, key).unwrap();
    let unsigned = query.split("&Signature=").next().unwrap();
    let value = openssl::base64::encode_block(value)
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let keys = trusted(&[&elliptic().certificate]);
    let received = Received::from_redirect(&format!("{unsigned}&Signature={value}"))?;
    Ok(received.open(&keys)?.into_parts().0)
}

/// Numbers that are no scalars: zero, the order, one more, and the largest of 32 octets.
fn no_scalars() -> [BigNum; 4] {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let mut context = BigNumContext::new().unwrap();
    let mut order = BigNum::new().unwrap();
    group.order(&mut order, &mut context).unwrap();
    let mut more = order.to_owned().unwrap();
    more.add_word(1).unwrap();
    [BigNum::new().unwrap(), order, more, BigNum::from_slice(&[0xff; 32]).unwrap()]
}

#[test]
fn no_pair_of_numbers_outside_the_curve_signs_anything() {
    for r in no_scalars() {
        for s in no_scalars() {
            let raw = [r.to_vec_padded(32).unwrap(), s.to_vec_padded(32).unwrap()].concat();
            assert_eq!(open(&raw), Untrusted::Signature);
            assert_eq!(open_redirect(&raw), Err(Untrusted::Signature));
            let numbers = [r.to_owned().unwrap(), s.to_owned().unwrap()];
            let [r, s] = numbers;
            let der = EcdsaSig::from_private_components(r, s).unwrap().to_der().unwrap();
            assert_eq!(open_redirect(&der), Err(Untrusted::Signature));
        }
    }
}

#[test]
fn half_a_genuine_signature_is_none() {
    let key = &elliptic().signing;
    let query = sign_redirect(Parameter::Request, plain().as_bytes(), None, key).unwrap();
    let keys = trusted(&[&elliptic().certificate]);
    let opened = Received::from_redirect(&query).unwrap().open::<AuthnRequest>(&keys).unwrap();
    assert_eq!(opened.message(), &request());
    let value = query.split("&Signature=").nth(1).unwrap();
    let value = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let raw = openssl::base64::decode_block(&value).unwrap();
    assert_eq!(raw.len(), 64);
    for octets in [&raw[..63], &raw[..32], &raw[1..], &[]] {
        assert_eq!(open_redirect(octets), Err(Untrusted::Signature));
    }
    for number in no_scalars() {
        let number = number.to_vec_padded(32).unwrap();
        assert_eq!(open_redirect(&[&raw[..32], &number].concat()), Err(Untrusted::Signature));
        assert_eq!(open_redirect(&[&number, &raw[32..]].concat()), Err(Untrusted::Signature));
    }
}
