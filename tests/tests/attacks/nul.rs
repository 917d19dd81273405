//! NUL ends a string in C: a certificate for `bank.example\0.evil.example` (Marlinspike, 2009), and
//! names cut short the same way.

use saml::{Malformed, Untrusted};

use crate::forge::{AGENCY, open, signed};

#[test]
fn nul_and_other_controls_are_refused() {
    for control in ["\0", "\u{1}", "\u{8}", "\u{b}", "\u{c}", "\u{1f}"] {
        let odd = signed().replace(AGENCY, &format!("{AGENCY}{control}.evil"));
        assert_eq!(open(&odd), Err(Malformed::Character.into()));
    }
}

#[test]
fn nul_is_refused_as_a_character_reference() {
    for reference in ["&#0;", "&#x0;", "&#xFFFF;"] {
        let odd = signed().replace(AGENCY, &format!("{AGENCY}{reference}.evil"));
        assert!(
            matches!(open(&odd), Err(Untrusted::Malformed(Malformed::Syntax { .. }))),
            "{reference}"
        );
    }
}
