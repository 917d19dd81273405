//! The tests of this crate stand apart from its modules: a test module inside the verifier's would
//! be a child that can forge what only the verifier may make.

mod c14n;
mod emitted;
mod gate;
mod keys;
mod messages;
mod names;
mod oracle;
mod random_xml;
mod read;
mod samples;
