//! The binary. All of its code is in `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    peildatum::cli::main()
}
