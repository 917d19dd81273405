//! How each card is laid out: those that exist, after their issuers' profiles, and those with one thing wrong.

use jiff::{SignedDuration, Timestamp};

use crate::authority::Authority;
use crate::card::Card;
use crate::certificate::{self, Statement, usage};
use crate::key::{Digest, Kind};
use crate::list::List;
use crate::name::{Form, Name};
use crate::oid;
use crate::people::{
    ADMINISTRATION, ASSOCIATION, BY_PASSPORT, CARMEN, COMPANY, Company, DE_LA, FOREIGNER,
    MARIA_JOSE, Person, WITHOUT_NIE, WRONG_LETTER, ZOE,
};
use crate::responder::Responder;

pub(crate) struct Layout {
    pub(crate) person: Option<&'static Person>,
    pub(crate) company: Option<&'static Company>,
    pub(crate) issuer: Authority,
    /// Whether the issuer's certificate comes along.
    pub(crate) with_issuer: bool,
    pub(crate) key: Kind,
    pub(crate) digest: Digest,
    pub(crate) subject: Name,
    /// From when and until when, counted from the bench's now.
    pub(crate) valid: [SignedDuration; 2],
    pub(crate) policies: Vec<&'static str>,
    pub(crate) is_authority: bool,
    pub(crate) usage: Vec<u8>,
    pub(crate) extended: Vec<&'static str>,
    pub(crate) alternative: Option<Name>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) more: Vec<Vec<u8>>,
    pub(crate) ocsp: Option<Responder>,
    pub(crate) list: Option<List>,
}

const ESIGN: [Statement; 3] =
    [Statement::Compliance, Statement::Disclosure, Statement::Type(oid::QC_TYPE_ESIGN)];

