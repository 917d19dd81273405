use super::*;
use crate::expiry::Thing;

fn ending(at: &str, thing: Thing) -> Ending {
    Ending { at: at.parse().unwrap(), thing }
}

#[test]
fn what_a_node_knows_is_written_as_prometheus_reads_it() {
    let endings = [
        ending("2026-11-30T12:00:00Z", Thing::Tls),
        ending("2027-01-01T12:00:01Z", Thing::OurKey("ab".to_owned())),
        ending("2026-11-01T12:00:00Z", Thing::OurKey("cd".to_owned())),
    ];
    let facts = Facts {
        is_ready: true,
        agencies: 10_000,
        generation: 42,
        looked_ago: Some(SignedDuration::from_millis(1400)),
        failing_sources: Some(2),
        endings: || endings.iter(),
        now: "2026-12-01T12:00:00Z".parse().unwrap(),
    };
    let wanted = r#"# HELP zaguan_ready Whether this node should get requests.
# TYPE zaguan_ready gauge
zaguan_ready 1
# HELP zaguan_agencies Agencies in the directory.
# TYPE zaguan_agencies gauge
zaguan_agencies 10000
# HELP zaguan_directory_generation The number of the directory in use.
# TYPE zaguan_directory_generation gauge
zaguan_directory_generation 42
# HELP zaguan_directory_age_seconds Since when the directory in use is not known to be the newest.
# TYPE zaguan_directory_age_seconds gauge
zaguan_directory_age_seconds 1
# HELP zaguan_sources_failing Followed addresses whose last copy was not good.
# TYPE zaguan_sources_failing gauge
zaguan_sources_failing 2
# HELP zaguan_ending Things that end within 30, 14 or 3 days, or have ended.
# TYPE zaguan_ending gauge
zaguan_ending{kind="agency_key",stage="30_days"} 0
zaguan_ending{kind="agency_key",stage="14_days"} 0
zaguan_ending{kind="agency_key",stage="3_days"} 0
zaguan_ending{kind="agency_key",stage="ended"} 0
zaguan_ending{kind="agency_metadata",stage="30_days"} 0
zaguan_ending{kind="agency_metadata",stage="14_days"} 0
zaguan_ending{kind="agency_metadata",stage="3_days"} 0
zaguan_ending{kind="agency_metadata",stage="ended"} 0
zaguan_ending{kind="our_key",stage="30_days"} 0
zaguan_ending{kind="our_key",stage="14_days"} 0
zaguan_ending{kind="our_key",stage="3_days"} 0
zaguan_ending{kind="our_key",stage="ended"} 1
zaguan_ending{kind="tls",stage="30_days"} 0
zaguan_ending{kind="tls",stage="14_days"} 0
zaguan_ending{kind="tls",stage="3_days"} 0
zaguan_ending{kind="tls",stage="ended"} 1
# HELP zaguan_next_end_seconds How long until the next of a kind ends.
# TYPE zaguan_next_end_seconds gauge
zaguan_next_end_seconds{kind="our_key"} 2678401
"#;
    assert_eq!(text(&facts), wanted);
    let facts = Facts { is_ready: false, looked_ago: None, failing_sources: None, ..facts };
    let text = text(&facts);
    assert!(text.contains("\nzaguan_ready 0\n"));
    assert!(!text.contains("zaguan_directory_age_seconds"), "what is not known is not told");
    assert!(!text.contains("zaguan_sources_failing"));
}
