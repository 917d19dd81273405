//! Single logout, one agency and several at one hub: asked for by an agency's library, or told to it.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use tests::street::{CITIZEN, House, Page, Visitor};

use crate::{Agency, Place, assert_text, mellon, pysaml2, python3_saml};

const CHOOSE: &str = "Elige cómo entrar";
const NOBODY: &str = "No has entrado en este navegador";
const TELLING: &str = "Cerrando tu sesión";
const LEFT: &str = "Has salido";
const PARTLY: &str = "Has salido de Zaguán, pero no de todos los servicios";
const ENDED: &str = "Sesión cerrada";

/// The tests of leaving, for an agency that `$open` opens.
macro_rules! tests {
    ($open:expr) => {
        #[test]
        fn a_citizen_leaves() {
            leaving::a_citizen_leaves(&$open());
        }

        #[test]
        fn it_is_told_that_a_citizen_leaves() {
            leaving::an_office_is_told(&$open());
        }

        #[test]
        fn it_is_told_also_when_it_knows_nobody_any_more() {
            leaving::an_office_is_told_that_knows_nobody_any_more(&$open());
        }

        #[test]
        fn a_changed_farewell_ends_nothing() {
            leaving::a_changed_farewell_ends_nothing(&$open());
        }

        #[test]
        fn a_citizen_leaves_also_where_another_agency_cannot_be_told() {
            leaving::a_partial_answer_is_taken(&$open());
        }
    };
}
pub(crate) use tests;

impl Agency {
    /// The operator lets it take the hub's session; it is the agency that joined last.
    fn share(&self) {
        self.set(&["--sso", "yes", "--announce", "no"]);
    }

    /// A citizen who is logged in nowhere but at the hub, if at all, gets in.
    fn let_in(&self, visitor: &Visitor) {
        let page = self.ask(visitor);
        let back = if page.answer.heading() == CHOOSE {
            visitor.prove(&page)
        } else {
            visitor.press_on(page)
        };
        let permit = visitor.return_with(&back, &back.response());
        self.assert_permitted(&permit);
    }

    fn assert_permitted(&self, permit: &Page) {
        assert_eq!((permit.answer.status, &permit.url), (StatusCode::OK, &self.permit));
        let (document, _) = CITIZEN;
        assert!(permit.answer.body.starts_with(&format!("who: {document}\n")));
    }

    /// The citizen leaves there, and is sent on to the hub.
    fn leave(&self, visitor: &Visitor) -> Page {
        let page = visitor.get(&self.leave);
        if self.by_post { visitor.submit(&page, &page.answer.form("/saml/slo"), &[]) } else { page }
    }

    /// The citizen carries to it what the hub's page tells it, and its answer back to the hub.
    fn told(&self, visitor: &Visitor, page: &Page) -> Page {
        assert_eq!((page.answer.status, page.answer.heading()), (StatusCode::OK, TELLING.into()));
        let next = visitor.carry(page, &self.logout);
        if self.by_post { visitor.submit(&next, &next.answer.form("/saml/slo"), &[]) } else { next }
    }

    /// It takes the hub's answer for what it is, and says that they have left.
    fn assert_satisfied(&self, visitor: &Visitor, end: &Page) {
        let left = visitor.carry(end, &self.logout);
        let (url, text) = &self.left;
        assert_text(&left, StatusCode::OK, text);
        assert_eq!(left.url, *url);
    }

    /// Neither there nor at the hub is anybody logged in.
    fn assert_asks_anew(&self, visitor: &Visitor) {
        let page = self.ask(visitor);
        assert_eq!((page.answer.status, page.answer.heading()), (StatusCode::OK, CHOOSE.into()));
    }
}

pub(crate) fn a_citizen_leaves(office: &Agency) {
    let visitor = office.house.visitor();
    office.let_in(&visitor);
    let end = office.leave(&visitor);
    assert_eq!(end.answer.heading(), LEFT);
    assert_nobody(&office.house, &visitor);
    office.assert_satisfied(&visitor, &end);
    office.assert_asks_anew(&visitor);
}

pub(crate) fn an_office_is_told(office: &Agency) {
    let visitor = office.house.visitor();
    office.let_in(&visitor);
    let page = leave_hub(&office.house, &visitor);
    let end = office.told(&visitor, &page);
    assert_nobody(&office.house, &visitor);
    assert_ended(&end, 1);
    office.assert_asks_anew(&visitor);
}

/// Whatever it says of a browser that it does not know, nothing is left open there.
pub(crate) fn an_office_is_told_that_knows_nobody_any_more(office: &Agency) {
    let visitor = office.house.visitor();
    office.let_in(&visitor);
    visitor.forget(office.permit.split(['/', ':']).nth(3).unwrap());
    let page = leave_hub(&office.house, &visitor);
    assert_ended(&office.told(&visitor, &page), 1);
    office.assert_asks_anew(&visitor);
}

