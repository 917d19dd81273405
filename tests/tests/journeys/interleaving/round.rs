//! One schedule, carried out: by what each page asks, whatever comes in which order.

use std::collections::{BTreeMap, HashMap};

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Browser};

use super::schedule::{Act, At, Schedule, Step, Who};
use super::tab::{End, Fine, Login, Sent, Shows, Tab, Typed};
use super::town::Town;
use crate::card_answer_with;

/// So much time a schedule may take: a code by SMS is good for longer.
const MOST: SignedDuration = SignedDuration::from_mins(8);
/// So long the way back to the agency is shown.
const SHOWN: SignedDuration = SignedDuration::from_mins(2);

pub(super) struct Round<'t> {
    pub(super) town: &'t Town,
    pub(super) number: usize,
    pub(super) tabs: Vec<Tab>,
    pub(super) browsers: HashMap<Who, Browser>,
    /// The logins of each browser that were brought to their end.
    pub(super) logins: HashMap<Who, Vec<Login>>,
    ends: Timestamp,
}

impl<'t> Round<'t> {
    pub(super) async fn new(town: &'t Town, number: usize, schedule: &Schedule) -> Self {
        let mut tabs = Vec::new();
        for (tab, habits) in schedule.tabs.iter().enumerate() {
            town.meet(habits).await;
            tabs.push(Tab::new(habits, format!("_{number}-{tab}")));
        }
        let whose = schedule.tabs.iter().map(|tab| tab.who);
        let browsers = whose.map(|who| (who, town.hall.browser())).collect();
        Self { town, number, tabs, browsers, logins: HashMap::new(), ends: town.now() + MOST }
    }

    /// Every step, and then whatever is missing, tab by tab.
    pub(super) async fn run(&mut self, steps: &[Step]) {
        for step in steps {
            self.take(*step).await;
        }
        for tab in 0..self.tabs.len() {
            let mut more = 0..15;
            while !self.tabs[tab].is_done() {
                let node = more.next().expect("a tab comes to its end") % 2;
                self.take(Step { tab, node, after: 1, act: Act::On }).await;
            }
        }
    }

    async fn take(&mut self, Step { tab, node, after, act }: Step) {
        if self.tabs[tab].is_left {
            return;
        }
        let left = self.ends.duration_since(self.town.now());
        self.town.hall.clock.wait(SignedDuration::from_secs(after).min(left));
        let who = self.tabs[tab].habits.who;
        let browser = self.browsers.get_mut(&who).unwrap();
        browser.turn_to(&self.town.nodes[node]);
        match act {
            Act::On => self.go_on(tab).await,
            Act::Twice => {
                let before = self.tabs[tab].sent.len();
                self.go_on(tab).await;
                let town = self.town;
                self.browser(tab).turn_to(&town.nodes[1 - node]);
                if self.tabs[tab].sent.len() > before {
                    self.post_again(tab, before).await;
                }
            }
            Act::Reload => self.reload(tab).await,
            Act::Back(back) => self.go_back(tab, back).await,
            Act::Cancel => self.cancel(tab).await,
            Act::Leave => self.tabs[tab].is_left = self.tabs[tab].end.is_none(),
        }
    }

    fn browser(&mut self, tab: usize) -> &mut Browser {
        let who = self.tabs[tab].habits.who;
        self.browsers.get_mut(&who).unwrap()
    }

    async fn go_on(&mut self, tab: usize) {
        match &self.tabs[tab].shows {
            Shows::Agency => self.set_out(tab).await,
            Shows::OnItsWay(to) => {
                let to = to.clone();
                self.load(tab, to).await;
            }
            Shows::Page(..) if self.tabs[tab].end.is_none() => {
                let sent = self.answer_of(tab);
                self.submit(tab, sent).await;
            }
            Shows::Page(..) | Shows::Over => {}
        }
    }

    /// The agency sends the browser to us.
    async fn set_out(&mut self, tab: usize) {
        let Tab { habits, request, .. } = &self.tabs[tab];
        let (agency, now) = (self.town.agency(habits.at), self.town.now());
        let request =
            AuthnRequest { force_authn: habits.at == At::Anew, ..agency.request(request, now) };
        let state = habits.relay_state.as_deref();
        let arrived = if habits.by_post {
            let form = agency.form(&request, state);
            self.browser(tab).post_from_elsewhere("/saml/sso", &form).await
        } else {
            let address = agency.redirect(&request, state);
            self.browser(tab).get(&address).await
        };
        let to = arrived.location().unwrap();
        self.tabs[tab].shows = Shows::OnItsWay(to);
    }

    /// Loads an address at which this tab may be: a page, or where to go from there.
    async fn load(&mut self, tab: usize, address: String) {
        let answer = self.browser(tab).get(&address).await;
        if let Some(to) = answer.location() {
            return self.sent_on(tab, to, None);
        }
        let is_late = self.is_late(tab);
        if is_late {
            assert_over(&answer);
            self.tabs[tab].shows = Shows::Over;
            return;
        }
        if self.tabs[tab].end.is_some() {
            self.read(tab, &answer);
        }
        self.tabs[tab].shows = Shows::Page(address, answer);
    }