#[expect(clippy::too_many_lines, reason = "a line for each card")]
pub(crate) fn layout(card: Card) -> Layout {
    match card {
        Card::DnieAuthentication => dnie(),
        Card::DnieSignature => dnie_signature(),
        Card::DniePolicyVersion => Layout { policies: vec!["2.16.724.1.2.2.2.4.3"], ..dnie() },
        Card::FnmtPerson | Card::Revoked | Card::RevokedNoReason | Card::OnHold => fnmt(&CARMEN),
        Card::FnmtPersonOnDevice => on_device(fnmt(&CARMEN)),
        Card::FnmtSecondGeneration => {
            Layout { policies: vec![oid::FNMT_PERSON_G2, oid::QCP_N], ..fnmt(&CARMEN) }
        }
        Card::FnmtRsa => Layout { key: Kind::Rsa2048, ..fnmt(&CARMEN) },
        Card::Nie => fnmt(&ZOE),
        Card::NifOfForeigner => fnmt(&WITHOUT_NIE),
        Card::Representative => representative(&COMPANY, oid::FNMT_REPRESENTATIVE),
        Card::SoleAdministrator => representative(&COMPANY, oid::FNMT_SOLE_ADMINISTRATOR),
        Card::EntityRepresentative => representative(&ASSOCIATION, oid::FNMT_ENTITY_REPRESENTATIVE),
        Card::Employee => employee(oid::EMPLOYEE_MEDIUM),
        Card::EmployeeOnDevice => on_device(employee(oid::EMPLOYEE_HIGH)),
        Card::EmployeePseudonym => employee_pseudonym(),
        Card::Seal => seal(&ADMINISTRATION, vec![oid::SEAL, oid::QCP_L]),
        Card::CompanySeal => seal(&COMPANY, vec![oid::QCP_L]),
        Card::Server => server(),
        Card::Foreigner => foreigner(&FOREIGNER),
        Card::ForeignerByPassport => on_device(foreigner(&BY_PASSPORT)),
        Card::DocumentInCommonName => catalan(),
        Card::OtherPrefix => {
            let number = format!("PNOES-{}", CARMEN.document);
            let subject = fnmt_subject(&CARMEN).but(oid::SERIAL_NUMBER, &number);
            Layout { subject, ..catalan() }
        }
        Card::WithTilde => fnmt(&MARIA_JOSE),
        Card::WithParticles => fnmt(&DE_LA),
        Card::WithComma => {
            let name = "ESPAÑOLA, ESPAÑOLA + \"CARMEN\" \\ - 12345678Z";
            changed(|subject| subject.but(oid::COMMON_NAME, name))
        }
        Card::BmpString => changed(|subject| subject.written(Form::Bmp)),
        Card::TeletexString => changed(|subject| subject.written(Form::Teletex)),
        Card::MultiValuedRdn => changed(|subject| subject.together(3)),
        Card::NoSurname => {
            changed(|subject| subject.without(oid::SURNAME).without(oid::GIVEN_NAME))
        }
        Card::Expired => Layout { valid: [days(-730), days(-3)], ..fnmt(&CARMEN) },
        Card::NotYetValid => Layout { valid: [days(3), days(730)], ..fnmt(&CARMEN) },
        Card::RevokedOcspDead => Layout { ocsp: Some(Responder::Dead), ..fnmt(&CARMEN) },
        Card::RevokedByList => listed(List::Good),
        Card::Sha1 => Layout { digest: Digest::Sha1, ..fnmt(&CARMEN) },
        Card::Rsa1024 => Layout { key: Kind::Rsa1024, ..fnmt(&CARMEN) },
        Card::WeakCurve => Layout { key: Kind::P224, ..fnmt(&CARMEN) },
        Card::WrongKeyUsage => Layout { usage: vec![usage::KEY_ENCIPHERMENT], ..fnmt(&CARMEN) },
        Card::WrongExtendedKeyUsage => Layout { extended: vec![oid::SERVER_AUTH], ..fnmt(&CARMEN) },
        Card::UnknownPolicy => {
            Layout { policies: vec![oid::NOBODYS_POLICY], statements: Vec::new(), ..fnmt(&CARMEN) }
        }
        Card::DocumentsDisagree => {
            let alternative = fnmt_alternative(&CARMEN).but(oid::FNMT_NIF, MARIA_JOSE.document);
            Layout { alternative: Some(alternative), ..fnmt(&CARMEN) }
        }
        Card::CommonNameDisagrees => {
            changed(|subject| subject.but(oid::COMMON_NAME, "ESPAÑOLA ESPAÑOLA CARMEN - 87654321X"))
        }
        Card::TwoSerialNumbers => {
            changed(|subject| subject.with(oid::SERIAL_NUMBER, "IDCES-87654321X"))
        }
        Card::WrongLetter => fnmt(&WRONG_LETTER),
        Card::NoDocument => no_document(),
        Card::CompanyAsPerson => company_as_person(),
        Card::Pseudonym => pseudonym(),
        Card::UnknownIssuer => issued_by(Authority::Unknown, true),
        Card::MissingIntermediate => issued_by(Authority::Missing, false),
        Card::IssuerOfSameName => issued_by(Authority::Namesake, true),
        Card::IssuedByCard => issued_by(Authority::Impostor, true),
        Card::AuthorityEnded => issued_by(Authority::Ended, true),
        Card::AuthorityRevoked => issued_by(Authority::Withdrawn, true),
        Card::CriticalExtension => {
            let strange = certificate::critical(oid::NOT_UNDERSTOOD, &crate::der::null());
            Layout { more: vec![strange], ..fnmt(&CARMEN) }
        }
        Card::AuthorityAsClient => Layout {
            is_authority: true,
            usage: vec![usage::DIGITAL_SIGNATURE, usage::KEY_CERT_SIGN, usage::CRL_SIGN],
            ..fnmt(&CARMEN)
        },
        Card::OcspByIssuer => asked(Responder::Issuer),
        Card::OcspWithoutNonce => asked(Responder::WithoutNonce),
        Card::OcspDead => asked(Responder::Dead),
        Card::OcspSlow => asked(Responder::Slow),
        Card::OcspOld => asked(Responder::Old),
        Card::OcspOver => asked(Responder::Over),
        Card::OcspFuture => asked(Responder::Future),
        Card::OcspStranger => asked(Responder::Stranger),
        Card::OcspTampered => asked(Responder::Tampered),
        Card::OcspOtherAuthority => asked(Responder::OtherAuthority),
        Card::OcspWrongNonce => asked(Responder::WrongNonce),
        Card::OcspOtherSerial => asked(Responder::OtherSerial),
        Card::OcspUnknown => asked(Responder::Unknown),
        Card::OcspTryLater => asked(Responder::TryLater),
        Card::OcspServerError => asked(Responder::ServerError),
        Card::OcspGiant => asked(Responder::Giant),
        Card::OcspGarbage => asked(Responder::Garbage),
        Card::OcspResponderExpired => asked(Responder::Expired),
        Card::OcspNotDelegated => asked(Responder::NotDelegated),
        Card::OcspSha1 => asked(Responder::Sha1),
        Card::OcspDeadListGood => Layout { list: Some(List::Good), ..asked(Responder::Dead) },
        Card::ListOfUsers => listed(List::OfUsers),
        Card::ListLarge => listed(List::Large),
        Card::ListOver => listed(List::Over),
        Card::ListByStranger => listed(List::Stranger),
        Card::ListCriticalExtension => listed(List::CriticalExtension),
        Card::ListOfSomeReasons => listed(List::OfSomeReasons),
        Card::ListOfChanges => listed(List::OfChanges),
        Card::ListGiant => listed(List::Giant),
        Card::ListDead => listed(List::Dead),
        Card::NoSources => Layout { ocsp: None, list: None, ..fnmt(&CARMEN) },
    }
}

