//! What an operator sees, and the files in `operation/` that look at it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Output};

use hub::{Clock as _, SystemClock};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::street::{CITIZEN, House, root, run};

use crate::line::Line;
use crate::{ask, assert_metric};

fn file(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// Names of our metrics in a text; of a histogram, its own.
fn names(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = text.split(|c| !is_part(c)).filter(|word| word.starts_with("zaguan_"));
    let own = |word: &str| {
        let ends = ["_bucket", "_sum", "_count"];
        ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word).to_owned()
    };
    words.map(own).collect()
}

/// A hub that has answered in every way that has a number of its own.
fn lived_in() -> (House, String) {
    let house = House::open();
    let agency = Agency::new("https://sede.example.test/metadata");
    let _ = house.join(&agency.metadata());
    let address = |id: &str| {
        let destination = Some(format!("{}/saml/sso", house.url));
        let request = AuthnRequest { destination, ..agency.request(id, SystemClock.now()) };
        format!("{}{}", house.url, agency.redirect(&request, None))
    };
    let visitor = house.visitor();
    assert!(visitor.prove(&visitor.get(&address("_one"))).response().contains("status:Success"));
    let other = house.visitor();
    assert!(other.cancel(&other.get(&address("_two"))).response().contains("CANCELLED"));
    assert_eq!(Line::to(&house).get("/nothing").status, 404);
    let numbers = ask(&house, "/metrics").answer.body;
    (house, numbers)
}

#[test]
fn what_is_counted_is_what_the_dashboard_shows_and_alarms_and_manual_speak_of_nothing_else() {
    let (house, numbers) = lived_in();
    for line in [
        "zaguan_answers_total{outcome=\"GRANTED\"} 1",
        "zaguan_answers_total{outcome=\"CANCELLED\"} 1",
        "zaguan_logins_total{method=\"password\",level=\"low\",session=\"new\"} 1",
        "zaguan_refused_total{cause=\"not-found\"} 1",
        "zaguan_requests_total{kind=\"sso\",status=\"3xx\"} 2",
        "zaguan_requests_total{kind=\"page\",status=\"4xx\"} 1",
        "zaguan_hashing_places{method=\"password\"} 65",
        "zaguan_hashing_taken{method=\"password\"} 0",
        "zaguan_requests_most 256",
        "zaguan_database_connections_most 16",
    ] {
        assert_metric(&house, line);
    }
    let typed = numbers.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let told: BTreeSet<String> =
        typed.map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(told, names(&numbers), "each is described");
    assert_eq!(told, names(&file("operation/dashboard.json")));
    for text in ["operation/alerts.yml", "hub/manual/runbook.md", "hub/manual/several-nodes.md"] {
        let unknown: Vec<_> = names(&file(text)).difference(&told).cloned().collect();
        assert_eq!(unknown, [""; 0], "{text}");
    }
    let written = house.file("metrics");
    fs::write(&written, &numbers).unwrap();
    run(Command::new("sh").arg("-c").arg(format!("promtool check metrics <{}", written.display())));
}

#[test]
fn each_alarm_has_its_section_in_the_runbook_and_each_section_its_alarm() {
    let alerts = file("operation/alerts.yml");
    run(Command::new("promtool").args(["check", "rules"]).arg(root().join("operation/alerts.yml")));
    let after = |prefix: &str| -> Vec<String> {
        let lines = alerts.lines().filter_map(|line| line.trim().strip_prefix(prefix));
        lines.map(str::to_owned).collect()
    };
    let alarms = after("- alert: ");
    assert!(alarms.len() > 20);
    let links: Vec<_> = alarms
        .iter()
        .map(|alarm| format!("hub/manual/runbook.md#{}", alarm.to_lowercase()))
        .collect();
    assert_eq!(after("runbook_url: "), links);
    let runbook = file("hub/manual/runbook.md");
    let mut sections = runbook.split("\n## ").skip(1).map(|section| {
        let title = section.lines().next().unwrap().trim_matches('`');
        for part in ["**It means**", "**People notice**", "**Now**", "**It is over**"] {
            assert_eq!(section.matches(part).count(), 1, "{title}: {part}");
        }
        title.to_owned()
    });
    assert!(alarms.iter().all(|alarm| sections.next().as_ref() == Some(alarm)));
    assert_eq!(sections.next(), None);
}

