//! Programs: those that run to their end, and those that run as long as their test.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Whatever a test waits for comes within this time, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(20);

/// A program that ends with its test.
#[derive(Debug)]
pub struct Process {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

/// Runs a command to its end, which must be a good one.
pub fn run(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{command:?}");
    output
}

impl Process {
    /// Starts a program; what it says goes to a log in `folder`.
    #[must_use]
    pub fn start(name: &'static str, command: &Command, folder: &Path) -> Self {
        let log = folder.join(format!("{name}.log"));
        // Several may write: Apache opens it once more.
        let output = File::options().create(true).append(true).open(&log).unwrap();
        // The kernel ends it when the test's thread is gone, however that went.
        let mut guarded = Command::new("setpriv");
        guarded
            .args(["--pdeathsig", "TERM", "--"])
            .arg(command.get_program())
            .args(command.get_args())
            .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .stdin(Stdio::null())
            .stderr(output.try_clone().unwrap())
            .stdout(output);
        let child = guarded.spawn();
        let child = child.unwrap_or_else(|error| panic!("setpriv does not start: {error}"));
        Self { name, child, log }
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it by a signal such as `KILL`, and waits until it is gone.
    pub fn end_by(mut self, signal: &str) {
        self.signal(signal);
        self.child.wait().unwrap();
    }

    /// Whether it is there, and has not ended.
    #[must_use]
    pub fn runs(&self) -> bool {
        // A process that has ended has no program any more, also before anybody looked after it.
        fs::metadata(format!("/proc/{}/exe", self.child.id())).is_ok()
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: &str) {
        let pid = self.child.id();
        run(Command::new("sh").arg("-c").arg(format!("kill -s {signal} {pid}")));
    }

    /// Waits until it listens.
    pub fn listens(&self, at: SocketAddr) {
        self.until("it to listen", || TcpStream::connect(at).is_ok());
    }

    /// Waits for something that this program does.
    pub fn until(&self, what: &str, mut done: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !done() {
            let stopped = !self.runs();
            let waited = begun.elapsed() > PATIENCE;
            let (name, said) = (self.name, self.said());
            assert!(!stopped, "waiting for {what}, but {name} has stopped: {said}");
            assert!(!waited, "{name}: waited for {what} in vain: {said}");
            thread::sleep(SHORT);
        }
    }

    /// What it has said until now.
    #[must_use]
    pub fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    /// In good order if it can; by force if it takes too long. A test that fails shows its log.
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("{}, until the test failed:\n{}", self.name, self.said());
        }
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        let pid = self.child.id();
        let _ = Command::new("sh").arg("-c").arg(format!("kill -TERM {pid}")).status();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(5) {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(SHORT);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