fn dnie() -> Layout {
    let born = "1975-06-01T12:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH);
    Layout {
        person: Some(&CARMEN),
        company: None,
        issuer: Authority::Dnie,
        with_issuer: true,
        key: Kind::Rsa2048,
        digest: Digest::Sha256,
        subject: dnie_subject("AUTENTICACIÓN"),
        valid: [days(-30), days(730)],
        policies: vec![oid::DNIE_AUTHENTICATION],
        is_authority: false,
        usage: vec![usage::DIGITAL_SIGNATURE],
        extended: Vec::new(),
        alternative: None,
        statements: Vec::new(),
        more: vec![certificate::birth(born)],
        ocsp: Some(Responder::Good),
        list: None,
    }
}

fn dnie_signature() -> Layout {
    Layout {
        subject: dnie_subject("FIRMA"),
        policies: vec![oid::DNIE_SIGNATURE],
        usage: vec![usage::NON_REPUDIATION],
        statements: vec![Statement::Compliance, Statement::OnDevice],
        ..dnie()
    }
}

fn dnie_subject(purpose: &str) -> Name {
    let Person { document, given_name, first_surname, second_surname, .. } = CARMEN;
    Name::default()
        .with(oid::COUNTRY, "ES")
        .with(oid::SERIAL_NUMBER, document)
        .with(oid::SURNAME, first_surname)
        .with(oid::GIVEN_NAME, given_name)
        .with(
            oid::COMMON_NAME,
            format!("{first_surname} {second_surname}, {given_name} ({purpose})"),
        )
}

fn fnmt(person: &'static Person) -> Layout {
    Layout {
        person: Some(person),
        company: None,
        issuer: Authority::FnmtUsers,
        with_issuer: true,
        key: Kind::P256,
        digest: Digest::Sha256,
        subject: fnmt_subject(person),
        valid: [days(-30), days(730)],
        policies: vec![oid::FNMT_PERSON, oid::QCP_N],
        is_authority: false,
        usage: vec![usage::DIGITAL_SIGNATURE, usage::NON_REPUDIATION, usage::KEY_ENCIPHERMENT],
        extended: vec![oid::CLIENT_AUTH, oid::EMAIL_PROTECTION],
        alternative: Some(fnmt_alternative(person)),
        statements: ESIGN.to_vec(),
        more: Vec::new(),
        ocsp: Some(Responder::Good),
        list: Some(List::Good),
    }
}

