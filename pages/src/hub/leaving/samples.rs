//! Leaving with made-up facts.

use jiff::Timestamp;

use super::{Carrier, Leave, Left, LeftSession, Telling, Told, ToldOutcome, WayBack};

impl Leave {
    /// Made-up pages: a session, one with others elsewhere, and nobody.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let leave = Self {
            action: "/salir".to_owned(),
            masked_name: Some("C*** E***".to_owned()),
            since: Some(Timestamp::constant(1_795_335_627, 0)),
            agencies: vec!["Agencia de Ejemplo".to_owned(), "Tráfico de Ejemplo".to_owned()],
            elsewhere: None,
        };
        let elsewhere = |sessions| Self { elsewhere: Some(sessions), ..leave.clone() };
        let nobody = Self { masked_name: None, since: None, agencies: Vec::new(), ..leave.clone() };
        vec![
            ("leave", leave.clone()),
            ("leave-elsewhere", elsewhere(1)),
            ("leave-elsewhere-more", elsewhere(3)),
            ("leave-nobody", nobody),
        ]
    }
}

impl Telling {
    /// Made-up pages: by a link, by a form, and when the person came back.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let telling = Self {
            agency: "Agencia de Ejemplo".to_owned(),
            to: link("SAMLRequest"),
            skip: "/salir/0123456789abcdef/saltar".to_owned(),
            waits: false,
            probe: "https://sede.ejemplo.es/saml/slo".to_owned(),
            done: Vec::new(),
            to_come: vec!["Tráfico de Ejemplo".to_owned()],
        };
        let by_form = Self {
            to: form("SAMLRequest"),
            done: vec![told("Tráfico de Ejemplo", ToldOutcome::Ended)],
            to_come: Vec::new(),
            ..telling.clone()
        };
        let waits = Self { waits: true, ..telling.clone() };
        vec![("telling", telling), ("telling-form", by_form), ("telling-waits", waits)]
    }
}

impl Left {
    /// Made-up pages: everything closed, not everything, the way back, nothing to close, a
    /// certificate, and the sessions elsewhere.
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let left = Self {
            session: LeftSession::Ended,
            told: vec![
                told("Agencia de Ejemplo", ToldOutcome::Ended),
                told("Tráfico de Ejemplo", ToldOutcome::Ended),
            ],
            back: None,
            by_certificate: false,
            everywhere: false,
        };
        let partial = vec![
            told("Agencia de Ejemplo", ToldOutcome::Ended),
            told("Tráfico de Ejemplo", ToldOutcome::NoAnswer),
            told("Hacienda de Ejemplo", ToldOutcome::Refused),
            Told { link: None, ..told("Padrón de Ejemplo", ToldOutcome::Unsupported) },
            told("Policía de Ejemplo", ToldOutcome::NoTime),
        ];
        let back = |to, by_itself| {
            Some(WayBack { agency: "Sanidad de Ejemplo".to_owned(), to, by_itself })
        };
        let alone = Self { told: Vec::new(), ..left.clone() };
        let partial = Self { told: partial, ..left.clone() };
        vec![
            ("left", left.clone()),
            ("left-alone", alone.clone()),
            ("left-partial", partial.clone()),
            ("left-back", Self { back: back(form("SAMLResponse"), true), ..left.clone() }),
            ("left-back-partial", Self { back: back(link("SAMLResponse"), false), ..partial }),
            ("left-nothing", Self { session: LeftSession::None, ..alone.clone() }),
            ("left-another", Self { session: LeftSession::Another, ..alone }),
            ("left-certificate", Self { by_certificate: true, ..left.clone() }),
            (
                "left-certificate-everywhere",
                Self { by_certificate: true, everywhere: true, ..left },
            ),
        ]
    }
}

fn told(agency: &str, outcome: ToldOutcome) -> Told {
    let link = Some("https://otra.ejemplo.es/".to_owned());
    Told { agency: agency.to_owned(), outcome, link }
}

fn link(name: &str) -> Carrier {
    Carrier::Link(format!("https://sede.ejemplo.es/saml/slo?{name}=nZFBS8NAEIXv&Signature=MEUC"))
}

fn form(name: &str) -> Carrier {
    let fields = [(name, "PHNhbWxwOkxvZ291dC8+"), ("RelayState", "a=1&b=\"2\"")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Carrier::Form { action: "https://sede.ejemplo.es/saml/slo".to_owned(), fields: fields.into() }
}
