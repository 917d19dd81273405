//! Logins as a person does them, who sees nothing but pages.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use http::StatusCode;
use hub::{Clock as _, SystemClock};
use saml::request::AuthnRequest;
use tokio::time::sleep;
use uuid::Uuid;

use crate::driver::judge::Judge;
use crate::driver::line::Line;
use crate::driver::report::{Left, Login, Trouble};
use crate::driver::{Manner, Scene, pin};
use crate::hall::browser::{Answer, Form};

/// Before somebody loads a page again.
const A_MOMENT: Duration = Duration::from_millis(150);

/// One person's logins until there have been enough; the one under way is ended.
pub(super) async fn again_and_again(scene: Arc<Scene>, person: (String, String), leaves: bool) {
    let mut line = Line::new(scene.load.at, &scene.load.origin);
    for agency in (0..scene.judges.len()).cycle() {
        if scene.enough.load(Ordering::SeqCst) {
            return;
        }
        let keeps = scene.load.manner.keeps();
        line.cookies.retain(|name, _| keeps.is_none_or(|kept| kept.contains(&name.as_str())));
        Visit::new(&scene, &mut line, agency, &person, leaves).log_in().await;
    }
}

/// What a person does next.
enum Next {
    /// Loads a page.
    Load(String),
    /// Sends a form.
    Send(String, Vec<(String, String)>),
}

/// One login.
struct Visit<'a> {
    scene: &'a Scene,
    line: &'a mut Line,
    agency: usize,
    person: &'a (String, String),
    leaves: bool,
    begun: Instant,
    troubled: bool,
    request: String,
    next: Next,
    journey: Option<String>,
    /// So many had come to their phone before.
    messages: usize,
}

impl<'a> Visit<'a> {
    fn new(
        scene: &'a Scene,
        line: &'a mut Line,
        agency: usize,
        person: &'a (String, String),
        leaves: bool,
    ) -> Self {
        let begun = Instant::now();
        let (request, next) = asked(scene, agency);
        let messages = match (scene.load.manner, person.1.split_once(' ')) {
            (Manner::Pin(outbox), Some((_, phone))) => pin::messages(outbox, phone).len(),
            (
                Manner::Pin(_)
                | Manner::Password
                | Manner::Certificate(_)
                | Manner::Nod
                | Manner::Stranger
                | Manner::Session,
                _,
            ) => 0,
        };
        Self {
            scene,
            line,
            agency,
            person,
            leaves,
            begun,
            troubled: false,
            request,
            next,
            journey: None,
            messages,
        }
    }

    /// Until the agency has its answer.
    async fn log_in(mut self) {
        loop {
            let answered = match &self.next {
                Next::Load(path) if path.starts_with("https://") => self.shown(path).await,
                Next::Load(path) => self.line.get(path).await,
                Next::Send(path, fields) => self.line.post(path, fields).await,
            };
            let trouble = match answered {
                Ok(answer) => match self.read(&answer) {
                    Read::Answer => return self.received(&answer),
                    Read::Next(next) => {
                        self.next = next;
                        continue;
                    }
                    Read::Later(trouble, next) => {
                        self.note(trouble);
                        sleep(A_MOMENT).await;
                        self.next = next;
                        continue;
                    }
                    Read::Trouble(trouble) => trouble,
                },
                Err(trouble) => trouble,
            };
            self.recover(trouble).await;
        }
    }

    /// What the certificate host answers, to which each visit has a connection of its own.
    async fn shown(&self, address: &str) -> Result<Answer, Trouble> {
        let Manner::Certificate(proxy) = self.scene.load.manner else {
            return Err(Trouble::Refused);
        };
        let path = address.match_indices('/').nth(2).map_or("/", |(at, _)| &address[at..]);
        Line::saying(proxy.at, &self.scene.load.origin, &proxy.header).get(path).await
    }

    fn judge(&self) -> &Judge {
        self.scene.judges.get(self.agency).unwrap()
    }

