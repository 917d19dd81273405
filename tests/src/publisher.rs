//! Somebody who publishes metadata: signed by `xmlsec1`, and served by http on a loopback address.

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a story that fails ends")]

use std::collections::HashMap;
use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::hall::keys::Pair;

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const TEMPLATE: &str = r##"<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#ID"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>"##;

/// These descriptors in one group that ends at `until`.
#[must_use]
pub fn group(descriptors: &[String], until: &str) -> String {
    format!(
        "<md:EntitiesDescriptor xmlns:md=\"{METADATA}\" validUntil=\"{until}\">{}</md:EntitiesDescriptor>",
        descriptors.concat()
    )
}

/// The same document, signed by this pair. The outermost element must have no `ID` yet.
#[must_use]
pub fn signed(xml: &str, by: &Pair) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("zaguan-publisher-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let id = format!("_signed{number}");
    let (start, rest) = xml.split_once('>').unwrap();
    let template = TEMPLATE.replace("#ID", &format!("#{id}"));
    let document = format!("{start} ID=\"{id}\">{template}{rest}");
    let root = if start.contains("Entities") { "EntitiesDescriptor" } else { "EntityDescriptor" };
    let run = Command::new("xmlsec1")
        .args(["--sign", "--id-attr:ID", &format!("{METADATA}:{root}"), "--privkey-pem"])
        .arg(write("key.pem", &by.key))
        .arg(write("document.xml", document.as_bytes()))
        .output()
        .unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// A server of documents by their path and query. Ends with its owner.
pub struct Publisher {
    /// Its origin: http on a loopback address.
    pub url: String,
    documents: Documents,
    _serving: JoinSet<()>,
}

type Documents = Arc<Mutex<HashMap<String, String>>>;

impl Publisher {
    /// With nothing to show yet.
    pub async fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let documents = Documents::default();
        let routes = Router::new().fallback(show).with_state(Arc::clone(&documents));
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, documents, _serving: serving }
    }

    /// Shows a document at this path from now on.
    pub fn publish(&self, path: &str, document: &str) {
        self.documents.lock().unwrap().insert(path.to_owned(), document.to_owned());
    }
}

async fn show(State(documents): State<Documents>, uri: Uri) -> Response {
    let found = documents.lock().unwrap().get(uri.path()).cloned();
    match found {
        Some(document) => document.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
