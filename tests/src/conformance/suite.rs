//! The checks. Each takes a driver in a house of its own, and panics when the method fails it.

use std::collections::BTreeSet;

use authenticators::{Progress, Proof, Section, Step, Subject};
use pages::{Language, Page};
use serde_json::json;

use super::{Driver, Secret, Shown, Visitor, Walk, enter, new_attempt, resume, together, walk};

/// Nothing of the blueprint can collide with another method's, and every word of it exists in five
/// languages.
#[expect(clippy::unused_async, reason = "called like every other check")]
pub async fn brings_everything_of_its_own(driver: &dyn Driver) {
    let blueprint = driver.blueprint();
    let id = blueprint.id.as_str();
    assert!(id.bytes().all(|b| b.is_ascii_lowercase()), "id {id}");
    let path = blueprint.path;
    assert!(!path.is_empty() && path.bytes().all(|b| b.is_ascii_lowercase()), "path {path}");
    for (name, _) in blueprint.pack.templates {
        assert!(name.starts_with(&format!("{id}/")), "template {name}");
    }

    let files = blueprint.pack.messages;
    let languages: Vec<Language> = files.iter().map(|(language, _)| *language).collect();
    assert_eq!(languages, Language::ALL);
    let spanish = keys(files[0].1);
    for (language, text) in files {
        assert_eq!(keys(text), spanish, "{language:?}");
    }
    for key in [format!("method-{id}"), format!("method-{id}.hint")] {
        assert!(spanish.contains(&key), "{key} is shown where people choose");
    }
    for key in &spanish {
        let own = key.starts_with(&format!("{id}-")) || key.starts_with(&format!("method-{id}"));
        assert!(own, "message {key}");
    }

    let unknown = json!({ "no-such-key": true });
    let section = Section::new(unknown.as_object().cloned().unwrap_or_default());
    let built = (blueprint.build)(&section, &driver.house().ports);
    assert!(built.is_err(), "unknown configuration is accepted");
}

/// Keys of a Fluent file, and of their attributes (`key.attribute`).
fn keys(text: &str) -> BTreeSet<String> {
    let mut message = "";
    let mut keys = BTreeSet::new();
    for line in text.lines() {
        let Some((name, _)) = line.split_once(" =") else {
            continue;
        };
        if let Some(attribute) = name.trim_start().strip_prefix('.') {
            keys.insert(format!("{message}.{attribute}"));
        } else {
            message = name;
            keys.insert(name.to_owned());
        }
    }
    keys
}

/// Its samples show every template and every word of it, the errors and refusals too, and each can be
/// read in five languages.
#[expect(clippy::unused_async, reason = "called like every other check")]
pub async fn has_a_sample_of_every_page(driver: &dyn Driver) {
    let pack = driver.blueprint().pack;
    let samples = (pack.samples)();
    let shown: BTreeSet<&str> = samples.iter().map(|(_, page)| page.template.as_str()).collect();
    for (name, _) in pack.templates {
        assert!(shown.contains(name), "no sample shows {name}");
    }
    let refused =
        |page: &Page| page.values.get("message").and_then(|key| key.as_str().map(str::to_owned));
    let errors =
        samples.iter().flat_map(|(_, page)| page.errors.iter().map(|one| one.message.clone()));
    let refusals = samples.iter().filter_map(|(_, page)| refused(page));
    let told: BTreeSet<String> = errors.chain(refusals).collect();
    for key in keys(pack.messages[0].1) {
        let message = key.split('.').next().unwrap_or_default();
        let quoted = format!("key=\"{key}\"");
        let in_template = pack.templates.iter().any(|(_, text)| text.contains(&quoted));
        // What goes to a phone is on no page.
        let elsewhere = message.starts_with("method-") || message.ends_with("-sms");
        assert!(in_template || told.contains(message) || elsewhere, "no sample shows {key}");
    }
    for (name, page) in &samples {
        let texts = Language::ALL.map(|language| driver.house().render(language, page));
        assert!(texts.iter().all(|text| text.matches("<h1").count() == 1), "{name}");
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), 5, "{name}");
    }
}

/// Every page of a login renders in five languages, with its own words in each.
pub async fn speaks_five_languages(driver: &dyn Driver) {
    let visitor = driver.somebody().await;
    let right = walk(driver, &visitor, Secret::Right).await;
    let wrong = walk(driver, &visitor, Secret::Wrong).await;
    let pages = right.shown.into_iter().chain(wrong.shown).map(|shown| shown.page);
    for page in pages.chain([asked(wrong.end)]) {
        let texts = Language::ALL.map(|language| driver.house().render(language, &page));
        for (language, text) in Language::ALL.into_iter().zip(&texts) {
            assert_eq!(text.matches("<h1").count(), 1, "{language:?} {page:?}");
            assert!(text.contains(&format!("<html lang=\"{}\"", language.code())), "{language:?}");
        }
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), 5, "{page:?}");
    }
}

