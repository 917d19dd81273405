//! What a person sees at an agency, in Spanish and English.

use std::fmt::Write as _;

use crate::logout::{Extent, Message};
use crate::offices::Office;
use crate::provider::{Answer, Declined, Person, Sending};

/// The agencies' two languages.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Language {
    Es,
    En,
}

impl Language {
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "es" => Some(Self::Es),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    pub(crate) fn code(self) -> &'static str {
        self.choose("es", "en")
    }

    fn choose<T>(self, spanish: T, english: T) -> T {
        match self {
            Self::Es => spanish,
            Self::En => english,
        }
    }
}

/// The first page: the way in, or what came of it.
/// `leave_all` says whether the hub takes requests to end a session everywhere.
pub(crate) fn home(
    office: &Office,
    language: Language,
    answer: Option<&Answer>,
    leave_all: bool,
) -> String {
    let content = match answer {
        None => invitation(office, language, ""),
        Some(Answer::Person(person)) => found(office, language, person, leave_all),
        Some(Answer::Declined(declined)) => {
            invitation(office, language, &declined_notice(language, declined))
        }
    };
    frame(office, language, office.title.of(language), &content)
}

/// The first page of the other host, which does not know the visit.
pub(crate) fn arrived(office: &Office, language: Language) -> String {
    let heading = language.choose("Has llegado a la otra sede", "You have got to the other site");
    frame(office, language, heading, &format!("<h1>{heading}</h1>"))
}

/// The form binding's page: a browser without scripts needs one press of the button.
pub(crate) fn form(office: &Office, language: Language, sending: &Sending) -> String {
    let (heading, button) = language.choose(
        ("Vas a identificarte en Zaguán", "Continuar"),
        ("You are going to Zaguán", "Continue"),
    );
    let content = format!(
        "<h1>{heading}</h1>\
         <form method=\"post\" action=\"{}\">\
         <input type=\"hidden\" name=\"SAMLRequest\" value=\"{}\">\
         <input type=\"hidden\" name=\"RelayState\" value=\"{}\">\
         <button class=\"boton\">{button}</button></form>",
        escaped(&sending.address),
        escaped(sending.field.as_deref().unwrap_or_default()),
        language.code(),
    );
    frame(office, language, heading, &content)
}

/// An answer that cannot be trusted.
pub(crate) fn refused(office: &Office, language: Language, reason: &str) -> String {
    let (heading, text, back, detail) = language.choose(
        (
            "No hemos podido comprobar quién eres",
            "La respuesta que ha llegado no es válida o ya se había usado. No has entrado.",
            "Volver a empezar",
            "Motivo, para quien atienda tu consulta:",
        ),
        (
            "We could not check who you are",
            "The answer that arrived is not valid, or was used before. You are not logged in.",
            "Start again",
            "Reason, for whoever helps you:",
        ),
    );
    let content = format!(
        "<h1>{heading}</h1><p>{text}</p><p>{detail} <code>{}</code></p>\
         <p><a class=\"boton\" href=\"/?lang={}\">{back}</a></p>",
        escaped(reason),
        language.code(),
    );
    frame(office, language, heading, &content)
}

/// On the way to the hub with a request to end everything, by form.
pub(crate) fn asking(office: &Office, language: Language, message: &Message) -> String {
    let words = language.choose(
        ("Vas a salir de todo en Zaguán", "Aquí ya has salido.", "Continuar"),
        (
            "You are going to log out of everything at Zaguán",
            "Here you are logged out.",
            "Continue",
        ),
    );
    conveyed(office, language, words, message)
}

/// On the way back to the hub, by form, which had said that somebody leaves.
pub(crate) fn answering(office: &Office, language: Language, message: &Message) -> String {
    let words = language.choose(
        ("Has salido de aquí", "Zaguán sigue con lo demás.", "Continuar"),
        ("You are logged out here", "Zaguán goes on with the rest.", "Continue"),
    );
    conveyed(office, language, words, message)
}

/// A browser without scripts needs one press of the button.
fn conveyed(
    office: &Office,
    language: Language,
    (heading, text, button): (&str, &str, &str),
    message: &Message,
) -> String {
    let mut fields = String::new();
    for (name, value) in &message.fields {
        // Writing to a string cannot fail.
        let _ =
            write!(fields, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value));
    }
    let content = format!(
        "<h1>{heading}</h1><p>{text}</p>\
         <form id=\"mensaje\" method=\"post\" action=\"{}\">{fields}\
         <button class=\"boton\" id=\"continuar\">{button}</button></form>\
         <script src=\"/enviar.js\"></script>",
        escaped(&message.address),
    );
    frame(office, language, heading, &content)
}

