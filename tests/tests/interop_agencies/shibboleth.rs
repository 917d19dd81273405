//! Shibboleth's service provider, on `OpenSAML` and Apache: by redirect, level low at least, both
//! signatures wanted, AES-GCM or nothing, nothing unsolicited.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::rc::Rc;

use http::StatusCode;
use tests::street::{House, Page, Plot, Process, open_to_all};

use crate::{Agency, PERMIT, Place, QUERY, apache, assert_text, leaving, sealed};

/// It offers three other bindings as well.
const REMARKS: &str = "\
line 76: note: This AssertionConsumerService is ignored: answers are sent by the HTTP-POST binding only. (SAML Metadata 2.4.4)
line 77: note: This AssertionConsumerService is ignored: answers are sent by the HTTP-POST binding only. (SAML Metadata 2.4.4)
line 78: note: This AssertionConsumerService is ignored: answers are sent by the HTTP-POST binding only. (SAML Metadata 2.4.4)
";
const RSA_SHA_512: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
const AES_128_GCM: &str = "http://www.w3.org/2009/xmlenc11#aes128-gcm";
const AES_256_GCM: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
const OAEP_MGF1P: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const OAEP: &str = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
const SHA_256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const MASK_SHA_256: &str = "http://www.w3.org/2009/xmlenc11#mgf1sha256";
/// Opens the daemon and an Apache, and lets them join.
fn open() -> Agency {
    open_with(|metadata| metadata)
}

fn open_with(change: impl Fn(String) -> String) -> Agency {
    let house = Rc::new(House::open());
    let plot = house.plot("certificado");
    let folder = furnished(&plot);
    // Each of them has a folder "shibboleth".
    let folders = ["SHIBSP_CFGDIR", "SHIBSP_RUNDIR", "SHIBSP_CACHEDIR", "SHIBSP_LOGDIR"];
    let mut environment = apache::environment(&house, &plot);
    environment.extend(folders.map(|name| (name, plot.folder.clone().into())));
    let mut daemon = Command::new("shibd");
    daemon.args(["-F", "-c"]).arg(folder.join("shibboleth2.xml")).envs(environment.clone());
    let daemon = Process::start("shibd", &daemon, &plot.folder);
    // Not by connecting: a connection that ends at once has been seen to break it.
    let socket = folder.join("shibd.sock");
    daemon.until("the daemon to listen", || socket.exists());
    let apache = apache::start(&plot, "shibboleth.shtml", environment);
    let metadata = house.visitor().get(&format!("{}/Shibboleth.sso/Metadata", plot.url));
    assert_eq!(house.join(&change(metadata.answer.body)), REMARKS);
    let permit = format!("{}/permit.shtml?{QUERY}", plot.url);
    Agency {
        permit,
        by_post: false,
        leave: format!("{0}/Shibboleth.sso/Logout?return={0}/left.shtml", plot.url),
        logout: format!("{}/Shibboleth.sso/SLO/Redirect", plot.url),
        left: (format!("{}/left.shtml", plot.url), "who: (none)\n"),
        processes: vec![daemon, apache],
        house,
    }
}

/// A folder with the configuration, the key and the hub's metadata.
fn furnished(plot: &Plot) -> PathBuf {
    let folder = plot.folder.join("shibboleth");
    fs::create_dir(&folder).unwrap();
    let ours = apache::configurations();
    for (from, to) in [
        (ours.join("shibboleth2.xml"), "shibboleth2.xml"),
        (ours.join("shibboleth-attributes.xml"), "attributes.xml"),
        (plot.hub.clone(), "hub.xml"),
        (plot.signer.with_extension("pem"), "signer.pem"),
        (plot.signer.with_extension("key"), "signer.key"),
    ] {
        fs::copy(from, folder.join(to)).unwrap();
    }
    open_to_all(&folder);
    folder
}

