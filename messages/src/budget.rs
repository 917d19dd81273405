//! How many messages there are for each phone, person, agency and block of addresses.
//!
//! All windows slide: what counts is how many were taken within the time before this instant.

use std::time::Duration;

use crate::message::{Account, Address};

const MINUTES_10: Duration = Duration::from_mins(10);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// The longest time over which anything is counted.
pub(crate) const LONGEST: Duration = DAY;

/// At most so many within so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// So many.
    pub most: u32,
    /// Within so long.
    pub within: Duration,
}

/// SMS to one phone.
pub const PHONE: [Budget; 2] =
    [Budget { most: 3, within: MINUTES_10 }, Budget { most: 10, within: DAY }];
/// SMS to one person, on whatever phones.
pub const PERSON: Budget = Budget { most: 10, within: DAY };
/// Mails to one person.
pub const MAILS: Budget = Budget { most: 20, within: DAY };
/// SMS on one agency's account, unless configured.
pub const AGENCY: Budget = Budget { most: 2_000, within: HOUR };
/// SMS asked for from one block of addresses, unless configured.
pub const BLOCK: Budget = Budget { most: 30, within: MINUTES_10 };

/// The budgets that the operator may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budgets {
    /// SMS on one agency's account within an hour.
    pub agency: u32,
    /// SMS asked for from one block of addresses within ten minutes.
    pub block: u32,
}

impl Default for Budgets {
    fn default() -> Self {
        Self { agency: AGENCY.most, block: BLOCK.most }
    }
}

/// What one message is counted on: which budget, whose, and how many there may be.
pub(crate) struct Counted<'a> {
    pub(crate) budget: &'static str,
    pub(crate) whose: &'a [u8],
    pub(crate) limits: Vec<Budget>,
}

impl Budgets {
    /// All that a message to there, on this account, is counted on.
    pub(crate) fn counted<'a>(self, to: &'a Address, account: &'a Account<'a>) -> Vec<Counted<'a>> {
        let person = account.person.as_ref().map(|person| person.as_bytes().as_slice());
        let Address::Phone(phone) = to else {
            let mails = |whose| Counted { budget: "mails", whose, limits: vec![MAILS] };
            return person.map(mails).into_iter().collect();
        };
        let phone = Counted { budget: "phone", whose: phone.as_bytes(), limits: PHONE.to_vec() };
        let person = person.map(|whose| Counted { budget: "person", whose, limits: vec![PERSON] });
        let agency = account.agency.map(|agency| Counted {
            budget: "agency",
            whose: agency.as_bytes(),
            limits: vec![Budget { most: self.agency, ..AGENCY }],
        });
        let block = account.block.filter(|_| !account.is_exempt).map(|whose| Counted {
            budget: "block",
            whose,
            limits: vec![Budget { most: self.block, ..BLOCK }],
        });
        [Some(phone), person, agency, block].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn on(to: &Address, account: &Account<'_>) -> Vec<(&'static str, Vec<Budget>)> {
        let budgets = Budgets { agency: 7, block: 5 };
        let counted = budgets.counted(to, account);
        counted.into_iter().map(|counted| (counted.budget, counted.limits)).collect()
    }

    #[test]
    fn an_sms_is_counted_on_all_that_is_known_of_it() {
        let phone = Address::Phone("+34600111222".to_owned());
        let account = Account {
            person: Some(Uuid::from_u128(1)),
            agency: Some("https://agency.example"),
            block: Some(&[192, 0, 2]),
            is_exempt: false,
        };
        let agency = Budget { most: 7, ..AGENCY };
        let block = Budget { most: 5, ..BLOCK };
        assert_eq!(
            on(&phone, &account),
            [
                ("phone", PHONE.to_vec()),
                ("person", vec![PERSON]),
                ("agency", vec![agency]),
                ("block", vec![block]),
            ]
        );
        let exempt = Account { is_exempt: true, ..account };
        assert_eq!(on(&phone, &exempt).len(), 3);
        assert_eq!(on(&phone, &Account::default()), [("phone", PHONE.to_vec())]);
    }

    #[test]
    fn a_mail_is_counted_on_its_person_alone() {
        let mailbox = Address::Mail("somebody@example.test".to_owned());
        let account =
            Account { person: Some(Uuid::from_u128(1)), agency: Some("a"), ..Account::default() };
        assert_eq!(on(&mailbox, &account), [("mails", vec![MAILS])]);
        assert_eq!(on(&mailbox, &Account::default()), []);
    }
}