/// Its library looks at the hub's signature.
pub(crate) fn a_changed_farewell_ends_nothing(office: &Agency) {
    let visitor = office.house.visitor();
    office.let_in(&visitor);
    let page = leave_hub(&office.house, &visitor);
    let refused = carry_changed(&visitor, &page, &office.logout);
    assert!(!refused.url.starts_with(&office.house.url), "{}", refused.url);
    assert!(refused.answer.find_form("/saml/slo").is_none(), "{}", refused.answer.body);
    office.assert_permitted(&visitor.get(&office.permit));
}

/// `PartialLogout` is a success to it: it stands below the code `Success`.
pub(crate) fn a_partial_answer_is_taken(office: &Agency) {
    let (visitor, end) = partly(office);
    office.assert_satisfied(&visitor, &end);
    office.assert_asks_anew(&visitor);
}

/// A citizen leaves there who has visited another agency that cannot be told: the hub's page of the end.
fn partly(office: &Agency) -> (Visitor, Page) {
    office.share();
    let deaf = python3_saml::open_in(&office.house, "trafico", &["--deaf"]);
    deaf.share();
    let visitor = office.house.visitor();
    deaf.let_in(&visitor);
    office.let_in(&visitor);
    let end = office.leave(&visitor);
    assert_eq!(end.answer.heading(), PARTLY);
    (visitor, end)
}

/// Carries what the hub tells with one character changed: in a link of the signature, in a form of what is signed.
fn carry_changed(visitor: &Visitor, page: &Page, to: &str) -> Page {
    const SIGNATURE: &str = "&Signature=";
    const REQUEST: &str = "SAMLRequest";
    let Some(mut address) = page.answer.link(&format!("{to}?")) else {
        let form = page.answer.form(to);
        let request = STANDARD.decode(form.field(REQUEST).unwrap()).unwrap();
        let changed = Place::Second.changed_in(&String::from_utf8(request).unwrap());
        return visitor.submit(page, &form, &[(REQUEST, &STANDARD.encode(changed))]);
    };
    let at = address.find(SIGNATURE).unwrap() + SIGNATURE.len();
    let other = if address[at..].starts_with('0') { "1" } else { "0" };
    address.replace_range(at..=at, other);
    visitor.get(&address)
}

/// The citizen leaves from the hub's own page.
fn leave_hub(house: &House, visitor: &Visitor) -> Page {
    let page = visitor.get(&format!("{}/salir", house.url));
    visitor.submit(&page, &page.answer.form("/salir"), &[("respuesta", "salir")])
}

fn assert_nobody(house: &House, visitor: &Visitor) {
    let page = visitor.get(&format!("{}/salir", house.url));
    assert_eq!(page.answer.heading(), NOBODY);
}

/// The page of the end says of so many agencies that their sessions have ended, and of none that it has not.
fn assert_ended(end: &Page, agencies: usize) {
    assert_eq!(end.answer.heading(), LEFT);
    assert_eq!(end.answer.body.matches(ENDED).count(), agencies, "{}", end.answer.body);
}

/// One after the other at one hub, by one login.
fn let_in_everywhere(offices: &[Agency]) -> Visitor {
    let visitor = offices[0].house.visitor();
    for office in offices {
        office.let_in(&visitor);
    }
    visitor
}

fn three() -> [Agency; 3] {
    let house = Rc::new(House::open());
    let opens: [fn(&Rc<House>) -> Agency; 3] = [
        mellon::open_in,
        |house| python3_saml::open_in(house, "hacienda", &[]),
        |house| pysaml2::open_in(house, "trafico"),
    ];
    opens.map(|open| {
        let office = open(&house);
        office.share();
        office
    })
}

/// The last visited is told first.
#[test]
fn a_citizen_leaves_at_one_of_three_and_the_others_are_told() {
    let offices = three();
    for leaving in 0..3 {
        let visitor = let_in_everywhere(&offices);
        let mut page = offices[leaving].leave(&visitor);
        for told in (0..3).rev().filter(|told| *told != leaving) {
            page = offices[told].told(&visitor, &page);
        }
        assert_ended(&page, 2);
        offices[leaving].assert_satisfied(&visitor, &page);
        for office in &offices {
            office.assert_asks_anew(&visitor);
        }
    }
}

#[test]
fn a_citizen_leaves_at_the_hub_and_all_three_are_told() {
    let offices = three();
    let visitor = let_in_everywhere(&offices);
    let mut page = leave_hub(&offices[0].house, &visitor);
    for office in offices.iter().rev() {
        page = office.told(&visitor, &page);
    }
    assert_ended(&page, 3);
    for office in &offices {
        office.assert_asks_anew(&visitor);
    }
}
