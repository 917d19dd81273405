mod answers;
mod by_openssl;
mod lists;
mod places;

use std::sync::OnceLock;

use jiff::ToSpan as _;

use super::*;
use crate::certificate::Certificate;
use crate::pki::{self, Authority, Draft, UTF8, now};

fn root() -> &'static Authority {
    static ROOT: OnceLock<Authority> = OnceLock::new();
    ROOT.get_or_init(|| Authority::root("AC RAÍZ"))
}

fn other() -> &'static Authority {
    static OTHER: OnceLock<Authority> = OnceLock::new();
    OTHER.get_or_init(|| Authority::root("OTRA AC"))
}

fn holder() -> Draft {
    let subject = pki::name(&[("2.5.4.3", UTF8, "TITULAR")]);
    Draft::new(subject, pki::ec(), vec![pki::key_usage(pki::DIGITAL_SIGNATURE)])
}

/// With this serial number.
fn numbered(serial: &[u8]) -> Certificate {
    root().issue(&Draft { serial: serial.to_vec(), ..holder() })
}

fn generalized(time: Timestamp) -> Vec<u8> {
    crate::der::write(0x18, time.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes())
}