    fn received(self, page: &Answer) {
        let granted = self.judge().read(page, &self.request);
        let login = Login {
            request: self.request,
            assertion: granted.assertion,
            took: self.begun.elapsed(),
            troubled: self.troubled,
        };
        self.scene.report().logins.push(login);
    }

    /// What stands on a page for this person.
    fn read(&mut self, page: &Answer) -> Read {
        if let Some(to) = page.location() {
            let to = to.strip_prefix(&self.scene.load.origin).map_or(to.clone(), str::to_owned);
            if to.starts_with("/t/") {
                self.journey = Some(to.splitn(4, '/').take(3).collect::<Vec<_>>().join("/"));
            }
            return Read::Next(Next::Load(to));
        }
        if self.judge().is_for(page) {
            return Read::Answer;
        }
        let again = page.status == StatusCode::UNPROCESSABLE_ENTITY;
        if !page.status.is_success() && !again {
            return Read::Trouble(Trouble::page(page));
        }
        if let Some(next) = self.pin(page) {
            return Read::Next(next);
        }
        for (action, fields) in self.scene.load.manner.filled(self.person) {
            if let Some(form) = page.find_form(action) {
                let next = send(&form, &fields);
                // The method makes them wait for a moment.
                return if again {
                    Read::Later(Trouble::page(page), next)
                } else {
                    Read::Next(next)
                };
            }
        }
        Read::Trouble(Trouble::page(page))
    }

    fn pin(&self, page: &Answer) -> Option<Next> {
        let Manner::Pin(outbox) = self.scene.load.manner else {
            return None;
        };
        let (document, card) = self.person;
        let (form, fields) = pin::filled(page, (document, card), (outbox, self.messages))?;
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(send(&form, &fields))
    }

    fn note(&mut self, trouble: Trouble) {
        self.troubled = true;
        *self.scene.report().troubles.entry(trouble).or_default() += 1;
    }

    /// What people do then: load it again, leave it and begin anew, or begin anew because the page says so.
    async fn recover(&mut self, trouble: Trouble) {
        let may_pass = match &trouble {
            Trouble::Refused | Trouble::Broke | Trouble::Late => true,
            // Ours, or the proxy's.
            Trouble::Page(status, _) => *status >= 500 || *status == 408,
        };
        // The page says that this step is done, and where the journey stands.
        let step_done = matches!(trouble, Trouble::Page(409, _));
        self.note(trouble);
        sleep(A_MOMENT).await;
        if may_pass && !self.leaves {
            self.scene.report().reloaded += 1;
            return;
        }
        if let (true, Some(journey)) = (step_done, &self.journey) {
            self.next = Next::Load(journey.clone());
            return;
        }
        if let (true, Some(journey)) = (may_pass, self.journey.take()) {
            let (request, cookies) = (self.request.clone(), self.line.cookies.clone());
            self.scene.report().left.push(Left { request, journey, cookies });
        }
        self.scene.report().begun_anew += 1;
        self.line.cookies.clear();
        (self.request, self.next) = asked(self.scene, self.agency);
        self.journey = None;
    }
}

/// What a page is for whoever wants to log in.
enum Read {
    Answer,
    Next(Next),
    /// The same again.
    Later(Trouble, Next),
    Trouble(Trouble),
}

/// The agency sends somebody with a new request.
fn asked(scene: &Scene, agency: usize) -> (String, Next) {
    let load = &scene.load;
    let id = format!("_{}", Uuid::new_v4());
    let agency = load.agencies.get(agency).unwrap();
    let request = agency.request(&id, SystemClock.now());
    let destination = Some(format!("{}/saml/sso", load.origin));
    let address = agency.redirect(&AuthnRequest { destination, ..request }, None);
    scene.report().requests.insert(id.clone());
    (id, Next::Load(address))
}

fn send(form: &Form, filled: &[(&str, &str)]) -> Next {
    let kept = form.fields().filter(|(name, _)| filled.iter().all(|(known, _)| known != name));
    let fields = kept.chain(filled.iter().copied());
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Next::Send(form.action.clone(), fields)
}
