//! Who brings SMS and mails, as the configuration says: the section `[messages]`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use messages::budget::{AGENCY, BLOCK};
#[cfg(feature = "demonstration")]
use messages::file::OutboxFile;
use messages::kannel::{Gateway, Kannel};
use messages::postman::LONGEST_TRY;
use messages::smtp::{Encryption, MailServer, Smtp};
use messages::{Budgets, Carrier, Outbox, Postman, Ranges};
use serde::Deserialize;

use crate::commands::Error;

/// The section.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Messages {
    /// Gateways for SMS; the first one that is well is asked first.
    sms: Vec<Sms>,
    /// The mail server.
    mail: Option<Mail>,
    /// Where gateways tell what became of a message: `/recibo` at the admin listener, as they reach it.
    receipts: Option<String>,
    /// How many SMS there are for an agency and for a block of addresses.
    budgets: Chosen,
    /// Beginnings of numbers that no SMS is sent to, instead of the usual ones.
    never_to: Option<Vec<String>>,
    /// Where the demonstration writes every message.
    #[cfg(feature = "demonstration")]
    outbox_file: Option<PathBuf>,
    /// Whether every code is the one of the demonstration.
    #[cfg(feature = "demonstration")]
    fixed_code: bool,
}

/// A gateway for SMS that speaks as Kannel does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sms {
    name: String,
    /// The address of its `sendsms`.
    url: String,
    user: String,
    /// A file with the password, for nobody else to read.
    password_file: PathBuf,
    /// The sender that people see.
    from: String,
    /// Seconds that it may take.
    #[serde(default = "seconds")]
    timeout: u64,
}

/// A mail server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mail {
    host: String,
    #[serde(default = "submission")]
    port: u16,
    /// `starttls` unless the host is loopback, `tls` or `none`.
    encryption: Option<Lock>,
    user: Option<String>,
    /// A file with the password, for nobody else to read.
    password_file: Option<PathBuf>,
    /// The sender that people see.
    from: String,
    /// Seconds that each step may take.
    #[serde(default = "seconds")]
    timeout: u64,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Lock {
    Starttls,
    Tls,
    None,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Chosen {
    agency: Option<u32>,
    block: Option<u32>,
}

fn seconds() -> u64 {
    10
}

fn submission() -> u16 {
    587
}

/// The section cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostError {
    #[error(
        "messages.sms: the name {0:?} is not one of small letters, digits and hyphens, or is there twice"
    )]
    Name(String),
    #[error(
        "messages.sms: the url of {0} is not that of a sendsms: say https://host/cgi-bin/sendsms"
    )]
    Address(String),
    #[error("messages: timeouts are of 1 to {0} seconds")]
    Timeout(u64),
    #[error("messages.receipts must be http://host:port/recibo or https://host/recibo")]
    Receipts,
    #[error("messages.never_to: each is a plus and digits, such as \"+3480\"")]
    Ranges,
    #[error("messages.mail: user and password_file go together")]
    HalfALogin,
    #[cfg(feature = "demonstration")]
    #[error("messages.outbox_file and messages.fixed_code are for the demonstration only")]
    Demonstration,
    #[cfg(feature = "demonstration")]
    #[error(
        "messages.fixed_code is for where nothing can be sent: take away messages.sms, or fixed_code"
    )]
    FixedCode,
}

impl Messages {
    /// Whether it can be used; no file is read yet.
    pub(crate) fn check(&self, is_demonstration: bool) -> Result<(), PostError> {
        for (number, sms) in self.sms.iter().enumerate() {
            let is_again = self.sms.iter().take(number).any(|other| other.name == sms.name);
            if is_again || !is_name(&sms.name) {
                return Err(PostError::Name(sms.name.clone()));
            }
            sms.kannel(String::new(), None)?;
        }
        let timeouts = self.sms.iter().map(|sms| sms.timeout);
        // A mail server has several steps to take.
        let timeouts = timeouts.chain(self.mail.as_ref().map(|mail| mail.timeout));
        if timeouts.into_iter().any(|seconds| !(1..=LONGEST_TRY.as_secs()).contains(&seconds)) {
            return Err(PostError::Timeout(LONGEST_TRY.as_secs()));
        }
        if self.receipts.as_deref().is_some_and(|address| !is_for_receipts(address)) {
            return Err(PostError::Receipts);
        }
        if self.ranges().is_none() {
            return Err(PostError::Ranges);
        }
        if self
            .mail
            .as_ref()
            .is_some_and(|mail| mail.user.is_some() != mail.password_file.is_some())
        {
            return Err(PostError::HalfALogin);
        }
        self.check_demonstration(is_demonstration)
    }

