//! A network between the hubs and their database, that can break.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tests::street::{own_address, own_ports};

/// What stands in the message that asks for the finishing transaction of a login, and in no other.
const FINISHING: &[u8] = b"GRANTED";

/// A relay to one server.
#[derive(Clone)]
pub(crate) struct Relay {
    pub(crate) at: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// Answers that were cut off.
    swallowed: AtomicUsize,
}

#[derive(Default)]
struct State {
    weather: Weather,
    /// Both ends of every connection.
    open: Vec<TcpStream>,
}

/// How the network is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Weather {
    /// As it should be.
    #[default]
    Fair,
    /// Nothing arrives, on either side, and nobody is told.
    Hole,
    /// Connections break, and none is made.
    Cut,
    /// Connections break just when the answer to a finishing transaction would have passed.
    Treacherous,
}

impl Relay {
    pub(crate) fn to(server: SocketAddr) -> Self {
        let at = SocketAddr::from((own_address(), own_ports()));
        let listener = TcpListener::bind(at).unwrap();
        let state = Mutex::default();
        let shared = Arc::new(Shared { state, swallowed: AtomicUsize::new(0) });
        let relay = Self { at, shared };
        let accepting = relay.clone();
        // It ends with the test's process, as all below do.
        thread::spawn(move || {
            for client in listener.incoming() {
                accepting.connect(client.unwrap(), server);
            }
        });
        relay
    }

    /// Changes the weather. Whoever comes out of a hole or into a cut finds their connection broken.
    pub(crate) fn set(&self, weather: Weather) {
        let mut state = self.state();
        let breaks = weather == Weather::Cut || state.weather == Weather::Hole;
        state.weather = weather;
        if breaks {
            for stream in state.open.drain(..) {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
    }

    /// How many answers have been cut off.
    pub(crate) fn swallowed(&self) -> usize {
        self.shared.swallowed.load(Ordering::SeqCst)
    }

    fn connect(&self, client: TcpStream, server: SocketAddr) {
        if self.state().weather == Weather::Cut {
            return;
        }
        let Ok(server) = TcpStream::connect(server) else {
            return;
        };
        let (from_client, from_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        self.state().open.extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
        let finishing = Arc::new(Mutex::new(false));
        let (out, back) = (self.clone(), self.clone());
        let marks = Arc::clone(&finishing);
        thread::spawn(move || out.pass(from_client, server, &marks, true));
        thread::spawn(move || back.pass(from_server, client, &finishing, false));
    }

    /// Until one side has ended.
    fn pass(&self, mut from: TcpStream, mut to: TcpStream, finishing: &Mutex<bool>, asks: bool) {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let bytes = &buffer[..length];
            let weather = self.state().weather;
            if weather == Weather::Hole {
                continue;
            }
            let mut finishing = finishing.lock().unwrap();
            if asks && bytes.windows(FINISHING.len()).any(|window| window == FINISHING) {
                *finishing = true;
            } else if !asks && std::mem::take(&mut *finishing) && weather == Weather::Treacherous {
                self.shared.swallowed.fetch_add(1, Ordering::SeqCst);
                break;
            }
            drop(finishing);
            if to.write_all(bytes).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
