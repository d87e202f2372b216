//! The binary. All of its code is in `cli`.

use std::process::ExitCode;

/// Returns memory to the system after many clients; that of glibc keeps it in one arena for each of its threads.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    peildatum::cli::main()
}
