//! The binary.

fn main() -> std::process::ExitCode {
    zaguan::main()
}
