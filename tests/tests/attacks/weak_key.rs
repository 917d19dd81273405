//! A key that others can compute: RSA of 1,024 bits, curves with small or unknown parameters
//! (CVE-2020-0601, `CurveBall`). It is refused even where metadata lists it.

use certs::KeyError;
use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{Asn1Flag, EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use saml::{AuthnRequest, Received, Untrusted};

use crate::forge::{agency, form, request, self_signed, signed, trusted};

fn refusal(key: &PKey<Private>) -> Untrusted {
    let keys = trusted(&[&self_signed(key)]);
    let received = Received::from_post(&form(signed().as_bytes())).unwrap();
    received.open::<AuthnRequest>(&keys).unwrap_err()
}

#[test]
fn a_short_rsa_key_is_refused() {
    let key = PKey::from_rsa(Rsa::generate(1024).unwrap()).unwrap();
    assert_eq!(refusal(&key), Untrusted::Keys(KeyError::RsaSize(1024)));
}

#[test]
fn other_curves_and_written_out_parameters_are_refused() {
    let koblitz = EcGroup::from_curve_name(Nid::SECP256K1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&koblitz).unwrap()).unwrap();
    assert_eq!(refusal(&key), Untrusted::Keys(KeyError::Curve));
    let mut explicit = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    explicit.set_asn1_flag(Asn1Flag::EXPLICIT_CURVE);
    let key = PKey::from_ec_key(EcKey::generate(&explicit).unwrap()).unwrap();
    assert_eq!(refusal(&key), Untrusted::Keys(KeyError::Curve));
}

/// P-256 with the victim's public key as generator: the private key that belongs to it is 1.
fn curve_ball() -> PKey<Private> {
    let mut context = BigNumContext::new().unwrap();
    let p256 = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let (mut p, mut a, mut b) = (number(0), number(0), number(0));
    p256.components_gfp(&mut p, &mut a, &mut b, &mut context).unwrap();
    let mut order = number(0);
    p256.order(&mut order, &mut context).unwrap();
    let mut evil = EcGroup::from_components(p, a, b, &mut context).unwrap();
    let victim = EcKey::generate(&p256).unwrap();
    let octets = victim
        .public_key()
        .to_bytes(&p256, PointConversionForm::UNCOMPRESSED, &mut context)
        .unwrap();
    let point = EcPoint::from_bytes(&evil, &octets, &mut context).unwrap();
    let generator = point.to_owned(&evil).unwrap();
    evil.set_generator(generator, order, number(1)).unwrap();
    evil.set_asn1_flag(Asn1Flag::EXPLICIT_CURVE);
    PKey::from_ec_key(EcKey::from_private_components(&evil, &number(1), &point).unwrap()).unwrap()
}

fn number(value: u32) -> BigNum {
    BigNum::from_u32(value).unwrap()
}

#[test]
fn a_known_curve_with_another_generator_is_refused() {
    assert_eq!(refusal(&curve_ball()), Untrusted::Keys(KeyError::Curve));
}

#[test]
fn a_key_that_is_neither_is_refused() {
    let key = PKey::generate_ed25519().unwrap();
    let mut builder = openssl::x509::X509::builder().unwrap();
    builder.set_pubkey(&key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
    builder.sign(&agency().key, MessageDigest::sha256()).unwrap();
    let keys = trusted(&[&builder.build()]);
    let received = Received::from_post(&form(signed().as_bytes())).unwrap();
    let refusal = received.open::<AuthnRequest>(&keys).unwrap_err();
    assert_eq!(refusal, Untrusted::Keys(KeyError::Algorithm));
}

#[test]
fn a_weak_key_does_not_spoil_a_strong_one() {
    let weak = self_signed(&PKey::from_rsa(Rsa::generate(1024).unwrap()).unwrap());
    let keys = trusted(&[&weak, &agency().certificate]);
    let received = Received::from_post(&form(signed().as_bytes())).unwrap();
    assert_eq!(received.open::<AuthnRequest>(&keys).unwrap().message(), &request());
}
