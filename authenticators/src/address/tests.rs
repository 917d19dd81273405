use super::*;

fn block(address: &str) -> AddressBlock {
    AddressBlock::of(address.parse().unwrap())
}

#[test]
fn a_block_is_24_bits_of_ipv4_and_56_of_ipv6() {
    assert_eq!(block("192.0.2.1"), block("192.0.2.255"));
    assert_ne!(block("192.0.2.1"), block("192.0.3.1"));
    assert_eq!(block("2001:db8:1:200::1"), block("2001:db8:1:2ff:ffff:ffff:ffff:ffff"));
    assert_ne!(block("2001:db8:1:200::1"), block("2001:db8:1:300::1"));
}

#[test]
fn an_ipv4_address_that_is_written_as_ipv6_is_the_same_and_no_other_one_is() {
    assert_eq!(block("::ffff:192.0.2.7"), block("192.0.2.1"));
    assert_ne!(block("::192.0.2.7"), block("192.0.2.1"));
    assert_ne!(block("::"), block("0.0.0.0"));
}

#[test]
fn where_nobody_said_it_is_the_block_of_no_address() {
    assert_eq!(AddressBlock::default(), block("0.0.0.0"));
}

#[test]
fn it_is_not_shown() {
    assert_eq!(format!("{:?}", block("192.0.2.1").exempt()), "AddressBlock(redacted)");
}
