//! The list of cards: what each is, and what a correct relying party makes of it.

use serde::Serialize;

/// What a relying party that does everything right makes of a card.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// Its holder is who it says.
    Login {
        /// What the certificate makes of its holder.
        kind: Kind,
        /// Whether the key is in a device that never gives it away.
        on_device: bool,
    },
    /// It proves nothing.
    Refused(Defect),
}

/// The level of assurance that a login reaches, if the holder is registered well enough for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A key in software.
    Substantial,
    /// A key in a device.
    High,
}

/// What a certificate makes of its holder.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A person with a Spanish document, who acts for nobody else.
    Person,
    /// Somebody who acts for a legal person.
    Representative,
    /// Somebody who acts for an entity without legal personality.
    EntityRepresentative,
    /// Somebody who works for a public administration.
    Employee,
    /// A person of another country of the Union.
    Foreigner,
}

/// Why a card is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Defect {
    /// No path to an authority that is believed.
    UnknownIssuer,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// A signature on the path is made with SHA-1.
    WeakSignature,
    /// The key is too short.
    WeakKey,
    /// Its key is for signatures that bind, not for logins.
    SignatureOnly,
    /// Its key is for something else.
    NotForLogin,
    /// An authority of the path is out of its time.
    AuthorityEnded,
    /// None of its policies is known.
    UnknownPolicy,
    /// It is a seal's, a server's or a company's.
    NotAPerson,
    /// It names nobody.
    Pseudonym,
    /// There is no document in it.
    NoDocument,
    /// Two documents in it differ.
    DocumentsDisagree,
    /// Its document's check letter is wrong.
    WrongDocument,
    /// A critical extension that nobody understands.
    CriticalExtension,
    /// It was revoked.
    Revoked,
    /// It is suspended: revoked for now.
    OnHold,
    /// Nobody who may say so says whether it is revoked.
    StatusUnknown,
}

impl Kind {
    /// As operators write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Representative => "representative",
            Self::EntityRepresentative => "entity-representative",
            Self::Employee => "employee",
            Self::Foreigner => "foreigner",
        }
    }
}

impl Defect {
    /// In a few words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::UnknownIssuer => "unknown issuer",
            Self::Expired => "expired",
            Self::NotYetValid => "not yet valid",
            Self::WeakSignature => "weak signature",
            Self::WeakKey => "weak key",
            Self::SignatureOnly => "for signatures only",
            Self::NotForLogin => "not for logins",
            Self::AuthorityEnded => "its authority is out of its time",
            Self::UnknownPolicy => "unknown policy",
            Self::NotAPerson => "not a person's",
            Self::Pseudonym => "pseudonym",
            Self::NoDocument => "no document",
            Self::DocumentsDisagree => "documents disagree",
            Self::WrongDocument => "wrong check letter",
            Self::CriticalExtension => "critical extension not understood",
            Self::Revoked => "revoked",
            Self::OnHold => "on hold",
            Self::StatusUnknown => "its status cannot be known",
        }
    }
}

impl Outcome {
    /// The level of assurance of a login.
    #[must_use]
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Login { on_device: false, .. } => Some(Level::Substantial),
            Self::Login { on_device: true, .. } => Some(Level::High),
            Self::Refused(_) => None,
        }
    }

    /// In a few words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Login { kind, on_device } => {
                let level = if on_device { "high" } else { "substantial" };
                format!("logs in: {}, {level}", kind.name())
            }
            Self::Refused(defect) => format!("refused: {}", defect.words()),
        }
    }
}

impl Card {
    /// The one of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|card| card.name() == name)
    }
}

const fn software(kind: Kind) -> Outcome {
    Outcome::Login { kind, on_device: false }
}

const fn device(kind: Kind) -> Outcome {
    Outcome::Login { kind, on_device: true }
}

const fn refused(defect: Defect) -> Outcome {
    Outcome::Refused(defect)
}

