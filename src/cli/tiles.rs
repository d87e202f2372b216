//! A folder with a log in the form that its verifiers fetch: `checkpoint`, `tile/<level>/...` and `tile/entries/...` of
//! C2SP `tlog-tiles`.
//!
//! It is written beside its destination and verified against the checkpoint on the way, so that nobody ever gets half
//! of it or something other than what was signed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::output::{self, ProgressDisplay};
use super::target::{self, OutputTarget};
use crate::language::Message;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::tiles::{self, Tile, TileKind};
use crate::log::tree::{Tree, leaf_hash};
use crate::message;

/// The destination of a folder of tiles: it does not exist yet, or is empty.
pub struct TilesFolder(PathBuf);

impl TilesFolder {
    /// Checks the destination before any work is done.
    ///
    /// # Errors
    /// [`Failure`] when the destination is not empty, or has no parent folder.
    pub fn at(dir: &Path) -> Result<TilesFolder, Failure> {
        let there = |e| Failure::file("read", dir, &e);
        if !dir.exists() {
            // A link may lead to the place where the folder is to be created.
            let Ok(OutputTarget::New(dir)) = OutputTarget::of(dir) else {
                return Err(there(std::io::ErrorKind::NotFound.into()));
            };
            return match parent(&dir) {
                parent if parent.is_dir() => Ok(TilesFolder(dir.clone())),
                parent => Err(Failure::refused(message!("tiles-no-parent", folder = parent.display().to_string()))),
            };
        }
        if !dir.is_dir() || fs::read_dir(dir).map_err(there)?.next().is_some() {
            return Err(Failure::refused(message!("tiles-in-the-way", folder = dir.display().to_string())));
        }
        // Without links and dots: an empty folder is replaced by name.
        Ok(TilesFolder(fs::canonicalize(dir).map_err(there)?))
    }

    /// Fills the folder with every tile of a log of the checkpoint's size, and puts it in place.
    ///
    /// # Errors
    /// [`Failure`] when a tile can not be fetched or differs from what the checkpoint was signed over, or the folder
    /// can not be written: nothing of it stays.
    pub fn write(
        self,
        signed: &SignedCheckpoint,
        fetch: &mut dyn FnMut(Tile) -> Result<Vec<u8>, Failure>,
    ) -> Result<(), Failure> {
        let TilesFolder(dir) = self;
        let cannot = |path: &Path, error: std::io::Error| Failure::file("write", path, &error);
        // The mode of any new folder of this user, not the private one of temporary folders.
        let mode = fs::Permissions::from_mode(0o777);
        let draft = tempfile::Builder::new().prefix(".peildatum-").permissions(mode).tempdir_in(parent(&dir));
        let draft = draft.map_err(|e| cannot(&dir, e))?;
        let size = signed.checkpoint.size;
        let (bar, of) =
            (ProgressDisplay::new(&message!("progress-writing-tiles")), tiles::tiles_of_size(size).count() as u64);
        let mut tree = Tree::default();
        for (done, tile) in (1..).zip(tiles::tiles_of_size(size)) {
            let bytes = fetch(tile)?;
            if !fits(tile, &bytes, &mut tree) {
                return Err(other(&dir, Message::verbatim(tile.to_string())));
            }
            let path = draft.path().join(tile.to_string());
            fs::create_dir_all(parent(&path)).map_err(|e| cannot(&path, e))?;
            fs::write(&path, bytes).map_err(|e| cannot(&path, e))?;
            bar.set(done, of);
        }
        if tree.root() != signed.checkpoint.root {
            return Err(other(&dir, message!("tiles-root")));
        }
        let path = draft.path().join("checkpoint");
        fs::write(&path, &signed.note).map_err(|e| cannot(&path, e))?;
        if let Ok(there) = fs::metadata(&dir) {
            let own = fs::File::open(draft.path()).and_then(|draft| target::take_over(&there, &draft));
            own.map_err(|e| output::write_failure(&dir, &e))?;
        }
        fs::rename(draft.path(), &dir).map_err(|e| cannot(&dir, e))
    }
}

