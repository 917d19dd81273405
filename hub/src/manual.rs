//! The manual, compiled with the code that it explains.

#[doc = include_str!("../manual/way-of-the-data.md")]
pub mod way_of_the_data {}
#[doc = include_str!("../manual/adding-an-authenticator.md")]
pub mod adding_an_authenticator {}
#[doc = include_str!("../manual/known-attacks.md")]
pub mod known_attacks {}
#[doc = include_str!("../manual/published-attacks.md")]
pub mod published_attacks {}
#[doc = include_str!("../manual/messages-to-people.md")]
pub mod messages_to_people {}
#[doc = include_str!("../manual/defaults.md")]
pub mod defaults {}
#[doc = include_str!("../manual/deviations.md")]
pub mod deviations {}
#[doc = include_str!("../manual/backup.md")]
pub mod backup {}
#[doc = include_str!("../manual/agencies.md")]
pub mod agencies {}
#[doc = include_str!("../manual/keys.md")]
pub mod keys {}
#[doc = include_str!("../manual/several-nodes.md")]
pub mod several_nodes {}
#[doc = include_str!("../manual/runbook.md")]
pub mod runbook {}
#[doc = include_str!("../manual/policy.md")]
pub mod policy {}
#[doc = include_str!("../manual/explaining.md")]
pub mod explaining {}
#[doc = include_str!("../manual/pages.md")]
pub mod pages {}
#[doc = include_str!("../manual/abuse.md")]
pub mod abuse {}
#[doc = include_str!("../manual/card-bench.md")]
pub mod card_bench {}
#[doc = include_str!("../manual/certificates.md")]
pub mod certificates {}
#[doc = include_str!("../manual/contrast.md")]
pub mod contrast {}
#[doc = include_str!("../manual/decisions/README.md")]
pub mod decisions {
    #[doc = include_str!("../manual/decisions/0001-xml-security.md")]
    pub mod adr_0001_xml_security {}
    #[doc = include_str!("../manual/decisions/0002-boxes-and-keys.md")]
    pub mod adr_0002_boxes_and_keys {}
    #[doc = include_str!("../manual/decisions/0003-dependency-check-without-cargo-deny.md")]
    pub mod adr_0003_dependency_check_without_cargo_deny {}
    #[doc = include_str!("../manual/decisions/0004-what-a-login-costs.md")]
    pub mod adr_0004_what_a_login_costs {}
    #[doc = include_str!("../manual/decisions/0005-the-choice-is-shown-also-of-one.md")]
    pub mod adr_0005_the_choice_is_shown_also_of_one {}
    #[doc = include_str!("../manual/decisions/0006-language-in-its-cookie-only.md")]
    pub mod adr_0006_language_in_its_cookie_only {}
    #[doc = include_str!("../manual/decisions/0007-contrast-datum-with-its-source.md")]
    pub mod adr_0007_contrast_datum_with_its_source {}
    #[doc = include_str!("../manual/decisions/0008-hmac-of-our-own.md")]
    pub mod adr_0008_hmac_of_our_own {}
    #[doc = include_str!("../manual/decisions/0009-metadata-says-only-what-there-is.md")]
    pub mod adr_0009_metadata_says_only_what_there_is {}
    #[doc = include_str!("../manual/decisions/0010-what-one-agency-only-may-read.md")]
    pub mod adr_0010_what_one_agency_only_may_read {}
    #[doc = include_str!("../manual/decisions/0011-known-by-issuer-or-by-provider-name.md")]
    pub mod adr_0011_known_by_issuer_or_by_provider_name {}
    #[doc = include_str!("../manual/decisions/0012-the-bounds-of-the-messages-hold.md")]
    pub mod adr_0012_the_bounds_of_the_messages_hold {}
    #[doc = include_str!("../manual/decisions/0014-keys-take-turns-in-the-database.md")]
    pub mod adr_0014_keys_take_turns_in_the_database {}
    #[doc = include_str!("../manual/decisions/0013-agencies-change-by-versions-and-approval.md")]
    pub mod adr_0013_agencies_change_by_versions_and_approval {}
    #[doc = include_str!("../manual/decisions/0015-an-aggregate-is-one-tree.md")]
    pub mod adr_0015_an_aggregate_is_one_tree {}
    #[doc = include_str!("../manual/decisions/0016-names-that-last-are-computed-and-survive-with-the-house.md")]
    pub mod adr_0016_names_that_last_are_computed_and_survive_with_the_house {}
    #[doc = include_str!("../manual/decisions/0017-a-node-is-ready-until-it-is-two-seconds-behind.md")]
    pub mod adr_0017_a_node_is_ready_until_it_is_two_seconds_behind {}
    #[doc = include_str!("../manual/decisions/0018-the-policy-is-a-file-of-ordered-rules.md")]
    pub mod adr_0018_the_policy_is_a_file_of_ordered_rules {}
    #[doc = include_str!("../manual/decisions/0019-the-journey-is-a-model-that-is-checked-and-replayed.md")]
    pub mod adr_0019_the_journey_is_a_model_that_is_checked_and_replayed {}
    #[doc = include_str!("../manual/decisions/0020-a-session-is-one-more-box-and-what-goes-out-is-remembered-by-person.md")]
    pub mod adr_0020_a_session_is_one_more_box {}
    #[doc = include_str!("../manual/decisions/0021-more-time-does-not-move-the-journey.md")]
    pub mod adr_0021_more_time_does_not_move_the_journey {}
    #[doc = include_str!("../manual/decisions/0022-who-fails-waits-by-document-and-block.md")]
    pub mod adr_0022_who_fails_waits_by_document_and_block {}
    #[doc = include_str!("../manual/decisions/0023-a-node-protects-itself-from-its-own-memory.md")]
    pub mod adr_0023_a_node_protects_itself_from_its_own_memory {}
    #[doc = include_str!("../manual/decisions/0024-what-is-answered-is-on-two-machines-and-a-journey-on-one.md")]
    pub mod adr_0024_what_is_answered_is_on_two_machines {}
    #[doc = include_str!("../manual/decisions/0025-a-login-is-measured-in-its-own-process-and-the-bounds-move-once.md")]
    pub mod adr_0025_a_login_is_measured_in_its_own_process {}
    #[doc = include_str!("../manual/decisions/0026-messages-have-a-room-of-their-own.md")]
    pub mod adr_0026_messages_have_a_room_of_their_own {}
    #[doc = include_str!("../manual/decisions/0027-a-pin-that-is-nowhere.md")]
    pub mod adr_0027_a_pin_that_is_nowhere {}
    #[doc = include_str!("../manual/decisions/0028-who-knows-the-card-keeps-strangers-from-locking.md")]
    pub mod adr_0028_who_knows_the_card_keeps_strangers_from_locking {}
    #[doc = include_str!("../manual/decisions/0029-a-method-asks-for-no-more-than-it-takes.md")]
    pub mod adr_0029_a_method_asks_for_no_more_than_it_takes {}
    #[doc = include_str!("../manual/decisions/0030-people-hear-of-what-was-done-in-their-name.md")]
    pub mod adr_0030_people_hear_of_what_was_done_in_their_name {}
    #[doc = include_str!("../manual/decisions/0031-a-certificate-is-judged-here-and-its-path-by-openssl.md")]
    pub mod adr_0031_a_certificate_is_judged_here_and_its_path_by_openssl {}
    #[doc = include_str!("../manual/decisions/0032-certificates-are-shown-at-a-host-of-their-own.md")]
    pub mod adr_0032_certificates_are_shown_at_a_host_of_their_own {}
    #[doc = include_str!("../manual/decisions/0033-what-it-costs-that-people-hear-of-logins.md")]
    pub mod adr_0033_what_it_costs_that_people_hear_of_logins {}
    #[doc = include_str!("../manual/decisions/0034-what-is-missing-is-asked-of-the-person-of-the-session.md")]
    pub mod adr_0034_what_is_missing_is_asked_of_the_person_of_the_session {}
    #[doc = include_str!("../manual/decisions/0035-leaving-ends-ours-first-and-tells-each-agency-in-turn.md")]
    pub mod adr_0035_leaving_ends_ours_first {}
}