/// What came of leaving everything.
pub(crate) fn left(office: &Office, language: Language, extent: Extent) -> String {
    let (heading, text) = match extent {
        Extent::Everything => language.choose(
            ("Has salido de todo", "Zaguán ha cerrado tu sesión y la de los servicios que habías abierto."),
            ("You are logged out of everything", "Zaguán ended your session, and that of the services you had opened."),
        ),
        Extent::NotEverything => language.choose(
            ("Has salido, pero no de todos los servicios", "Zaguán no ha podido cerrar alguno de los que habías abierto. Sal tú en él, o cierra el navegador."),
            ("You are logged out, but not of all services", "Zaguán could not end some that you had opened. Log out there, or close the browser."),
        ),
        Extent::OnlyHere => language.choose(
            ("Has salido solo de aquí", "Zaguán no ha cerrado lo demás. Cierra el navegador si no estás en tu equipo."),
            ("You are logged out here only", "Zaguán did not end the rest. Close the browser if this is not your computer."),
        ),
    };
    let back = language.choose("Volver al inicio", "Back to the start");
    let content = format!(
        "<h1 id=\"salida\">{heading}</h1><p>{text}</p>\
         <p><a class=\"boton\" href=\"/?lang={}\">{back}</a></p>",
        language.code(),
    );
    frame(office, language, heading, &content)
}

/// A message about leaving that cannot be trusted.
pub(crate) fn not_left(office: &Office, language: Language, reason: &str) -> String {
    let (heading, text, back, detail) = language.choose(
        (
            "No hemos podido atender este aviso",
            "El mensaje que ha llegado para salir no es válido o ya se había usado. No ha cambiado nada.",
            "Volver al inicio",
            "Motivo, para quien atienda tu consulta:",
        ),
        (
            "We could not act on this message",
            "The message about logging out is not valid, or was used before. Nothing has changed.",
            "Back to the start",
            "Reason, for whoever helps you:",
        ),
    );
    let content = format!(
        "<h1>{heading}</h1><p>{text}</p><p>{detail} <code>{}</code></p>\
         <p><a class=\"boton\" href=\"/?lang={}\">{back}</a></p>",
        escaped(reason),
        language.code(),
    );
    frame(office, language, heading, &content)
}

fn invitation(office: &Office, language: Language, notice: &str) -> String {
    let (redirect, form) = language.choose(
        ("Entrar con Zaguán", "Entrar con Zaguán por formulario"),
        ("Log in with Zaguán", "Log in with Zaguán by form"),
    );
    let code = language.code();
    format!(
        "<h1>{}</h1>{notice}<p>{}</p>\
         <p><a class=\"boton\" id=\"entrar\" href=\"/entrar?lang={code}\">{redirect}</a></p>\
         <p><a id=\"entrar-formulario\" href=\"/entrar/formulario?lang={code}\">{form}</a></p>",
        office.title.of(language),
        office.reason.of(language),
    )
}

fn found(office: &Office, language: Language, person: &Person, leave_all: bool) -> String {
    let (who, name, document, how, level, raw) = language.choose(
        (
            "Quién eres",
            "Nombre",
            "Documento",
            "Cómo te has identificado",
            "Nivel de seguridad",
            "Lo que ha dicho Zaguán, al pie de la letra",
        ),
        (
            "Who you are",
            "Name",
            "Document",
            "How you identified yourself",
            "Level of assurance",
            "What Zaguán said, word for word",
        ),
    );
    let mut rows = String::new();
    for (known, value) in &person.raw {
        row(&mut rows, "", known, value);
    }
    let mut facts = String::new();
    row(&mut facts, "nombre", name, &person.name);
    row(&mut facts, "documento", document, &person.document);
    row(&mut facts, "medio", how, &method(language, &person.selected_idp));
    row(&mut facts, "nivel", level, &assurance(language, &person.level));
    row(&mut facts, "resultado", office.result.of(language), office.found.of(language));
    format!(
        "<h1>{}</h1><h2>{who}</h2><dl>{facts}</dl>\
         <details><summary>{raw}</summary><dl id=\"valores\">{rows}</dl></details>\
         {}",
        office.title.of(language),
        ways_out(language, leave_all && person.session.is_some()),
    )
}

fn ways_out(language: Language, leave_all: bool) -> String {
    let (leave, all, only_here, what) = language.choose(
        (
            "Salir",
            "Salir de todo",
            "Salir solo de aquí",
            "Salir de todo cierra también tu sesión en Zaguán y en los servicios que hayas abierto con ella.",
        ),
        (
            "Log out",
            "Log out of everything",
            "Log out here only",
            "Logging out of everything also ends your session at Zaguán and at the services that you opened with it.",
        ),
    );
    let here = |class: &str, words: &str| {
        format!(
            "<form method=\"post\" action=\"/salir\">\
             <button class=\"{class}\" id=\"salir\">{words}</button></form>"
        )
    };
    if !leave_all {
        return here("boton", leave);
    }
    format!(
        "<p>{what}</p><form method=\"post\" action=\"/salir/todo?lang={}\">\
         <button class=\"boton\" id=\"salir-de-todo\">{all}</button></form>{}",
        language.code(),
        here("boton otro", only_here),
    )
}

