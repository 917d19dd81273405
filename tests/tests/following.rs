//! Addresses that are followed, through the programs: fetched by http from this machine, as the
//! demonstration allows.

#![cfg(test)]

use tests::database::{self, TestDatabase};
use tests::hall::agency::Agency;
use tests::hall::keys;
use tests::operator::{Ended, Operator};
use tests::publisher::{Publisher, signed};

const PATH: &str = "/metadata";

struct Story {
    publisher: Publisher,
    operator: Operator,
    agency: Agency,
    _database: TestDatabase,
}

impl Story {
    async fn begin() -> Self {
        let database = database::fresh().await;
        Self {
            publisher: Publisher::open().await,
            operator: Operator::of_demonstration(&database),
            agency: Agency::new("https://sede.example.test/metadata"),
            _database: database,
        }
    }

    fn run(&self, command: &[&str]) -> Ended {
        tokio::task::block_in_place(|| self.operator.run(command))
    }

    fn well(&self, command: &[&str]) -> String {
        let ended = self.run(command);
        assert!(ended.well, "{command:?}: {ended:?}");
        ended.said
    }

    fn approve(&self, said: &str) -> String {
        let code = said.split("CHANGE=").nth(1).unwrap().split_whitespace().next().unwrap();
        self.well(&["agency-approve", code])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_followed_and_what_its_own_known_key_signed_applies_if_it_is_safe() {
    let story = Story::begin().await;
    let Story { publisher, agency, .. } = &story;
    let url = format!("{}{PATH}", publisher.url);
    publisher.publish(PATH, &signed(&agency.metadata(), &agency.keys));
    let said = story.well(&["agency-add", &url]);
    assert!(
        said.ends_with(&format!(
            "{url} is looked at again and again; agency-sources shows when.\n"
        ))
    );
    story.approve(&said);
    assert_eq!(
        story.well(&["agency-refresh"]),
        "No source is due: agency-sources shows when each of them is.\n"
    );
    assert_eq!(story.well(&["agency-refresh", &url]), format!("{url}: nothing new.\n"));

    let renamed = agency.metadata().replace("Sede de Ejemplo", "Sede Nueva");
    publisher.publish(PATH, &signed(&renamed, &agency.keys));
    let said = story.well(&["agency-refresh", &url]);
    assert!(said.contains("was changed.") && said.contains("safe"), "{said}");
    publisher.publish(PATH, &renamed.replace("Sede Nueva", "Sede Mala"));
    let said = story.well(&["agency-refresh", &url]);
    assert!(said.contains("waits for one operator to approve"), "{said}");
    let shown = story.well(&["agency-show", &agency.entity_id]);
    assert!(shown.contains("changed by refresh\n"), "{shown}");
    assert!(shown.contains("proposed by refresh"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_does_not_answer_is_told_and_its_agency_stays() {
    let story = Story::begin().await;
    let Story { publisher, agency, .. } = &story;
    let url = format!("{}{PATH}", publisher.url);
    publisher.publish(PATH, &agency.metadata());
    let said = story.well(&["agency-add", &url]);
    story.approve(&said);
    publisher.publish(PATH, "<html>mantenimiento</html>");
    let ended = story.run(&["agency-refresh", &url]);
    assert!(!ended.well);
    let why = "this is not SAML metadata: the outermost element is not an EntityDescriptor";
    let sums_up = "zaguan: 1 of 1 sources were not good; what was known stays";
    assert_eq!(ended.complained, format!("{url}: {why}\n{sums_up}\n"));
    let sources = story.well(&["agency-sources"]);
    assert!(sources.contains(&format!("failed 1 times since: {why}")), "{sources}");
    assert!(story.well(&["agency-list"]).contains("active"));
    story.well(&["agency-unfollow", &url]);
    assert!(story.well(&["agency-sources"]).starts_with("No address is followed"));
    assert!(story.well(&["agency-list"]).contains("active"), "what came from there stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_service_is_asked_for_one_agency_and_believed_about_that_one_only() {
    let story = Story::begin().await;
    let Story { publisher, agency, operator, .. } = &story;
    let path = "/entities/https:%2F%2Fsede.example.test%2Fmetadata";
    publisher.publish(path, &signed(&agency.metadata(), keys::stranger()));
    let signer =
        operator.file("signer.pem", std::str::from_utf8(&keys::stranger().certificate).unwrap());
    let ask = ["agency-add", &publisher.url, "--entity", &agency.entity_id, "--signer", &signer];
    let said = story.well(&ask);
    assert!(said.contains("is new and waits for one operator"), "{said}");

    let other = Agency::new("https://otra.example.test/metadata");
    publisher.publish(path, &signed(&other.metadata(), keys::stranger()));
    let why = "zaguan: nothing was added: the service answered with the metadata of another; ask it \
               for the entityID that it knows\n";
    let refused = story.run(&ask);
    assert!(!refused.well && refused.complained.ends_with(why), "{refused:?}");
    publisher.publish(path, &signed(&agency.metadata(), &agency.keys));
    let refused = story.run(&ask);
    assert!(!refused.well && refused.complained.contains("not to be trusted"), "{refused:?}");
}