/// The right answers prove who it is, by this method, in this attempt, with factors of its
/// profile, now; and it is recorded under the attempt, without the name or the secret.
pub async fn the_right_answers_prove(driver: &dyn Driver) {
    let visitor = driver.somebody().await;
    let walk = walk(driver, &visitor, Secret::Right).await;
    let Step::Prove(proof) = &walk.end else { panic!("{:?}", walk.end) };
    let blueprint = driver.blueprint();
    assert_eq!(whose(proof), visitor);
    assert_eq!(proof.method(), &blueprint.id);
    assert_eq!(proof.attempt(), &walk.attempt);
    assert!(blueprint.profile.factors.contains(proof.factors()), "{:?}", proof.factors());
    assert!(proof.factors().categories() > 0, "no factor was shown");
    assert_eq!(proof.evidence().authenticated_at, driver.house().now());
    recorded_without_secrets(driver, &walk, &visitor).await;
}

/// Wrong answers end in a page with an error, never in a proof; and the right ones still prove
/// after one less than the last wrong try.
pub async fn wrong_answers_never_prove(driver: &dyn Driver) {
    let visitor = driver.somebody().await;
    for _ in 1..driver.tries() {
        let walk = walk(driver, &visitor, Secret::Wrong).await;
        recorded_without_secrets(driver, &walk, &visitor).await;
        assert!(!asked(walk.end).errors.is_empty());
    }
    assert_eq!(proved(walk(driver, &visitor, Secret::Right).await.end), Some(visitor.clone()));
    // The right one has given the tries back.
    for _ in 1..driver.tries() {
        assert_eq!(proved(walk(driver, &visitor, Secret::Wrong).await.end), None);
    }
    assert_eq!(proved(walk(driver, &visitor, Secret::Right).await.end), Some(visitor));
}

async fn recorded_without_secrets(driver: &dyn Driver, walk: &Walk, visitor: &Visitor) {
    let events = driver.house().events(&walk.attempt).await;
    assert_eq!(events.iter().filter(|(kind, _)| kind == "login").count(), 1, "{events:?}");
    for (_, text) in &events {
        assert!(!text.contains(&visitor.name), "{events:?}");
        for secret in walk.shown.iter().flat_map(|shown| secrets(driver, &shown.sent)) {
            assert!(!holds(text, &secret), "{events:?}");
        }
    }
}

/// After the last wrong try the right answers are refused like wrong ones.
pub async fn the_last_wrong_try_locks(driver: &dyn Driver) {
    let visitor = locked(driver).await;
    for _ in 0..3 {
        assert_eq!(proved(walk(driver, &visitor, Secret::Right).await.end), None);
    }
}

async fn locked(driver: &dyn Driver) -> Visitor {
    let visitor = driver.somebody().await;
    for _ in 0..driver.tries() {
        assert_eq!(proved(walk(driver, &visitor, Secret::Wrong).await.end), None);
    }
    visitor
}

/// Whether somebody is unknown, gave a wrong secret, is locked or may not enter: after as many tries
/// the pages are the same to the byte, and the statements are the same to the word.
pub async fn who_fails_is_told_nothing(driver: &dyn Driver) {
    let wrong = driver.silent_on();
    let right = if wrong == Secret::Wrong { Secret::Right } else { wrong };
    let [one, other] = [driver.somebody().await, driver.somebody().await];
    let revoked = [driver.somebody().await, driver.somebody().await];
    for visitor in &revoked {
        driver.house().revoke(visitor.citizen.unwrap()).await;
    }
    // Where something else is asked before the secret, who is locked is like anybody there.
    let locked = if wrong == Secret::Wrong { None } else { Some(locked(driver).await) };
    let rounds = if locked.is_none() { driver.tries() + 2 } else { 2 };
    for round in 0..rounds {
        let expected = trail(driver, &one, wrong).await;
        assert!(expected.statements.len() > 1, "nothing was overheard");
        let is_locked = round >= driver.tries();
        for (who, visitor, secret) in [
            ("unknown", Some(&driver.nobody()), wrong),
            ("locked", Some(&other), if is_locked { right } else { wrong }),
            ("locked before", locked.as_ref(), wrong),
            ("revoked, wrong", Some(&revoked[0]), wrong),
            ("revoked, right", Some(&revoked[1]), right),
        ] {
            let Some(visitor) = visitor else { continue };
            let trail = trail(driver, visitor, secret).await;
            assert_eq!(trail.pages, expected.pages, "{who}, round {round}");
            assert_eq!(trail.statements, expected.statements, "{who}, round {round}");
        }
    }
}

/// What can be seen of a try from outside, and from the wire to the database.
struct Trail {
    pages: Vec<String>,
    statements: Vec<String>,
}

