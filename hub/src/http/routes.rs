//! Every address on one screen (DESIGN §7).

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

#[cfg(feature = "demonstration")]
use crate::http::gallery;
use crate::http::intake::{Intake, no_room, take_in};
use crate::http::{
    accesses, certificates, departures, health, journeys, outside, receipts, site, sso,
};
use crate::hub::Hub;

/// Steps below `/t/{journey}/` that are the hub's own; no method may have one of these as its path.
pub const RESERVED_STEPS: [&str; 11] = [
    "elegir", "otra", "seguir", "subir", "no-soy", "cambio", "aviso", "datos", "tiempo",
    "cancelar", "volver",
];

/// What citizens and agencies reach; every request goes through the intake first.
pub fn public(hub: Arc<Hub>) -> Router {
    let intake = Arc::new(Intake::new(Arc::clone(&hub)));
    let routes = Router::new()
        // From agencies: an AuthnRequest by redirect or POST, answered 303 to its journey.
        .route("/saml/sso", get(sso::by_redirect).post(sso::by_post))
        // The same by POST, where kits of the dialect clave2 send it.
        .route("/Proxy2/ServiceProvider", post(sso::by_clave2_post))
        // Requests to log out, and answers to ours, answered 303 to their departure.
        .route("/saml/slo", get(departures::by_redirect).post(departures::by_post))
        .route("/saml/metadata", get(site::metadata))
        // The same at an agency's own address, which tells us who has fetched what.
        .route("/saml/metadata/{token}", get(site::metadata_for_agency))
        // A journey: choose or go on, a method's steps, what is missing, another person, what goes out, the way
        // back.
        .route("/t/{journey}", get(journeys::show))
        .route("/t/{journey}/elegir", post(journeys::choose))
        .route("/t/{journey}/otra", post(journeys::choose_again))
        .route("/t/{journey}/seguir", post(journeys::go_on))
        .route("/t/{journey}/no-soy", post(journeys::not_me))
        .route("/t/{journey}/cambio", get(journeys::another).post(journeys::replace))
        .route("/t/{journey}/datos", get(journeys::data).post(journeys::release))
        .route("/t/{journey}/tiempo", post(journeys::more_time))
        .route("/t/{journey}/cancelar", post(journeys::cancel))
        .route("/t/{journey}/{step}", get(journeys::step).post(journeys::answer))
        // Leaving: the question, and a departure.
        .route("/salir", get(departures::ask).post(departures::begin))
        .route("/salir/{departure}", get(departures::show))
        .route("/salir/{departure}/saltar", post(departures::skip))
        // What stands around it.
        .route("/", get(site::front))
        .route("/ayuda", get(site::information))
        // What was done in a person's name, and «no he sido yo».
        .route("/accesos", get(accesses::list))
        .route("/no-he-sido-yo/{token}", get(accesses::ask).post(accesses::block))
        .route("/privacidad", get(site::information))
        .route("/accesibilidad", get(site::information))
        .route("/static/{file}", get(site::asset));
    // What methods give outside a journey.
    let routes = hub.methods.iter().filter(|method| method.authenticator.has_page_outside()).fold(
        routes,
        |routes, method| {
            let path = format!("/{}", method.blueprint.path);
            routes.route(&path, get(outside::show).post(outside::answer))
        },
    );
    // Every page with made-up facts.
    #[cfg(feature = "demonstration")]
    let routes =
        routes.route("/muestras", get(gallery::list)).route("/muestras/{name}", get(gallery::show));
    routes
        .fallback(site::not_found)
        .method_not_allowed_fallback(site::method_not_allowed)
        .layer(middleware::from_fn_with_state(intake, take_in))
        .with_state(hub)
}

/// What whoever has a ticket reaches, to show a certificate; on a listener of its own.
pub fn certificate_host(hub: Arc<Hub>) -> Router {
    let intake = Arc::new(Intake::new(Arc::clone(&hub)));
    Router::new()
        .route("/t/{ticket}", get(certificates::present))
        .route("/static/{file}", get(site::asset))
        .fallback(site::not_found)
        .method_not_allowed_fallback(site::method_not_allowed)
        .layer(middleware::from_fn_with_state(intake, take_in))
        .with_state(hub)
}

/// What those reach for whom there is no room: a page that says so, whatever they ask for.
pub fn full(hub: Arc<Hub>) -> Router {
    Router::new().fallback(no_room).with_state(Arc::new(Intake::new(hub)))
}

/// What operators and load balancers reach; on a listener of its own.
pub fn admin(hub: Arc<Hub>) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::numbers))
        // What a gateway for SMS says of a message that it had.
        .route("/recibo/{token}/{status}", get(receipts::receive))
        .with_state(hub)
}
