use tokio::io::AsyncWriteExt as _;

use super::*;

/// Far more than anything here takes.
const LONG: Duration = Duration::from_secs(20);

/// An introduction with this byte of version and command, this family, and these octets after.
fn introduction(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
    let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
    [&SIGNATURE[..], &[command, family], &length, rest].concat()
}

fn inet(more: &[u8]) -> Vec<u8> {
    [&[203, 0, 113, 9, 198, 51, 100, 1, 0x12, 0x34, 0x01, 0xbb], more].concat()
}

fn inet6() -> Vec<u8> {
    let address: Ipv6Addr = "2001:db8::9".parse().unwrap();
    [&address.octets()[..], &[0; 16], &[0x12, 0x34, 0x01, 0xbb]].concat()
}

async fn heard(sent: &[u8]) -> (Result<Option<IpAddr>, String>, Vec<u8>) {
    let mut sent = sent;
    let source = read(&mut sent, LONG).await.map_err(|error| error.to_string());
    (source, sent.to_vec())
}

#[tokio::test]
async fn the_source_is_read_and_nothing_beyond_the_introduction() {
    for (family, rest, expected) in [
        (0x11, inet(b""), "203.0.113.9"),
        (0x11, inet(b"\x04\0\x01x"), "203.0.113.9"),
        (0x21, inet6(), "2001:db8::9"),
    ] {
        let sent = [introduction(0x21, family, &rest), b"GET /".to_vec()].concat();
        let expected = Ok(Some(expected.parse().unwrap()));
        assert_eq!(heard(&sent).await, (expected, b"GET /".to_vec()));
    }
}

#[tokio::test]
async fn a_proxy_that_speaks_for_itself_or_of_no_address_names_nobody() {
    for sent in [
        introduction(0x20, 0x00, b""),
        introduction(0x20, 0x11, &inet(b"")),
        introduction(0x21, 0x00, b""),
        introduction(0x21, 0x31, &[0; 216]),
        introduction(0x21, 0x12, &inet(b"")),
    ] {
        assert_eq!(heard(&sent).await, (Ok(None), Vec::new()), "{sent:?}");
    }
}

#[tokio::test]
async fn what_is_no_introduction_is_refused_with_what_to_do() {
    let other_version = introduction(0x31, 0x11, &inet(b""));
    let other_command = introduction(0x22, 0x11, &inet(b""));
    for (sent, expected) in [
        (&b"PROXY TCP4 203.0.113.9 198.51.100.1 4660 443\r\n"[..], BadIntroduction::Version1),
        (b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n", BadIntroduction::Missing),
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03 0123456789", BadIntroduction::Missing),
        (&other_version, BadIntroduction::Version),
        (&other_command, BadIntroduction::Version),
        (&introduction(0x21, 0x11, &[0; 11]), BadIntroduction::Short),
        (&introduction(0x21, 0x11, b"abc"), BadIntroduction::Short),
        (&introduction(0x21, 0x21, &[0; 35]), BadIntroduction::Short),
        (&introduction(0x21, 0x11, &inet(&[0; 1013])), BadIntroduction::Long),
    ] {
        assert_eq!(heard(sent).await.0, Err(expected.to_string()));
    }
    assert_eq!(heard(&introduction(0x21, 0x11, &inet(&[0; 1012]))).await.1, Vec::<u8>::new());
}

#[tokio::test]
async fn a_connection_that_ends_within_it_is_an_error() {
    let whole = introduction(0x21, 0x11, &inet(b""));
    for length in 0..whole.len() {
        assert_eq!(heard(&whole[..length]).await.0.unwrap_err(), "early eof", "{length}");
    }
}

#[tokio::test]
async fn nothing_is_waited_for_once_it_is_whole() {
    let (mut proxy, mut hub) = tokio::io::duplex(64);
    proxy.write_all(&introduction(0x21, 0x11, &inet(b""))).await.unwrap();
    assert_eq!(read(&mut hub, LONG).await.unwrap(), Some([203, 0, 113, 9].into()));
}

#[tokio::test]
async fn a_proxy_that_says_nothing_or_stops_half_way_is_not_waited_for_long() {
    for said in [0, 5, 16, 20] {
        let (mut proxy, mut hub) = tokio::io::duplex(64);
        proxy.write_all(&introduction(0x21, 0x11, &inet(b""))[..said]).await.unwrap();
        let refused = read(&mut hub, Duration::from_millis(50)).await;
        assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::TimedOut, "{said}");
    }
}