async fn trail(driver: &dyn Driver, visitor: &Visitor, secret: Secret) -> Trail {
    let _ = driver.house().statements.take();
    let walk = walk(driver, visitor, secret).await;
    let statements = driver.house().statements.take();
    let pages = walk.shown.into_iter().map(|shown| shown.page).chain([asked(walk.end)]);
    let pages = pages.map(|page| driver.house().render(Language::Es, &masked(driver, page)));
    Trail { pages: pages.collect(), statements }
}

fn masked(driver: &dyn Driver, mut page: Page) -> Page {
    for name in driver.varies() {
        page.values.entry(*name).and_modify(|value| *value = json!("…"));
    }
    page
}

/// What is remembered between pages is small, and nothing of what was typed in secret is in it.
pub async fn remembers_little_and_no_secret(driver: &dyn Driver) {
    let visitor = driver.somebody().await;
    for secret in [Secret::Wrong, Secret::Right] {
        let walk = walk(driver, &visitor, secret).await;
        let last = match walk.end {
            Step::Ask { progress, .. } | Step::Leave { progress, .. } => Some(progress),
            Step::Prove(_) | Step::Refuse(_) | Step::Defer(_) => None,
        };
        let remembered = walk.shown.iter().map(|shown| shown.progress.clone()).chain(last);
        for bytes in remembered.map(|progress| bytes(&progress)) {
            assert!(bytes.len() <= Progress::MAX, "{} bytes", bytes.len());
            let text = String::from_utf8_lossy(&bytes).into_owned();
            for secret in walk.shown.iter().flat_map(|shown| secrets(driver, &shown.sent)) {
                assert!(!holds(&text, &secret), "a secret is remembered");
            }
        }
    }
}

fn bytes(progress: &Progress) -> Vec<u8> {
    serde_json::from_value(serde_json::to_value(progress).unwrap()).unwrap()
}

/// What was typed in secret.
fn secrets(driver: &dyn Driver, sent: &str) -> Vec<String> {
    let form = pages::Form::parse(sent.as_bytes()).unwrap();
    let typed = driver.secrets().iter().filter_map(|name| form.get(name));
    typed.filter(|typed| !typed.is_empty()).map(str::to_owned).collect()
}

/// Three letters may be in anything; whatever is longer is looked for in the middle of words too.
fn holds(text: &str, secret: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    if secret.len() > 3 { text.contains(secret) } else { words.any(|word| word == secret) }
}

/// Whatever was remembered or typed before, in whatever combination, proves nothing that it should
/// not: never somebody else, and nobody at all where secrets are good for one use.
pub async fn replays_prove_nothing_new(driver: &dyn Driver) {
    let (ana, leo) = (driver.somebody().await, driver.somebody().await);
    let mut seen: Vec<(Visitor, Shown)> = Vec::new();
    for (visitor, secret) in
        [(&ana, Secret::Right), (&leo, Secret::Right), (&ana, Secret::Wrong), (&ana, Secret::Right)]
    {
        let walk = walk(driver, visitor, secret).await;
        seen.extend(walk.shown.into_iter().map(|shown| (visitor.clone(), shown)));
    }
    for (_, earlier) in &seen {
        for (typist, later) in &seen {
            driver.house().wait(driver.patience());
            let step = resume(driver, &new_attempt(), earlier.progress.clone(), &later.sent).await;
            if let Some(proved) = proved(step) {
                assert!(!driver.one_use(), "a used secret proves again");
                assert_eq!(proved, *typist, "somebody else is proved");
            }
        }
    }
}

/// The same right answers, sent many times at once: once where they are good for one use,
/// otherwise each time (as often as there are tries).
pub async fn right_answers_at_once(driver: &dyn Driver) {
    let visitor = driver.somebody().await;
    let walk = walk_to_the_last_page(driver, &visitor, Secret::Right).await;
    let steps = at_once(driver, &walk, driver.tries()).await;
    let proofs = steps.into_iter().filter(|step| matches!(step, Step::Prove(_))).count();
    assert_eq!(proofs, if driver.one_use() { 1 } else { driver.tries() });
}

/// A hundred guesses at once get no more looks at the secret than they would one by one.
pub async fn guesses_at_once_get_no_more_looks(driver: &dyn Driver) {
    let visitor = driver.somebody().await;
    let walk = walk_to_the_last_page(driver, &visitor, Secret::Wrong).await;
    for step in at_once(driver, &walk, 50).await.into_iter().chain(at_once(driver, &walk, 50).await)
    {
        assert_eq!(proved(step), None);
    }
    let looks = driver.house().outcomes(visitor.citizen.unwrap(), "wrong").await;
    assert_eq!(looks, i64::try_from(driver.looks()).unwrap());
}

