//! The authorities: what each is called, who certified it, and whether it is to be believed.

use crate::key::Kind;
use crate::name::Name;
use crate::oid;

macro_rules! authorities {
    ($($authority:ident $name:literal $what:literal;)*) => {
        /// Every authority there is.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Authority {
            $(#[doc = $what] $authority,)*
        }

        impl Authority {
            /// All; who certifies stands before whom it certifies.
            pub const ALL: &[Self] = &[$(Self::$authority,)*];

            /// Its name in files and addresses.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$authority => $name,)*
                }
            }

            /// What it is, in a sentence.
            #[must_use]
            pub fn what(self) -> &'static str {
                match self {
                    $(Self::$authority => $what,)*
                }
            }
        }
    };
}

authorities! {
    DnieRoot "dnie-root" "The root of the DNIe.";
    Dnie "dnie" "Issues DNIe.";
    FnmtRoot "fnmt-root" "The root of the FNMT.";
    FnmtUsers "fnmt-users" "Issues to natural persons.";
    FnmtRepresentation "fnmt-representation" "Issues to representatives.";
    FnmtPublicSector "fnmt-public-sector" "Issues to administrations: employees, seals, servers.";
    Catalan "catalan" "Another Spanish issuer, a root of its own.";
    ForeignRoot "foreign-root" "A root in another country of the Union.";
    Foreign "foreign" "Issues to persons of that country. To be believed because of its root; it comes with the cards.";
    Missing "missing" "Issues under the foreign root, and comes with no card.";
    Ended "ended" "Issues under the foreign root; its own certificate is expired.";
    Withdrawn "withdrawn" "Issues under the foreign root, which has revoked it.";
    Namesake "namesake" "A root that nobody believes, called as the one that issues to natural persons.";
    Impostor "impostor" "No authority: a person's certificate with whose key another is signed.";
    Unknown "unknown" "A root that nobody believes.";
}

impl Authority {
    /// The one of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|authority| authority.name() == name)
    }

    /// Whether relying parties are to believe it by itself.
    #[must_use]
    pub fn is_trusted(self) -> bool {
        match self {
            Self::DnieRoot
            | Self::Dnie
            | Self::FnmtRoot
            | Self::FnmtUsers
            | Self::FnmtRepresentation
            | Self::FnmtPublicSector
            | Self::Catalan
            | Self::ForeignRoot => true,
            Self::Foreign
            | Self::Missing
            | Self::Ended
            | Self::Withdrawn
            | Self::Namesake
            | Self::Impostor
            | Self::Unknown => false,
        }
    }

    /// Who certified it; itself if nobody.
    pub(crate) fn parent(self) -> Self {
        match self {
            Self::DnieRoot | Self::Dnie => Self::DnieRoot,
            Self::FnmtRoot
            | Self::FnmtUsers
            | Self::FnmtRepresentation
            | Self::FnmtPublicSector => Self::FnmtRoot,
            Self::Catalan => Self::Catalan,
            Self::ForeignRoot | Self::Foreign | Self::Missing | Self::Ended | Self::Withdrawn => {
                Self::ForeignRoot
            }
            Self::Namesake => Self::Namesake,
            Self::Impostor => Self::FnmtUsers,
            Self::Unknown => Self::Unknown,
        }
    }

    pub(crate) fn is_root(self) -> bool {
        self.parent() == self
    }

    /// RSA where the original has RSA and its cards are many; generating it takes a moment.
    pub(crate) fn key(self) -> Kind {
        match self {
            Self::Dnie | Self::FnmtUsers => Kind::Rsa2048,
            Self::DnieRoot
            | Self::FnmtRoot
            | Self::FnmtRepresentation
            | Self::FnmtPublicSector
            | Self::Catalan
            | Self::ForeignRoot
            | Self::Foreign
            | Self::Missing
            | Self::Ended
            | Self::Withdrawn
            | Self::Namesake
            | Self::Impostor
            | Self::Unknown => Kind::P256,
        }
    }

    pub(crate) fn subject(self) -> Name {
        match self {
            Self::DnieRoot => police("AC RAIZ DNIE (PRUEBAS)"),
            Self::Dnie => police("AC DNIE 004 (PRUEBAS)"),
            Self::FnmtRoot => mint("AC RAIZ FNMT-RCM (PRUEBAS)"),
            Self::FnmtUsers | Self::Namesake => {
                mint("Ceres").with(oid::COMMON_NAME, "AC FNMT Usuarios (PRUEBAS)")
            }
            Self::FnmtRepresentation => {
                mint("CERES").with(oid::COMMON_NAME, "AC Representación (PRUEBAS)")
            }
            Self::FnmtPublicSector => mint("CERES")
                .with(oid::ORGANIZATION_IDENTIFIER, "VATES-Q2826000H")
                .with(oid::COMMON_NAME, "AC Sector Público (PRUEBAS)"),
            Self::Catalan => named("ES", "CONSORCI DE PROVES", "EC-Ciutadania (PROVES)"),
            Self::ForeignRoot => foreign("Autorité racine (ESSAI)"),
            Self::Foreign => foreign("Autorité des personnes (ESSAI)"),
            Self::Missing => foreign("Autorité absente (ESSAI)"),
            Self::Ended => foreign("Autorité échue (ESSAI)"),
            Self::Withdrawn => foreign("Autorité révoquée (ESSAI)"),
            Self::Impostor => Name::default()
                .with(oid::COUNTRY, "ES")
                .with(oid::SERIAL_NUMBER, "IDCES-00000000T")
                .with(oid::GIVEN_NAME, "ÍÑIGO")
                .with(oid::SURNAME, "MUÑOZ PEÑA")
                .with(oid::COMMON_NAME, "MUÑOZ PEÑA ÍÑIGO - 00000000T"),
            Self::Unknown => named("ES", "NADIE SL", "AC desconocida (PRUEBAS)"),
        }
    }
}

fn police(name: &str) -> Name {
    Name::default()
        .with(oid::COUNTRY, "ES")
        .with(oid::ORGANIZATION, "DIRECCION GENERAL DE LA POLICIA")
        .with(oid::ORGANIZATIONAL_UNIT, "DNIE")
        .with(oid::COMMON_NAME, name)
}

fn mint(unit: &str) -> Name {
    Name::default()
        .with(oid::COUNTRY, "ES")
        .with(oid::ORGANIZATION, "FNMT-RCM")
        .with(oid::ORGANIZATIONAL_UNIT, unit)
}

fn foreign(name: &str) -> Name {
    named("FR", "SERVICE D'ESSAI", name)
}

fn named(country: &str, organization: &str, name: &str) -> Name {
    Name::default()
        .with(oid::COUNTRY, country)
        .with(oid::ORGANIZATION, organization)
        .with(oid::COMMON_NAME, name)
}
