//! The binary: everything it does lives in `cli`.

use std::process::ExitCode;

/// What a large answer took goes back to the system within moments: the usual allocator keeps it for the thread that made it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    peildatum::cli::main()
}
