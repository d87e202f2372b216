//! Go's own `sumdb/note` and `sumdb/tlog`, used by the program in `tests/go`, which is compiled once from system
//! packages without a network.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

use crate::tools::need;

/// Where Debian puts the sources of Go packages, and the two that are needed.
const SOURCES: &str = "/usr/share/gocode";
const PACKAGES: [&str; 2] = ["golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog"];

/// The compiled program.
pub struct Go(PathBuf);

/// The program, which needs Go and its packages.
pub fn go() -> Go {
    need("go", crate::can_run(Command::new("go").arg("version")));
    need("go-packages", PACKAGES.iter().all(|package| Path::new(SOURCES).join("src").join(package).is_dir()));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/go/verify.go");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go");
    fs::create_dir_all(&folder).expect("the folder of the build can be made");
    // Tests run in many processes: the first one compiles and the others wait. A changed source gives another file
    // name.
    let version = hex::encode(Sha256::digest(fs::read(&source).expect("the source is there")));
    let program = folder.join(format!("verify-{}", &version[..16]));
    let lock = File::create(folder.join("lock")).expect("a lock file can be made");
    lock.lock().expect("the lock is free at some time");
    if !program.exists() {
        let draft = folder.join("verify.new");
        let built = Command::new("go")
            .args(["build", "-o"])
            .arg(&draft)
            .arg(&source)
            .envs([("GO111MODULE", "off"), ("GOPATH", SOURCES), ("GOFLAGS", ""), ("CGO_ENABLED", "0")])
            .env("GOCACHE", folder.join("cache"))
            .output()
            .expect("go was seen a moment ago");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        fs::rename(draft, &program).expect("the program can be put in place");
    }
    Go(program)
}

impl Go {
    /// Verifies a folder or an address, and an export with it; returns size and root, or the error.
    pub fn verifies(&self, source: &str, key: &str, export: &Path, old: u64) -> Result<String, String> {
        let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/gebeurtenissen");
        let ran = Command::new(&self.0)
            .args(["-key", key, "-old", &old.to_string(), "-schemas"])
            .arg(schemas)
            .arg("-export")
            .arg(export)
            .arg(source)
            .output()
            .expect("the program was compiled");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8").trim().to_owned();
        if ran.status.success() { Ok(text(ran.stdout)) } else { Err(text(ran.stderr)) }
    }
}