/// Whether a tile belongs to the tree of the entries; the entries come first and build it.
fn fits(tile: Tile, bytes: &[u8], tree: &mut Tree) -> bool {
    match tile.kind {
        TileKind::Entries => match tiles::parse_entries(bytes) {
            Some(entries) if entries.len() == usize::from(tile.width) => {
                entries.into_iter().for_each(|entry| tree.append(leaf_hash(entry)));
                true
            }
            Some(_) | None => false,
        },
        TileKind::Level(level) => match tiles::hash_tile_bytes(tree, level, tile) {
            Ok(wanted) => bytes == wanted,
            Err(never) => match never {},
        },
    }
}

fn other(dir: &Path, what: Message) -> Failure {
    Failure::refused(message!("tiles-not-signed", what = what, folder = dir.display().to_string()))
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::checkpoint::Checkpoint;
    use crate::log::signed_note::{KeyName, Signer};

    /// A log of this many entries, and its signed checkpoint.
    fn signed(size: u64) -> (Tree, SignedCheckpoint) {
        let mut tree = Tree::default();
        (0..size).for_each(|entry| tree.append(leaf_hash(entry.to_string().as_bytes())));
        let signer = Signer::from_seed(KeyName::parse("toets").unwrap(), &[7; 32]);
        let checkpoint = Checkpoint { origin: signer.name().clone(), size, root: tree.root() };
        (tree, checkpoint.sign(&signer))
    }

    fn bytes(tree: &Tree, tile: Tile) -> Vec<u8> {
        match tile.kind {
            TileKind::Level(level) => tiles::hash_tile_bytes(tree, level, tile).unwrap(),
            TileKind::Entries => {
                let mut bundle = Vec::new();
                tile.positions().for_each(|at| tiles::push_entry(&mut bundle, (at - 1).to_string().as_bytes()));
                bundle
            }
        }
    }

    #[test]
    fn the_folder_has_every_tile_and_stands_there_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("tegels");
        let (tree, note) = signed(600);
        let all: Vec<Tile> = tiles::tiles_of_size(600).collect();
        for spoiled in &all {
            let mut fetch = |tile: Tile| {
                let mut bytes = bytes(&tree, tile);
                bytes[5] ^= u8::from(tile == *spoiled);
                Ok(bytes)
            };
            let Err(Failure::Error(_, line)) = TilesFolder::at(&dir).unwrap().write(&note, &mut fetch) else {
                panic!("{spoiled} is not what was signed")
            };
            assert!(line.to_string().contains("is niet wat is ondertekend"), "{line}");
            assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "nothing is left of it");
        }
        TilesFolder::at(&dir).unwrap().write(&note, &mut |tile| Ok(bytes(&tree, tile))).unwrap();
        for tile in all {
            assert_eq!(fs::read(dir.join(tile.to_string())).unwrap(), bytes(&tree, tile), "{tile}");
        }
        assert_eq!(fs::read_to_string(dir.join("checkpoint")).unwrap(), note.note);
        assert!(TilesFolder::at(&dir).is_err(), "it is not empty");
    }

    #[test]
    fn the_folder_keeps_its_mode_and_a_link_to_where_it_is_to_come_is_followed() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let place = tempfile::tempdir().unwrap();
        let (dir, link) = (place.path().join("tegels"), place.path().join("koppeling"));
        let (_, note) = signed(0);
        symlink(&dir, &link).unwrap();
        TilesFolder::at(&link).unwrap().write(&note, &mut |_| panic!("there is no tile")).unwrap();
        assert!(link.is_symlink() && dir.join("checkpoint").is_file(), "what it leads to was made");
        fs::remove_file(dir.join("checkpoint")).unwrap();
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o750)).unwrap();
        TilesFolder::at(&link).unwrap().write(&note, &mut |_| panic!("there is no tile")).unwrap();
        assert!(link.is_symlink() && dir.join("checkpoint").is_file(), "the folder behind the link was filled");
        assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o750);
    }

    #[test]
    fn an_empty_folder_is_filled_and_a_log_without_events_has_a_checkpoint_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (_, note) = signed(0);
        TilesFolder::at(dir.path()).unwrap().write(&note, &mut |_| panic!("there is no tile")).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(TilesFolder::at(&dir.path().join("checkpoint")).is_err(), "a file");
        assert!(TilesFolder::at(&dir.path().join("a/b")).is_err(), "no folder to make it in");
    }
}
