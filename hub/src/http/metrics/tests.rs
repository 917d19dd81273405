use std::time::Duration;

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
        apart: Some(SignedDuration::from_millis(-3500)),
        jumps: 1,
        tls_kept: Some(true),
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
# HELP zaguan_clock_offset_seconds How far the database's clock is ahead of ours.
# TYPE zaguan_clock_offset_seconds gauge
zaguan_clock_offset_seconds -3.5
# HELP zaguan_clock_jumps_total How often our clock was set by two seconds or more.
# TYPE zaguan_clock_jumps_total counter
zaguan_clock_jumps_total 1
# HELP zaguan_tls_kept Whether a newer TLS certificate could not be used.
# TYPE zaguan_tls_kept gauge
zaguan_tls_kept 1
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
    let facts = Facts {
        is_ready: false,
        looked_ago: None,
        failing_sources: None,
        apart: None,
        tls_kept: None,
        ..facts
    };
    let text = text(&facts);
    assert!(text.contains("\nzaguan_ready 0\n"));
    assert!(!text.contains("zaguan_directory_age_seconds"), "what is not known is not told");
    for unknown in ["zaguan_sources_failing", "zaguan_clock_offset_seconds", "zaguan_tls_kept"] {
        assert!(!text.contains(unknown), "{unknown}");
    }
}

#[test]
fn what_a_node_has_counted_is_written_with_its_words() {
    let node = Node::new(8);
    node.numbers.requests.count(&[("kind", "sso"), ("status", "3xx")]);
    node.numbers.durations(RequestKind::Sso).count(Duration::from_millis(30));
    node.numbers.logins.count(&[("method", "password"), ("level", "low"), ("session", "new")]);
    let pool = Status { max_size: 16, size: 5, available: 3, waiting: 1 };
    let queues = [("password", Queue { places: 66, taken: 2, refused: 7 })];
    let text = counted(&node, &Counted { queues: &queues, source_failures: 4, pool });
    for line in [
        r#"zaguan_requests_total{kind="sso",status="3xx"} 1"#,
        r#"zaguan_request_seconds_bucket{kind="sso",le="0.025"} 0"#,
        r#"zaguan_request_seconds_bucket{kind="sso",le="0.05"} 1"#,
        r#"zaguan_request_seconds_bucket{kind="sso",le="+Inf"} 1"#,
        r#"zaguan_request_seconds_sum{kind="sso"} 0.03"#,
        r#"zaguan_request_seconds_count{kind="journey"} 0"#,
        "zaguan_requests_in_flight 0",
        "zaguan_requests_most 8",
        r#"zaguan_logins_total{method="password",level="low",session="new"} 1"#,
        r#"zaguan_database_connections{state="used"} 2"#,
        r#"zaguan_database_connections{state="free"} 3"#,
        "zaguan_database_waiting 1",
        r#"zaguan_hashing_taken{method="password"} 2"#,
        r#"zaguan_hashing_refused_total{method="password"} 7"#,
        "zaguan_identity_source_failures_total 4",
    ] {
        assert!(text.lines().any(|one| one == line), "{line} is not in\n{text}");
    }
}
