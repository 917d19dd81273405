//! Time on the CPU, by process.

use std::fs;
use std::hint::black_box;

use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use tests::hall::keys;

/// The kernel counts a process's time in these; `USER_HZ` is the same on all that Linux runs on here.
const TICKS_PER_SECOND: f64 = 100.0;

/// One raw RSA-2048 private operation, in seconds: the unit of all that is told.
pub(crate) fn unit() -> f64 {
    let key = PKey::private_key_from_pem(&keys::agency().key).unwrap();
    per_operation(4000, || {
        let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
        black_box(signer.sign_oneshot_to_vec(b"one operation").unwrap());
    })
}

/// CPU seconds of one call in this process.
pub(crate) fn per_operation(times: usize, mut operation: impl FnMut()) -> f64 {
    operation();
    let before = of_this_thread();
    for _ in 0..times {
        operation();
    }
    (of_this_thread() - before) / f64::from(u32::try_from(times).unwrap())
}

/// By the scheduler's count of nanoseconds.
fn of_this_thread() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// User and system time of a process with all threads that it has and had, in seconds.
pub(crate) fn of_process(process: u32) -> f64 {
    let Ok(text) = fs::read_to_string(format!("/proc/{process}/stat")) else {
        return 0.0;
    };
    let after_name = text.rsplit(')').next().unwrap();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / TICKS_PER_SECOND
}

/// In KiB, such as `VmRSS`.
pub(crate) fn memory(process: u32, what: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_default()
}
