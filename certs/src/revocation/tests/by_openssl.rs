//! Answers and lists that OpenSSL's command makes. It looks at the system's clock, so `now` is that here.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::*;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("revocation-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        fs::write(self.0.join(name), content).unwrap();
        self
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    fn openssl(&self, arguments: &str) -> &Self {
        let output = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(&self.0)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{arguments}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        self
    }

    fn certificate(&self, name: &str) -> Certificate {
        Certificate::from_pem(&self.read(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const CONFIGURATION: &str = "
[ca]
default_ca = ours
[ours]
dir = .
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
default_md = sha256
default_days = 30
default_crl_days = 1
policy = any
certificate = ca.crt
private_key = ca.key
crl_extensions = of_list
[any]
commonName = supplied
[of_list]
authorityKeyIdentifier = keyid
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
[holder]
keyUsage = critical, digitalSignature
";

/// An authority with two holders, of whom the second is revoked, and a responder.
fn authority(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("ca.cnf", CONFIGURATION).write("index.txt", "").write("serial", "F0A1\n");
    folder.write("crlnumber", "01\n");
    folder.openssl("req -x509 -config ca.cnf -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=AC -days 30 -extensions authority");
    for (holder, extensions) in [("one", "holder"), ("two", "holder"), ("responder", "responder")] {
        folder.openssl(&format!("req -config ca.cnf -newkey rsa:2048 -nodes -keyout {holder}.key -out {holder}.csr -subj /CN={holder}"));
        folder.openssl(&format!("ca -batch -config ca.cnf -in {holder}.csr -out {holder}.crt -extensions {extensions} -notext"));
    }
    folder.openssl("ca -config ca.cnf -revoke two.crt -crl_reason keyCompromise");
    folder
}

fn clock() -> Timestamp {
    let output = Command::new("date").arg("+%s").output().unwrap();
    let seconds = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
    Timestamp::from_second(seconds).unwrap()
}

fn answer(folder: &Folder, question: &OcspQuestion, signer: &str) -> Vec<u8> {
    folder.write("question.der", &question.body);
    folder.openssl(&format!("ocsp -index index.txt -CA ca.crt -rsigner {signer}.crt -rkey {signer}.key -reqin question.der -respout answer.der -ndays 1"));
    folder.read("answer.der")
}

#[test]
fn the_responder_of_openssl_understands_and_is_understood() {
    let folder = authority("answers");
    let issuer = folder.certificate("ca.crt");
    for signer in ["ca", "responder"] {
        let ask = |holder: &str| {
            OcspQuestion::new(&folder.certificate(holder), &issuer, [3; 32]).unwrap()
        };
        let (one, two) = (ask("one.crt"), ask("two.crt"));
        let good = answer(&folder, &one, signer);
        assert_eq!(one.read(&good, clock()).unwrap().status, Status::Good, "{signer}");
        assert_eq!(two.read(&good, clock()), Err(OcspError::Other));
        let revoked = two.read(&answer(&folder, &two, signer), clock()).unwrap();
        let Status::Revoked { reason, .. } = revoked.status else {
            panic!("{revoked:?}");
        };
        assert_eq!(reason, Some(Reason::KeyCompromise));
        let again = OcspQuestion::new(&folder.certificate("one.crt"), &issuer, [4; 32]).unwrap();
        assert_eq!(again.read(&good, clock()), Err(OcspError::Nonce), "a replay");
    }
    let one = OcspQuestion::new(&folder.certificate("one.crt"), &issuer, [3; 32]).unwrap();
    let lying = answer(&folder, &one, "two");
    assert_eq!(one.read(&lying, clock()), Err(OcspError::Responder));
}

#[test]
fn a_list_of_openssl_is_read() {
    let folder = authority("lists");
    folder.openssl("ca -config ca.cnf -gencrl -out list.pem");
    folder.openssl("crl -in list.pem -outform DER -out list.der");
    for form in ["list.pem", "list.der"] {
        let list = Crl::read(&folder.read(form), &folder.certificate("ca.crt"), clock()).unwrap();
        assert_eq!(list.status(&folder.certificate("one.crt")), Ok(Status::Good));
        let two = list.status(&folder.certificate("two.crt")).unwrap();
        assert!(matches!(two, Status::Revoked { reason: Some(Reason::KeyCompromise), .. }));
        let days = list.fresh_until().duration_since(clock()).as_hours();
        assert!((22..=24).contains(&days), "{days}");
    }
}
