//! The manual, compiled with the code that it explains.

#[doc = include_str!("../manual/way-of-the-data.md")]
pub mod way_of_the_data {}
#[doc = include_str!("../manual/adding-an-authenticator.md")]
pub mod adding_an_authenticator {}
#[doc = include_str!("../manual/known-attacks.md")]
pub mod known_attacks {}
#[doc = include_str!("../manual/defaults.md")]
pub mod defaults {}
#[doc = include_str!("../manual/deviations.md")]
pub mod deviations {}
#[doc = include_str!("../manual/decisions/README.md")]
pub mod decisions {
    #[doc = include_str!("../manual/decisions/0001-xml-security.md")]
    pub mod adr_0001_xml_security {}
    #[doc = include_str!("../manual/decisions/0002-boxes-and-keys.md")]
    pub mod adr_0002_boxes_and_keys {}
}
