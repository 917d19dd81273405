use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as ModuleError, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;

use crate::files;

/// Who needs a session waits for one of the pool this long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which token, and how it is reached.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// The PKCS#11 module of whoever made it.
    pub module: PathBuf,
    /// The token's label.
    pub label: String,
    /// A file with the user's PIN, for nobody else to read.
    pub pin_file: PathBuf,
    /// Sessions at once, at most; as many signatures can be made at once.
    pub sessions: usize,
}

/// A PKCS#11 token: our keys are in it and do not come out.
///
/// Sessions are kept in a pool. When one of them says that the token or the session is lost, all are
/// ended, the module is initialised anew, and what was asked is tried once more. A PIN that was
/// refused is not tried again until its file changes: tokens lock themselves after a few.
pub struct Token {
    settings: TokenSettings,
    state: Mutex<State>,
    changed: Condvar,
}

/// Which key of a token: by its label (`CKA_LABEL`), its id (`CKA_ID`), or both.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct KeyName {
    /// The label.
    pub label: Option<String>,
    /// The id.
    pub id: Option<Vec<u8>>,
}

/// Why a token does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The module is not there, or is none.
    #[error("the PKCS#11 module {path} cannot be used")]
    Module {
        /// The module.
        path: PathBuf,
        /// Why not.
        source: ModuleError,
    },
    /// No token has this label.
    #[error("no token {0} is present")]
    Absent(String),
    /// The PIN cannot be read, or others may read it.
    #[error("the PIN cannot be taken from its file")]
    PinFile(#[source] files::FileError),
    /// The PIN is not right.
    #[error("the token refuses the PIN of {0}, which is not tried again until that file changes")]
    Pin(PathBuf),
    /// There is no key of this name, or there are several.
    #[error("the token has {0} private keys of that name; exactly one is wanted")]
    NotOne(usize),
    /// All sessions are in use.
    #[error("no session of the token became free in time")]
    Busy,
    /// Anything else.
    #[error("the token failed")]
    Failed(#[from] ModuleError),
}

impl TokenError {
    /// Whether it may be over once everything is opened anew.
    fn is_loss(&self) -> bool {
        if let Self::Failed(ModuleError::Pkcs11(code, _)) = self {
            return matches!(
                code,
                RvError::CryptokiNotInitialized
                    | RvError::DeviceError
                    | RvError::DeviceRemoved
                    | RvError::FunctionFailed
                    | RvError::GeneralError
                    | RvError::KeyHandleInvalid
                    | RvError::ObjectHandleInvalid
                    | RvError::SessionClosed
                    | RvError::SessionHandleInvalid
                    | RvError::SlotIdInvalid
                    | RvError::TokenNotPresent
                    | RvError::TokenNotRecognized
                    | RvError::UserNotLoggedIn
            );
        }
        // One that has no keys at all was moved away under its sessions.
        matches!(self, Self::NotOne(0))
    }

    /// Whether the token has no more sessions to give.
    fn is_about_room(&self) -> bool {
        matches!(self, Self::Failed(ModuleError::Pkcs11(RvError::SessionCount, _)))
    }
}

#[derive(Default)]
struct State {
    /// Loaded once: unloading and loading again is what modules are tested for least.
    module: Option<Pkcs11>,
    connection: Option<Connection>,
    free: Vec<Worker>,
    lent: usize,
    /// Counts the connections.
    epoch: u64,
    /// Somebody waits for the last session to come back, to end the connection.
    ending: bool,
    refused_pin: Option<[u8; 32]>,
}

/// Logged in as long as this session is open: the login is the application's, not the session's.
struct Connection {
    slot: Slot,
    _keeper: Session,
}

/// A session of the pool, with the keys that it has found.
pub(crate) struct Worker {
    pub(crate) session: Session,
    found: HashMap<KeyName, ObjectHandle>,
}

impl Worker {
    /// The private key of this name.
    fn key(&mut self, name: &KeyName) -> Result<ObjectHandle, TokenError> {
        if let Some(known) = self.found.get(name) {
            return Ok(*known);
        }
        let mut wanted = vec![Attribute::Class(ObjectClass::PRIVATE_KEY)];
        wanted.extend(name.label.iter().map(|label| Attribute::Label(label.as_bytes().to_vec())));
        wanted.extend(name.id.iter().map(|id| Attribute::Id(id.clone())));
        match self.session.find_objects(&wanted)?.as_slice() {
            [key] => {
                self.found.insert(name.clone(), *key);
                Ok(*key)
            }
            others => Err(TokenError::NotOne(others.len())),
        }
    }
}

impl Token {
    /// Nothing is opened yet.
    #[must_use]
    pub fn new(settings: TokenSettings) -> Self {
        Self { settings, state: Mutex::default(), changed: Condvar::new() }
    }

    /// The token's label.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.settings.label
    }

    /// Signs with one of its keys. What `data` is, a digest or more, the mechanism says.
    pub(crate) fn sign(
        &self,
        name: &KeyName,
        mechanism: &Mechanism<'_>,
        data: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        self.work(|worker| {
            let key = worker.key(name)?;
            Ok(worker.session.sign(mechanism, key, data)?)
        })
    }

    /// Does something in a session that may write: makes a key.
    pub(crate) fn write<T>(
        &self,
        work: impl Fn(&Session) -> Result<T, ModuleError>,
    ) -> Result<T, TokenError> {
        self.work(|_| {
            let (module, slot) = self.place()?;
            Ok(work(&module.open_rw_session(slot)?)?)
        })
    }

    /// Does something with a session of the pool; when the token is lost, once more with a new one.
    fn work<T>(
        &self,
        work: impl Fn(&mut Worker) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let (epoch, done) = self.once(&work);
        match done {
            Err(error) if error.is_loss() => {
                self.end(epoch)?;
                self.once(&work).1
            }
            done => done,
        }
    }

    fn once<T>(
        &self,
        work: &impl Fn(&mut Worker) -> Result<T, TokenError>,
    ) -> (u64, Result<T, TokenError>) {
        let mut loan = match self.lend() {
            Ok(loan) => loan,
            Err((epoch, error)) => return (epoch, Err(error)),
        };
        let Some(worker) = loan.worker.as_mut() else {
            return (loan.epoch, Err(TokenError::Busy));
        };
        let done = work(worker);
        if done.is_err() {
            // An operation may still be under way in it.
            loan.worker = None;
        }
        (loan.epoch, done)
    }

    /// A session of the pool, or a new one while there are fewer than may be.
    fn lend(&self) -> Result<Loan<'_>, (u64, TokenError)> {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.lock();
        loop {
            if !state.ending {
                let free = state.free.pop();
                if free.is_some() || state.lent < self.settings.sessions.max(1) {
                    let opened = match free {
                        Some(worker) => Ok(worker),
                        None => self.open(&mut state),
                    };
                    match opened {
                        Ok(worker) => {
                            state.lent += 1;
                            let epoch = state.epoch;
                            return Ok(Loan { token: self, epoch, worker: Some(worker) });
                        }
                        // It has fewer than the configuration believes: one that comes back will do.
                        Err(error) if error.is_about_room() && state.lent > 0 => {}
                        Err(error) => return Err((state.epoch, error)),
                    }
                }
            }
            state = self.wait(state, deadline)?;
        }
    }

    /// Ends the connection of this epoch, unless somebody else has: a module must not be finalised
    /// while another thread is in it.
    fn end(&self, epoch: u64) -> Result<(), TokenError> {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.lock();
        while state.epoch == epoch && state.ending {
            state = self.wait(state, deadline).map_err(|(_, busy)| busy)?;
        }
        if state.epoch != epoch {
            return Ok(());
        }
        state.ending = true;
        while state.lent > 0 {
            state = match self.wait(state, deadline) {
                Ok(state) => state,
                Err((_, busy)) => {
                    self.lock().ending = false;
                    self.changed.notify_all();
                    return Err(busy);
                }
            };
        }
        state.close();
        state.ending = false;
        self.changed.notify_all();
        Ok(())
    }

    fn open(&self, state: &mut State) -> Result<Worker, TokenError> {
        if state.connection.is_none()
            && let Err(error) = self.connect(state)
        {
            state.close();
            return Err(error);
        }
        let (Some(module), Some(connection)) = (&state.module, &state.connection) else {
            return Err(TokenError::Absent(self.settings.label.clone()));
        };
        let session = module.open_ro_session(connection.slot)?;
        Ok(Worker { session, found: HashMap::new() })
    }

    fn connect(&self, state: &mut State) -> Result<(), TokenError> {
        let (pin, mark) = self.pin(state.refused_pin)?;
        let module = match &state.module {
            Some(module) => module.clone(),
            None => state.module.insert(load(&self.settings.module)?).clone(),
        };
        let locking = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        match module.initialize(locking) {
            Ok(()) | Err(ModuleError::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(error.into()),
        }
        let slot = self.slot(&module)?;
        let keeper = module.open_ro_session(slot)?;
        match keeper.login(UserType::User, Some(&pin)) {
            Ok(()) | Err(ModuleError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(ModuleError::Pkcs11(code, _)) if is_about_the_pin(code) => {
                state.refused_pin = Some(mark);
                return Err(TokenError::Pin(self.settings.pin_file.clone()));
            }
            Err(error) => return Err(error.into()),
        }
        state.connection = Some(Connection { slot, _keeper: keeper });
        Ok(())
    }

    fn slot(&self, module: &Pkcs11) -> Result<Slot, TokenError> {
        for slot in module.get_slots_with_token()? {
            if module.get_token_info(slot)?.label() == self.settings.label {
                return Ok(slot);
            }
        }
        Err(TokenError::Absent(self.settings.label.clone()))
    }

    /// The PIN, and by what it is known without keeping it.
    fn pin(&self, refused: Option<[u8; 32]>) -> Result<(AuthPin, [u8; 32]), TokenError> {
        let path = &self.settings.pin_file;
        let text = files::read_secret(path).map_err(TokenError::PinFile)?;
        let text = String::from_utf8_lossy(&text);
        let text = text.trim_end_matches(['\r', '\n']);
        let mark = openssl::sha::sha256(text.as_bytes());
        if refused == Some(mark) {
            return Err(TokenError::Pin(path.clone()));
        }
        Ok((AuthPin::new(text.into()), mark))
    }

    fn place(&self) -> Result<(Pkcs11, Slot), TokenError> {
        let state = self.lock();
        match (&state.module, &state.connection) {
            (Some(module), Some(connection)) => Ok((module.clone(), connection.slot)),
            _ => Err(TokenError::Absent(self.settings.label.clone())),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change under this lock is whole before the next can fail.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(
        &self,
        state: MutexGuard<'a, State>,
        deadline: Instant,
    ) -> Result<MutexGuard<'a, State>, (u64, TokenError)> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err((state.epoch, TokenError::Busy));
        }
        let waited = self.changed.wait_timeout(state, left);
        Ok(waited.unwrap_or_else(PoisonError::into_inner).0)
    }
}

impl State {
    /// Nobody has a session any more.
    fn close(&mut self) {
        self.free.clear();
        self.connection = None;
        if let Some(module) = &self.module {
            // A module that was never initialised, or is beyond help, says so; it is opened anew.
            let _ = module.clone().finalize();
        }
        self.epoch += 1;
    }
}

/// A session that comes back to the pool, unless it was spoilt.
struct Loan<'a> {
    token: &'a Token,
    epoch: u64,
    worker: Option<Worker>,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut state = self.token.lock();
        state.lent = state.lent.saturating_sub(1);
        state.free.extend(self.worker.take());
        self.token.changed.notify_all();
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("settings", &self.settings).finish_non_exhaustive()
    }
}

fn load(path: &Path) -> Result<Pkcs11, TokenError> {
    Pkcs11::new(path).map_err(|source| TokenError::Module { path: path.to_owned(), source })
}

fn is_about_the_pin(code: RvError) -> bool {
    matches!(
        code,
        RvError::PinIncorrect
            | RvError::PinInvalid
            | RvError::PinLenRange
            | RvError::PinExpired
            | RvError::PinLocked
    )
}
