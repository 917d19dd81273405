//! What the database says of what was answered, against what a load received.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tests::driver::{Load, Report};
use tokio::runtime::{self, Runtime};
use tokio::time::timeout;
use tokio_postgres::{Client, Error, NoTls};

/// A connection for looking at what was written, or for making trouble.
pub(crate) struct Sql {
    runtime: Runtime,
    client: Client,
}

/// What the trace has, beside what was received.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    /// Assertions that were received.
    pub(crate) received: usize,
    /// Assertions that nobody received, and that the page which somebody left open shows.
    pub(crate) waiting: usize,
    /// Assertions that nobody received or can receive any more: their journeys went with the server.
    pub(crate) lost: usize,
}

impl Sql {
    pub(crate) fn at(url: &str) -> Self {
        Self::reach(url).unwrap_or_else(|| panic!("{url} is not reached"))
    }

    /// If it answers soon.
    pub(crate) fn reach(url: &str) -> Option<Self> {
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.unwrap();
        let connected = runtime.block_on(async {
            let connecting = tokio_postgres::connect(url, NoTls);
            let (client, connection) =
                timeout(Duration::from_secs(2), connecting).await.ok()?.ok()?;
            // It ends when its client is dropped.
            runtime.spawn(connection);
            client.simple_query("").await.ok()?;
            Some(client)
        });
        let client = connected?;
        Some(Self { runtime, client })
    }

    pub(crate) fn run(&self, statements: &str) {
        self.try_run(statements).unwrap();
    }

    pub(crate) fn try_run(&self, statements: &str) -> Result<(), Error> {
        self.runtime.block_on(self.client.batch_execute(statements))
    }

    pub(crate) fn count(&self, select: &str) -> i64 {
        self.runtime.block_on(self.client.query_one(select, &[])).unwrap().get(0)
    }

    /// Request and assertion of each row of the trace, in order.
    fn trace(&self) -> Vec<(String, Option<String>)> {
        let select = "SELECT request_id, assertion_id FROM hub.trace ORDER BY id";
        let rows = self.runtime.block_on(self.client.query(select, &[])).unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    /// Holds the trace and the ledger against what people received and what they left open.
    pub(crate) fn balance(&self, load: &Load, report: &Report) -> Balance {
        let received = report.assertions();
        let trace = self.trace();
        let requests: BTreeSet<_> = trace.iter().map(|(request, _)| request).collect();
        assert_eq!(requests.len(), trace.len(), "no request is answered twice");
        assert!(requests.iter().all(|request| report.requests.contains(*request)));
        let used = "SELECT count(*) FROM hub.ledger JOIN hub.trace USING (agency, request_id)";
        let rows = i64::try_from(trace.len()).unwrap();
        assert_eq!(self.count(used), rows, "what was answered is used up");
        assert_eq!(self.count("SELECT count(*) FROM hub.ledger"), rows, "and nothing else");
        let traced: BTreeMap<_, _> = trace
            .iter()
            .filter_map(|(request, assertion)| Some((assertion.as_deref()?, request.as_str())))
            .collect();
        for (assertion, request) in &received {
            assert_eq!(traced.get(assertion), Some(request), "no assertion without its row");
        }
        let mut balance = Balance { received: received.len(), ..Balance::default() };
        let left: BTreeMap<_, _> =
            report.left.iter().map(|left| (left.request.as_str(), left)).collect();
        for (assertion, request) in traced.iter().filter(|(id, _)| !received.contains_key(*id)) {
            match left.get(request).map(|left| load.look_at(left)) {
                Some(Ok(shown)) => {
                    assert_eq!(shown, *assertion, "the answer is the one in the trace");
                    balance.waiting += 1;
                }
                Some(Err(_)) | None => balance.lost += 1,
            }
        }
        balance
    }
}
