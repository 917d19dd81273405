use super::*;

fn network(text: &str) -> Network {
    text.parse().unwrap()
}

fn has(text: &str, address: &str) -> bool {
    network(text).contains(address.parse().unwrap())
}

#[test]
fn a_network_ends_where_its_bits_say() {
    assert!(has("10.0.0.0/8", "10.255.255.255"));
    assert!(!has("10.0.0.0/8", "11.0.0.0"));
    assert!(has("192.0.2.128/25", "192.0.2.255"));
    assert!(!has("192.0.2.128/25", "192.0.2.127"));
    assert!(has("2001:db8::/32", "2001:db8:ffff::1"));
    assert!(!has("2001:db8::/32", "2001:db9::"));
    assert!(has("fe80::/10", "febf::1"));
}

#[test]
fn one_address_is_a_network_of_itself() {
    for (text, another) in [("192.0.2.7", "192.0.2.6"), ("2001:db8::7", "2001:db8::6")] {
        assert!(has(text, text) && !has(text, another), "{text}");
    }
}

#[test]
fn everything_of_one_kind_is_nothing_of_the_other() {
    assert!(has("0.0.0.0/0", "203.0.113.9") && !has("0.0.0.0/0", "2001:db8::1"));
    assert!(has("::/0", "2001:db8::1") && !has("::/0", "203.0.113.9"));
    assert!(network("0.0.0.0/0").is_everything() && !network("10.0.0.0/8").is_everything());
}

#[test]
fn an_ipv4_address_that_came_as_an_ipv6_one_is_in_its_network() {
    assert!(has("10.0.0.0/8", "::ffff:10.1.2.3"));
    assert!(!has("::/0", "::ffff:10.1.2.3"));
}

#[test]
fn what_is_no_network_is_said_to_be_none() {
    for text in [
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/+8",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10/8",
        "2001:db8::/129",
        "10.0.0.0/256",
        "example.es",
        "10.0.0.0/8 ",
        "010.0.0.0/8",
        "fe80::1%eth0/64",
        "[::1]/128",
        "::ffff:10.0.0.0/104",
    ] {
        assert_eq!(text.parse::<Network>(), Err(BadNetwork::Form(text.to_owned())));
    }
    for text in ["10.0.0.1/8", "2001:db8::1/32", "128.0.0.0/0"] {
        assert_eq!(text.parse::<Network>(), Err(BadNetwork::Surplus(text.to_owned())));
    }
}
