//! The metadata of ten thousand parties in one file (DESIGN 8): all of them are read, one after the
//! other, in memory that is a small multiple of the file.

#![cfg(test)]

use std::fs;
use std::time::Instant;

use metadata::{Described, Endpoints, MetadataError, ServiceProvider, aggregate};
use tests::federation::{self, BROKEN, IDENTITY_PROVIDERS};

const MEMBERS: usize = 10_000;
/// For a file of 43 MB, which is in it as well.
const MOST_MEBIBYTES: usize = 512;

#[test]
fn ten_thousand_parties_are_read_in_memory_that_is_bounded() {
    let xml = federation::metadata(MEMBERS);
    assert!((40_000_000..46_000_000).contains(&xml.len()), "{} octets", xml.len());
    let start = Instant::now();
    let all = aggregate(xml.as_bytes(), None).unwrap();
    assert_eq!(all.len(), MEMBERS);
    let (mut taken, mut passed_over, mut refused) = (0, 0, 0);
    for (number, member) in all.members(Endpoints::HttpsOnly).enumerate() {
        assert_eq!(member.entity_id().unwrap().as_str(), federation::entity_id(number));
        match member.read() {
            Ok(Some(described)) => {
                taken += 1;
                check(number, &described);
            }
            Ok(None) => passed_over += 1,
            Err(cause) => {
                refused += 1;
                assert!(matches!(cause, MetadataError::Consumer { index: 0, .. }), "{cause}");
            }
        }
    }
    let (identity_providers, broken) = (MEMBERS / IDENTITY_PROVIDERS, MEMBERS / BROKEN);
    assert_eq!(passed_over, identity_providers);
    assert_eq!(refused, broken);
    assert_eq!(taken, MEMBERS - identity_providers - broken);
    let most = most_mebibytes();
    eprintln!("{} octets read in {:?}, {most} MiB at most", xml.len(), start.elapsed());
    assert!(most < MOST_MEBIBYTES, "{most} MiB");
}

fn check(number: usize, described: &Described) {
    let location = format!("https://sede-{number}.example.test/acs");
    assert_eq!(described.service_provider.consumers[0].location, location);
    assert!(described.service_provider.valid_until.is_some(), "by its group");
    if number % 1000 == 2 {
        let alone = ServiceProvider::read(&described.descriptor).unwrap();
        assert_eq!(alone.consumers, described.service_provider.consumers);
    }
}

/// The most that this process has had in memory.
fn most_mebibytes() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() / 1024
}
