//! The binary: everything it does lives in `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    peildatum::cli::main()
}
