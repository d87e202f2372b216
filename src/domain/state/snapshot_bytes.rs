//! The bytes of a snapshot: numbers, byte strings and lists, which the state and its index by day write and read.

pub(super) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(bytes);
}

pub(super) fn write_list<T>(out: &mut Vec<u8>, list: &[T], mut put: impl FnMut(&mut Vec<u8>, &T)) {
    out.extend_from_slice(&(list.len() as u64).to_le_bytes());
    for item in list {
        put(out, item);
    }
}

/// Decodes a snapshot. Every step returns `None` if the bytes are not a snapshot.
pub(super) struct SnapshotReader<'b>(&'b [u8]);

impl<'b> SnapshotReader<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> SnapshotReader<'b> {
        SnapshotReader(bytes)
    }

    /// Returns true when everything was read.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let len = usize::try_from(u64::from_le_bytes(self.array()?)).ok()?;
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(super) fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let len = usize::try_from(u64::from_le_bytes(self.array()?)).ok()?;
        // Each item takes at least a byte, so a length beyond the remaining bytes is invalid and reserves no memory.
        let mut list = Vec::with_capacity(if len <= self.0.len() { len } else { return None });
        for _ in 0..len {
            list.push(item(self)?);
        }
        Some(list)
    }
}