/// The page says why: what kind of problem, at which address, and in its own words.
fn assert_refused(office: &Agency, page: &Page, kind: &str, words: &str) {
    let (_, told) = page.answer.body.split_once("<p class=\"error\">").unwrap();
    let text: String = told.split('<').filter_map(|part| part.split('>').next_back()).collect();
    let text = text.replace("&#58;", ":").replace("&#40;", "(").replace("&#41;", ")");
    let text: Vec<_> = text.split_whitespace().collect();
    let (origin, _) = office.permit.split_once("/permit").unwrap();
    let expected = format!("{kind} at ({origin}/Shibboleth.sso/SAML2/POST) {words}");
    assert_eq!(text.join(" "), expected);
    assert_eq!(page.answer.status, StatusCode::INTERNAL_SERVER_ERROR);
}

/// A citizen logs in by a response in which these algorithms are named.
fn assert_logs_in(office: &Agency, algorithms: &[&str]) {
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = sealed(&back);
    for algorithm in algorithms {
        assert!(response.contains(&format!(" Algorithm=\"{algorithm}\"")), "{algorithm}");
    }
    let permit = visitor.return_with(&back, &response);
    assert_eq!(permit.url, office.permit);
    assert_text(&permit, StatusCode::OK, PERMIT);
}

/// By what its metadata lists first.
#[test]
fn a_citizen_logs_in() {
    assert_logs_in(&open(), &[RSA_SHA_512, AES_128_GCM, OAEP_MGF1P]);
}

/// Debian's xmlsec1 knows no OAEP without SHA-1; what `OpenSAML` decrypts with does.
#[test]
fn a_citizen_logs_in_where_the_key_is_wrapped_without_sha_1() {
    let wanted = format!(
        "<md:EncryptionMethod Algorithm=\"{OAEP}\">\
         <DigestMethod xmlns=\"http://www.w3.org/2000/09/xmldsig#\" Algorithm=\"{SHA_256}\"/>\
         <MGF xmlns=\"http://www.w3.org/2009/xmlenc11#\" Algorithm=\"{MASK_SHA_256}\"/>\
         </md:EncryptionMethod>"
    );
    let office = open_with(|metadata| {
        let method = |uri| format!("<md:EncryptionMethod Algorithm=\"{uri}\"/>");
        assert!(metadata.contains(&method(OAEP)) && metadata.contains(&method(AES_128_GCM)));
        let metadata = metadata.replace(&method(OAEP), &wanted);
        metadata.replace(&method(AES_128_GCM), &method(AES_256_GCM))
    });
    assert_logs_in(&office, &[AES_256_GCM, OAEP, SHA_256, MASK_SHA_256]);
}

leaving::tests!(open);

#[test]
fn a_cancelled_login_is_told() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.cancel(&choose);
    let told = visitor.return_with(&back, &back.response());
    let words = "SAML response reported an IdP error. Error from identity provider: \
        Status: urn:oasis:names:tc:SAML:2.0:status:Responder \
        Sub-Status: urn:oasis:names:tc:SAML:2.0:status:AuthnFailed \
        Message: CANCELLED: authentication cancelled by the user";
    assert_refused(&office, &told, "opensaml::FatalProfileException", words);
}

/// It takes one answer to one request: a changed one uses the request up as well.
#[test]
fn a_response_with_one_byte_changed_is_refused() {
    let office = open();
    for place in Place::OF_SEALED {
        let (visitor, choose) = office.enter();
        let back = visitor.prove(&choose);
        let refused = visitor.return_with(&back, &place.changed_in(&sealed(&back)));
        let (kind, words) = match place {
            Place::Status => {
                ("xmltooling::ValidationException", "Invalid value for top-level StatusCode")
            }
            Place::Second | Place::Key | Place::Content | Place::Citizen => (
                "opensaml::SecurityPolicyException",
                "Message was signed, but signature could not be verified.",
            ),
        };
        assert_refused(&office, &refused, kind, words);
    }
}

#[test]
fn a_replayed_response_is_refused() {
    let office = open();
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = sealed(&back);
    assert_text(&visitor.return_with(&back, &response), StatusCode::OK, PERMIT);
    let (_, id) = response.split_once(" ID=\"").unwrap();
    let words = format!("Rejecting replayed message ID ({}).", &id[..id.find('"').unwrap()]);
    let refused = visitor.return_with(&back, &response);
    assert_refused(&office, &refused, "opensaml::SecurityPolicyException", &words);
}
