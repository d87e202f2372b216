//! The recorded streams that `demo` loads. They are part of the binary, so that it needs no other file.

use clap::ValueEnum;

/// A recorded stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stream {
    /// An invented municipality that shows everything, with rounds that are sealed.
    Voorbeeldstad,
    /// The facts of two real report pages of Leiden.
    Leiden,
}

impl Stream {
    /// The lines of the stream.
    pub const fn text(self) -> &'static str {
        match self {
            Stream::Voorbeeldstad => include_str!("../../replay/streams/voorbeeldstad.v2.ndjson"),
            Stream::Leiden => include_str!("../../replay/streams/leiden.v1.ndjson"),
        }
    }

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Stream::Voorbeeldstad => "voorbeeldstad",
            Stream::Leiden => "leiden",
        }
    }
}
