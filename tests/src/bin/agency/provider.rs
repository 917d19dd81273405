//! The service provider: asks the hub who somebody is, and judges what comes back.
//!
//! samael is used with care. It reads a response *unverified* when the hub's metadata has no
//! signing key, so an agency without one does not start. It decrypts an assertion without looking
//! at the signature inside, forgets the second status code, and passes an assertion without audience
//! or end, so these are looked at here, in the verified bytes only.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use openssl::pkey::{PKey, Private};
use openssl::x509::X509;
use roxmltree::{Document, Node};
use samael::crypto::{
    AllowedSignatureAlgorithm, CertificateDer, Crypto, CryptoProvider as _, ReduceMode, sign_url,
};
use samael::metadata::{
    EncryptionMethod, Endpoint, EntityDescriptor, HTTP_POST_BINDING, HTTP_REDIRECT_BINDING,
    LocalizedName, LocalizedUri, Organization, SpSsoDescriptor,
};
use samael::schema::{
    Assertion, AuthnContextClassRef, AuthnContextComparison, AuthnRequest, RequestedAuthnContext,
    Response,
};
use samael::service_provider::ServiceProvider;
use samael::signature::{DigestAlgorithm, Signature};
use samael::traits::ToXml as _;

use crate::Problem;
use crate::logout::Session;
use crate::offices::{Office, Words};

pub(crate) const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
pub(crate) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// eIDAS SAML Message Format 1.2: what a request says beyond SAML.
const EXTENSIONS: &str = "http://eidas.europa.eu/saml-extensions";
const NAME_FORMAT: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
const PERSON_IDENTIFIER: &str = "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier";
const GIVEN_NAME: &str = "http://eidas.europa.eu/attributes/naturalperson/CurrentGivenName";
const FAMILY_NAME: &str = "http://eidas.europa.eu/attributes/naturalperson/CurrentFamilyName";
const SELECTED_IDP: &str = "http://es.minhafp.clave/SelectedIdP";

/// SHA-1 and DSA are not among them.
const SIGNATURES: [AllowedSignatureAlgorithm; 4] = [
    AllowedSignatureAlgorithm::RsaSha256,
    AllowedSignatureAlgorithm::RsaSha512,
    AllowedSignatureAlgorithm::EcdsaSha256,
    AllowedSignatureAlgorithm::EcdsaSha512,
];
/// What is read is what the digest was computed over, not the document around it.
const REDUCE: ReduceMode = ReduceMode::PreDigest;

/// Who the agency is, whatever hub it asks.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) office: &'static Office,
    url: String,
    pub(crate) key: PKey<Private>,
    certificate: CertificateDer,
}

/// The agency as one copy of the hub's metadata lets it ask and judge.
pub(crate) struct Provider {
    pub(crate) samael: ServiceProvider,
    pub(crate) identity: Identity,
    pub(crate) hub_keys: Vec<CertificateDer>,
    sso_redirect: String,
    sso_post: String,
}

/// A signed request on its way through the browser.
pub(crate) struct Sending {
    pub(crate) request: String,
    /// By redirect: where to send the browser. By form: where the form goes.
    pub(crate) address: String,
    /// By form only: the value of the field `SAMLRequest`.
    pub(crate) field: Option<String>,
}

/// What the hub answered, verified.
#[derive(Clone)]
pub(crate) enum Answer {
    Person(Box<Person>),
    Declined(Declined),
}

/// Who, how, and at which level.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) document: String,
    pub(crate) name: String,
    pub(crate) selected_idp: String,
    pub(crate) level: String,
    /// By which it can be ended everywhere.
    pub(crate) session: Option<Session>,
    /// Every value of the assertion, by its name there.
    pub(crate) raw: Vec<(String, String)>,
}

/// Why there is no person.
#[derive(Clone)]
pub(crate) struct Declined {
    pub(crate) top: String,
    pub(crate) second: Option<String>,
    pub(crate) message: String,
}

impl Identity {
    /// Key and certificate as PEM.
    pub(crate) fn new(
        office: &'static Office,
        port: u16,
        key: &[u8],
        certificate: &[u8],
    ) -> Result<Self, Problem> {
        let certificate = CertificateDer::from(X509::from_pem(certificate)?.to_der()?);
        let key = PKey::private_key_from_pem(key)?;
        Ok(Self { office, url: office.url(port), key, certificate })
    }

    /// Our metadata, for the hub.
    pub(crate) fn metadata(&self) -> Result<String, Problem> {
        let samael = self.samael(EntityDescriptor::default());
        let mut descriptor = samael.metadata().map_err(sentence)?;
        descriptor.valid_until = None;
        descriptor.organization = Some(self.organization());
        for role in descriptor.sp_sso_descriptors.iter_mut().flatten() {
            correct(role);
            role.single_logout_services = Some(vec![Endpoint {
                binding: self.office.logout.name().to_owned(),
                location: self.logout_url(),
                response_location: None,
            }]);
        }
        descriptor.to_string().map_err(sentence)
    }

