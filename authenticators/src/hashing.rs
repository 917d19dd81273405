//! Argon2id in a bounded pool, so that hashing cannot starve signing.
//!
//! One hash takes 19 MiB and some 20 ms of a core, so it never runs where requests are served. A few
//! threads do it, each with its own memory, kept from one hash to the next. Who wants a hash takes
//! a [`Place`] first; when all are taken the answer is [`Fault::Busy`], at once and before anything
//! has been counted against anybody. The work of a request that was dropped meanwhile is skipped.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

pub use self::pepper::{Pepper, PepperError};
pub use self::secret::Secret;
use crate::contract::{Fault, Queue};

mod pepper;
mod secret;
#[cfg(test)]
mod tests;

/// How much work one hash is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory: u32,
    /// How often the memory is passed over.
    pub passes: u32,
    /// Parallel lanes.
    pub lanes: u32,
}

impl Cost {
    /// The least that SPEC AUTH-09 allows; also the OWASP recommendation.
    pub const STANDARD: Self = Self { memory: 19 * 1024, passes: 2, lanes: 1 };

    fn params(self) -> Result<Params, Fault> {
        Params::new(self.memory, self.passes, self.lanes, Some(OUTPUT)).map_err(Fault::failed)
    }
}

/// Bytes of a hash.
const OUTPUT: usize = 32;

/// Bytes of a salt.
const SALT: usize = 16;

/// Hashes that may wait beyond those being worked on.
const QUEUE: usize = 64;

/// The pool. Clones share it; its threads end with the last clone.
#[derive(Clone)]
pub struct Hasher {
    jobs: Sender<Job>,
    places: Arc<Semaphore>,
    most: usize,
    refused: Arc<AtomicU64>,
    cost: Cost,
}

type Job = Box<dyn FnOnce(&mut Bench) + Send>;

impl Hasher {
    /// Starts `workers` threads (at least one), named `argon2-0` and so on.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(pepper: &Pepper, cost: Cost, workers: usize) -> std::io::Result<Self> {
        let workers = workers.max(1);
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        for number in 0..workers {
            let (bench, queue) = (Bench::new(pepper.clone()), Arc::clone(&queue));
            thread::Builder::new()
                .name(format!("argon2-{number}"))
                .spawn(move || work(bench, &queue))?;
        }
        let most = workers + QUEUE;
        let places = Arc::new(Semaphore::new(most));
        Ok(Self { jobs, places, most, refused: Arc::default(), cost })
    }

    /// How full it is.
    #[must_use]
    pub fn queue(&self) -> Queue {
        Queue {
            places: self.most,
            taken: self.most.saturating_sub(self.places.available_permits()),
            refused: self.refused.load(Ordering::Relaxed),
        }
    }

    /// A place in the queue.
    ///
    /// # Errors
    /// [`Fault::Busy`] when there is none.
    pub fn place(&self) -> Result<Place, Fault> {
        let permit = Arc::clone(&self.places).try_acquire_owned().map_err(|_| {
            self.refused.fetch_add(1, Ordering::Relaxed);
            Fault::Busy
        })?;
        Ok(Place { jobs: self.jobs.clone(), permit, cost: self.cost })
    }
}

/// Room for one piece of work in the pool.
#[must_use]
pub struct Place {
    jobs: Sender<Job>,
    permit: OwnedSemaphorePermit,
    cost: Cost,
}

impl Place {
    /// Hashes a new secret under a fresh salt; the result is a PHC string.
    ///
    /// # Errors
    /// [`Fault::Failed`] when the pool is gone or memory is.
    pub async fn hash(self, secret: Secret) -> Result<String, Fault> {
        let params = self.cost.params()?;
        self.run(move |bench| bench.hash(&secret, &params)).await
    }

    /// Compares a secret with a stored PHC string, in constant time. For a person who has none it
    /// does the same work, and the answer is [`Verdict::Wrong`].
    ///
    /// # Errors
    /// [`Fault::Failed`] when the stored text is not ours, or the pool or memory is gone.
    pub async fn verify(self, secret: Secret, stored: Option<&str>) -> Result<Verdict, Fault> {
        let current = self.cost.params()?;
        let known = stored.is_some();
        let stored = match stored {
            Some(text) => PasswordHash::new(text).map_err(Fault::failed)?,
            None => nobodys(&current)?,
        };
        self.run(move |bench| {
            let right = bench.matches(&secret, &stored)?;
            Ok(match right && known {
                false => Verdict::Wrong,
                true if made_with(&current, &stored) => Verdict::Right,
                true => Verdict::Outdated,
            })
        })
        .await
    }

