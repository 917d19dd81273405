//! `/muestras`: every page with made-up facts, to be looked at by whoever changes one. Only the demonstration
//! has it, in its build and in its environment.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use pages::hub::Cause;
use pages::{Frame, Page, PageKind, samples};

use crate::http::answer::{self, Wrap};
use crate::http::visit::Visit;
use crate::hub::Hub;
use crate::store::Environment;

/// `GET /muestras`: their names.
pub(super) async fn list(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    let names: Vec<_> = every_sample(&visit.hub).into_iter().map(|(name, _)| name).collect();
    show_page(&visit, Some(samples::list(&names)), &Wrap::default())
}

/// `GET /muestras/{name}`: one of them, with what stands around it in a journey. All have the headers of
/// a page with input, so the page of the return stays where it is.
pub(super) async fn show(
    State(hub): State<Arc<Hub>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::new(hub, request.into_parts().0);
    let page = every_sample(&visit.hub).into_iter().find(|(known, _)| *known == name);
    let frame = Frame::new(visit.language, "", "", "");
    let around = samples::around(&name, frame);
    let wrap = Wrap {
        agency: around.agency.map(str::to_owned),
        asks: around.asks,
        kept: None,
        guard: around.guard,
        cancel: around.cancel.map(str::to_owned),
        other_ways: around.other_ways.map(str::to_owned),
        limit: around.limit,
        path: None,
    };
    show_page(&visit, page.map(|(_, page)| page), &wrap)
}

fn show_page(visit: &Visit, page: Option<Page>, wrap: &Wrap) -> Response {
    if let Some(response) = visit.language_change() {
        return response;
    }
    match page.filter(|_| visit.hub.settings.environment == Environment::Demonstration) {
        Some(page) => answer::page(visit, StatusCode::OK, &PageKind::Input, &page, wrap),
        None => answer::refuse(visit, Cause::NotFound, &Wrap::default()),
    }
}

fn every_sample(hub: &Hub) -> Vec<(String, Page)> {
    let methods = hub.methods.iter().map(|method| method.blueprint.pack);
    let packs: Vec<_> = std::iter::once(samples::PACK).chain(methods).collect();
    samples::all(&packs)
}
