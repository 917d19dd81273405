//! The agency that reads every answer, with software of the house.

use std::sync::Arc;

use certs::{Certificate, DecryptionKey};
use roxmltree::Document;
use saml::binding::post_value;
use saml::{EntityId, Received, Response, TrustedKeys};

use crate::hall::agency::Agency;
use crate::hall::browser::Answer;
use crate::hall::keys::Pair;

/// Knows the hub's keys, and what an answer to its agency must be.
pub(super) struct Judge {
    keys: TrustedKeys,
    ours: [DecryptionKey; 1],
    agency: Agency,
}

/// What an answer grants.
pub(super) struct Granted {
    pub(super) assertion: String,
}

impl Judge {
    /// With the keys that the hub's metadata shows.
    pub(super) fn with(metadata: &str, agency: &Agency) -> Self {
        let document = Document::parse(metadata).unwrap();
        let hub = document.root_element().attribute("entityID").unwrap();
        let shown = document.descendants().filter(|node| node.has_tag_name("X509Certificate"));
        let in_key = shown.filter(|node| {
            node.ancestors().any(|above| above.tag_name().name() == "KeyDescriptor")
        });
        let certificates = in_key
            .map(|node| Arc::new(Certificate::from_base64(node.text().unwrap()).unwrap()))
            .collect();
        let keys = TrustedKeys::new(EntityId::new(hub).unwrap(), certificates).unwrap();
        let Pair { key, certificate, .. } = &agency.keys;
        let ours = [DecryptionKey::from_pem(key, certificate).unwrap()];
        Self { keys, ours, agency: agency.clone() }
    }

    /// Whether a page carries an answer to its agency.
    pub(super) fn is_for(&self, page: &Answer) -> bool {
        page.find_form(&self.agency.consumer).is_some()
    }

    /// Reads the answer on a page of the return: signed by the hub, to this request, for this agency, with
    /// one assertion. Anything else ends the test.
    pub(super) fn read(&self, page: &Answer, request: &str) -> Granted {
        let xml = self.agency.answer(page);
        let field = post_value(xml.as_bytes()).replace('+', "%2B");
        let field = field.replace('/', "%2F").replace('=', "%3D");
        let received = Received::from_post(format!("SAMLResponse={field}").as_bytes()).unwrap();
        let opened = received.open_with::<Response>(&self.keys, &self.ours);
        let opened = opened.unwrap_or_else(|error| panic!("an answer is not good: {error}\n{xml}"));
        let Response { envelope, assertion, status } = opened.message();
        assert_eq!(envelope.in_response_to.as_str(), request);
        assert_eq!(envelope.destination, self.agency.consumer);
        let assertion = assertion.as_ref().unwrap_or_else(|| panic!("declined: {status:?}\n{xml}"));
        assert_eq!(assertion.audience, self.agency.entity_id);
        let assertions = ["<saml2:Assertion ", "<saml2:EncryptedAssertion"];
        let count: usize = assertions.iter().map(|one| xml.matches(one).count()).sum();
        assert_eq!(count, 1, "one assertion:\n{xml}");
        Granted { assertion: assertion.id.as_str().to_owned() }
    }
}
