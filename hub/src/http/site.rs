//! What stands around the journeys: our metadata, embedded files, the pages of the footer.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use pages::hub::{Cause, Information};
use pages::{PageKind, assets, security_headers};

use crate::fault::Fault;
use crate::http::answer::{self, Wrap};
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::published::SignedCopy;

/// Characters of an agency's token: a UUID.
const TOKEN: usize = 36;

/// `GET /saml/metadata`.
pub(super) async fn metadata(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    match signed_metadata(&visit).await {
        Ok(copy) => descriptor(&visit, &copy),
        Err(fault) => answer::fault(&visit, &fault, &Wrap::default()),
    }
}

/// `GET /saml/metadata/{token}`: the same, and a note that this agency has fetched it. A `HEAD` fetches
/// nothing, so nothing is noted.
pub(super) async fn metadata_for_agency(
    State(hub): State<Arc<Hub>>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let fetches = request.method() == Method::GET;
    let visit = Visit::new(hub, request.into_parts().0);
    match fetched(&visit, &token, fetches).await {
        Ok(Some(copy)) => descriptor(&visit, &copy),
        Ok(None) => answer::refuse(&visit, Cause::NotFound, &Wrap::default()),
        Err(fault) => answer::fault(&visit, &fault, &Wrap::default()),
    }
}

/// The metadata for the agency of this token, if there is one.
async fn fetched(
    visit: &Visit,
    token: &str,
    fetches: bool,
) -> Result<Option<Arc<SignedCopy>>, Fault> {
    // What cannot be a token is not worth a question to the database.
    let is_plain = |octet: u8| octet.is_ascii_hexdigit() || octet == b'-';
    if token.len() != TOKEN || !token.bytes().all(is_plain) {
        return Ok(None);
    }
    let (hub, copy) = (&visit.hub, signed_metadata(visit).await?);
    let known = if fetches {
        hub.store.note_fetched(token, &copy.fingerprints, visit.now).await?
    } else {
        hub.store.is_metadata_token(token).await?
    };
    Ok(known.then_some(copy))
}

async fn signed_metadata(visit: &Visit) -> Result<Arc<SignedCopy>, Fault> {
    let now = visit.now;
    visit.hub.sign_apart(move |hub| hub.metadata(now)).await?
}

fn descriptor(visit: &Visit, copy: &SignedCopy) -> Response {
    let mut response = Response::new(Body::from(copy.xml.clone()));
    let headers = security_headers(&PageKind::Input, visit.hub.settings.host());
    response.headers_mut().extend(headers);
    let kind = HeaderValue::from_static("application/samlmetadata+xml");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// `GET /static/{file}`: one of a fixed list of embedded files.
pub(super) async fn asset(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    let Some(asset) = assets::find(visit.path()) else {
        return answer::refuse(&visit, Cause::NotFound, &Wrap::default());
    };
    let mut response = Response::new(Body::from(asset.bytes));
    response.headers_mut().extend(security_headers(&PageKind::Asset, visit.hub.settings.host()));
    response.headers_mut().insert(CONTENT_TYPE, asset.content_type());
    response
}

/// `GET /`: nobody starts here; the help page says where to.
pub(super) async fn front(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    answer::see_other(&visit, Information::Help.path())
}

/// The pages of the footer.
pub(super) async fn information(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    if let Some(response) = visit.language_change() {
        return response;
    }
    match Information::at(visit.path()) {
        Some(page) => {
            answer::page(&visit, StatusCode::OK, &PageKind::Input, &page.into(), &Wrap::default())
        }
        None => answer::refuse(&visit, Cause::NotFound, &Wrap::default()),
    }
}

/// Any other address.
pub(super) async fn not_found(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    answer::refuse(&visit, Cause::NotFound, &Wrap::default())
}

/// One of our addresses, by another method.
pub(super) async fn method_not_allowed(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    answer::refuse(&visit, Cause::MethodNotAllowed, &Wrap::default())
}
