//! The three agencies: who they are, and what they ask of a citizen.

use crate::logout::Binding;
use crate::pages::Language;

/// Words in the agency's two languages.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    pub(crate) es: &'static str,
    pub(crate) en: &'static str,
}

/// One agency: data, and nothing that it does.
pub(crate) struct Office {
    /// Its host name before `.localhost`, and its class in the style sheet.
    pub(crate) name: &'static str,
    /// Who it is, for its metadata.
    pub(crate) organization: Words,
    /// What it is called on the hub's pages.
    pub(crate) display_name: Words,
    /// What it offers.
    pub(crate) title: Words,
    /// Why it asks who somebody is.
    pub(crate) reason: Words,
    /// What a citizen comes for.
    pub(crate) result: Words,
    /// What is found.
    pub(crate) found: Words,
    /// The least level of assurance that it asks for.
    pub(crate) level: &'static str,
    /// The attributes that it asks for beyond the minimum.
    pub(crate) attributes: &'static [&'static str],
    /// How it and the hub tell each other that somebody leaves.
    pub(crate) logout: Binding,
}

const LOW: &str = "http://eidas.europa.eu/LoA/low";
const SUBSTANTIAL: &str = "http://eidas.europa.eu/LoA/substantial";

/// All of them.
pub(crate) static OFFICES: [Office; 3] = [
    Office {
        name: "trafico",
        organization: Words { es: "Tráfico (demostración)", en: "Traffic (demonstration)" },
        display_name: Words { es: "Puntos del permiso", en: "Driving licence points" },
        title: Words {
            es: "Consulta de puntos del permiso de conducir",
            en: "Driving licence points",
        },
        reason: Words {
            es: "Para ver tu saldo de puntos tenemos que saber quién eres.",
            en: "To show your points we need to know who you are.",
        },
        result: Words { es: "Saldo", en: "Balance" },
        found: Words { es: "12 puntos", en: "12 points" },
        level: LOW,
        attributes: &[],
        logout: Binding::Redirect,
    },
    Office {
        name: "hacienda",
        organization: Words { es: "Hacienda (demostración)", en: "Tax office (demonstration)" },
        display_name: Words { es: "Borrador de la renta", en: "Tax return draft" },
        title: Words {
            es: "Borrador de la declaración de la renta",
            en: "Draft of the tax return",
        },
        reason: Words {
            es: "Para ver tus datos fiscales pedimos un nivel de seguridad sustancial.",
            en: "To show your tax data we ask for the level of assurance substantial.",
        },
        result: Words { es: "Resultado", en: "Result" },
        found: Words { es: "A devolver: 132,40 €", en: "To be refunded: 132.40 €" },
        level: SUBSTANTIAL,
        attributes: &[
            "http://es.minhafp.clave/FirstSurname",
            "http://eidas.europa.eu/attributes/naturalperson/DateOfBirth",
            "http://es.minhafp.clave/RegisterType",
        ],
        logout: Binding::Form,
    },
    Office {
        name: "certificado",
        organization: Words { es: "Registro (demostración)", en: "Registry (demonstration)" },
        display_name: Words { es: "Registro electrónico", en: "Electronic registry" },
        title: Words { es: "Presentación de escritos", en: "Filing of documents" },
        reason: Words {
            es: "Aquí solo se entra con certificado o DNI electrónico.",
            en: "Here only a certificate or an electronic ID card lets you in.",
        },
        result: Words { es: "Escritos presentados", en: "Documents filed" },
        found: Words { es: "Ninguno", en: "None" },
        level: SUBSTANTIAL,
        attributes: &[],
        logout: Binding::Redirect,
    },
];

impl Words {
    pub(crate) fn of(self, language: Language) -> &'static str {
        match language {
            Language::Es => self.es,
            Language::En => self.en,
        }
    }
}

impl Office {
    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        OFFICES.iter().find(|office| office.name == name)
    }

    /// Its origin.
    pub(crate) fn url(&self, port: u16) -> String {
        format!("https://{}.localhost:{port}", self.name)
    }

    /// The origin of its other host.
    pub(crate) fn other_url(&self, port: u16) -> String {
        format!("https://sede.{}.localhost:{port}", self.name)
    }
}