fn fnmt_subject(person: &Person) -> Name {
    let (surnames, given_name) = (person.surnames(), person.given_name);
    Name::default()
        .with(oid::COUNTRY, "ES")
        .with(oid::SERIAL_NUMBER, format!("IDCES-{}", person.document))
        .with(oid::GIVEN_NAME, given_name)
        .with(oid::SURNAME, surnames.as_str())
        .with(oid::COMMON_NAME, format!("{surnames} {given_name} - {}", person.document))
}

fn fnmt_alternative(person: &Person) -> Name {
    let name = Name::default()
        .with(oid::FNMT_GIVEN_NAME, person.given_name)
        .with(oid::FNMT_FIRST_SURNAME, person.first_surname);
    let name = match person.second_surname {
        "" => name,
        second => name.with(oid::FNMT_SECOND_SURNAME, second),
    };
    name.with(oid::FNMT_NIF, person.document)
}

fn on_device(layout: Layout) -> Layout {
    let policies = layout
        .policies
        .iter()
        .map(|&policy| if policy == oid::QCP_N { oid::QCP_N_QSCD } else { policy });
    let policies = policies.collect();
    Layout {
        policies,
        key: Kind::Rsa2048,
        statements: [&ESIGN[..], &[Statement::OnDevice]].concat(),
        ..layout
    }
}

fn representative(company: &'static Company, policy: &'static str) -> Layout {
    let Company { identifier, name } = company;
    let (document, given_name) = (CARMEN.document, CARMEN.given_name);
    let subject = Name::default()
        .with(oid::COUNTRY, "ES")
        .with(oid::DESCRIPTION, "Reg:28065 /Hoja:M-000000 /Tomo:00000 /Folio:000 /Inscripción:1")
        .with(oid::ORGANIZATION, *name)
        .with(oid::ORGANIZATION_IDENTIFIER, format!("VATES-{identifier}"))
        .with(oid::SERIAL_NUMBER, format!("IDCES-{document}"))
        .with(oid::SURNAME, CARMEN.surnames())
        .with(oid::GIVEN_NAME, given_name)
        .with(
            oid::COMMON_NAME,
            format!("{document} {given_name} {} (R: {identifier})", CARMEN.surnames()),
        );
    let alternative = fnmt_alternative(&CARMEN)
        .with(oid::FNMT_COMPANY, *name)
        .with(oid::FNMT_COMPANY_NIF, *identifier);
    Layout {
        company: Some(company),
        issuer: Authority::FnmtRepresentation,
        subject,
        policies: vec![policy, oid::QCP_N],
        alternative: Some(alternative),
        ..fnmt(&CARMEN)
    }
}

fn employee(policy: &'static str) -> Layout {
    let (document, given_name) = (CARMEN.document, CARMEN.given_name);
    let surnames = CARMEN.surnames();
    let subject = public_sector("CERTIFICADO ELECTRONICO DE EMPLEADO PUBLICO")
        .with(oid::ORGANIZATIONAL_UNIT, "SUBDIRECCION DE PRUEBAS")
        .with(oid::TITLE, "ANALISTA")
        .with(oid::SERIAL_NUMBER, format!("IDCES-{document}"))
        .with(oid::SURNAME, format!("{surnames} - DNI {document}"))
        .with(oid::GIVEN_NAME, given_name)
        .with(oid::COMMON_NAME, format!("{surnames} {given_name} - DNI {document}"));
    Layout {
        company: Some(&ADMINISTRATION),
        issuer: Authority::FnmtPublicSector,
        subject,
        policies: vec![policy, oid::QCP_N],
        alternative: Some(employee_alternative(policy)),
        ..fnmt(&CARMEN)
    }
}

