//! The package for Debian: what is in it, and installing, starting, upgrading, removing and purging it in a copy of the
//! machine that is thrown away.

use std::process::Command;

use super::{package, run};
use crate::can_run;
use crate::cli::Place;
use crate::tools::{need, on_path};

#[test]
fn the_package_is_the_same_bytes_each_time_and_holds_what_it_should() {
    need("dpkg-deb", on_path("dpkg-deb"));
    need("strip", on_path("strip"));
    let place = Place::new();
    let package = package(&place);
    let first = std::fs::read(&package).unwrap();
    std::fs::remove_file(&package).unwrap();
    super::package(&place);
    assert!(first == std::fs::read(&package).unwrap(), "built twice, other bytes");
    let listed = run(Command::new("dpkg-deb").arg("--contents").arg(&package));
    for line in [
        "-rwxr-xr-x root/root ./usr/bin/peildatum",
        "-rw-r--r-- root/root ./usr/lib/systemd/system/peildatum.service",
        "-rw-r--r-- root/root ./usr/lib/systemd/system/peildatum@.service",
        "-rw-r--r-- root/root ./usr/lib/sysusers.d/peildatum.conf",
        "-rw-r----- root/root ./etc/peildatum/peildatum.toml",
        "-rw-r--r-- root/root ./usr/share/doc/peildatum/copyright",
    ] {
        let (mode, path) = line.split_once(" ./").unwrap();
        let found = listed.lines().find(|listed| listed.ends_with(&format!("./{path}"))).unwrap_or_default();
        assert!(found.starts_with(mode), "{line}: {found}");
    }
    let told = run(Command::new("dpkg-deb").arg("--field").arg(&package));
    assert!(told.contains(&format!("Version: {}", env!("CARGO_PKG_VERSION"))), "{told}");
}

/// What is done in a copy of this machine that is thrown away: its writes lie over the files of the machine.
const IN_A_COPY: &str = r#"
    set -eux
    mount -t tmpfs tmpfs "$PLACE"
    mkdir "$PLACE/over" "$PLACE/work" "$PLACE/root"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$PLACE/over,workdir=$PLACE/work" "$PLACE/root"
    cp "$PACKAGE" "$PLACE/root/tmp/peildatum.deb"
    exec chroot "$PLACE/root" sh -eux -c "$STEPS"
"#;

/// Installs by apt, starts what the unit starts as its user, asks it, upgrades, removes and purges.
const STEPS: &str = r#"
    export DEBIAN_FRONTEND=noninteractive HOME=/root
    mount -t proc proc /proc
    install() { apt-get install -y -qq --no-install-recommends --reinstall /tmp/peildatum.deb; }
    install
    id peildatum
    test "$(stat -c '%U:%G %a' /etc/peildatum)" = 'root:peildatum 751'
    test "$(stat -c '%U:%G %a' /var/lib/peildatum)" = 'peildatum:peildatum 700'
    unit=/usr/lib/systemd/system/peildatum.service
    as="setpriv --reuid=peildatum --regid=peildatum --clear-groups"
    as="$as env -i $(sed -n 's/^Environment=//p' $unit) PEILDATUM_LISTEN=127.0.0.1:0"
    $as /usr/bin/peildatum token create jan --role beheren --until $(date -d '+200 days' +%F) --data /var/lib/peildatum
    $as /usr/bin/peildatum serve --check
    : >/tmp/out
    $as $(sed -n 's/^ExecStart=//p' $unit) >/tmp/out 2>/tmp/err &
    set +x
    until grep -q 'luistert op ' /tmp/out; do kill -0 $!; done
    set -x
    address=$(sed -n 's/^luistert op //p' /tmp/out)
    python3 -c "import urllib.request; print(urllib.request.urlopen('$address/livez').read())"
    kill -TERM $!
    wait $!
    $as /usr/bin/peildatum verify --data /var/lib/peildatum
    echo '# van de gemeente' >>/etc/peildatum/peildatum.toml
    install
    grep -q 'van de gemeente' /etc/peildatum/peildatum.toml
    rm /etc/peildatum/peildatum.toml
    chmod 0700 /etc/peildatum
    mkdir -p /run/systemd/system
    printf '#!/bin/sh\nexit 1\n' >/usr/local/bin/systemctl
    chmod +x /usr/local/bin/systemctl
    PATH=/usr/local/bin:$PATH sh -eux /var/lib/dpkg/info/peildatum.postinst configure 0.0.1
    test "$(stat -c '%a' /etc/peildatum)" = 700
    sh -eux /var/lib/dpkg/info/peildatum.postinst configure ''
    printf '#!/bin/sh\necho "$*" >>/tmp/told\n' >/usr/local/bin/systemctl
    mkdir -p /etc/systemd/system/multi-user.target.wants
    ln -s $unit /etc/systemd/system/multi-user.target.wants/peildatum@leiden.service
    PATH=/usr/local/bin:$PATH sh -eux /var/lib/dpkg/info/peildatum.prerm remove
    grep -q '^disable peildatum@leiden.service$' /tmp/told
    rm /usr/local/bin/systemctl
    rmdir /run/systemd/system
    echo '# van de gemeente' >/etc/peildatum/peildatum.toml
    apt-get remove -y -qq peildatum
    test ! -e /usr/bin/peildatum
    test -e /etc/peildatum/peildatum.toml
    test -e /var/lib/peildatum/FORMAT
    apt-get purge -y -qq peildatum
    test ! -e /etc/peildatum/peildatum.toml
    test -e /var/lib/peildatum/FORMAT
    echo alles gedaan
"#;

#[test]
fn it_installs_starts_as_its_unit_does_upgrades_and_goes_and_leaves_settings_and_data() {
    need("dpkg-deb", on_path("dpkg-deb"));
    need("strip", on_path("strip"));
    need("python3", on_path("python3"));
    need("systemd-analyze", on_path("systemd-analyze"));
    let own = |args: &[&str]| can_run(Command::new("unshare").arg("-m").args(args));
    need("mount", own(&["mount", "-t", "tmpfs", "tmpfs", "/mnt"]));
    let place = Place::new();
    let package = package(&place);
    let mut copy = Command::new("unshare");
    copy.args(["-m", "-p", "-f", "sh", "-c", IN_A_COPY]).env("PLACE", place.path(".")).env("PACKAGE", &package);
    // The place becomes a file system of its own, which hides the package: it is taken from elsewhere.
    let outside = tempfile::tempdir().unwrap();
    let taken = outside.path().join("peildatum.deb");
    std::fs::copy(&package, &taken).unwrap();
    let told = run(copy.env("PACKAGE", &taken).env("STEPS", STEPS));
    assert!(told.ends_with("alles gedaan\n"), "{told}");
}
