//! What stands around the journeys: our metadata, embedded files, the pages of the footer.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use pages::hub::{Cause, Information};
use pages::{PageKind, assets, security_headers};

use crate::http::answer::{self, Wrap};
use crate::http::visit::Visit;
use crate::hub::Hub;

/// `GET /saml/metadata`.
pub(super) async fn metadata(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    match visit.hub.metadata(visit.now) {
        Ok(xml) => {
            let mut response = Response::new(Body::from(xml.to_vec()));
            let headers = security_headers(&PageKind::Input, visit.hub.settings.host());
            response.headers_mut().extend(headers);
            let kind = HeaderValue::from_static("application/samlmetadata+xml");
            response.headers_mut().insert(CONTENT_TYPE, kind);
            response
        }
        Err(fault) => answer::fault(&visit, &fault, &Wrap::default()),
    }
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
