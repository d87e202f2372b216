//! Measurements of speed, each beside a reference in the same run: `cargo bench -- NAME [ARGUMENT...]`.
//!
//! One program holds all of them, because the optimised link of the whole service is paid for each program.

use std::fmt::Debug;
use std::process::ExitCode;
use std::str::FromStr;

mod appends;
mod comparison;
mod log_bytes;
mod lookups;
mod pages;
mod projections;
mod rounds;
mod served;
mod service;
mod subscribers;

/// Runs a measurement with the arguments after its name.
type Measurement = fn(&[String]);

/// Every measurement by its name, with its arguments and what it measures.
const MEASUREMENTS: [(&str, &str, Measurement); 9] = [
    ("appends", "[SECONDS [TURNS [UMADB]]]: appending over HTTP beside UmaDB over gRPC", appends::run),
    ("comparison", "[EVENTS]: comparisons over large logs", comparison::run),
    ("log_bytes", "[FOLDER]: the byte layer of the log beside the disk itself", log_bytes::run),
    ("lookups", "[EVENTS [LEAVES]]: a proof and a history in logs of several sizes", lookups::run),
    ("pages", "[EVENTS [FOLDER]]: the page of a report of the built service beside the API", pages::run),
    ("projections", "[EVENTS [FOLDER]]: replay and reports over a large log", projections::run),
    ("rounds", "[EVENTS]: reports and findings of rounds with a scope beside rounds without", rounds::run),
    ("service", "[EVENTS]: an event from its line to its verification", service::run),
    ("subscribers", "[SUBSCRIBERS [SECONDS]]: live subscribers of the built service", subscribers::run),
];

fn main() -> ExitCode {
    // Cargo passes `--bench` beside what follows `--`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wanted = arguments
        .split_first()
        .and_then(|(name, rest)| MEASUREMENTS.iter().find(|(known, ..)| known == name).map(|(.., run)| (run, rest)));
    let Some((run, rest)) = wanted else {
        eprintln!("cargo bench -- NAME [ARGUMENT...], where NAME is one of:");
        for (name, what, _) in MEASUREMENTS {
            eprintln!("  {name} {what}");
        }
        return ExitCode::from(2);
    };
    run(rest);
    ExitCode::SUCCESS
}

/// Returns the argument at `place` as a number, or `default` if there is none.
fn number<T: FromStr<Err: Debug>>(arguments: &[String], place: usize, default: T) -> T {
    arguments.get(place).map_or(default, |argument| argument.parse().expect("an argument that is a number"))
}

/// Returns the value below which this many percent of `values` lie.
fn percentile(values: impl Iterator<Item = f64>, percent: usize) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[(values.len() - 1) * percent / 100]
}

/// Returns the middle one of `values`.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
