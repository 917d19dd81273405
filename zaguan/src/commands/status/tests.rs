use super::*;

const BEFORE: &str = "\
# HELP zaguan_requests_total Requests.
zaguan_requests_total{kind=\"sso\",status=\"3xx\"} 10
zaguan_requests_total{kind=\"journey\",status=\"2xx\"} 30
";
const NOW: &str = "\
zaguan_agencies 3
zaguan_directory_generation 42
zaguan_sources_failing 1
zaguan_requests_total{kind=\"sso\",status=\"3xx\"} 12
zaguan_requests_total{kind=\"journey\",status=\"2xx\"} 34
zaguan_turned_away_total{kind=\"sso\",why=\"requests\"} 1
zaguan_requests_in_flight 2
zaguan_requests_most 256
zaguan_connections_open 7
zaguan_database_connections{state=\"used\"} 2
zaguan_database_connections{state=\"free\"} 5
zaguan_database_connections_most 16
zaguan_messages_waiting 4
zaguan_messages_oldest_seconds 70
zaguan_hashing_taken{method=\"password\"} 1
zaguan_hashing_places{method=\"password\"} 66
zaguan_answers_total{outcome=\"CANCELLED\"} 3
zaguan_answers_total{outcome=\"GRANTED\"} 20
";

#[test]
fn numbers_are_told_in_sentences() {
    let wanted = [
        "Agencies: 3, by directory 42; 1 followed addresses are not good.",
        "Now: 120 requests a minute, 20 of them turned away.",
        "Room: 2 of 256 requests, 7 connections, 2 of 16 connections to the database, 1 of 66 passwords and codes.",
        "Answers to agencies since it began: 20 GRANTED, 3 CANCELLED.",
        "Pages that said no since it began: none.",
        "Messages: 4 wait, the oldest for 70 seconds.",
    ];
    assert_eq!(Numbers::read(NOW).sentences(&Numbers::read(BEFORE)), wanted);
}

#[test]
fn a_listener_on_all_addresses_is_reached_at_loopback() {
    let reached = |text: &str| reached(text.parse().unwrap()).to_string();
    assert_eq!(reached("0.0.0.0:8442"), "127.0.0.1:8442");
    assert_eq!(reached("[::]:8442"), "[::1]:8442");
    assert_eq!(reached("192.0.2.1:8442"), "192.0.2.1:8442");
}