macro_rules! cards {
    ($($card:ident $name:literal $what:literal $outcome:expr;)*) => {
        /// Every card there is.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Card {
            $(#[doc = $what] $card,)*
        }

        impl Card {
            /// All, in the order of the manual.
            pub const ALL: &[Self] = &[$(Self::$card,)*];

            /// Its name in files and addresses.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$card => $name,)*
                }
            }

            /// What it is, in a sentence.
            #[must_use]
            pub fn what(self) -> &'static str {
                match self {
                    $(Self::$card => $what,)*
                }
            }

            /// What a relying party that does everything right makes of it.
            #[must_use]
            pub fn outcome(self) -> Outcome {
                match self {
                    $(Self::$card => $outcome,)*
                }
            }
        }
    };
}

cards! {
    DnieAuthentication "dnie-authentication"
        "DNIe, the certificate for authentication." device(Kind::Person);
    DnieSignature "dnie-signature"
        "DNIe, the certificate for signatures: `nonRepudiation` alone." refused(Defect::SignatureOnly);
    DniePolicyVersion "dnie-policy-version"
        "DNIe with a version number after the policy's identifier." device(Kind::Person);
    FnmtPerson "fnmt-person"
        "FNMT, a natural person with the key in software." software(Kind::Person);
    FnmtPersonOnDevice "fnmt-person-on-device"
        "FNMT, a natural person with the key on a card: `QcSSCD` and `QCP-n-qscd`." device(Kind::Person);
    FnmtSecondGeneration "fnmt-second-generation"
        "FNMT, a natural person by the policy of the second generation." software(Kind::Person);
    FnmtRsa "fnmt-rsa"
        "FNMT, a natural person with an RSA key." software(Kind::Person);
    Nie "nie"
        "FNMT, the holder of a NIE, without a second surname." software(Kind::Person);
    NifOfForeigner "nif-of-foreigner"
        "FNMT, a foreigner without a NIE: a NIF that begins with M." software(Kind::Person);
    Representative "representative"
        "FNMT, a representative of a legal person." software(Kind::Representative);
    SoleAdministrator "sole-administrator"
        "FNMT, the sole administrator of a company." software(Kind::Representative);
    EntityRepresentative "entity-representative"
        "FNMT, a representative of an entity without legal personality." software(Kind::EntityRepresentative);
    Employee "employee"
        "A public employee, medium level: key in software." software(Kind::Employee);
    EmployeeOnDevice "employee-on-device"
        "A public employee, high level: key on a card." device(Kind::Employee);
    EmployeePseudonym "employee-pseudonym"
        "A public employee under a pseudonym." refused(Defect::Pseudonym);
    Seal "seal"
        "The electronic seal of an administration: `QCP-l`, `QcType eSeal`." refused(Defect::NotAPerson);
    CompanySeal "company-seal"
        "A company's seal whose only policy is `QCP-l`." refused(Defect::NotAPerson);
    Server "server"
        "An office's web server: `QCP-w`, and usable as a client." refused(Defect::NotAPerson);
    Foreigner "foreigner"
        "A person of another country of the Union: `PNOFR`, with the authority between in the chain." software(Kind::Foreigner);
    ForeignerByPassport "foreigner-by-passport"
        "A person of another country, by passport: `PASDE`, key on a card." device(Kind::Foreigner);
    DocumentInCommonName "document-in-common-name"
        "Another Spanish issuer: the NIF stands at the end of the common name and nowhere else." software(Kind::Person);
    OtherPrefix "other-prefix"
        "Another Spanish issuer: `PNOES` in place of `IDCES`." software(Kind::Person);
    WithTilde "with-tilde"
        "A name with Ñ and accents." software(Kind::Person);
    WithParticles "with-particles"
        "A name with `DE LA`." software(Kind::Person);
    WithComma "with-comma"
        "A common name with a comma, a quote, a plus and a backslash." software(Kind::Person);
    BmpString "bmp-string"
        "A subject in `BMPString`." software(Kind::Person);
    TeletexString "teletex-string"
        "A subject in `TeletexString`." software(Kind::Person);
    MultiValuedRdn "multi-valued-rdn"
        "A subject whose last three attributes are one set." software(Kind::Person);
    NoSurname "no-surname"
        "A subject without surname and given name; the alternative name has them." software(Kind::Person);
    Expired "expired"
        "It ended three days ago." refused(Defect::Expired);
    NotYetValid "not-yet-valid"
        "It begins in three days." refused(Defect::NotYetValid);
    Revoked "revoked"
        "Revoked for a compromised key; OCSP and the list say so." refused(Defect::Revoked);
    RevokedNoReason "revoked-no-reason"
        "Revoked without a reason." refused(Defect::Revoked);
    RevokedOcspDead "revoked-ocsp-dead"
        "Revoked; nobody listens for OCSP, and the list says so." refused(Defect::Revoked);
    RevokedByList "revoked-by-list"
        "Revoked; only the list can be asked." refused(Defect::Revoked);
    OnHold "on-hold"
        "Suspended: `certificateHold`." refused(Defect::OnHold);
    Sha1 "sha1"
        "Signed by its issuer with SHA-1." refused(Defect::WeakSignature);
    Rsa1024 "rsa-1024"
        "A key of RSA with 1024 bits." refused(Defect::WeakKey);
    WeakCurve "weak-curve"
        "A key on the curve P-224." refused(Defect::WeakKey);
    WrongKeyUsage "wrong-key-usage"
        "A key for `keyEncipherment` only." refused(Defect::NotForLogin);
    WrongExtendedKeyUsage "wrong-extended-key-usage"
        "A key for `serverAuth` only." refused(Defect::NotForLogin);
    UnknownPolicy "unknown-policy"
        "A policy that nobody knows, and no statement of being qualified." refused(Defect::UnknownPolicy);
    DocumentsDisagree "documents-disagree"
        "The subject's serial number names one NIF, the alternative name another." refused(Defect::DocumentsDisagree);
    CommonNameDisagrees "common-name-disagrees"
        "The subject's serial number names one NIF, the common name another." refused(Defect::DocumentsDisagree);
    TwoSerialNumbers "two-serial-numbers"
        "Two serial numbers in the subject, with two NIFs." refused(Defect::DocumentsDisagree);
    WrongLetter "wrong-letter"
        "A NIF with the wrong check letter." refused(Defect::WrongDocument);
    NoDocument "no-document"
        "No NIF anywhere." refused(Defect::NoDocument);
    CompanyAsPerson "company-as-person"
        "A natural person's layout with a company's NIF in the person's place." refused(Defect::NotAPerson);
    Pseudonym "pseudonym"
        "A natural person under a pseudonym, without a NIF." refused(Defect::Pseudonym);
    UnknownIssuer "unknown-issuer"
        "In order, from an authority that nobody believes; it is sent along." refused(Defect::UnknownIssuer);
    MissingIntermediate "missing-intermediate"
        "Its issuer is neither believed nor sent along, though the root above is believed." refused(Defect::UnknownIssuer);
    IssuerOfSameName "issuer-of-same-name"
        "Its issuer is called as one that is believed, and has another key." refused(Defect::UnknownIssuer);
    IssuedByCard "issued-by-card"
        "Issued with the key of a person's certificate, which is sent along." refused(Defect::UnknownIssuer);
    AuthorityEnded "authority-ended"
        "The authority between it and the root is out of its time." refused(Defect::AuthorityEnded);
    AuthorityRevoked "authority-revoked"
        "The authority between it and the root was revoked by the root." refused(Defect::Revoked);
    CriticalExtension "critical-extension"
        "A critical extension that nobody knows." refused(Defect::CriticalExtension);
    AuthorityAsClient "authority-as-client"
        "A person's layout in a certificate of an authority: CA is true, `keyCertSign` and `digitalSignature`." refused(Defect::NotForLogin);
    OcspByIssuer "ocsp-by-issuer"
        "OCSP: the issuer itself signs the answer." software(Kind::Person);
    OcspWithoutNonce "ocsp-without-nonce"
        "OCSP: a fresh answer without the nonce, as responders give that sign beforehand." software(Kind::Person);
    OcspDead "ocsp-dead"
        "OCSP: nobody listens; there is no list." refused(Defect::StatusUnknown);
    OcspSlow "ocsp-slow"
        "OCSP: it takes the question and never answers." refused(Defect::StatusUnknown);
    OcspOld "ocsp-old"
        "OCSP: an answer of 25 hours ago that says it is good for a week." refused(Defect::StatusUnknown);
    OcspOver "ocsp-over"
        "OCSP: an answer whose `nextUpdate` is past." refused(Defect::StatusUnknown);
    OcspFuture "ocsp-future"
        "OCSP: an answer from an hour ahead." refused(Defect::StatusUnknown);
    OcspStranger "ocsp-stranger"
        "OCSP: signed by a responder of an authority that nobody believes." refused(Defect::StatusUnknown);
    OcspTampered "ocsp-tampered"
        "OCSP: an answer whose signature does not fit." refused(Defect::StatusUnknown);
    OcspOtherAuthority "ocsp-other-authority"
        "OCSP: signed by a responder of another authority that is believed." refused(Defect::StatusUnknown);
    OcspWrongNonce "ocsp-wrong-nonce"
        "OCSP: another nonce than the question's." refused(Defect::StatusUnknown);
    OcspOtherSerial "ocsp-other-serial"
        "OCSP: an answer about another certificate." refused(Defect::StatusUnknown);
    OcspUnknown "ocsp-unknown"
        "OCSP: the status is unknown." refused(Defect::StatusUnknown);
    OcspTryLater "ocsp-try-later"
        "OCSP: `tryLater`." refused(Defect::StatusUnknown);
    OcspServerError "ocsp-server-error"
        "OCSP: HTTP 500." refused(Defect::StatusUnknown);
    OcspGiant "ocsp-giant"
        "OCSP: an answer of 256 MiB." refused(Defect::StatusUnknown);
    OcspGarbage "ocsp-garbage"
        "OCSP: an answer that is no OCSP." refused(Defect::StatusUnknown);
    OcspResponderExpired "ocsp-responder-expired"
        "OCSP: the responder's certificate is expired." refused(Defect::StatusUnknown);
    OcspNotDelegated "ocsp-not-delegated"
        "OCSP: the responder's certificate is the issuer's, but not for `OCSPSigning`." refused(Defect::StatusUnknown);
    OcspSha1 "ocsp-sha1"
        "OCSP: the answer is signed with SHA-1." refused(Defect::StatusUnknown);
    OcspDeadListGood "ocsp-dead-list-good"
        "OCSP: nobody listens; the list says that it is not revoked." software(Kind::Person);
    ListOfUsers "list-of-users"
        "No OCSP; a list for certificates of users, which says so critically." software(Kind::Person);
    ListLarge "list-large"
        "No OCSP; a list of 400,000 certificates, 14 MB." software(Kind::Person);
    ListOver "list-over"
        "No OCSP; a list whose `nextUpdate` is past." refused(Defect::StatusUnknown);
    ListByStranger "list-by-stranger"
        "No OCSP; a list in the issuer's name, signed with another key." refused(Defect::StatusUnknown);
    ListCriticalExtension "list-critical-extension"
        "No OCSP; a list with a critical extension that nobody knows." refused(Defect::StatusUnknown);
    ListOfSomeReasons "list-of-some-reasons"
        "No OCSP; a list of those revoked for some reasons only." refused(Defect::StatusUnknown);
    ListOfChanges "list-of-changes"
        "No OCSP; a delta list." refused(Defect::StatusUnknown);
    ListGiant "list-giant"
        "No OCSP; a list of 256 MiB." refused(Defect::StatusUnknown);
    ListDead "list-dead"
        "No OCSP; nobody listens where the list should be." refused(Defect::StatusUnknown);
    NoSources "no-sources"
        "It says nowhere whom to ask about it." refused(Defect::StatusUnknown);
}
