//! Cards for a house, and who answers about them.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use cards::{Bench, Card, Serving};
use hub::{Clock as _, SystemClock};

use crate::street::{House, Visitor, own_ports};

/// A house's certificate host, and the cards of its visitors.
pub struct Wallet {
    /// Who answers about the cards.
    pub serving: Serving,
    /// Where the certificate host listens.
    pub port: u16,
    bench: Bench,
    folder: PathBuf,
}

impl Wallet {
    /// Cards of now, whose authorities the house believes from its next start on.
    #[must_use]
    pub fn of(house: &House) -> Self {
        let (bench, listener) = Bench::listening(SystemClock.now(), "127.0.0.1:0").unwrap();
        let serving = bench.serve(listener, Arc::new(|| SystemClock.now())).unwrap();
        let folder = house.file("cards");
        fs::create_dir_all(folder.join("authorities")).unwrap();
        for (number, authority) in bench.authorities().iter().enumerate() {
            let file = folder.join(format!("authorities/{number}.pem"));
            fs::write(file, authority.to_pem().unwrap()).unwrap();
        }
        Self { serving, port: own_ports(), bench, folder }
    }

    /// What the configuration says of both; `tls` is how TLS is done.
    #[must_use]
    pub fn lines(&self, listen: &str, tls: &str) -> String {
        format!(
            "certificate_host = {{ name = \"x509.localhost:{}\", listen = \"{listen}\", tls = {tls} }}\n\
             method.certificate = {{ authorities = \"{}/authorities\" }}",
            self.port,
            self.folder.display(),
        )
    }

    /// The same visitor with this card.
    #[must_use]
    pub fn give(&self, card: Card, visitor: &Visitor) -> Visitor {
        let [certificate, key] = self.files(card);
        visitor.with_card(&certificate, &key)
    }

    /// A card's certificate, with the chain that is sent along, and its key.
    #[must_use]
    pub fn files(&self, card: Card) -> [PathBuf; 2] {
        let made = self.bench.card(card);
        let [certificate, key] =
            ["pem", "key"].map(|kind| self.folder.join(format!("{}.{kind}", card.name())));
        fs::write(&certificate, made.certificate_pem() + &made.chain_pem()).unwrap();
        fs::write(&key, made.key_pem()).unwrap();
        [certificate, key]
    }

    /// The cards.
    #[must_use]
    pub fn bench(&self) -> &Bench {
        &self.bench
    }
}