/// The fields of the profiles of the administration's certificates, below the profile's identifier.
fn employee_alternative(policy: &str) -> Name {
    let field = match policy {
        oid::EMPLOYEE_HIGH => EMPLOYEE_HIGH_FIELDS,
        _ => EMPLOYEE_MEDIUM_FIELDS,
    };
    let texts = [
        "CERTIFICADO ELECTRONICO DE EMPLEADO PUBLICO",
        ADMINISTRATION.name,
        ADMINISTRATION.identifier,
        CARMEN.document,
        "0000000000A0000",
        CARMEN.given_name,
        CARMEN.first_surname,
        CARMEN.second_surname,
    ];
    let fields = field.into_iter().zip(texts);
    fields.fold(Name::default(), |name, (kind, text)| name.with(kind, text))
}

const EMPLOYEE_HIGH_FIELDS: [&str; 8] = [
    "2.16.724.1.3.5.7.1.1",
    "2.16.724.1.3.5.7.1.2",
    "2.16.724.1.3.5.7.1.3",
    "2.16.724.1.3.5.7.1.4",
    "2.16.724.1.3.5.7.1.5",
    "2.16.724.1.3.5.7.1.6",
    "2.16.724.1.3.5.7.1.7",
    "2.16.724.1.3.5.7.1.8",
];
const EMPLOYEE_MEDIUM_FIELDS: [&str; 8] = [
    "2.16.724.1.3.5.7.2.1",
    "2.16.724.1.3.5.7.2.2",
    "2.16.724.1.3.5.7.2.3",
    "2.16.724.1.3.5.7.2.4",
    "2.16.724.1.3.5.7.2.5",
    "2.16.724.1.3.5.7.2.6",
    "2.16.724.1.3.5.7.2.7",
    "2.16.724.1.3.5.7.2.8",
];

fn employee_pseudonym() -> Layout {
    let kind = "CERTIFICADO ELECTRONICO DE EMPLEADO PUBLICO CON SEUDONIMO";
    let subject = public_sector(kind)
        .with(oid::PSEUDONYM, "AGENTE-00001")
        .with(oid::COMMON_NAME, format!("SEUDONIMO - AGENTE-00001 - {}", ADMINISTRATION.name));
    let alternative = Name::default()
        .with("2.16.724.1.3.5.4.2.1", kind)
        .with("2.16.724.1.3.5.4.2.2", ADMINISTRATION.name)
        .with("2.16.724.1.3.5.4.2.3", ADMINISTRATION.identifier)
        .with("2.16.724.1.3.5.4.2.12", "AGENTE-00001");
    Layout {
        person: None,
        subject,
        policies: vec![oid::EMPLOYEE_PSEUDONYM, oid::QCP_N],
        alternative: Some(alternative),
        ..employee(oid::EMPLOYEE_MEDIUM)
    }
}

fn seal(company: &'static Company, policies: Vec<&'static str>) -> Layout {
    let Company { identifier, name } = company;
    let subject = Name::default()
        .with(oid::COUNTRY, "ES")
        .with(oid::ORGANIZATION, *name)
        .with(oid::ORGANIZATIONAL_UNIT, "SELLO ELECTRONICO")
        .with(oid::ORGANIZATION_IDENTIFIER, format!("VATES-{identifier}"))
        .with(oid::SERIAL_NUMBER, *identifier)
        .with(oid::COMMON_NAME, format!("SELLO DE {name}"));
    let alternative = Name::default()
        .with("2.16.724.1.3.5.6.2.1", "SELLO ELECTRONICO")
        .with("2.16.724.1.3.5.6.2.2", *name)
        .with("2.16.724.1.3.5.6.2.3", *identifier);
    Layout {
        person: None,
        company: Some(company),
        issuer: Authority::FnmtPublicSector,
        subject,
        policies,
        alternative: Some(alternative),
        statements: vec![Statement::Compliance, Statement::Type(oid::QC_TYPE_ESEAL)],
        ..fnmt(&CARMEN)
    }
}

