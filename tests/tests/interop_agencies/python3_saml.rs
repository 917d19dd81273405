//! `OneLogin`'s python3-saml: strict, both signatures wanted, by redirect, level low at least.

use crate::{Agency, office};

fn open() -> Agency {
    let remark = "line 2: note: There is no usable key for encryption: assertions for this agency cannot \
        be encrypted. (SAML Metadata 2.4.1.1)\n";
    office::open("python3_saml_office.py", false, remark)
}

#[test]
fn a_citizen_logs_in() {
    office::a_citizen_logs_in(&open());
}

#[test]
fn a_cancelled_login_is_told() {
    let words = "['invalid_response'] The status code of the Response was not Success, was Responder \
        -> CANCELLED: authentication cancelled by the user";
    office::a_cancelled_login_is_told(&open(), words);
}

#[test]
fn a_response_with_one_byte_changed_is_refused() {
    let words = "['invalid_response'] Signature validation failed. SAML Response rejected";
    office::a_changed_response_is_refused(&open(), words);
}

#[test]
fn a_replayed_response_is_refused() {
    let words = "['invalid_response'] The InResponseTo of the Response: REQUEST, does not match the ID of the \
        AuthNRequest sent by the SP: none";
    office::a_replayed_response_is_refused(&open(), words);
}