    /// What a tab is told after its end: the same however often it asks.
    fn read(&mut self, tab: usize, page: &Answer) {
        let Tab { habits, end, .. } = &mut self.tabs[tab];
        let agency = self.town.agency(habits.at);
        let told = (agency.read(page), Fine::of(&agency.answer(page)));
        let end = end.as_mut().unwrap();
        assert_eq!(*end.told.get_or_insert(told.clone()), told, "tab {tab} is told one thing");
    }

    /// Whether the answer of this tab is not given out any more.
    fn is_late(&self, tab: usize) -> bool {
        let end = self.tabs[tab].end.as_ref();
        end.is_some_and(|end| self.town.now().duration_since(end.at) > SHOWN)
    }

    /// The browser is sent to another page of ours. Where that is the way back, the tab has ended.
    fn sent_on(&mut self, tab: usize, to: String, by: Option<&Sent>) {
        if to.ends_with("/volver") && self.tabs[tab].end.is_none() {
            let version = by.and_then(|(form, _)| form.field("version")).map(str::to_owned);
            let gave_up = by.is_some_and(|(form, _)| form.action.ends_with("/cancelar"));
            let login = if gave_up { None } else { Some(self.login_of(tab)) };
            let (at, way_back) = (self.town.now(), to.clone());
            self.tabs[tab].end = Some(End { at, version, way_back, login, told: None });
        }
        self.tabs[tab].shows = Shows::OnItsWay(to);
    }

    /// The login by which a tab is answered that ends now: that which was typed in it, or the last one in
    /// its browser.
    fn login_of(&mut self, tab: usize) -> (Login, bool) {
        let Tab { habits, typed, chosen_after, .. } = &self.tabs[tab];
        let before = self.logins.entry(habits.who).or_default();
        if typed.is_nothing() {
            return (*before.last().expect("a login before an answer without one"), true);
        }
        if typed.is_code_alone() {
            assert_eq!(before.len(), *chosen_after, "the password before it was of the last login");
        }
        let login = Login { number: before.len(), typed: typed.after(before) };
        before.push(login);
        (login, false)
    }

    /// How this person answers the page that this tab shows.
    fn answer_of(&mut self, tab: usize) -> Sent {
        let page = self.tabs[tab].page().unwrap().clone();
        let Tab { habits, typed, code, chosen_after, .. } = &mut self.tabs[tab];
        let (person, now) = (self.town.person(habits.who), self.town.now());
        let answered = |with: &str| vec![("respuesta", with.to_owned())];
        if let Some(form) = page.find_form("/seguir") {
            let said = if habits.wants_another { "otra" } else { "continuar" };
            return (form, answered(said));
        }
        if let Some(form) = page.find_form("/cambio") {
            return (form, answered("cambiar"));
        }
        if let Some(form) = page.find_form("/datos") {
            return (form, answered("enviar"));
        }
        if let Some(form) = page.find_form("/elegir") {
            // Whatever was typed before was for another try.
            *typed = Typed::default();
            *chosen_after = self.logins.get(&habits.who).map_or(0, Vec::len);
            let is_offered = page.body.contains(&format!("value=\"{}\"", habits.method));
            let method = if is_offered { habits.method } else { "password" };
            return (form, vec![("metodo", method.to_owned())]);
        }
        typed.last = Some(now);
        if let Some(form) = page.find_form("/venia") {
            typed.other = true;
            return (form, Vec::new());
        }
        if let Some(form) = page.find_form("/tarjeta") {
            let filled = card_answer_with(&person.card(self.number), &page);
            typed.other = true;
            return (form, filled);
        }
        if page.body.contains("name=\"clave\"") {
            typed.password = true;
            let filled = vec![
                ("documento", person.document.to_owned()),
                ("clave", person.password.to_owned()),
            ];
            return (page.form_with("clave"), filled);
        }
        assert!(page.body.contains("name=\"codigo\""), "a page that nobody knows: {}", page.body);
        typed.code = true;
        (page.form_with("codigo"), vec![("codigo", code.clone().expect("a code was sent"))])
    }

    async fn submit(&mut self, tab: usize, sent: Sent) {
        let page = self.tabs[tab].page().unwrap();
        let old = page.find_form("/cancelar").filter(|form| form.action != sent.0.action);
        let answer = self.post(tab, &sent).await;
        if let Some(to) = answer.location() {
            self.sent_on(tab, to, Some(&sent));
        } else if answer.status == StatusCode::FORBIDDEN {
            self.begin_again(tab, &answer);
        } else {
            // Not taken: a card's position that another tab has used up meanwhile.
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
            let Shows::Page(address, _) = &self.tabs[tab].shows else { unreachable!() };
            self.tabs[tab].shows = Shows::Page(address.clone(), answer);
            self.tabs[tab].typed = Typed::default();
        }
        self.take_code(tab).await;
        self.tabs[tab].sent.extend([sent].into_iter().chain(old.map(|form| (form, Vec::new()))));
    }

