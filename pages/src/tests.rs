#[test] fn pages_can_be_made() { crate::Pages::new(&[]).unwrap(); }