    #[cfg(feature = "demonstration")]
    fn check_demonstration(&self, is_demonstration: bool) -> Result<(), PostError> {
        if !is_demonstration && (self.outbox_file.is_some() || self.fixed_code) {
            return Err(PostError::Demonstration);
        }
        if self.fixed_code && !self.sms.is_empty() {
            return Err(PostError::FixedCode);
        }
        Ok(())
    }

    #[cfg(not(feature = "demonstration"))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "there is nothing to check in this build"
    )]
    fn check_demonstration(&self, _: bool) -> Result<(), PostError> {
        Ok(())
    }

    /// The outbox with what is configured of it.
    pub(crate) fn outbox(&self, outbox: Outbox) -> Outbox {
        let budgets = Budgets {
            agency: self.budgets.agency.unwrap_or(AGENCY.most),
            block: self.budgets.block.unwrap_or(BLOCK.most),
        };
        let outbox = outbox.with(budgets, self.ranges().unwrap_or_default());
        #[cfg(feature = "demonstration")]
        if self.fixed_code {
            return outbox.with_fixed_code();
        }
        outbox
    }

    /// Whoever brings what is in the outbox. Passwords are read now.
    pub(crate) fn postman(&self, outbox: &Outbox) -> Result<Postman, Error> {
        Ok(Postman::new(outbox.clone(), self.carriers()?))
    }

    /// Whether an SMS would go nowhere.
    pub(crate) fn has_no_way_to_phones(&self) -> bool {
        #[cfg(feature = "demonstration")]
        if self.outbox_file.is_some() || self.fixed_code {
            return false;
        }
        self.sms.is_empty()
    }

    /// The files with passwords, and what they are called in a backup.
    pub(crate) fn secrets(&self) -> Vec<(String, PathBuf)> {
        let sms = self.sms.iter().map(|sms| {
            (format!("messages.sms.{}.password_file", sms.name), sms.password_file.clone())
        });
        let mail = self.mail.iter().filter_map(|mail| mail.password_file.clone());
        sms.chain(mail.map(|file| ("messages.mail.password_file".to_owned(), file))).collect()
    }

    fn carriers(&self) -> Result<Vec<Arc<dyn Carrier>>, Error> {
        let mut carriers: Vec<Arc<dyn Carrier>> = Vec::new();
        for sms in &self.sms {
            let password = password(&sms.password_file)?;
            carriers.push(Arc::new(sms.kannel(password, self.receipts.clone())?));
        }
        if let Some(mail) = &self.mail {
            carriers.push(Arc::new(mail.smtp()?));
        }
        #[cfg(feature = "demonstration")]
        if let Some(file) = &self.outbox_file {
            carriers.push(Arc::new(OutboxFile::new(file.clone())));
        }
        Ok(carriers)
    }

    fn ranges(&self) -> Option<Ranges> {
        match &self.never_to {
            Some(beginnings) => Ranges::new(beginnings.clone()),
            None => Some(Ranges::default()),
        }
    }
}

impl Sms {
    fn kannel(&self, password: String, receipts: Option<String>) -> Result<Kannel, PostError> {
        let wrong = || PostError::Address(self.name.clone());
        let gateway = Gateway {
            name: self.name.clone(),
            url: self.url.parse().map_err(|_| wrong())?,
            user: self.user.clone(),
            password,
            from: self.from.clone(),
            patience: Duration::from_secs(self.timeout),
            receipts,
        };
        Kannel::new(gateway).ok_or_else(wrong)
    }
}

impl Mail {
    fn smtp(&self) -> Result<Smtp, Error> {
        let login = match (&self.user, &self.password_file) {
            (Some(user), Some(file)) => Some((user.clone(), password(file)?)),
            _ => None,
        };
        let is_here = ["localhost", "127.0.0.1", "::1"].contains(&self.host.as_str());
        let encryption = match self.encryption {
            Some(Lock::Tls) => Encryption::Tls,
            Some(Lock::None) => Encryption::None,
            None if is_here => Encryption::None,
            Some(Lock::Starttls) | None => Encryption::StartTls,
        };
        Ok(Smtp::new(MailServer {
            host: self.host.clone(),
            port: self.port,
            encryption,
            login,
            from: self.from.clone(),
            patience: Duration::from_secs(self.timeout),
        })?)
    }
}