fn server() -> Layout {
    let subject = public_sector("SEDE ELECTRONICA")
        .with(oid::SERIAL_NUMBER, ADMINISTRATION.identifier)
        .with(oid::COMMON_NAME, "sede.example.test");
    Layout {
        subject,
        policies: vec![oid::OFFICE_ON_LINE, oid::QCP_W],
        extended: vec![oid::SERVER_AUTH, oid::CLIENT_AUTH],
        statements: vec![Statement::Compliance, Statement::Type(oid::QC_TYPE_WEB)],
        ..seal(&ADMINISTRATION, Vec::new())
    }
}

fn public_sector(unit: &str) -> Name {
    Name::default()
        .with(oid::COUNTRY, "ES")
        .with(oid::ORGANIZATION, ADMINISTRATION.name)
        .with(oid::ORGANIZATIONAL_UNIT, unit)
}

fn foreigner(person: &'static Person) -> Layout {
    let subject = Name::default()
        .with(oid::COUNTRY, person.country())
        .with(oid::SERIAL_NUMBER, person.document)
        .with(oid::GIVEN_NAME, person.given_name)
        .with(oid::SURNAME, person.first_surname)
        .with(oid::COMMON_NAME, format!("{} {}", person.given_name, person.first_surname));
    Layout {
        issuer: Authority::Foreign,
        subject,
        policies: vec![oid::FOREIGN_PERSON, oid::QCP_N],
        alternative: None,
        ..fnmt(person)
    }
}

fn catalan() -> Layout {
    let (surnames, given_name) = (CARMEN.surnames(), CARMEN.given_name);
    let subject = Name::default()
        .with(oid::COUNTRY, "ES")
        .with(oid::SURNAME, surnames.as_str())
        .with(oid::GIVEN_NAME, given_name)
        .with(oid::COMMON_NAME, format!("{surnames} {given_name} - NIF {}", CARMEN.document));
    Layout {
        issuer: Authority::Catalan,
        subject,
        policies: vec![oid::CATCERT_PERSON, oid::QCP_N],
        alternative: None,
        ..fnmt(&CARMEN)
    }
}

fn no_document() -> Layout {
    let subject = fnmt_subject(&CARMEN)
        .without(oid::SERIAL_NUMBER)
        .but(oid::COMMON_NAME, "ESPAÑOLA ESPAÑOLA CARMEN");
    let alternative = fnmt_alternative(&CARMEN).without(oid::FNMT_NIF);
    Layout { subject, alternative: Some(alternative), ..fnmt(&CARMEN) }
}

fn company_as_person() -> Layout {
    let Company { identifier, name } = COMPANY;
    let subject = fnmt_subject(&CARMEN)
        .but(oid::SERIAL_NUMBER, &format!("IDCES-{identifier}"))
        .but(oid::COMMON_NAME, &format!("{name} - {identifier}"));
    let alternative = fnmt_alternative(&CARMEN).but(oid::FNMT_NIF, identifier);
    Layout {
        person: None,
        company: Some(&COMPANY),
        subject,
        alternative: Some(alternative),
        ..fnmt(&CARMEN)
    }
}

fn pseudonym() -> Layout {
    let subject = Name::default()
        .with(oid::COUNTRY, "ES")
        .with(oid::PSEUDONYM, "LA-DE-SIEMPRE")
        .with(oid::COMMON_NAME, "LA-DE-SIEMPRE (SEUDONIMO)");
    Layout { person: None, subject, alternative: None, ..fnmt(&CARMEN) }
}

fn issued_by(issuer: Authority, with_issuer: bool) -> Layout {
    Layout { issuer, with_issuer, ..fnmt(&CARMEN) }
}

/// With one thing about the subject otherwise.
fn changed(how: impl FnOnce(Name) -> Name) -> Layout {
    Layout { subject: how(fnmt_subject(&CARMEN)), ..fnmt(&CARMEN) }
}

fn asked(responder: Responder) -> Layout {
    Layout { ocsp: Some(responder), list: None, ..fnmt(&CARMEN) }
}

fn listed(list: List) -> Layout {
    Layout { ocsp: None, list: Some(list), ..fnmt(&CARMEN) }
}

const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}
