//! What goes out is what the person saw and did not keep back, whatever changes while they look at it.

use certs::KeyRing;
use hub::agency::ReleaseManner;
use saml::attributes::{DATE_OF_BIRTH, REGISTER_TYPE};
use saml::extensions::{Extensions, RequestedAttribute};
use saml::request::AuthnRequest;
use tests::hall::agency::Agency;
use tests::hall::browser::{Answer, Browser};
use tests::hall::{Hall, keys, start};

/// A hub with an agency that gets the date of birth.
async fn hall(manner: ReleaseManner) -> (Hall, Agency) {
    let (hall, agency) = Hall::open().await;
    hall.set(&agency, |record| {
        record.attributes = Some(vec![DATE_OF_BIRTH.to_owned()]);
        record.release = manner;
    })
    .await;
    hall.forget_releases().await;
    (hall, agency)
}

/// A login for a request that would like more, up to its proof.
async fn proved(browser: &mut Browser, agency: &Agency) -> Answer {
    let attribute = |name: &str| RequestedAttribute {
        name: name.to_owned(),
        friendly_name: None,
        is_required: false,
        values: Vec::new(),
    };
    let attributes = [DATE_OF_BIRTH, REGISTER_TYPE].map(attribute).to_vec();
    let request = AuthnRequest {
        extensions: Extensions { attributes, ..Extensions::default() },
        ..agency.request("_r", start())
    };
    let choose = browser.visit(&agency.redirect(&request, None)).await;
    let asked = browser.submit(&choose.form("/elegir"), &[("metodo", "nod")]).await;
    let page = browser.follow(asked).await;
    browser.submit(&page.form("/venia"), &[]).await
}

/// The agency gets one attribute more by law. One node knows, and lets the person be shown it; the page
/// comes from the other, which has not heard.
#[tokio::test]
async fn a_node_that_has_not_heard_of_an_attribute_shows_it_all_the_same() {
    let (hall, agency) = hall(ReleaseManner::Informs).await;
    let ring = KeyRing::open(keys::ring(), "production", None).unwrap();
    let (_, late) = hall.another_node(ring).await;
    let both = [DATE_OF_BIRTH, REGISTER_TYPE].map(str::to_owned).to_vec();
    hall.set(&agency, |record| record.attributes = Some(both)).await;
    let mut browser = hall.browser();
    let to_the_page = proved(&mut browser, &agency).await;
    browser.turn_to(&late);
    let page = browser.follow(to_the_page).await;
    let is_shown = page.body.contains("Nivel de registro");
    let sent = browser.submit(&page.form("/datos"), &[("respuesta", "enviar")]).await;
    let told = agency.read(&browser.follow(sent).await);
    let is_sent = told.attributes.iter().any(|(name, _)| name == "RegisterType");
    assert_eq!((is_shown, is_sent), (true, true));
}

/// The person may keep the date of birth back, and does; then the agency is one that acts by law, and
/// gets it. They are told so first.
#[tokio::test]
async fn what_was_kept_back_does_not_go_out_because_the_agency_needs_it_by_now() {
    let (hall, agency) = hall(ReleaseManner::Asks).await;
    let mut browser = hall.browser();
    let to_the_page = proved(&mut browser, &agency).await;
    let page = browser.follow(to_the_page).await;
    let form = page.form("/datos").without(&["enviar-nacimiento"]);
    hall.set_unheard(&agency, |record| record.release = ReleaseManner::Informs).await;
    let again = browser.submit(&form, &[("respuesta", "enviar")]).await;
    assert!(again.location().unwrap().ends_with("/datos"), "{again:?}");
    assert_eq!(hall.rows("ledger").await, 0);
    let page = browser.follow(again).await;
    let sent = browser.submit(&page.form("/datos"), &[("respuesta", "enviar")]).await;
    let told = agency.read(&browser.follow(sent).await);
    assert!(told.attributes.iter().any(|(name, _)| name == "DateOfBirth"));
}
