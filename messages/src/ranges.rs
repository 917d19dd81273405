//! Numbers that no SMS is sent to: those that cost whoever sends, and those that are none.

/// Beginnings of numbers, as E.164 has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges(Vec<String>);

/// Spain's short numbers and those with a price of their own (10, 11, 12, 79, 80, 90, 99), and the satellites and
/// networks of no country, where one SMS may cost as much as a hundred.
const DEFAULT: [&str; 11] =
    ["+3410", "+3411", "+3412", "+3479", "+3480", "+3490", "+3499", "+870", "+881", "+882", "+883"];

impl Default for Ranges {
    fn default() -> Self {
        Self(DEFAULT.map(str::to_owned).to_vec())
    }
}

impl Ranges {
    /// Those with these beginnings; nothing if one is none.
    #[must_use]
    pub fn new(beginnings: Vec<String>) -> Option<Self> {
        let is_one = |beginning: &String| {
            beginning.strip_prefix('+').is_some_and(|digits| {
                (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
            })
        };
        beginnings.iter().all(is_one).then_some(Self(beginnings))
    }

    /// Whether an SMS may go to this number.
    #[must_use]
    pub fn let_through(&self, number: &str) -> bool {
        is_number(number) && !self.0.iter().any(|beginning| number.starts_with(beginning))
    }
}

/// E.164: a plus, and 7 to 15 digits of which the first is no nought.
fn is_number(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_of_people_are_let_through() {
        for number in
            ["+34600111222", "+34711223344", "+34911234567", "+351912345678", "+12025550123"]
        {
            assert!(Ranges::default().let_through(number), "{number}");
        }
    }

    #[test]
    fn numbers_with_a_price_and_numbers_that_are_none_are_not() {
        let expensive =
            ["+34803123456", "+34902123456", "+34118881188", "+34797123456", "+881612345678"];
        let none = [
            "34600111222",
            "+34",
            "+0600111222",
            "+34600a11222",
            "+3460011122233445",
            "",
            "+34 600111222",
        ];
        for number in expensive.into_iter().chain(none) {
            assert!(!Ranges::default().let_through(number), "{number}");
        }
    }

    #[test]
    fn the_operator_says_which() {
        let ranges = Ranges::new(vec!["+44".to_owned()]).unwrap();
        assert!(!ranges.let_through("+447700900123"));
        assert!(ranges.let_through("+34803123456"));
        for wrong in ["44", "+", "+44x", "+1234567890123456"] {
            assert_eq!(Ranges::new(vec![wrong.to_owned()]), None, "{wrong}");
        }
    }
}
