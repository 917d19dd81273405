//! zaguan
fn main() {}