    /// The code that was typed would complete a password of the browser's session; meanwhile that is
    /// another's, since somebody entered in another tab.
    fn begin_again(&mut self, tab: usize, refused: &Answer) {
        assert_eq!(refused.heading(), "Hay que empezar de nuevo");
        let Tab { habits, typed, chosen_after, shows, .. } = &mut self.tabs[tab];
        assert!(typed.is_code_alone(), "{typed:?}");
        assert!(self.logins[&habits.who].len() > *chosen_after, "nobody entered meanwhile");
        let Shows::Page(address, _) = &*shows else { unreachable!() };
        let journey = address.split('/').take(3).collect::<Vec<_>>().join("/");
        *shows = Shows::OnItsWay(journey);
        *typed = Typed::default();
    }

    async fn post(&mut self, tab: usize, (form, filled): &Sent) -> Answer {
        let filled: Vec<_> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.browser(tab).submit(form, &filled).await
    }

    /// The code that was sent because of this tab, if one was: to the phone of its own person alone.
    async fn take_code(&mut self, tab: usize) {
        let person = self.town.person(self.tabs[tab].habits.who);
        let brought = self.town.hall.post.brought(self.town.now()).await;
        let codes: Vec<_> = brought.into_iter().filter(|one| one.code.is_some()).collect();
        assert!(codes.len() < 2, "{codes:?}");
        for one in codes {
            assert_eq!(one.to, person.phone);
            self.tabs[tab].code = one.code;
        }
    }

    async fn reload(&mut self, tab: usize) {
        let (address, before) = match &self.tabs[tab].shows {
            Shows::Page(address, page) => (address.clone(), Some(page.heading())),
            Shows::OnItsWay(address) => (address.clone(), None),
            Shows::Agency | Shows::Over => return,
        };
        self.load(tab, address).await;
        if let (Some(before), Shows::Page(_, page)) = (before, &self.tabs[tab].shows) {
            assert_eq!(page.heading(), before, "the same page");
        }
    }

    async fn go_back(&mut self, tab: usize, back: usize) {
        let many = self.tabs[tab].sent.len();
        if many > 0 {
            self.post_again(tab, many - 1 - back % many).await;
        }
    }

    /// A form that was posted before, or stood beside one: it is refused, or was the last one and leads
    /// to the same answer.
    async fn post_again(&mut self, tab: usize, which: usize) {
        let sent = self.tabs[tab].sent[which].clone();
        let answer = self.post(tab, &sent).await;
        let brought = self.town.hall.post.brought(self.town.now()).await;
        assert!(brought.iter().all(|one| one.code.is_none()), "nothing is sent again: {brought:?}");
        let version = sent.0.field("version").map(str::to_owned);
        match &self.tabs[tab].end {
            None => {
                assert_eq!(answer.status, StatusCode::CONFLICT, "{}", sent.0.action);
                assert_eq!(answer.heading(), "Este paso ya está hecho");
            }
            Some(end) if end.version == version && !self.is_late(tab) => {
                assert_eq!(answer.location().as_deref(), Some(end.way_back.as_str()));
            }
            Some(_) => assert_over(&answer),
        }
    }

    async fn cancel(&mut self, tab: usize) {
        let form = self.tabs[tab].page().and_then(|page| page.find_form("/cancelar"));
        if let Some(form) = form {
            self.submit(tab, (form, Vec::new())).await;
        }
    }

    /// One more visit to an agency, where no page may be shown.
    pub(super) async fn look_in(&mut self, who: Who, agency: &Agency, id: &str) -> Answer {
        let request = AuthnRequest { is_passive: true, ..agency.request(id, self.town.now()) };
        let address = agency.redirect(&request, None);
        self.browsers.get_mut(&who).unwrap().visit(&address).await
    }

    /// What the trace has of this round: by the request, how it ended.
    pub(super) async fn trace(&self) -> BTreeMap<String, Vec<Traced>> {
        const SQL: &str =
            "SELECT request_id, agency, outcome, response_id, assertion_id, level, reused
            FROM hub.trace WHERE request_id LIKE $1 ORDER BY id";
        let client = self.town.hall.client().await;
        let rows = client.query(SQL, &[&format!("\\_{}-%", self.number)]).await.unwrap();
        let mut found: BTreeMap<String, Vec<Traced>> = BTreeMap::new();
        for row in rows {
            let traced = Traced {
                agency: row.get(1),
                outcome: row.get(2),
                response_id: row.get(3),
                assertion_id: row.get(4),
                level: row.get(5),
                reused: row.get(6),
            };
            found.entry(row.get(0)).or_default().push(traced);
        }
        found
    }
}

#[derive(Debug)]
pub(super) struct Traced {
    pub(super) agency: String,
    pub(super) outcome: String,
    pub(super) response_id: String,
    pub(super) assertion_id: Option<String>,
    pub(super) level: Option<String>,
    pub(super) reused: bool,
}

fn assert_over(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(answer.heading(), "Esta operación ya ha terminado");
}
