#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    entry_points::list(input);
});