/// The file's only line.
fn password(file: &Path) -> Result<String, Error> {
    /// What others than the owner may not do with it: they, anything; its group, write it.
    const FORBIDDEN_MODE: u32 = 0o027;
    let about = fs::metadata(file)
        .map_err(|why| format!("the password file {} cannot be read: {why}", file.display()))?;
    if about.permissions().mode() & FORBIDDEN_MODE != 0 {
        let file = file.display();
        return Err(
            format!("others than its owner may use the password file {file}: chmod 640").into()
        );
    }
    let text = fs::read_to_string(file)
        .map_err(|why| format!("the password file {} cannot be read: {why}", file.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// It is a label of numbers, and a name in backups. The outbox file of the demonstration and mail have theirs.
fn is_name(name: &str) -> bool {
    let is_sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=32).contains(&name.len())
        && name.bytes().all(is_sign)
        && !["mail", "outbox-file"].contains(&name)
}

fn is_for_receipts(address: &str) -> bool {
    let rest = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"));
    rest.and_then(|rest| rest.split_once('/')).is_some_and(|(host, path)| {
        !host.is_empty() && path == "recibo" && !host.contains(['?', '#', '@'])
    })
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format as _, Toml};

    use super::*;

    const SMS: &str = "[[sms]]\nname = 'one'\nurl = 'https://sms.example/cgi-bin/sendsms'\nuser = 'hub'\n\
                       password_file = '/etc/zaguan/sms-one'\nfrom = 'Zaguan'\n";
    const MAIL: &str = "[mail]\nhost = 'mail.example'\nfrom = 'Zaguan <a@hub.example>'\n";

    fn read(text: &str) -> Messages {
        Figment::from(Toml::string(text)).extract().unwrap()
    }

    fn problem(text: &str) -> String {
        read(text).check(false).map_or_else(|error| error.to_string(), |()| "none".to_owned())
    }

    #[test]
    fn nothing_configured_is_good_and_sends_no_sms() {
        assert_eq!(problem(""), "none");
        assert!(read("").has_no_way_to_phones());
        assert!(!read(SMS).has_no_way_to_phones());
        assert_eq!(read("").carriers().unwrap().len(), 0);
    }

    #[test]
    fn each_mistake_is_told_in_a_sentence() {
        let receipts = "receipts = 'http://127.0.0.1:8442/recibo'\n";
        assert_eq!(problem(&format!("{receipts}{SMS}{MAIL}")), "none");
        for (text, told) in [
            (SMS.replace("'one'", "'One'"), "messages.sms: the name \"One\" is not"),
            (SMS.replace("'one'", "'mail'"), "messages.sms: the name \"mail\" is not"),
            (format!("{SMS}{SMS}"), "messages.sms: the name \"one\" is not"),
            (SMS.replace("https:", "ftp:"), "messages.sms: the url of one"),
            (format!("{SMS}timeout = 31\n"), "messages: timeouts are of 1 to 30 seconds"),
            (format!("{MAIL}timeout = 0\n"), "messages: timeouts are of 1 to 30 seconds"),
            (format!("{MAIL}user = 'hub'\n"), "messages.mail: user and password_file"),
            ("receipts = 'http://127.0.0.1:8442/'".to_owned(), "messages.receipts must be"),
            ("receipts = '127.0.0.1:8442/recibo'".to_owned(), "messages.receipts must be"),
            ("never_to = ['3480']".to_owned(), "messages.never_to: each is a plus"),
        ] {
            let said = problem(&text);
            assert!(said.starts_with(told), "{text}: {said}");
        }
    }

    #[test]
    fn the_passwords_of_all_are_in_a_backup() {
        let mail = format!("{MAIL}user = 'hub'\npassword_file = '/etc/zaguan/mail'\n");
        let secrets = read(&format!("{SMS}{mail}")).secrets();
        let names: Vec<_> = secrets.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["messages.sms.one.password_file", "messages.mail.password_file"]);
    }

    #[cfg(feature = "demonstration")]
    #[test]
    fn what_is_the_demonstrations_is_refused_elsewhere_and_beside_a_gateway() {
        for text in ["outbox_file = '/tmp/outbox'", "fixed_code = true"] {
            assert!(problem(text).contains("for the demonstration only"), "{text}");
            assert!(read(text).check(true).is_ok(), "{text}");
            assert!(!read(text).has_no_way_to_phones(), "{text}");
        }
        let both = read(&format!("fixed_code = true\n{SMS}")).check(true).unwrap_err();
        assert!(both.to_string().contains("where nothing can be sent"), "{both}");
    }
}
