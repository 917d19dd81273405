//! How people use the methods that there are.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use authenticators::password::{self, PasswordPolicy, Passwords};
use authenticators::{Authenticator, Blueprint, Section};
use jiff::SignedDuration;
use pages::Page;
use serde_json::json;
use uuid::Uuid;

use super::{Driver, House, Secret, Visitor, now};
use crate::code_card;

/// Document and password.
pub struct PasswordDriver {
    house: House,
    method: Box<dyn Authenticator>,
    passwords: Passwords,
    next: AtomicU32,
    pepper: PepperFile,
}

impl PasswordDriver {
    /// In a house of its own.
    pub async fn new() -> Self {
        let house = House::with(&password::BLUEPRINT).await;
        let pepper = PepperFile::new();
        let section = pepper.section();
        Self {
            method: (password::BLUEPRINT.build)(&section, &house.ports).unwrap(),
            passwords: Passwords::open(&section, &house.ports).unwrap(),
            house,
            next: AtomicU32::new(1),
            pepper,
        }
    }

    /// The DNI of this number.
    #[must_use]
    pub fn dni(number: u32) -> String {
        dni(number)
    }

    /// The method at work on another node: with threads and connections of its own.
    #[must_use]
    pub fn another_node(&self) -> Box<dyn Authenticator> {
        let ports = self.house.another_nodes_ports();
        (password::BLUEPRINT.build)(&self.pepper.section(), &ports).unwrap()
    }

    /// What people's passwords are set with.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }
}

/// The pepper of every [`PasswordDriver`].
pub const PEPPER: [u8; 32] = [0x5a; 32];

/// Everybody's password.
pub const PASSWORD: &str = "Paraguas-7 verde";

#[async_trait]
impl Driver for PasswordDriver {
    fn blueprint(&self) -> &Blueprint {
        static BLUEPRINT: Blueprint = password::BLUEPRINT;
        &BLUEPRINT
    }

    fn method(&self) -> &dyn Authenticator {
        self.method.as_ref()
    }

    fn house(&self) -> &House {
        &self.house
    }

    async fn somebody(&self) -> Visitor {
        let name = dni(self.next.fetch_add(1, Ordering::Relaxed));
        let citizen = self.house.register(&name).await;
        self.passwords.set(citizen, PASSWORD, now()).await.unwrap();
        Visitor { name, citizen: Some(citizen) }
    }

    fn nobody(&self) -> Visitor {
        Visitor { name: dni(99_999_999), citizen: None }
    }

    fn fill(&self, _: &Page, visitor: &Visitor, secret: Secret) -> String {
        let password = match secret {
            Secret::Right => PASSWORD,
            Secret::Wrong => "Paraguas-7 verdes",
        };
        format!("documento={}&clave={}", visitor.name, password.replace(' ', "+"))
    }

    fn tries(&self) -> usize {
        5
    }

    fn patience(&self) -> SignedDuration {
        PasswordPolicy::STANDARD.longest_wait
    }

    fn one_use(&self) -> bool {
        false
    }

    fn varies(&self) -> &'static [&'static str] {
        &["documento"]
    }
}

/// The DNI of this number (SPEC 5.1).
fn dni(number: u32) -> String {
    let letter = b"TRWAGMYFPDXBNJZSQVHLCKE"[number as usize % 23];
    format!("{number:08}{}", char::from(letter))
}

/// A pepper that is there as long as its test.
struct PepperFile(PathBuf);

impl PepperFile {
    fn new() -> Self {
        let file = std::env::temp_dir().join(format!("zaguan-pepper-{}", Uuid::new_v4()));
        fs::write(&file, PEPPER.map(|byte| format!("{byte:02x}")).concat()).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        Self(file)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn section(&self) -> Section {
        let values = json!({ "pepper_file": self.path() });
        Section::new(values.as_object().cloned().unwrap_or_default())
    }
}

impl Drop for PepperFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.path());
    }
}

/// The tests' own printed code card.
pub struct CardDriver {
    house: House,
    method: Box<dyn Authenticator>,
    next: AtomicU32,
}

impl CardDriver {
    /// In a house of its own.
    pub async fn new() -> Self {
        let house = House::with(&code_card::BLUEPRINT).await;
        let method = (code_card::BLUEPRINT.build)(&code_card::section(), &house.ports).unwrap();
        Self { house, method, next: AtomicU32::new(1) }
    }
}

#[async_trait]
impl Driver for CardDriver {
    fn blueprint(&self) -> &Blueprint {
        static BLUEPRINT: Blueprint = code_card::BLUEPRINT;
        &BLUEPRINT
    }

    fn method(&self) -> &dyn Authenticator {
        self.method.as_ref()
    }

    fn house(&self) -> &House {
        &self.house
    }

    async fn somebody(&self) -> Visitor {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let citizen = self.house.register(&dni(next)).await;
        let name = format!("{next:08}");
        code_card::issue(&self.house.ports, &name, citizen).await.unwrap();
        Visitor { name, citizen: Some(citizen) }
    }

    fn nobody(&self) -> Visitor {
        Visitor { name: "99999999".to_owned(), citizen: None }
    }

    fn fill(&self, page: &Page, visitor: &Visitor, secret: Secret) -> String {
        let Some(position) = page.values.get("position").and_then(|value| value.as_str()) else {
            return format!("tarjeta={}", visitor.name);
        };
        match secret {
            Secret::Right => format!("codigo={}", code_card::printed(&visitor.name, position)),
            // Printed nowhere on it.
            Secret::Wrong => format!("codigo={}", code_card::printed(&visitor.name, "Z9")),
        }
    }

    fn tries(&self) -> usize {
        usize::try_from(code_card::TRIES).unwrap()
    }

    fn patience(&self) -> SignedDuration {
        SignedDuration::ZERO
    }

    fn one_use(&self) -> bool {
        true
    }

    fn varies(&self) -> &'static [&'static str] {
        &["position"]
    }
}
