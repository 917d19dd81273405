//! Agencies in Python: each is one file in `tests/interop`, on top of `office.py`.

use std::process::Command;
use std::rc::Rc;

use http::StatusCode;
use tests::street::{House, Page, Plot, Process, root};

use crate::{Agency, PERMIT, Place, QUERY, assert_text, sealed};

/// Opens an office and lets it join; `remark` is what the hub says about its metadata.
pub(crate) fn open(script: &str, options: &[&str], by_post: bool, remark: &str) -> Agency {
    let house = Rc::new(House::open());
    open_in(&house, "hacienda", (script, options), by_post, remark)
}

/// The same, at a hub that others join.
pub(crate) fn open_in(
    house: &Rc<House>,
    plot: &str,
    (script, options): (&str, &[&str]),
    by_post: bool,
    remark: &str,
) -> Agency {
    let plot = house.plot(plot);
    let process = Process::start("office", command(script, &plot).args(options), &plot.folder);
    process.listens((plot.address, plot.port).into());
    let metadata = house.visitor().get(&format!("{}/metadata", plot.url));
    assert_eq!(house.join(&metadata.answer.body), remark);
    let address = |path: &str| format!("{}/{path}", plot.url);
    Agency {
        permit: address(&format!("permit?{QUERY}")),
        by_post,
        leave: address("leave"),
        logout: address("slo"),
        left: (address("leave"), "left\n"),
        processes: vec![process],
        house: Rc::clone(house),
    }
}

fn command(script: &str, plot: &Plot) -> Command {
    let mut command = Command::new("/usr/bin/python3");
    command
        .arg("-B")
        .arg(root().join("tests/interop").join(script))
        .args(["--url", &plot.url, "--address", &plot.address.to_string()])
        .args(["--port", &plot.port.to_string()])
        .arg("--tls-certificate")
        .arg(plot.tls.with_extension("pem"))
        .arg("--tls-key")
        .arg(plot.tls.with_extension("key"))
        .arg("--certificate")
        .arg(plot.signer.with_extension("pem"))
        .arg("--key")
        .arg(plot.signer.with_extension("key"))
        .arg("--hub")
        .arg(&plot.hub);
    command
}

pub(crate) fn a_citizen_logs_in(office: &Agency, response: impl Fn(&Page) -> String) {
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let permit = visitor.return_with(&back, &response(&back));
    assert_eq!(permit.url, office.permit);
    assert_text(&permit, StatusCode::OK, PERMIT);
}

pub(crate) fn a_cancelled_login_is_told(office: &Agency, words: &str) {
    let (visitor, choose) = office.enter();
    let back = visitor.cancel(&choose);
    let told = visitor.return_with(&back, &back.response());
    assert_text(&told, StatusCode::FORBIDDEN, &format!("refused: {words}\n"));
}

/// Refused with one byte changed, with these words; accepted as it was.
pub(crate) fn a_changed_response_is_refused(office: &Agency, words: &[(Place, &str)]) {
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = back.response();
    for (place, words) in words {
        let refused = visitor.return_with(&back, &place.changed_in(&response));
        assert_text(&refused, StatusCode::FORBIDDEN, &format!("refused: {words}\n"));
    }
    assert_text(&visitor.return_with(&back, &response), StatusCode::OK, PERMIT);
}

/// `words` is what the office says, with `REQUEST` for the request's id.
pub(crate) fn a_replayed_response_is_refused(office: &Agency, words: &str) {
    let (visitor, choose) = office.enter();
    let back = visitor.prove(&choose);
    let response = sealed(&back);
    assert_text(&visitor.return_with(&back, &response), StatusCode::OK, PERMIT);
    let request = response.split("InResponseTo=\"").nth(1).unwrap().split('"').next().unwrap();
    let refused = visitor.return_with(&back, &response);
    let words = words.replace("REQUEST", request);
    assert_text(&refused, StatusCode::FORBIDDEN, &format!("refused: {words}\n"));
}
