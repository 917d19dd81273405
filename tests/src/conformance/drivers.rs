//! How people use the methods that there are.

use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use authenticators::password::{self, PasswordPolicy, Passwords};
use authenticators::{Authenticator, Blueprint, Section, pin};
use jiff::SignedDuration;
use pages::Page;
use serde_json::json;

use super::{Driver, House, Secret, Visitor, now};
use crate::code_card;
use crate::post::Post;

/// Document and password.
pub struct PasswordDriver {
    house: House,
    method: Box<dyn Authenticator>,
    passwords: Passwords,
    next: AtomicU32,
}

impl PasswordDriver {
    /// In a house of its own.
    pub async fn new() -> Self {
        let house = House::with(&password::BLUEPRINT).await;
        let section = Section::default();
        Self {
            method: (password::BLUEPRINT.build)(&section, &house.ports).unwrap(),
            passwords: Passwords::open(&section, &house.ports).unwrap(),
            house,
            next: AtomicU32::new(1),
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
        (password::BLUEPRINT.build)(&Section::default(), &ports).unwrap()
    }

    /// What people's passwords are set with.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }
}

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
        self.house.give_card(&name, "01-02-2030").await;
        self.passwords.set(citizen, PASSWORD, now()).await.unwrap();
        Visitor { name, citizen: Some(citizen) }
    }

    fn nobody(&self) -> Visitor {
        Visitor { name: dni(99_999_999), citizen: None }
    }

    async fn fill(&self, page: &Page, visitor: &Visitor, secret: Secret) -> String {
        let password = match secret {
            Secret::Right => PASSWORD,
            Secret::Wrong | Secret::WrongDatum => "Paraguas-7 verdes",
        };
        let asked = page.values.contains_key("contrast");
        // Pasted whole, so that it can be looked for.
        let datum = if asked { "&dia=01-02-2030&mes=&ano=" } else { "" };
        format!("documento={}&clave={}{datum}", visitor.name, password.replace(' ', "+"))
    }

    fn tries(&self) -> usize {
        5
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["clave"]
    }

    fn looks(&self) -> usize {
        1
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

    async fn fill(&self, page: &Page, visitor: &Visitor, secret: Secret) -> String {
        let Some(position) = page.values.get("position").and_then(|value| value.as_str()) else {
            return format!("tarjeta={}", visitor.name);
        };
        match secret {
            Secret::Right => format!("codigo={}", code_card::printed(&visitor.name, position)),
            // Printed nowhere on it.
            Secret::Wrong | Secret::WrongDatum => {
                format!("codigo={}", code_card::printed(&visitor.name, "Z9"))
            }
        }
    }

    fn tries(&self) -> usize {
        usize::try_from(code_card::TRIES).unwrap()
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["codigo"]
    }

    fn looks(&self) -> usize {
        1
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

/// A PIN by SMS, with a user key.
pub struct PinDriver {
    house: House,
    method: Box<dyn Authenticator>,
    post: Post,
    next: AtomicU32,
}

impl PinDriver {
    /// In a house of its own.
    pub async fn new() -> Self {
        let house = House::with(&pin::BLUEPRINT).await;
        let values = json!({ "user_key": "required", "sms_wait": 60 });
        let section = Section::new(values.as_object().cloned().unwrap_or_default());
        let method = (pin::BLUEPRINT.build)(&section, &house.ports).unwrap();
        let post = Post::new(&house.ports.outbox);
        Self { house, method, post, next: AtomicU32::new(1) }
    }

    fn phone(name: &str) -> String {
        format!("+346{}", &name[..8])
    }
}

#[async_trait]
impl Driver for PinDriver {
    fn blueprint(&self) -> &Blueprint {
        static BLUEPRINT: Blueprint = pin::BLUEPRINT;
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
        self.house.give(citizen, &name, &Self::phone(&name)).await;
        Visitor { name, citizen: Some(citizen) }
    }

    fn nobody(&self) -> Visitor {
        Visitor { name: dni(99_999_999), citizen: None }
    }

    async fn fill(&self, page: &Page, visitor: &Visitor, secret: Secret) -> String {
        let year = if secret == Secret::WrongDatum { 2032 } else { 2031 };
        match page.template.as_str() {
            "pin/document.html" => format!("documento={}", visitor.name),
            "pin/datum.html" => format!("dia=27&mes=3&ano={year}"),
            "pin/obtain.html" => "clave=ab1z&accion=obtener".to_owned(),
            "pin/wait.html" => {
                self.house.wait(SignedDuration::from_secs(60));
                "accion=sms".to_owned()
            }
            _ => {
                let phone = Self::phone(&visitor.name);
                let pin = self.post.code(&phone, self.house.now()).await.unwrap();
                let another = if pin == "aaa" { "bbb" } else { "aaa" };
                let typed = if secret == Secret::Right { pin.as_str() } else { another };
                format!("clave=ab1z&pin={}", typed.to_uppercase())
            }
        }
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["clave", "pin"]
    }

    /// Whoever shows the right datum holds the document, and is told how its holder stands.
    fn silent_on(&self) -> Secret {
        Secret::WrongDatum
    }

    fn tries(&self) -> usize {
        5
    }

    fn looks(&self) -> usize {
        3
    }

    /// No phone gets more than three SMS in ten minutes.
    fn patience(&self) -> SignedDuration {
        SignedDuration::from_mins(4)
    }

    fn one_use(&self) -> bool {
        true
    }

    fn varies(&self) -> &'static [&'static str] {
        &["documento"]
    }
}
