//! The rule, gone through whole.

use metadata::Risk;

use super::rule::{Approval, Verdict, Voucher, decide};
use crate::agency::compare::Difference;

const APPROVALS: [Approval; 3] = [Approval::Nobody, Approval::One, Approval::Two];
const VOUCHERS: [Voucher; 3] = [Voucher::Nobody, Voucher::KnownKey, Voucher::Operator];
const RISKS: [Risk; 3] = [Risk::Safe, Risk::Notable, Risk::Grave];

fn missing(approval: Approval, risk: Risk, voucher: Voucher) -> usize {
    match decide(approval, &[Difference::new(risk, "It is another.")], voucher, "ana") {
        Verdict::Apply => 0,
        Verdict::Wait { approved_by, missing } => {
            let own: &[&str] = if voucher == Voucher::Operator { &["ana"] } else { &[] };
            assert_eq!(approved_by, own);
            assert_ne!(missing, 0);
            missing
        }
    }
}

#[test]
fn what_is_safe_applies_if_somebody_stands_behind_it_and_all_else_needs_the_operators_that_are_set()
{
    for approval in APPROVALS {
        for risk in RISKS {
            for voucher in VOUCHERS {
                let expected = match (approval, risk, voucher) {
                    (Approval::Nobody, _, _)
                    | (_, Risk::Safe, Voucher::KnownKey | Voucher::Operator)
                    | (Approval::One, _, Voucher::Operator) => 0,
                    (Approval::One, _, _) | (Approval::Two, _, Voucher::Operator) => 1,
                    (Approval::Two, _, _) => 2,
                };
                let found = missing(approval, risk, voucher);
                assert_eq!(found, expected, "{approval:?} {risk:?} {voucher:?}");
            }
        }
    }
}

#[test]
fn one_difference_that_is_not_safe_is_enough_to_wait() {
    let differences =
        [Difference::new(Risk::Safe, "A name."), Difference::new(Risk::Notable, "A key.")];
    let verdict = decide(Approval::One, &differences, Voucher::KnownKey, "refresh");
    assert_eq!(verdict, Verdict::Wait { approved_by: Vec::new(), missing: 1 });
}