/// A page that is about to be answered with the secret, not sent yet.
async fn walk_to_the_last_page(driver: &dyn Driver, visitor: &Visitor, secret: Secret) -> Shown {
    // Another person shows how many pages there are, so that nothing is used up.
    let pages = walk(driver, &driver.somebody().await, Secret::Right).await.shown.len();
    let attempt = new_attempt();
    let mut step = driver.method().begin(enter(driver, &attempt)).await.unwrap();
    for number in 1.. {
        let Step::Ask { page, progress } = step else {
            break;
        };
        let sent = driver.fill(&page, visitor, secret).await;
        if number == pages {
            return Shown { attempt, page, progress, sent };
        }
        step = resume(driver, &attempt, progress, &sent).await;
    }
    panic!("the method did not ask {pages} times");
}

async fn at_once(driver: &dyn Driver, shown: &Shown, times: usize) -> Vec<Step> {
    let send = |_| resume(driver, &shown.attempt, shown.progress.clone(), &shown.sent);
    together((0..times).map(send)).await
}

/// Whatever a browser sends from any page: a page comes back, which renders; no proof, no fault.
pub async fn hostile_forms_get_a_page(driver: &dyn Driver) {
    let visitor = driver.somebody().await;
    let walk = walk(driver, &visitor, Secret::Right).await;
    for shown in &walk.shown {
        for sent in hostile(&shown.sent) {
            driver.house().wait(driver.patience());
            let step = resume(driver, &new_attempt(), shown.progress.clone(), &sent).await;
            let page = asked(step);
            for language in Language::ALL {
                let html = driver.house().render(language, &page);
                assert!(!html.contains("<script>alert"), "{sent}");
                assert!(!html.contains('\0'), "{sent}");
            }
        }
    }
}

/// A form without each field, and with each field replaced by what nobody should send.
fn hostile(sent: &str) -> Vec<String> {
    let fields: Vec<&str> = sent.split('&').filter_map(|pair| pair.split('=').next()).collect();
    let others = ["", "x=1", "%00=%00", "=", "&&&", "documento%00=1&cl%C3%A1ve=2"];
    let mut forms: Vec<String> = others.map(str::to_owned).to_vec();
    for bad in &fields {
        let others = sent.split('&').filter(|pair| pair.split('=').next() != Some(bad));
        forms.push(others.collect::<Vec<_>>().join("&"));
    }
    // What is longer than any form the hub refuses before a method sees it.
    for value in values() {
        forms.push(
            fields.iter().map(|name| format!("{name}={value}")).collect::<Vec<_>>().join("&"),
        );
        for bad in &fields {
            let pairs = sent.split('&').map(|pair| match pair.split_once('=') {
                Some((name, _)) if name == *bad => format!("{name}={value}"),
                _ => pair.to_owned(),
            });
            forms.push(pairs.collect::<Vec<_>>().join("&"));
        }
    }
    forms.retain(|sent| sent.len() <= pages::forms::LONGEST_BODY);
    forms
}

/// Encoded already. The longest are such as a form may just hold.
fn values() -> Vec<String> {
    let mut values = [
        "",
        "%00",
        "0%00",
        "+",
        "%0D%0AX-Evil%3A+1",
        "%27%3B+DROP+TABLE+credentials.event%3B--",
        "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%7B%7B+7*7+%7D%7D",
        "%E2%80%AE%EF%BB%BF",
        "%F0%9F%92%A9",
        "%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96%EF%BC%97%EF%BC%98%EF%BC%BA",
        "-1",
        "99999999999999999999",
        "null",
        "..%2F..%2Fetc%2Fpasswd",
    ]
    .map(str::to_owned)
    .to_vec();
    let long = [("a", 4000), ("1", 4000), ("%C3%B1", 1300), ("%EF%B7%BA", 800)];
    values.extend(long.map(|(one, times)| one.repeat(times)));
    values
}

fn asked(step: Step) -> Page {
    match step {
        Step::Ask { page, .. } | Step::Leave { page, .. } => page,
        Step::Prove(_) | Step::Refuse(_) | Step::Defer(_) => panic!("no page: {step:?}"),
    }
}

/// Who was proved, as the visitor that they are.
fn proved(step: Step) -> Option<Visitor> {
    match step {
        Step::Prove(proof) => Some(whose(&proof)),
        Step::Ask { .. } | Step::Leave { .. } | Step::Refuse(_) | Step::Defer(_) => None,
    }
}

fn whose(proof: &Proof) -> Visitor {
    let Subject::Registered(citizen) = proof.who() else { panic!("{:?}", proof.who()) };
    Visitor { name: String::new(), citizen: Some(*citizen) }
}

/// Two visitors are the same when they are the same person.
impl PartialEq for Visitor {
    fn eq(&self, other: &Self) -> bool {
        self.citizen.is_some() && self.citizen == other.citizen
    }
}
