use hyper::header::{HeaderName, HeaderValue};

use super::*;

const PROXY: &str = "10.0.0.1:40000";
const CLIENT: &str = "203.0.113.9";

fn ways(proxy_protocol: bool) -> Arc<Ways> {
    let trusted = ["10.0.0.0/8", "2001:db8:aaaa::/48"].map(|text| text.parse().unwrap());
    let exempt = vec!["198.51.100.0/24".parse().unwrap()];
    Arc::new(Ways { trusted: trusted.to_vec(), proxy_protocol, exempt })
}

async fn client(ways: Arc<Ways>, peer: &str, mut sent: &[u8]) -> io::Result<Client> {
    ways.introduced(&mut sent, peer.parse().unwrap()).await
}

/// From whom a request with these lines came, by this peer, without the PROXY protocol.
async fn came(peer: &str, lines: &[&[u8]]) -> String {
    let mut headers = HeaderMap::new();
    for line in lines {
        let name = HeaderName::from_static(FORWARDED);
        headers.append(name, HeaderValue::from_bytes(line).unwrap());
    }
    client(ways(false), peer, b"").await.unwrap().of(&headers).to_string()
}

#[tokio::test]
async fn without_a_proxy_it_is_the_peer_whatever_the_header_says() {
    for line in [&b"198.51.100.7"[..], b"10.0.0.1", b"203.0.113.9, 10.0.0.1", b"", b"\xff"] {
        assert_eq!(came("192.0.2.1:5555", &[line]).await, "192.0.2.1");
    }
    assert_eq!(came("[2001:db8::1]:5555", &[b"198.51.100.7"]).await, "2001:db8::1");
}

#[tokio::test]
async fn behind_a_proxy_it_is_the_last_address_that_is_no_proxy() {
    for lines in [
        &[&b"203.0.113.9"[..]][..],
        &[b"203.0.113.9, 10.1.1.1, 10.2.2.2"],
        &[b"198.51.100.7, 203.0.113.9"],
        &[b"198.51.100.7", b"203.0.113.9", b"10.1.1.1"],
        &[b"10.0.0.1, 198.51.100.7 ,\t203.0.113.9 "],
        &[b"203.0.113.9, 2001:db8:aaaa::1, [2001:db8:aaaa::2]:443"],
        &[b"nonsense", b"203.0.113.9"],
        &[b", ,, 203.0.113.9"],
    ] {
        assert_eq!(came(PROXY, lines).await, CLIENT, "{lines:?}");
    }
}

#[tokio::test]
async fn ports_and_brackets_are_read_and_mapped_addresses_are_what_they_are() {
    for (hop, expected) in [
        (&b"203.0.113.9:4660"[..], CLIENT),
        (b"::ffff:203.0.113.9", CLIENT),
        (b"[::ffff:203.0.113.9]:4660", CLIENT),
        (b"2001:db8::9", "2001:db8::9"),
        (b"[2001:db8::9]", "2001:db8::9"),
        (b"[2001:db8::9]:4660", "2001:db8::9"),
        // Among proxies, one that is written as IPv6.
        (b"203.0.113.9, ::ffff:10.1.1.1", CLIENT),
    ] {
        assert_eq!(came(PROXY, &[hop]).await, expected);
    }
    assert_eq!(came("[::ffff:10.0.0.1]:40000", &[b"203.0.113.9"]).await, CLIENT);
}

/// Never nobody, and never what stands further left: that may have been written by anybody.
#[tokio::test]
async fn what_cannot_be_read_counts_as_the_proxy_itself() {
    let endless = b"10.1.1.1,".repeat(HOPS - 1);
    let endless = [&b"203.0.113.9,"[..], &endless, b"10.1.1.1"].concat();
    for lines in [
        &[][..],
        &[&b""[..]][..],
        &[b"203.0.113.9,"],
        &[b"203.0.113.9", b""],
        &[b"203.0.113.9, unknown"],
        &[b"203.0.113.9, _hidden"],
        &[b"203.0.113.9, fe80::1%eth0"],
        &[b"203.0.113.9, [fe80::1%3]:443"],
        &[b"203.0.113.9, [10.1.1.1]"],
        &[b"203.0.113.9, [2001:db8::9"],
        &[b"203.0.113.9, 2001:db8::9]:443"],
        &[b"203.0.113.9, 203.0.113.9:99999"],
        &[b"203.0.113.9, 0203.0.113.9"],
        &[b"203.0.113.9, 3405803785"],
        &[b"203.0.113.9, 203.0.113"],
        &[b"203.0.113.9, \"203.0.113.9\""],
        &[b"203.0.113.9, for=203.0.113.9"],
        &[b"203.0.113.9, 203.0.113.9 10.0.0.1"],
        &[b"203.0.113.9, \xff\xfe"],
        &[b"10.1.1.1, 10.2.2.2"],
        &[&endless],
    ] {
        assert_eq!(came(PROXY, lines).await, "10.0.0.1", "{lines:?}");
    }
}

