//! The tests of this crate stand apart from its modules: a test module inside the verifier's would
//! be a child that can forge what only the verifier may make.

mod c14n;
mod oracle;
mod random_xml;