    /// Where it hears that somebody leaves.
    pub(crate) fn logout_url(&self) -> String {
        format!("{}/saml/slo", self.url)
    }

    fn organization(&self) -> Organization {
        let names = |words: Words| {
            let each = [("es", words.es), ("en", words.en)];
            let localized = each.map(|(lang, value)| LocalizedName {
                lang: Some(lang.to_owned()),
                value: value.to_owned(),
            });
            Some(localized.to_vec())
        };
        let url = LocalizedUri { lang: Some("es".to_owned()), value: format!("{}/", self.url) };
        Organization {
            organization_names: names(self.office.organization),
            organization_display_names: names(self.office.display_name),
            organization_urls: Some(vec![url]),
        }
    }

    fn samael(&self, hub: EntityDescriptor) -> ServiceProvider {
        let (url, defaults) = (&self.url, ServiceProvider::default());
        ServiceProvider {
            entity_id: Some(format!("{url}/saml/metadata")),
            acs_url: Some(format!("{url}/saml/acs")),
            key: Some(self.key.clone()),
            certificate: Some(self.certificate.clone()),
            idp_metadata: hub,
            // The hub shows its return page for up to two minutes.
            max_issue_delay: defaults.max_issue_delay * 4,
            allowed_signature_algorithms: Some(SIGNATURES.to_vec()),
            ..defaults
        }
    }
}

impl Provider {
    /// `hub` is its metadata.
    pub(crate) fn new(identity: &Identity, hub: &str) -> Result<Self, Problem> {
        let identity = identity.clone();
        let samael = identity.samael(hub.parse()?);
        let hub_keys = samael
            .idp_signing_certs()
            .map_err(sentence)?
            .ok_or("the hub's metadata has no signing key, so nothing could be verified")?;
        let sso = |binding| samael.sso_binding_location(binding);
        let sso_redirect = sso(HTTP_REDIRECT_BINDING)
            .ok_or("the hub's metadata has no single sign-on by redirect")?;
        let sso_post =
            sso(HTTP_POST_BINDING).ok_or("the hub's metadata has no single sign-on by form")?;
        Ok(Self { samael, identity, hub_keys, sso_redirect, sso_post })
    }

    /// The origins that forms of ours may go to, and redirects after them.
    pub(crate) fn hub_origins(&self) -> BTreeSet<String> {
        let origin = |url: &str| url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let roles = self.samael.idp_metadata.idp_sso_descriptors.iter().flatten();
        let services = roles.flat_map(|role| &role.single_logout_services);
        let asked = services.clone().map(|service| service.location.as_str());
        let answered = services.filter_map(|service| service.response_location.as_deref());
        std::iter::once(self.sso_post.as_str()).chain(asked).chain(answered).map(origin).collect()
    }

    /// Our metadata, for the hub.
    pub(crate) fn metadata(&self) -> Result<String, Problem> {
        self.identity.metadata()
    }

    /// A request by the redirect binding.
    pub(crate) fn by_redirect(&self, relay_state: &str) -> Result<Sending, Problem> {
        let request = self.request(&self.sso_redirect)?;
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
        deflated.write_all(self.written(&request)?.as_bytes())?;
        let unsigned = request.redirect(relay_state).map_err(sentence)?;
        let mut address = unsigned.ok_or("the request has no destination")?;
        address
            .query_pairs_mut()
            .clear()
            .append_pair("SAMLRequest", &STANDARD.encode(deflated.finish()?))
            .append_pair("RelayState", relay_state);
        let address = sign_url(address, &self.identity.key).map_err(sentence)?;
        Ok(Sending { request: request.id, address: address.to_string(), field: None })
    }

    /// A request by the POST binding.
    pub(crate) fn by_form(&self) -> Result<Sending, Problem> {
        let mut request = self.request(&self.sso_post)?;
        request.signature = Some(self.signature(&request.id));
        let key = self.identity.key.private_key_to_der()?;
        let xml = Crypto::sign_xml(self.written(&request)?, &key).map_err(sentence)?;
        Ok(Sending {
            request: request.id,
            address: self.sso_post.clone(),
            field: Some(STANDARD.encode(xml)),
        })
    }

    /// The place in a message where its signature will stand.
    pub(crate) fn signature(&self, id: &str) -> Signature {
        let mut signature = Signature::template(id, &self.identity.certificate);
        for reference in &mut signature.signed_info.reference {
            reference.digest_method.algorithm = DigestAlgorithm::Sha256;
        }
        // The hub takes keys from metadata only.
        signature.key_info = None;
        signature
    }

