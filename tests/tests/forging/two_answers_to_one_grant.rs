//! A part of the hub that answers twice with one right to answer.

use hub::policy::Grant;

pub fn answer(grant: Grant) {
    let _ = grant.spend();
    let _ = grant.spend();
}
