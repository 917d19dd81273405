//! Two nodes on one database, three agencies and two people; the same for every schedule.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use authenticators::Section;
use authenticators::password::Passwords;
use axum::Router;
use certs::KeyRing;
use citizens::CitizenId;
use hub::Clock as _;
use identity::{LevelOfAssurance, SpanishId};
use jiff::{SignedDuration, Timestamp};
use tests::code_card;
use tests::hall::agency::Agency;
use tests::hall::{ANA, Hall, PASSWORD, keys};

use super::schedule::{At, Tab, Who};

pub(super) struct Person {
    pub(super) document: &'static str,
    pub(super) password: &'static str,
    pub(super) phone: &'static str,
    pub(super) given_name: &'static str,
    pub(super) family_name: &'static str,
    citizen: CitizenId,
    card: usize,
}

impl Person {
    /// The number of the card that they have in this round; a card has only so many codes.
    pub(super) fn card(&self, round: usize) -> String {
        format!("{:08}", 2 * round + self.card)
    }
}

pub(super) struct Town {
    pub(super) hall: Hall,
    pub(super) nodes: [Router; 2],
    agencies: [Agency; 3],
    people: [Person; 2],
    rounds: Cell<usize>,
    /// Every id of a response or an assertion that there has been.
    ids: RefCell<HashSet<String>>,
}

impl Town {
    pub(super) async fn open() -> Self {
        let hall = Hall::empty().await;
        let agencies = ["bajo", "alto", "nuevo"]
            .map(|name| Agency::new(&format!("https://{name}.example.test/metadata")));
        for (agency, level) in agencies.iter().zip([
            LevelOfAssurance::Low,
            LevelOfAssurance::Substantial,
            LevelOfAssurance::Low,
        ]) {
            hall.join(agency, level).await;
            hall.set(agency, |record| record.allow_sso = true).await;
        }
        let everybody = "UPDATE citizens.person SET level = 'advanced'";
        hall.client().await.batch_execute(everybody).await.unwrap();
        let people = [
            Person {
                document: ANA,
                password: PASSWORD,
                phone: "+34600000001",
                given_name: "Ana",
                family_name: "Muñoz Núñez",
                citizen: find(&hall, ANA).await,
                card: 0,
            },
            Person {
                document: "X1234567L",
                password: "Otra-frase-5-nueces",
                phone: "+34600000002",
                given_name: "Leo",
                family_name: "Li",
                citizen: find(&hall, "X1234567L").await,
                card: 1,
            },
        ];
        let passwords = Passwords::open(&Section::default(), &hall.ports).unwrap();
        passwords.set(people[1].citizen, people[1].password, hall.clock.now()).await.unwrap();
        let ring = KeyRing::open(keys::ring(), "production", None).unwrap();
        let (_, second) = hall.another_node(ring).await;
        let nodes = [hall.router.clone(), second];
        let (rounds, ids) = (Cell::new(0), RefCell::new(HashSet::new()));
        Self { hall, nodes, agencies, people, rounds, ids }
    }

    /// A new round: whatever was sent to phones was sent the day before, and everybody has a new card.
    pub(super) async fn begin(&self) -> usize {
        let number = self.rounds.get() + 1;
        self.rounds.set(number);
        self.hall.clock.wait(SignedDuration::from_hours(25));
        self.hall.hub.store.keep_house(self.now()).await.unwrap();
        for person in &self.people {
            let card = person.card(number);
            code_card::issue(&self.hall.ports, &card, person.citizen).await.unwrap();
        }
        self.hall.post.brought(self.now()).await;
        number
    }

    /// The person of this tab knows its agency, or does not.
    pub(super) async fn meet(&self, tab: &Tab) {
        let agency = self.agency(tab.at);
        if tab.is_new_there {
            let forget = "DELETE FROM citizens.release WHERE agency = $1 AND person = $2";
            let person = self.person(tab.who).citizen.0;
            self.hall.client().await.execute(forget, &[&agency.entity_id, &person]).await.unwrap();
        } else {
            self.hall.acquaint(agency).await;
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.hall.clock.now()
    }

    pub(super) fn agency(&self, at: At) -> &Agency {
        let [low, substantial, anew] = &self.agencies;
        match at {
            At::Low => low,
            At::Substantial => substantial,
            At::Anew => anew,
        }
    }

    pub(super) fn person(&self, who: Who) -> &Person {
        let [ana, leo] = &self.people;
        match who {
            Who::Ana => ana,
            Who::Leo => leo,
        }
    }

    /// No id comes twice.
    pub(super) fn assert_new(&self, id: &str) {
        assert!(self.ids.borrow_mut().insert(id.to_owned()), "{id} was there before");
    }
}

async fn find(hall: &Hall, document: &str) -> CitizenId {
    let document = SpanishId::parse(document).unwrap();
    hall.ports.citizens.find(&document).await.unwrap().unwrap()
}
