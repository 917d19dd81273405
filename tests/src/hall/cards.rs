//! A hub that takes certificates, and the cards of the bench.

use std::sync::Arc;
use std::{env, fs};

use authenticators::{Ports, Section};
use axum::body::Body;
use cards::{Bench, Serving};
use certs::KeyRing;
use http::Request;
use hub::http::Presented;
use hub::{Clock as _, Environment};
use serde_json::json;
use uuid::Uuid;
use zaguan::Asking;

use crate::hall::browser::{Answer, Browser};
use crate::hall::{CERTIFICATE_HOST, Hall, keys, node_with, start};

impl Hall {
    /// The hub opens again with the method of certificates, and believes the issuers of a bench of cards; whoever
    /// answers for these has the hall's clock.
    pub async fn reopen_with_cards(&mut self) -> (Bench, Serving) {
        let (bench, listener) = Bench::listening(start(), "127.0.0.1:0").unwrap();
        let clock = self.clock.clone();
        let serving = bench.serve(listener, Arc::new(move || clock.now())).unwrap();
        let folder = env::temp_dir().join(format!("authorities-{}", Uuid::new_v4()));
        fs::create_dir(&folder).unwrap();
        for (number, authority) in bench.authorities().iter().enumerate() {
            fs::write(folder.join(format!("{number}.pem")), authority.to_pem().unwrap()).unwrap();
        }
        let values = json!({ "authorities": folder });
        let section = Section::new(values.as_object().unwrap().clone());
        let ring = KeyRing::open(keys::ring(), Environment::Production.name(), None).unwrap();
        let ports =
            Ports { web: Arc::new(Asking::new(Environment::Demonstration)), ..self.ports.clone() };
        self.hub = node_with(self.nod, ports, self.clock.clone(), ring, Some(section)).await;
        self.router = hub::http::public(Arc::clone(&self.hub));
        fs::remove_dir_all(&folder).unwrap();
        (bench, serving)
    }

    /// What the certificate host answers to whoever comes to this address and shows this.
    pub async fn show(&self, address: &str, shown: &[Vec<u8>]) -> Answer {
        let path = address.split_once(CERTIFICATE_HOST).unwrap().1;
        let mut request = Request::get(path).body(Body::empty()).unwrap();
        request.extensions_mut().insert(Presented(shown.to_vec()));
        let host = hub::http::certificate_host(Arc::clone(&self.hub));
        let mut stranger = Browser::new(host);
        let answer = stranger.send(request).await;
        assert!(stranger.cookies.is_empty(), "the certificate host gives no cookie");
        answer
    }
}
