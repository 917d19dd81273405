//! The only room with HTML: frame, templates, messages, forms, headers, embedded files.
//!
//! - [`language`] — which of the five languages this person reads
//! - [`messages`] — the words: Fluent, one file per language, Spanish where one is missing
//! - [`page`] — what is shown ([`Page`]), around it ([`Frame`]), and what a method brings ([`Pack`])
//! - [`render`] — the two together, as HTML ([`Pages`])
//! - [`hub`] — the hub's own pages, typed, each with a sample
//! - [`samples`] — all of them with made-up facts, for tests and demonstration
//! - [`forms`] — what comes back: bounded forms, guards, where it was posted from
//! - [`headers`] — the security headers of every answer
//! - [`assets`] — the style sheet, the script and the icon, embedded
//!
//! # A page of a method
//!
//! A method's folder brings a [`Pack`]: templates and messages. A template extends the frame, says its
//! heading, and fills `main` with components. The frame adds the title, the error summary, the agency's
//! name, the languages, «Cancelar» and the footer; there is exactly one `h1`, and it is `heading`.
//!
//! ```html
//! {% extends "frame.html" %}
//! {% block heading %}{{ t(key="password-heading") }}{% endblock %}
//! {% block main %}
//! {{ <host_hint /> }}
//! {% <form> %}
//!   {{ <input name="documento" label={t(key="document-label")} hint={t(key="document-hint")}
//!        value={values.documento or ""} autocomplete="username" autocapitalize="characters"
//!        translate="no" /> }}
//!   {{ <password_input name="clave" label={t(key="password-label")} autocomplete="current-password" /> }}
//!   {{ <button text={t(key="continue")} /> }}
//! {% </form> %}
//! {% endblock %}
//! ```
//!
//! | component | arguments (those with a default may be left out) |
//! |---|---|
//! | `form` (with a body) | `action` = the frame's path; brings `method=post`, `novalidate` and the guard's hidden fields |
//! | `input` | `name label hint="" value="" autocomplete="off" inputmode="" autocapitalize="" translate="" width=""` |
//! | `password_input` | `name label hint="" autocomplete="current-password"`; never sends a value back |
//! | `date_input` | `legend hint="" day="" month="" year=""`: the fields `dia`, `mes`, `ano`; what is wrong is an error of `dia` |
//! | `contrast_fields` | none: what else is printed on the card; `values.contrast` says whether that is a `"date"` |
//! | `checkbox` | `name label value`: never ticked, sends `si`; the value stands beside it |
//! | `button` | `text variant=""` (`"secondary"`, `"warning"`) `name="" value="" id=""` |
//! | `guard_fields` | none: the hidden fields, for a form written by hand |
//! | `link` | `href text` — a paragraph with one link |
//! | `paragraph`, `inset`, `warning` | `text` |
//! | `details` (with a body) | `summary` |
//! | `fact` | `label value`: a row of `<dl class="govuk-summary-list">` |
//! | `told` | `agency outcome link=""`: such a row about an agency that was told of a logout |
//! | `carrier` | `to text variant="" presses=false probe=""`: what takes a message to an agency; the script presses it, once `probe` answers |
//! | `reference` | `number moment`: what the person can quote, and when it was |
//! | `host_hint` | none: «Comprueba que la dirección empieza por https://…» |
//! | `error_summary` | none: the frame already shows it |
//!
//! In a template stand: `values` (the page's facts), `errors` (list of `field`, `text`), `agency` (empty
//! if none), `host`, `path`, `service`, `language`, and the functions
//! `t(key="…", name=value…)` (a message, or one of its attributes: `t(key="refusal-timeout.why")`),
//! `clock(at=…)` («10:35»), `exact(at=…)` («10:35:07»), `date(at=…)` (the day) and `moment(at=…)` (day and time),
//! all in Europe/Madrid.
//! An undefined `values.x` is an error unless tested: `values.x or ""`.
//!
//! The message of a [`FieldError`] is a key too; its arguments are the page's `values`.
//! Every pack gives samples of its pages, which the conformance tests render in every language; and, for the page on which people choose, `method-{id}` with its attribute `.hint`.

pub mod assets;
pub mod forms;
pub mod headers;
pub mod hub;
pub mod language;
pub mod messages;
pub mod page;
pub mod render;
pub mod samples;

pub use forms::{Form, FormError, Guard, GuardError, same_origin};
pub use headers::{PageKind, security_headers};
pub use language::Language;
pub use page::{FieldError, Frame, Limit, Pack, Page};
pub use render::{LAST_RESORT, PageError, Pages};

#[cfg(test)]
mod tests;