    /// As it is sent, but for the signature: samael knows no extensions, and in them stands what is
    /// asked about a person. Their place is behind the issuer and the signature.
    fn written(&self, request: &AuthnRequest) -> Result<String, Problem> {
        let mut xml = request.to_string().map_err(sentence)?;
        let mut asked = String::new();
        for name in self.identity.office.attributes {
            let short = name.rsplit('/').next().unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = write!(
                asked,
                "<eidas:RequestedAttribute FriendlyName=\"{short}\" Name=\"{name}\" \
                 NameFormat=\"{NAME_FORMAT}\" isRequired=\"false\"/>"
            );
        }
        if !asked.is_empty() {
            let before =
                if request.signature.is_some() { "</ds:Signature>" } else { "</saml2:Issuer>" };
            let place = xml.find(before).ok_or("the request has no issuer")? + before.len();
            let extensions = format!(
                "<saml2p:Extensions xmlns:eidas=\"{EXTENSIONS}\"><eidas:RequestedAttributes>{asked}\
                 </eidas:RequestedAttributes></saml2p:Extensions>"
            );
            xml.insert_str(place, &extensions);
        }
        Ok(xml)
    }

    fn request(&self, destination: &str) -> Result<AuthnRequest, Problem> {
        let mut request = self.samael.make_authentication_request(destination).map_err(sentence)?;
        // samael's own has 32 random bits, which can be guessed.
        request.id = format!("_{}", crate::site::random()?);
        request.requested_authn_context = Some(RequestedAuthnContext {
            authn_context_class_refs: Some(vec![AuthnContextClassRef {
                value: Some(self.identity.office.level.to_owned()),
            }]),
            authn_context_decl_refs: None,
            comparison: Some(AuthnContextComparison::Minimum),
        });
        Ok(request)
    }

    /// Judges the form field `SAMLResponse`. `waiting` are the requests it may answer; the one that
    /// it does answer is returned with it.
    pub(crate) fn open(
        &self,
        field: &str,
        waiting: &[String],
    ) -> Result<(String, Answer), Problem> {
        let signed = self.verified(&String::from_utf8(STANDARD.decode(field)?)?)?;
        let document = Document::parse(&signed)?;
        let response = document.root_element();
        if !response.has_tag_name((PROTOCOL, "Response")) {
            return Err("the response itself is not signed".into());
        }
        let status = status(response).ok_or("the response has no status")?;
        let request = self.answers(response, waiting)?;
        if status.top != SUCCESS {
            return Ok((request, Answer::Declined(status)));
        }
        let signed = self.unsealed(&signed)?;
        let assertion: Assertion = signed.parse().map_err(sentence)?;
        let judged = self
            .samael
            .parse_base64_response_with_mode(field, Some(&[&request]), REDUCE)
            .map_err(sentence)?;
        // The verified bytes are those around the signature.
        if assertion != (Assertion { signature: None, ..judged }) {
            return Err("the assertion says more than what is signed in it".into());
        }
        complete(&assertion)?;
        Ok((request, Answer::Person(Box::new(person(&assertion, Session::of(&signed)?)))))
    }

    /// What the hub has signed of this.
    pub(crate) fn verified(&self, xml: &str) -> Result<String, Problem> {
        Crypto::reduce_xml_to_signed_with_allowed_algorithms(
            xml,
            &self.hub_keys,
            REDUCE,
            Some(&SIGNATURES),
        )
        .map_err(|error| format!("the signature is not the hub's: {error}").into())
    }

    /// The assertion inside a verified response. The hub knows our key, so it is encrypted; and it is
    /// signed as well.
    fn unsealed(&self, response: &str) -> Result<String, Problem> {
        let response: Response = response.parse()?;
        let sealed = response.encrypted_assertion.ok_or("the assertion is not encrypted")?;
        let incomplete = "the encrypted assertion is not complete";
        let (key, method) = sealed.encrypted_key_info().ok_or(incomplete)?;
        let key = Crypto::decrypt_assertion_key_info(key, method, &self.identity.key)?;
        let (content, method) = sealed.encrypted_value_info().ok_or(incomplete)?;
        let content = Crypto::decrypt_assertion_value_info(content, method, &key)?;
        self.verified(&String::from_utf8(content)?)
    }

