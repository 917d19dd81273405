//! pysaml2: both signatures wanted, nothing unsolicited, by POST.

use std::rc::Rc;

use tests::street::House;

use crate::{Agency, Place, leaving, office, sealed};

const SCRIPT: &str = "pysaml2_office.py";

fn open() -> Agency {
    office::open(SCRIPT, &[], true, "")
}

pub(crate) fn open_in(house: &Rc<House>, plot: &str) -> Agency {
    office::open_in(house, plot, (SCRIPT, &[]), true, "")
}

#[test]
fn a_citizen_logs_in() {
    office::a_citizen_logs_in(&open(), sealed);
}

leaving::tests!(open);

#[test]
fn a_cancelled_login_is_told() {
    let words = "StatusAuthnFailed: CANCELLED: authentication cancelled by the user from \
        urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";
    office::a_cancelled_login_is_told(&open(), words);
}

#[test]
fn a_response_with_one_byte_changed_is_refused() {
    let words = "SignatureError: Failed to verify signature";
    office::a_changed_response_is_refused(&open(), &Place::OF_SEALED.map(|place| (place, words)));
}

#[test]
fn a_replayed_response_is_refused() {
    let words = "UnsolicitedResponse: Unsolicited response: REQUEST";
    office::a_replayed_response_is_refused(&open(), words);
}
