//! The signed octets have an order of their own (SAML Bindings 3.4.4.1). A verifier that signs over
//! the query as it came lets parameters in between; one that sorts its own map breaks honest senders.

use crate::forge::{open_redirect, query, request};

#[test]
fn the_order_in_the_query_does_not_matter() {
    let query = query(Some("state"));
    let mut parameters: Vec<&str> = query.split('&').collect();
    for _ in 0..parameters.len() {
        parameters.rotate_left(1);
        let (message, state) = open_redirect(&parameters.join("&")).unwrap();
        assert_eq!((message, state.unwrap().as_str()), (request(), "state"));
    }
}

#[test]
fn foreign_parameters_are_passed_over() {
    let query = format!("lang=es&{}&&x&=y&%41=b", query(None));
    assert_eq!(open_redirect(&query), Ok((request(), None)));
}
