//! Every method passes the same suite: those of the house, and one of the tests' own.

use tests::conformance::{CardDriver, PasswordDriver, PinDriver, suite};

/// One test for each check, in a module for each method.
macro_rules! conform {
    ($($method:ident: $driver:ty,)+) => { $(
        mod $method {
            conform!(@checks $driver:
                brings_everything_of_its_own,
                has_a_sample_of_every_page,
                speaks_five_languages,
                the_right_answers_prove,
                wrong_answers_never_prove,
                the_last_wrong_try_locks,
                who_fails_is_told_nothing,
                remembers_little_and_no_secret,
                replays_prove_nothing_new,
                right_answers_at_once,
                guesses_at_once_get_no_more_looks,
                hostile_forms_get_a_page,
            );
        }
    )+ };
    (@checks $driver:ty: $($check:ident,)+) => { $(
        #[tokio::test]
        async fn $check() {
            super::suite::$check(&<$driver>::new().await).await;
        }
    )+ };
}

conform! {
    password: super::PasswordDriver,
    pin: super::PinDriver,
    code_card: super::CardDriver,
}
