//! A method that believes everybody: for tests of what the hub does with a proof, however many
//! come at once. The password would count their tries.

use async_trait::async_trait;
use authenticators::{
    Attempt, Authenticator, Blueprint, ConfigError, Evidence, Fault, Input, MethodId, Ports,
    Profile, Progress, Refusal, Section, Step, Subject, certificate, password, pin,
};
use citizens::{CitizenId, Registry};
use identity::{Factors, LevelOfAssurance, SpanishId};
use jiff::Timestamp;
use pages::{Language, Pack, Page};

use super::ANA;

const MESSAGES: &str = "method-nod = Nod\n    .hint = Believed at once\nnod-no = Not so\n\
                        nod-shut = Cerrado\n    .why = It was asked to\n    .do = Choose again\n";
/// The field by which a test has it not believe: `no`, it asks again; `nunca`, it refuses.
const DOUBT: &str = "venia";

/// The method, with one factor.
pub static BLUEPRINT: Blueprint = WEAK;

/// The methods of this build, and it.
pub static METHODS: &[Blueprint] =
    &[certificate::BLUEPRINT, password::BLUEPRINT, pin::BLUEPRINT, WEAK];

const WEAK: Blueprint = blueprint(
    Profile { least: Factors::NONE, factors: ONE, ceiling: LevelOfAssurance::Low },
    |_, ports| Ok(Box::new(Nod(ports.citizens.clone(), ONE))),
);

/// The same with two factors, for what needs the level substantial.
pub static STRONG: Blueprint = blueprint(
    Profile { least: Factors::NONE, factors: TWO, ceiling: LevelOfAssurance::Substantial },
    |_, ports| Ok(Box::new(Nod(ports.citizens.clone(), TWO))),
);

const ONE: Factors = Factors::KNOWLEDGE;
const TWO: Factors = ONE.union(Factors::POSSESSION).union(Factors::DYNAMIC);

type Build = fn(&Section, &Ports) -> Result<Box<dyn Authenticator>, ConfigError>;

const fn blueprint(profile: Profile, build: Build) -> Blueprint {
    Blueprint {
        id: MethodId::new("nod"),
        path: "venia",
        selected_idp: "NOD",
        exclusion: "http://es.minhafp.clave/NodIdP",
        profile,
        pack: Pack {
            templates: &[(
                "nod/nod.html",
                r#"{% extends "frame.html" %}{% block heading %}{{ t(key="method-nod") }}{% endblock %}{% block main %}{% <form> %}{{ <button text={t(key="continue")} /> }}{% </form> %}{% endblock %}"#,
            )],
            messages: &[
                (Language::Es, MESSAGES),
                (Language::Ca, MESSAGES),
                (Language::Gl, MESSAGES),
                (Language::Eu, MESSAGES),
                (Language::En, MESSAGES),
            ],
            samples: Vec::new,
        },
        migrations: &[],
        is_optional: false,
        build,
    }
}

/// Whom it may believe, and what it says was shown.
struct Nod(Registry, Factors);

#[async_trait]
impl Authenticator for Nod {
    async fn begin(&self, _: Attempt<'_>) -> Result<Step, Fault> {
        Ok(Step::Ask { page: Page::new("nod/nod.html"), progress: Progress::NONE })
    }

    /// It has nothing that could be blocked.
    async fn block(&self, _: CitizenId, _: Timestamp) -> Result<(), Fault> {
        Ok(())
    }

    async fn resume(
        &self,
        attempt: Attempt<'_>,
        _: Progress,
        input: Input<'_>,
    ) -> Result<Step, Fault> {
        match input.form()?.get(DOUBT) {
            Some("no") => {
                let page = Page::new("nod/nod.html").with_error(DOUBT, "nod-no");
                return Ok(Step::Ask { page, progress: Progress::NONE });
            }
            Some("nunca") => {
                return Ok(Step::Refuse(Refusal { message: "nod-shut".to_owned(), until: None }));
            }
            _ => {}
        }
        let document = SpanishId::parse(ANA).map_err(Fault::failed)?;
        let ana = self.0.find(&document).await.map_err(Fault::failed)?;
        let ana = ana.ok_or_else(|| Fault::failed("nobody is registered"))?;
        let evidence = Evidence::at(attempt.now());
        Ok(attempt.prove(Subject::Registered(ana), self.1, evidence))
    }
}