/// An alarm, numbers at which it rings, and numbers at which it does not, minute by minute; then how many of them.
type Ring = (&'static str, &'static [&'static str], &'static [&'static str], u32);

const RINGS: [Ring; 25] = [
    ("ZaguanDown", &["up{job='zaguan'} 0x9"], &["up{job='zaguan'} 1x9"], 3),
    ("ZaguanNotReady", &["zaguan_ready 0x9"], &["zaguan_ready 0 1x9"], 3),
    (
        "ZaguanNobodyEnters",
        &[
            "zaguan_requests_total{kind='sso',status='3xx'} 0+60x60",
            "zaguan_answers_total{outcome='GRANTED'} 7x60",
        ],
        &[
            "zaguan_requests_total{kind='sso',status='3xx'} 0+60x60",
            "zaguan_answers_total{outcome='GRANTED'} 0+1x60",
        ],
        40,
    ),
    (
        "ZaguanFaults",
        &[
            "zaguan_refused_total{cause='busy'} 0+2x30",
            "zaguan_requests_total{kind='journey',status='2xx'} 0+100x30",
        ],
        &[
            "zaguan_refused_total{cause='not-found'} 0+2x30",
            "zaguan_requests_total{kind='journey',status='2xx'} 0+100x30",
        ],
        20,
    ),
    (
        "ZaguanTurnedAway",
        &["zaguan_turned_away_total{kind='sso',why='requests'} 0+30x20"],
        &["zaguan_turned_away_total{kind='sso',why='requests'} 30x20"],
        12,
    ),
    (
        "ZaguanConnectionsFull",
        &["zaguan_connections_total{end='turned_away'} 0+30x20"],
        &["zaguan_connections_total{end='served'} 0+30x20"],
        12,
    ),
    (
        "ZaguanDatabaseWaiting",
        &["zaguan_database_waiting 1x9"],
        &["zaguan_database_waiting 1 0x9"],
        3,
    ),
    (
        "ZaguanSlow",
        &[
            "zaguan_request_seconds_bucket{kind='sso',le='2.5'} 0x60",
            "zaguan_request_seconds_bucket{kind='sso',le='5'} 0+9x60",
            "zaguan_request_seconds_bucket{kind='sso',le='+Inf'} 0+9x60",
        ],
        &[
            "zaguan_request_seconds_bucket{kind='sso',le='1'} 0+9x60",
            "zaguan_request_seconds_bucket{kind='sso',le='+Inf'} 0+9x60",
        ],
        30,
    ),
    (
        "ZaguanHashingFull",
        &["zaguan_hashing_refused_total{method='password'} 0+5x20"],
        &["zaguan_hashing_refused_total{method='password'} 5x20"],
        12,
    ),
    (
        "ZaguanIdentitySourceAway",
        &["zaguan_identity_source_failures_total 0+1x20"],
        &["zaguan_identity_source_failures_total 5x20"],
        6,
    ),
    (
        "ZaguanClockWrong",
        &["zaguan_clock_offset_seconds -3x9"],
        &["zaguan_clock_offset_seconds -1.5x9"],
        3,
    ),
    (
        "ZaguanClockJumped",
        &["zaguan_clock_jumps_total 0 0 1x9"],
        &["zaguan_clock_jumps_total 1x9"],
        5,
    ),
    (
        "ZaguanOursEnds",
        &["zaguan_ending{kind='tls',stage='3_days'} 1x9"],
        &["zaguan_ending{kind='agency_key',stage='3_days'} 1x9"],
        3,
    ),
    (
        "ZaguanOursEndsSoon",
        &["zaguan_next_end_seconds{kind='our_key'} 1000000x90"],
        &["zaguan_next_end_seconds{kind='our_key'} 1300000x90"],
        70,
    ),
    ("ZaguanTlsKept", &["zaguan_tls_kept 1x9"], &["zaguan_tls_kept 0x9"], 3),
    (
        "ZaguanAgencyEnds",
        &["zaguan_ending{kind='agency_metadata',stage='ended'} 2x90"],
        &["zaguan_ending{kind='agency_metadata',stage='14_days'} 2x90"],
        70,
    ),
    (
        "ZaguanAgenciesFell",
        &["zaguan_agencies 100x60 89x20"],
        &["zaguan_agencies 100x60 91x20"],
        70,
    ),
    (
        "ZaguanSourcesFailing",
        &["zaguan_sources_failing 1x1500"],
        &["zaguan_sources_failing 1x1400 0x100"],
        1480,
    ),
    (
        "ZaguanDirectoryOld",
        &["zaguan_directory_age_seconds 11x9"],
        &["zaguan_directory_age_seconds 9x9"],
        3,
    ),
    (
        "ZaguanMessagesWait",
        &["zaguan_messages_oldest_seconds 0+60x9"],
        &["zaguan_messages_oldest_seconds 5x9"],
        6,
    ),
    (
        "ZaguanCarrierFails",
        &[
            "zaguan_messages_carried_total{carrier='one',event='failed'} 0+3x20",
            "zaguan_messages_carried_total{carrier='one',event='handed'} 0+9x20",
        ],
        &[
            "zaguan_messages_carried_total{carrier='one',event='failed'} 0+3x20",
            "zaguan_messages_carried_total{carrier='one',event='handed'} 0+90x20",
        ],
        15,
    ),
    (
        "ZaguanNodesDisagree",
        &[
            "zaguan_directory_generation{instance='a'} 4x9",
            "zaguan_directory_generation{instance='b'} 5x9",
        ],
        &[
            "zaguan_directory_generation{instance='a'} 5x9",
            "zaguan_directory_generation{instance='b'} 5x9",
        ],
        3,
    ),
    (
        "ZaguanForgedRequests",
        &["zaguan_refused_total{cause='untrusted-request'} 0+60x60"],
        &["zaguan_refused_total{cause='mid-journey'} 0+60x60"],
        40,
    ),
    (
        "ZaguanHandshakesFail",
        &["zaguan_handshakes_failed_total 0+600x60"],
        &["zaguan_handshakes_failed_total 0+60x60"],
        40,
    ),
    (
        "ZaguanReleasesDiffer",
        &["zaguan_build_info{version='0.1.0'} 1x400", "zaguan_build_info{version='0.2.0'} 1x400"],
        &["zaguan_build_info{version='0.1.0'} 1x400"],
        380,
    ),
];

#[test]
fn each_alarm_rings_when_it_should_and_not_before() {
    let alerts = file("operation/alerts.yml");
    let named = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: "));
    let tried: BTreeSet<_> = RINGS.iter().map(|(alarm, ..)| *alarm).collect();
    assert_eq!(named.collect::<BTreeSet<_>>(), tried);
    let mut text = format!(
        "rule_files: ['{}']\nevaluation_interval: 1m\ntests:\n",
        root().canonicalize().unwrap().join("operation/alerts.yml").display()
    );
    for (alarm, rings, quiet, minutes) in RINGS {
        for (series, count) in [(rings, 1), (quiet, 0)] {
            text += "- interval: 1m\n  input_series:\n";
            for one in series {
                let (name, values) = one.split_once(' ').unwrap();
                let _ = writeln!(text, "  - {{series: \"{name}\", values: \"{values}\"}}");
            }
            let firing = format!("ALERTS{{alertname='{alarm}',alertstate='firing'}}");
            let _ = writeln!(
                text,
                "  promql_expr_test:\n  - expr: \"count({firing}) or vector(0)\"\n    \
                 eval_time: {minutes}m\n    exp_samples: [{{labels: '{{}}', value: {count}}}]"
            );
        }
    }
    let rules = std::env::temp_dir().join(format!("zaguan-alarms-{}.yml", std::process::id()));
    fs::write(&rules, text).unwrap();
    let output = Command::new("promtool").args(["test", "rules"]).arg(&rules).output().unwrap();
    fs::remove_file(&rules).unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn systemd_takes_the_unit_and_finds_little_to_harm() {
    let house = House::open();
    let unit = house.file("zaguan.service");
    let binary = std::env::var("ZAGUAN_BINARY").unwrap();
    let text = file("operation/zaguan.service").replace("/usr/local/bin/zaguan", &binary);
    fs::write(&unit, text.replace("User=zaguan\nGroup=zaguan\n", "User=nobody\n")).unwrap();
    run(Command::new("systemd-analyze").arg("verify").arg("--man=no").arg(&unit));
    let strict = ["security", "--offline=true", "--threshold=20", "--no-pager"];
    run(Command::new("systemd-analyze").args(strict).arg(&unit));
}

#[test]
fn systemd_is_told_when_the_hub_serves_and_when_it_stops() {
    let mut house = House::open();
    house.close();
    let socket = house.file("notify");
    let ears = std::os::unix::net::UnixDatagram::bind(&socket).unwrap();
    ears.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    house.start_in(&[("NOTIFY_SOCKET", socket.to_str().unwrap())]);
    let heard = || {
        let mut octets = [0; 64];
        let length = ears.recv(&mut octets).unwrap();
        String::from_utf8(octets[..length].to_vec()).unwrap()
    };
    assert_eq!(heard(), "READY=1");
    assert_eq!(Line::to(&house).get("/ayuda").status, 200);
    house.close();
    assert_eq!(heard(), "STOPPING=1");
}

fn status(house: &House) -> (bool, Vec<String>, String) {
    let Output { status, stdout, stderr } = house.operate(&["status"]);
    let lines = String::from_utf8(stdout).unwrap().lines().map(str::to_owned).collect();
    (status.success(), lines, String::from_utf8(stderr).unwrap())
}

#[test]
fn status_says_how_the_node_is_and_fails_where_it_is_not_well() {
    let (mut house, _) = lived_in();
    let (well, said, complained) = status(&house);
    assert!(well && complained.is_empty(), "{complained}");
    assert_eq!(said[0], "This node is ready.");
    assert!(said[1].starts_with("Agencies: 1, by directory "), "{said:?}");
    assert_eq!(said[4], "Answers to agencies since it began: 1 CANCELLED, 1 GRANTED.");
    assert_eq!(said[5], "Pages that said no since it began: 1 not-found.");

    house.reconfigure("drain_delay = 8");
    crate::signal(&house, "TERM");
    let draining = || ask(&house, "/readyz").answer.status.as_u16() == 503;
    crate::until("it to drain", std::time::Duration::from_secs(2), draining);
    let (well, said, complained) = status(&house);
    assert!(!well);
    assert_eq!(said[0], "This node is NOT READY: draining: this node was told to stop.");
    assert_eq!(complained, "zaguan: the node is not ready\n");

    house.close();
    let (well, said, complained) = status(&house);
    assert!(!well && said.is_empty());
    assert!(complained.ends_with(": it is not running, or hangs\n"), "{complained}");
}

#[test]
fn lines_about_one_request_and_one_journey_are_found_by_names_that_open_nothing() {
    let mut house = House::open();
    house.close();
    house.start_in(&[("RUST_LOG", "info,hub::http=debug")]);
    let agency = Agency::new("https://sede.example.test/metadata");
    let _ = house.join(&agency.metadata());
    let destination = Some(format!("{}/saml/sso", house.url));
    let request = AuthnRequest { destination, ..agency.request("_one", SystemClock.now()) };
    let visitor = house.visitor();
    let address = format!("{}{}", house.url, agency.redirect(&request, None));
    let choose = visitor.get(&address);
    let id = choose.url.rsplit('/').next().unwrap();
    let back = visitor.prove(&choose);
    assert!(back.response().contains("status:Success"));
    let said = house.said();
    let lines: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let served: Vec<_> =
        lines.iter().filter(|line| line["fields"]["message"] == "served").collect();
    let of_journey: Vec<_> =
        served.iter().filter(|line| line["span"]["journey"].is_string()).collect();
    assert!(of_journey.len() >= 5, "{said}");
    let journeys: BTreeSet<_> =
        of_journey.iter().map(|line| line["span"]["journey"].as_str().unwrap()).collect();
    assert_eq!(journeys.len(), 1, "one journey, one name");
    let requests: BTreeSet<_> =
        served.iter().map(|line| line["span"]["request"].as_str().unwrap()).collect();
    assert_eq!(requests.len(), served.len(), "each request has its own");
    for secret in [id, CITIZEN.0, "127.0.0.1\",", "/t/", "SAMLRequest", "example.test/acs"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}
