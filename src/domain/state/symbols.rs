//! Interned tokens: each distinct id, code and word is stored once.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// The number of a token in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(u32);

impl Symbol {
    pub(super) const fn number(self) -> u32 {
        self.0
    }
    pub(super) const fn from_number(number: u32) -> Symbol {
        Symbol(number)
    }
}

/// The tokens that events used. They are never removed, so an event that was rolled back may leave some unused.
#[derive(Debug, Default, Clone)]
pub struct Symbols {
    text: String,
    ends: Vec<u32>,
    table: HashTable<u32>,
    hasher: FixedState,
}

impl Symbols {
    /// Returns the string of a token.
    pub fn get(&self, symbol: Symbol) -> &str {
        self.by_index(symbol.0)
    }

    fn by_index(&self, at: u32) -> &str {
        let at = at as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[from..self.ends[at] as usize]
    }

    /// Returns the token of a string, if it has one.
    pub fn find(&self, token: &str) -> Option<Symbol> {
        self.table.find(self.hasher.hash_one(token), |at| self.by_index(*at) == token).copied().map(Symbol)
    }

    /// Returns the token of a string, and adds it if it is new.
    ///
    /// # Panics
    /// If the distinct tokens of one log exceed 4 GiB together: at 20 bytes each that is 200 million of them.
    pub fn intern(&mut self, token: &str) -> Symbol {
        if let Some(symbol) = self.find(token) {
            return symbol;
        }
        let at = self.ends.len() as u32;
        self.text.push_str(token);
        self.ends.push(u32::try_from(self.text.len()).expect("distinct tokens stay below 4 GiB"));
        let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        let slice = |at: u32| {
            let from = if at == 0 { 0 } else { ends[at as usize - 1] as usize };
            &text[from..ends[at as usize] as usize]
        };
        self.table.insert_unique(hasher.hash_one(token), at, |at| hasher.hash_one(slice(*at)));
        Symbol(at)
    }

    /// Returns the number of tokens.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns true if no event used any token.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the concatenated tokens, and where each ends, for a snapshot.
    pub(super) fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    /// Rebuilds the tokens of a snapshot; `None` if the ends do not fit the text.
    pub(super) fn from_parts(text: String, ends: Vec<u32>) -> Option<Symbols> {
        let rising = ends.is_sorted() && ends.iter().all(|end| text.is_char_boundary(*end as usize));
        if !rising || ends.last().copied().unwrap_or(0) as usize != text.len() {
            return None;
        }
        let mut symbols = Symbols { text, ends, ..Symbols::default() };
        let mut table = HashTable::with_capacity(symbols.len());
        for at in 0..symbols.len() as u32 {
            let hash = |at: &u32| symbols.hasher.hash_one(symbols.by_index(*at));
            table.insert_unique(hash(&at), at, hash);
        }
        symbols.table = table;
        Some(symbols)
    }
}