fn row(rows: &mut String, id: &str, name: &str, value: &str) {
    let id = if id.is_empty() { String::new() } else { format!(" id=\"{id}\"") };
    // Writing to a string cannot fail.
    let _ = write!(rows, "<dt>{}</dt><dd{id}>{}</dd>", escaped(name), escaped(value));
}

fn method(language: Language, selected: &str) -> String {
    let words = match selected {
        "SEGSOC" => language.choose("Con contraseña", "With a password"),
        "PIN24H" => language.choose("Con PIN", "With a PIN"),
        "AFIRMA" => {
            language.choose("Con certificado o DNI electrónico", "With a certificate or ID card")
        }
        "CLVMOVIL" => language.choose("Con el móvil", "With the phone"),
        "EIDAS" => language
            .choose("Con la identificación de otro país", "With another country's identification"),
        other => return other.to_owned(),
    };
    format!("{words} ({selected})")
}

fn assurance(language: Language, class: &str) -> String {
    let words = match class {
        "http://eidas.europa.eu/LoA/low" => language.choose("Bajo", "Low"),
        "http://eidas.europa.eu/LoA/substantial" => language.choose("Sustancial", "Substantial"),
        "http://eidas.europa.eu/LoA/high" => language.choose("Alto", "High"),
        other => other,
    };
    words.to_owned()
}

fn declined_notice(language: Language, declined: &Declined) -> String {
    let token = declined.message.split(':').next().unwrap_or_default();
    let (heading, text) = match token {
        "CANCELLED" => language.choose(
            ("Has cancelado", "No has entrado. Puedes volver a intentarlo."),
            ("You cancelled", "You are not logged in. You can try again."),
        ),
        "EXPIRED" => language.choose(
            ("Se ha acabado el tiempo", "No has entrado. Puedes volver a intentarlo."),
            ("Time ran out", "You are not logged in. You can try again."),
        ),
        "LOA_NOT_REACHED" => language.choose(
            ("Hace falta más seguridad", "Este trámite pide un nivel que no se ha alcanzado."),
            ("More assurance is needed", "This service asks for a level that was not reached."),
        ),
        "REGISTRATION_LEVEL_NOT_REACHED" => language.choose(
            ("Hace falta otro registro", "Este trámite pide un registro de nivel avanzado."),
            ("More registration is needed", "This service asks for an advanced registration."),
        ),
        "NO_AUTHENTICATOR" => language.choose(
            (
                "No hay medio para entrar",
                "Ninguno de los medios que admite este trámite está disponible en Zaguán.",
            ),
            (
                "There is no way to log in",
                "None of the means that this service admits is available at Zaguán.",
            ),
        ),
        "UNAVAILABLE" => language.choose(
            ("Ahora no es posible", "Zaguán no está disponible. Inténtalo más tarde."),
            ("Not possible now", "Zaguán is not available. Try again later."),
        ),
        "SP_NOT_ALLOWED" => language.choose(
            ("Servicio suspendido", "Zaguán no atiende ahora a este organismo."),
            ("Service suspended", "Zaguán does not serve this agency now."),
        ),
        "LOA_UNKNOWN" | "PASSIVE" | "ATTRIBUTE" | "NAMEID" | "SUBJECT" | "BINDING" => language
            .choose(
                (
                    "La petición no es correcta",
                    "Hemos pedido a Zaguán algo que no da. No es culpa tuya.",
                ),
                (
                    "The request is not right",
                    "We asked Zaguán for something that it does not give. It is not your fault.",
                ),
            ),
        _ => language.choose(
            ("No has entrado", "Zaguán no ha podido identificarte."),
            ("You are not logged in", "Zaguán could not identify you."),
        ),
    };
    let second = declined.second.as_deref().unwrap_or_default();
    format!(
        "<div class=\"aviso\" id=\"aviso\" role=\"alert\"><h2>{heading}</h2><p>{text}</p>\
         <p><code>{} {} {}</code></p></div>",
        escaped(&declined.top),
        escaped(second),
        escaped(&declined.message),
    )
}

fn frame(office: &Office, language: Language, title: &str, content: &str) -> String {
    let (code, other, other_name, languages, band, skip) = language.choose(
        (
            "es",
            "en",
            "English",
            "Idioma",
            "Agencia de demostración: los datos son inventados.",
            "Ir al contenido",
        ),
        (
            "en",
            "es",
            "Español",
            "Language",
            "Demonstration agency: all data are invented.",
            "Skip to content",
        ),
    );
    let (name, who) = (office.name, office.organization.of(language));
    format!(
        "<!doctype html><html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/estilo.css\"></head><body class=\"{name}\">\
         <a class=\"saltar\" href=\"#contenido\">{skip}</a>\
         <header><p><strong>{who}</strong></p><p>{band}</p><nav aria-label=\"{languages}\">\
         <a href=\"/?lang={other}\" lang=\"{other}\" hreflang=\"{other}\">{other_name}</a></nav></header>\
         <main id=\"contenido\">{content}</main></body></html>"
    )
}

pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}