    /// The place is given back when the work is done or skipped, not when the caller goes away.
    async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut Bench) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (tell, told) = oneshot::channel();
        let permit = self.permit;
        let job: Job = Box::new(move |bench| {
            if !tell.is_closed() {
                let _ = tell.send(work(bench));
            }
            drop(permit);
        });
        self.jobs.send(job).map_err(|_| Fault::failed("the hashing threads have ended"))?;
        told.await.map_err(Fault::failed)?
    }
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Another secret, or nobody's.
    Wrong,
    /// The right one.
    Right,
    /// The right one, but hashed at another [`Cost`]: hash it again while it is known.
    Outdated,
}

/// A hash that no secret has, of today's cost.
fn nobodys(params: &Params) -> Result<PasswordHash, Fault> {
    phc(params, &random::<SALT>()?, &random::<OUTPUT>()?)
}

fn made_with(current: &Params, stored: &PasswordHash) -> bool {
    Params::try_from(stored).is_ok_and(|used| used == *current)
        && stored.algorithm == Algorithm::Argon2id.ident()
        && stored.version == Some(Version::V0x13.into())
}

fn phc(params: &Params, salt: &[u8], output: &[u8]) -> Result<PasswordHash, Fault> {
    Ok(PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(Fault::failed)?,
        salt: Some(Salt::new(salt).map_err(Fault::failed)?),
        hash: Some(Output::new(output).map_err(Fault::failed)?),
    })
}

/// From the system's generator. A salt is no parameter: no caller has a use for choosing it.
fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    openssl::rand::rand_bytes(&mut bytes).map_err(Fault::failed)?;
    Ok(bytes)
}

fn work(mut bench: Bench, queue: &Mutex<Receiver<Job>>) {
    while let Some(job) = next(queue) {
        job(&mut bench);
    }
}

/// `None` when nobody can send any more. No job runs under the lock, so it is never poisoned.
fn next(queue: &Mutex<Receiver<Job>>) -> Option<Job> {
    queue.lock().ok()?.recv().ok()
}

/// What one thread works with.
struct Bench {
    pepper: Pepper,
    memory: Vec<Block>,
}

impl Bench {
    fn new(pepper: Pepper) -> Self {
        Self { pepper, memory: Vec::new() }
    }

    fn hash(&mut self, secret: &Secret, params: &Params) -> Result<String, Fault> {
        let salt = random::<SALT>()?;
        let mut output = [0; OUTPUT];
        let argon2 = Argon2::new_with_secret(
            self.pepper.bytes(),
            Algorithm::Argon2id,
            Version::V0x13,
            params.clone(),
        )
        .map_err(Fault::failed)?;
        fill(&argon2, &mut self.memory, secret, &salt, &mut output)?;
        Ok(phc(params, &salt, &output)?.to_string())
    }

    fn matches(&mut self, secret: &Secret, stored: &PasswordHash) -> Result<bool, Fault> {
        let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
            return Err(Fault::failed("a stored hash lacks its salt or its output"));
        };
        let argon2 = Argon2::new_with_secret(
            self.pepper.bytes(),
            Algorithm::try_from(stored.algorithm.as_str()).map_err(Fault::failed)?,
            stored.version.map_or(Ok(Version::V0x13), Version::try_from).map_err(Fault::failed)?,
            Params::try_from(stored).map_err(Fault::failed)?,
        )
        .map_err(Fault::failed)?;
        let mut output = vec![0; expected.len()];
        fill(&argon2, &mut self.memory, secret, salt, &mut output)?;
        Ok(openssl::memcmp::eq(&output, expected.as_bytes()))
    }
}

/// The hash proper, in memory that grows once and stays.
fn fill(
    argon2: &Argon2<'_>,
    memory: &mut Vec<Block>,
    secret: &Secret,
    salt: &[u8],
    output: &mut [u8],
) -> Result<(), Fault> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    argon2
        .hash_password_into_with_memory(secret.bytes(), salt, output, memory)
        .map_err(Fault::failed)
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hasher({:?}, {} places free)", self.cost, self.places.available_permits())
    }
}
