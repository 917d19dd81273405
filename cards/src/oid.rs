//! Object identifiers by the names that standards and issuers give them.

pub(crate) const COMMON_NAME: &str = "2.5.4.3";
pub(crate) const SURNAME: &str = "2.5.4.4";
pub(crate) const SERIAL_NUMBER: &str = "2.5.4.5";
pub(crate) const COUNTRY: &str = "2.5.4.6";
pub(crate) const ORGANIZATION: &str = "2.5.4.10";
pub(crate) const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
pub(crate) const TITLE: &str = "2.5.4.12";
pub(crate) const DESCRIPTION: &str = "2.5.4.13";
pub(crate) const GIVEN_NAME: &str = "2.5.4.42";
pub(crate) const PSEUDONYM: &str = "2.5.4.65";
pub(crate) const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";

pub(crate) const SUBJECT_DIRECTORY_ATTRIBUTES: &str = "2.5.29.9";
pub(crate) const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub(crate) const KEY_USAGE: &str = "2.5.29.15";
pub(crate) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(crate) const CRL_NUMBER: &str = "2.5.29.20";
pub(crate) const CRL_REASON: &str = "2.5.29.21";
pub(crate) const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
pub(crate) const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
pub(crate) const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
pub(crate) const CERTIFICATE_POLICIES: &str = "2.5.29.32";
pub(crate) const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
pub(crate) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
pub(crate) const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
pub(crate) const QC_STATEMENTS: &str = "1.3.6.1.5.5.7.1.3";
/// Nobody's: an extension that no reader can know.
pub(crate) const NOT_UNDERSTOOD: &str = "1.3.6.1.4.1.99999.29.1";

pub(crate) const ANY_POLICY: &str = "2.5.29.32.0";
pub(crate) const CPS: &str = "1.3.6.1.5.5.7.2.1";
pub(crate) const DATE_OF_BIRTH: &str = "1.3.6.1.5.5.7.9.1";
pub(crate) const OCSP: &str = "1.3.6.1.5.5.7.48.1";
pub(crate) const OCSP_BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
pub(crate) const OCSP_NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
pub(crate) const OCSP_NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
pub(crate) const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";

pub(crate) const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
pub(crate) const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
pub(crate) const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
pub(crate) const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";

pub(crate) const DNIE_AUTHENTICATION: &str = "2.16.724.1.2.2.2.4";
pub(crate) const DNIE_SIGNATURE: &str = "2.16.724.1.2.2.2.3";
pub(crate) const FNMT_PERSON: &str = "1.3.6.1.4.1.5734.3.10.1";
pub(crate) const FNMT_PERSON_G2: &str = "1.3.6.1.4.1.5734.3.20.1.0";
pub(crate) const FNMT_SOLE_ADMINISTRATOR: &str = "1.3.6.1.4.1.5734.3.11.1";
pub(crate) const FNMT_REPRESENTATIVE: &str = "1.3.6.1.4.1.5734.3.11.2";
pub(crate) const FNMT_ENTITY_REPRESENTATIVE: &str = "1.3.6.1.4.1.5734.3.11.3";
pub(crate) const EMPLOYEE_HIGH: &str = "2.16.724.1.3.5.7.1";
pub(crate) const EMPLOYEE_MEDIUM: &str = "2.16.724.1.3.5.7.2";
pub(crate) const EMPLOYEE_PSEUDONYM: &str = "2.16.724.1.3.5.4.2";
pub(crate) const SEAL: &str = "2.16.724.1.3.5.6.2";
pub(crate) const OFFICE_ON_LINE: &str = "2.16.724.1.3.5.5.2";
pub(crate) const CATCERT_PERSON: &str = "1.3.6.1.4.1.15096.1.3.2.86.2";
pub(crate) const FOREIGN_PERSON: &str = "1.3.6.1.4.1.99999.1.1";
pub(crate) const NOBODYS_POLICY: &str = "1.3.6.1.4.1.99999.1.99";

pub(crate) const QCP_N: &str = "0.4.0.194112.1.0";
pub(crate) const QCP_L: &str = "0.4.0.194112.1.1";
pub(crate) const QCP_N_QSCD: &str = "0.4.0.194112.1.2";
pub(crate) const QCP_W: &str = "0.4.0.194112.1.4";

pub(crate) const QC_COMPLIANCE: &str = "0.4.0.1862.1.1";
pub(crate) const QC_SSCD: &str = "0.4.0.1862.1.4";
pub(crate) const QC_PDS: &str = "0.4.0.1862.1.5";
pub(crate) const QC_TYPE: &str = "0.4.0.1862.1.6";
pub(crate) const QC_TYPE_ESIGN: &str = "0.4.0.1862.1.6.1";
pub(crate) const QC_TYPE_ESEAL: &str = "0.4.0.1862.1.6.2";
pub(crate) const QC_TYPE_WEB: &str = "0.4.0.1862.1.6.3";

pub(crate) const FNMT_GIVEN_NAME: &str = "1.3.6.1.4.1.5734.1.1";
pub(crate) const FNMT_FIRST_SURNAME: &str = "1.3.6.1.4.1.5734.1.2";
pub(crate) const FNMT_SECOND_SURNAME: &str = "1.3.6.1.4.1.5734.1.3";
pub(crate) const FNMT_NIF: &str = "1.3.6.1.4.1.5734.1.4";
pub(crate) const FNMT_COMPANY: &str = "1.3.6.1.4.1.5734.1.6";
pub(crate) const FNMT_COMPANY_NIF: &str = "1.3.6.1.4.1.5734.1.7";
