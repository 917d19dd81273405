//! What an agency does about leaving: it asks, it is told, it answers, and it reads the answer.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certs::Certificate;
use jiff::{SignedDuration, Timestamp};
use saml::binding::{self, Binding, Parameter};
use saml::status::Status;
use saml::write::Signing;
use saml::{
    Dialect, EntityId, Envelope, LogoutRequest, LogoutResponse, Message, MessageId, Received,
    RelayState, TrustedKeys,
};

use crate::hall::agency::{Agency, Told};
use crate::hall::browser::{Answer, Browser};
use crate::hall::{ENTITY_ID, ORIGIN, keys};

impl Agency {
    /// Where it is told that somebody left.
    #[must_use]
    pub fn logout_url(&self) -> String {
        self.consumer.replace("/acs", "/salida")
    }

    pub(super) fn logout_service(&self) -> String {
        let Some(binding) = self.logout else {
            return String::new();
        };
        let name = match binding {
            Binding::Redirect => binding::HTTP_REDIRECT,
            Binding::Post => binding::HTTP_POST,
        };
        let location = self.logout_url();
        format!("<md:SingleLogoutService Binding=\"{name}\" Location=\"{location}\"/>")
    }

    /// A request to end the session in which it was told this, made at `now`.
    #[must_use]
    pub fn logout_request(&self, id: &str, told: &Told, now: Timestamp) -> LogoutRequest {
        LogoutRequest {
            id: MessageId::new(id).unwrap(),
            issue_instant: now,
            issuer: Some(EntityId::new(&self.entity_id).unwrap()),
            destination: Some(format!("{ORIGIN}/saml/slo")),
            not_on_or_after: Some(now + SignedDuration::from_mins(5)),
            reason: None,
            name_id: told.name.clone().unwrap(),
            session_indexes: told.session.iter().cloned().collect(),
        }
    }

    /// The path and query of the redirect that carries it, signed.
    #[must_use]
    pub fn logout_redirect(&self, request: &LogoutRequest, relay_state: Option<&str>) -> String {
        let xml = request.to_element(None).unwrap().to_bytes();
        self.by_redirect(Parameter::Request, &xml, relay_state)
    }

    /// The fields of the form that carries it, signed.
    #[must_use]
    pub fn logout_form(
        &self,
        request: &LogoutRequest,
        relay_state: Option<&str>,
    ) -> Vec<(String, String)> {
        let signed = request.signed(Signing::from(&*self.signing_key())).unwrap();
        let mut fields = vec![("SAMLRequest".to_owned(), STANDARD.encode(signed))];
        fields.extend(relay_state.map(|state| ("RelayState".to_owned(), state.to_owned())));
        fields
    }

    fn by_redirect(&self, parameter: Parameter, xml: &[u8], relay_state: Option<&str>) -> String {
        let state = relay_state.map(|state| RelayState::new(state).unwrap());
        let query = binding::sign_redirect(parameter, xml, state.as_ref(), &self.signing_key());
        format!("/saml/slo?{}", query.unwrap())
    }

    /// Whether this page tells us that somebody left.
    #[must_use]
    pub fn is_told(&self, page: &Answer) -> bool {
        let url = self.logout_url();
        let form = page.find_form(&url).is_some_and(|form| form.field("SAMLRequest").is_some());
        form || page.link(&format!("{url}?SAMLRequest=")).is_some()
    }

    /// Reads what the page tells us by our binding: verified with the hub's key, and meant for us.
    ///
    /// # Panics
    /// If it tells us nothing.
    #[must_use]
    pub fn read_farewell(&self, page: &Answer) -> LogoutRequest {
        let request: LogoutRequest = self.open(page, "SAMLRequest");
        assert_eq!(request.issuer, Some(EntityId::new(ENTITY_ID).unwrap()));
        assert_eq!(request.destination, Some(self.logout_url()));
        request
    }

    /// Reads the answer that the page brings us to our request.
    ///
    /// # Panics
    /// If it brings none.
    #[must_use]
    pub fn read_logout_answer(&self, page: &Answer) -> LogoutResponse {
        let response: LogoutResponse = self.open(page, "SAMLResponse");
        assert_eq!(response.envelope.issuer, EntityId::new(ENTITY_ID).unwrap());
        assert_eq!(response.envelope.destination, self.logout_url());
        response
    }

    fn open<M: Message>(&self, page: &Answer, field: &str) -> M {
        let url = self.logout_url();
        let received = if let Some(form) = page.find_form(&url) {
            let fields: Vec<_> =
                form.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            Received::from_post(super::browser::urlencoded(&fields).as_bytes())
        } else {
            let link = page.link(&format!("{url}?{field}="));
            let link = link.unwrap_or_else(|| panic!("no {field} in:\n{}", page.body));
            Received::from_redirect(link.split_once('?').unwrap().1)
        };
        let pem = std::fs::read(keys::ring().join("hub.crt")).unwrap();
        let hub = Arc::new(Certificate::from_pem(&pem).unwrap());
        let keys = TrustedKeys::new(EntityId::new(ENTITY_ID).unwrap(), vec![hub]).unwrap();
        received.unwrap().open::<M>(&keys).unwrap().into_parts().0
    }

    /// Answers what it was told, by its binding, and returns with the browser.
    pub async fn answer_farewell(
        &self,
        browser: &mut Browser,
        request: &LogoutRequest,
        status: Status,
    ) -> Answer {
        let response = self.farewell_answer(request, status);
        let xml = response.to_element(Dialect::Strict).to_bytes();
        let answer = match self.logout.unwrap() {
            Binding::Redirect => {
                let path = self.by_redirect(Parameter::Response, &xml, None);
                browser.get(&path).await
            }
            Binding::Post => {
                let key = self.signing_key();
                let signed = response.signed(Dialect::Strict, Signing::from(&*key)).unwrap();
                let fields = [("SAMLResponse".to_owned(), STANDARD.encode(signed))];
                browser.post_from_elsewhere("/saml/slo", &fields).await
            }
        };
        browser.follow(answer).await
    }

    /// The answer to what it was told.
    #[must_use]
    pub fn farewell_answer(&self, request: &LogoutRequest, status: Status) -> LogoutResponse {
        LogoutResponse {
            envelope: Envelope {
                response_id: MessageId::new(&format!("{}a", request.id.as_str())).unwrap(),
                issued: request.issue_instant,
                issuer: EntityId::new(&self.entity_id).unwrap(),
                destination: format!("{ORIGIN}/saml/slo"),
                in_response_to: request.id.clone(),
            },
            status,
        }
    }
}
