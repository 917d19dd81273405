//! The attributes of SPEC 3.3: their names, and the type each is written with where types are.

use crate::namespaces::{EIDAS_NATURAL, SCHEMA};
use crate::write::Namespace;

/// SAML Core 8.2.2: the name of an attribute is a URI.
pub const NAME_FORMAT_URI: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";

/// The identifier of a person: a bare NIF, or `CC/ES/…` from another country.
pub const PERSON_IDENTIFIER: &str =
    "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier";
/// Both surnames.
pub const FAMILY_NAME: &str = "http://eidas.europa.eu/attributes/naturalperson/CurrentFamilyName";
/// The given name.
pub const FIRST_NAME: &str = "http://eidas.europa.eu/attributes/naturalperson/CurrentGivenName";
/// The first of two surnames.
pub const FIRST_SURNAME: &str = "http://es.minhafp.clave/FirstSurname";
/// `YYYY-MM-DD`.
pub const DATE_OF_BIRTH: &str = "http://eidas.europa.eu/attributes/naturalperson/DateOfBirth";
/// The NIF of the company or entity for which a person acts.
pub const LEGAL_PERSON_IDENTIFIER: &str =
    "http://eidas.europa.eu/attributes/legalperson/LegalPersonIdentifier";
/// Its name.
pub const LEGAL_NAME: &str = "http://eidas.europa.eu/attributes/legalperson/LegalName";
/// How well the registration was checked: `BASIC` or `ADVANCED`.
pub const REGISTER_TYPE: &str = "http://es.minhafp.clave/RegisterType";
/// The method that was chosen.
pub const SELECTED_IDP: &str = "http://es.minhafp.clave/SelectedIdP";
/// What the agency wants back, beside the parameter of that name.
pub const RELAY_STATE: &str = "http://es.minhafp.clave/RelayState";

const NATURAL: &str = "http://eidas.europa.eu/attributes/naturalperson/";
/// What the names of Cl@ve's own attributes begin with.
pub const CLAVE: &str = "http://es.minhafp.clave/";

/// The short names below [`NATURAL`] whose type is not called as they are.
const NATURAL_TYPES: [(&str, &str); 10] = [
    ("PersonIdentifier", "PersonIdentifierType"),
    ("CurrentFamilyName", "CurrentFamilyNameType"),
    ("CurrentGivenName", "CurrentGivenNameType"),
    ("DateOfBirth", "DateOfBirthType"),
    ("BirthName", "BirthNameType"),
    ("PlaceOfBirth", "PlaceOfBirthType"),
    ("CurrentAddress", "CurrentAddressType"),
    ("Gender", "GenderType"),
    ("Nationality", "NationalityType"),
    ("CountryOfBirth", "CountryOfBirthType"),
];

/// What `xsi:type` says of an attribute's values: the namespace of the type, and its name.
///
/// `RelayState` is a `PersonIdentifierType` because genuine gateways write it so.
#[must_use]
pub fn type_of(name: &str) -> (Namespace, &'static str) {
    if name == RELAY_STATE {
        return (EIDAS_NATURAL, "PersonIdentifierType");
    }
    let natural = name.strip_prefix(NATURAL).and_then(|short| {
        NATURAL_TYPES.iter().find(|(known, _)| *known == short).map(|(_, kind)| *kind)
    });
    natural.map_or((SCHEMA, "string"), |kind| (EIDAS_NATURAL, kind))
}

/// The `PrefixList` that keeps the namespaces of [`type_of`] in what is signed.
pub const TYPE_PREFIXES: &str = "eidas-natural xs";

/// The short names below [`CLAVE`].
const OF_CLAVE: [&str; 12] = [
    "AFirmaIdP",
    "GISSIdP",
    "AEATIdP",
    "EIDASIdP",
    "CLVMOVILIdP",
    "FirstSurname",
    "RegisterType",
    "NationalPersonIdentifier",
    "PartialAfirma",
    "SelectedIdP",
    "usedIdP",
    "RelayState",
];

/// The full name of a known attribute that is called by its last part.
#[must_use]
pub fn full_name(short: &str) -> Option<String> {
    [NATURAL, CLAVE].map(|below| format!("{below}{short}")).into_iter().find(|name| is_known(name))
}

/// The last part of an attribute's name, as operators call it.
#[must_use]
pub fn short_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether this is an attribute that SPEC 3.3 lists, or a way to exclude a method.
#[must_use]
pub fn is_known(name: &str) -> bool {
    const BESIDE: [&str; 1] = ["AdditionalAttribute"];
    let natural = name.strip_prefix(NATURAL).is_some_and(|short| {
        NATURAL_TYPES.iter().any(|(known, _)| *known == short) || BESIDE.contains(&short)
    });
    let clave = name.strip_prefix(CLAVE).is_some_and(|short| OF_CLAVE.contains(&short));
    let legal = [LEGAL_PERSON_IDENTIFIER, LEGAL_NAME].contains(&name);
    natural || clave || legal
}