    /// Which of our requests a response answers, if it is the hub's and meant for us. samael asks
    /// the same of an assertion; of a response without one nobody else does.
    fn answers(&self, response: Node<'_, '_>, waiting: &[String]) -> Result<String, Problem> {
        if response.attribute("Destination") != self.samael.acs_url.as_deref() {
            return Err("the response is meant for another address".into());
        }
        let issuer = response.children().find(|child| child.tag_name().name() == "Issuer");
        if issuer.and_then(|issuer| issuer.text()) != self.samael.idp_metadata.entity_id.as_deref()
        {
            return Err("the response is not issued by the hub".into());
        }
        response
            .attribute("InResponseTo")
            .filter(|id| waiting.iter().any(|request| request == id))
            .map(str::to_owned)
            .ok_or_else(|| "the response answers no request of this browser".into())
    }
}

/// samael publishes the encryption key as a second signing key, with algorithms that neither it
/// nor the hub should use, and an end after 48 hours.
fn correct(role: &mut SpSsoDescriptor) {
    role.valid_until = None;
    role.authn_requests_signed = Some(true);
    for consumer in &mut role.assertion_consumer_services {
        consumer.is_default = Some(true);
    }
    for key in role.key_descriptors.iter_mut().flatten() {
        if key.encryption_methods.is_some() {
            key.key_use = Some("encryption".to_owned());
            key.encryption_methods = Some(vec![
                EncryptionMethod {
                    algorithm: "http://www.w3.org/2009/xmlenc11#aes128-gcm".to_owned(),
                },
                EncryptionMethod {
                    algorithm: "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p".to_owned(),
                },
            ]);
        }
    }
}

fn status(response: Node<'_, '_>) -> Option<Declined> {
    let child = |node: Node<'_, '_>, name: &str| {
        node.children().find(|child| child.has_tag_name((PROTOCOL, name))).map(|child| child.id())
    };
    let document = response.document();
    let status = document.get_node(child(response, "Status")?)?;
    let top = document.get_node(child(status, "StatusCode")?)?;
    let second = child(top, "StatusCode").and_then(|id| document.get_node(id));
    let message = child(status, "StatusMessage").and_then(|id| document.get_node(id));
    Some(Declined {
        top: top.attribute("Value")?.to_owned(),
        second: second.and_then(|code| code.attribute("Value")).map(str::to_owned),
        message: message.and_then(|message| message.text()).unwrap_or_default().to_owned(),
    })
}

/// samael checks an audience and an end if they are there; here they have to be.
fn complete(assertion: &Assertion) -> Result<(), Problem> {
    let conditions = assertion.conditions.as_ref().ok_or("the assertion has no conditions")?;
    if conditions.not_on_or_after.is_none() {
        return Err("the assertion has no end".into());
    }
    if conditions.audience_restrictions.as_ref().is_none_or(Vec::is_empty) {
        return Err("the assertion names no audience".into());
    }
    Ok(())
}

fn person(assertion: &Assertion, session: Option<Session>) -> Person {
    let raw = values(assertion);
    let value = |name: &str| {
        let found = raw.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    Person {
        document: value(PERSON_IDENTIFIER),
        name: format!("{} {}", value(GIVEN_NAME), value(FAMILY_NAME)),
        selected_idp: value(SELECTED_IDP),
        level: value("AuthnContextClassRef"),
        session,
        raw,
    }
}

fn values(assertion: &Assertion) -> Vec<(String, String)> {
    let mut values = vec![
        ("Issuer".to_owned(), assertion.issuer.value.clone().unwrap_or_default()),
        ("Assertion ID".to_owned(), assertion.id.clone()),
        ("IssueInstant".to_owned(), assertion.issue_instant.to_rfc3339()),
    ];
    if let Some(name_id) = assertion.subject.as_ref().and_then(|subject| subject.name_id.as_ref()) {
        values.push(("NameID".to_owned(), name_id.value.clone()));
        values.push(("NameID Format".to_owned(), name_id.format.clone().unwrap_or_default()));
    }
    for statement in assertion.authn_statements.iter().flatten() {
        let instant = statement.authn_instant.map(|instant| instant.to_rfc3339());
        let class = statement.authn_context.as_ref().and_then(|context| context.value.as_ref());
        values.push(("AuthnInstant".to_owned(), instant.unwrap_or_default()));
        values
            .push(("SessionIndex".to_owned(), statement.session_index.clone().unwrap_or_default()));
        values.push((
            "AuthnContextClassRef".to_owned(),
            class.and_then(|class| class.value.clone()).unwrap_or_default(),
        ));
    }
    for statement in assertion.attribute_statements.iter().flatten() {
        for attribute in &statement.attributes {
            for value in &attribute.values {
                values.push((
                    attribute.name.clone().unwrap_or_default(),
                    value.value.clone().unwrap_or_default(),
                ));
            }
        }
    }
    values
}

/// samael's errors cannot cross threads; their words can.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
pub(crate) fn sentence(error: impl ToString) -> Problem {
    error.to_string().into()
}