#[tokio::test]
async fn as_many_proxies_as_are_looked_at_may_stand_between() {
    let between = b"10.1.1.1,".repeat(HOPS - 2);
    let line = [&b"203.0.113.9,"[..], &between, b"10.1.1.1"].concat();
    assert_eq!(came(PROXY, &[&line]).await, CLIENT);
}

/// One introduction of version 2, for 203.0.113.9 or another source.
fn introduction(source: [u8; 4]) -> Vec<u8> {
    let fixed = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c";
    [&fixed[..], &source, &[198, 51, 100, 1, 0x12, 0x34, 0x01, 0xbb]].concat()
}

#[tokio::test]
async fn a_proxy_that_introduces_its_client_is_believed_and_the_clients_header_is_not() {
    let client = client(ways(true), PROXY, &introduction([203, 0, 113, 9])).await.unwrap();
    let headers = HeaderMap::from_iter([(
        HeaderName::from_static(FORWARDED),
        HeaderValue::from_static("198.51.100.7"),
    )]);
    assert_eq!(client.of(&headers).to_string(), CLIENT);
}

/// A load balancer in front of a proxy in front of us.
#[tokio::test]
async fn a_proxy_that_introduces_another_proxy_leaves_the_header_to_that() {
    let client = client(ways(true), PROXY, &introduction([10, 9, 9, 9])).await.unwrap();
    let name = HeaderName::from_static(FORWARDED);
    let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(CLIENT))]);
    assert_eq!(client.of(&headers).to_string(), CLIENT);
    assert_eq!(client.of(&HeaderMap::new()).to_string(), "10.9.9.9");
}

/// What a proxy says of itself, or of a socket without an address (PROXY protocol 2.2, `UNSPEC`).
#[tokio::test]
async fn a_proxy_that_does_not_say_whom_it_introduces_is_the_client_whatever_a_header_says() {
    let unspecified = b"\r\n\r\n\0\r\nQUIT\n\x21\x00\0\0";
    let client = client(ways(true), PROXY, unspecified).await.unwrap();
    let name = HeaderName::from_static(FORWARDED);
    let headers = HeaderMap::from_iter([(name, HeaderValue::from_static("198.51.100.7"))]);
    assert_eq!(client.of(&headers).to_string(), "10.0.0.1");
}

#[tokio::test]
async fn nobody_else_can_introduce_anybody() {
    let mut sent = &introduction([203, 0, 113, 9])[..];
    let whole = sent.len();
    let peer = "192.0.2.1:5555".parse().unwrap();
    let stranger = ways(true).introduced(&mut sent, peer).await.unwrap();
    assert_eq!(stranger.of(&HeaderMap::new()).to_string(), "192.0.2.1");
    assert_eq!(sent.len(), whole, "what follows is for TLS, which refuses it");
}

#[tokio::test]
async fn a_proxy_that_should_and_does_not_is_refused() {
    let refused = client(ways(true), PROXY, b"PROXY TCP4 203.0.113.9 10.0.0.1 1 2\r\n").await;
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::InvalidData);
}

#[test]
fn the_hub_is_told_the_block_and_whether_it_is_exempt() {
    let ways = ways(false);
    assert_eq!(ways.block(CLIENT.parse().unwrap()), AddressBlock::of([203, 0, 113, 1].into()));
    assert!(!ways.block(CLIENT.parse().unwrap()).is_exempt());
    assert!(ways.block([198, 51, 100, 7].into()).is_exempt());
}
