//! Takes the issuers of a national trusted list as authorities.

use std::path::Path;

use certs::holder::certificates_in;
use hub::{Clock as _, SystemClock};

use crate::commands::{Error, say};
use crate::config::Config;
use crate::fetch;

/// Nothing of the hub's is touched: the list is read, and a file of the folder replaced.
pub(super) async fn run(
    config: Option<&Config>,
    from: &str,
    signers: &Path,
    to: &Path,
) -> Result<(), Error> {
    let signers = certificates_in(signers)?;
    let xml = fetch::document(config, from).await?;
    let now = SystemClock.now();
    let list = trusted_list::read(&xml, &signers, now)?;
    let (file, written, passed) = trusted_list::write(&list, to, now)?;
    let (territory, number, next) = (&list.territory, list.sequence, list.next_update);
    say(&format!(
        "{written} issuers of the list {territory} {number} are in {}; the next list is there by {next}.",
        file.display()
    ))?;
    if passed > 0 {
        say(&format!(
            "{passed} more are not taken: their time is over, or they are no authorities."
        ))?;
    }
    Ok(())
}
