//! What onus leaves on a disk: each file whole, the old one or the new one, whatever happens on the way. Full disks,
//! files that may not be read or written, links, runs that are killed, and runs at once.
#![cfg(unix)]

use crate::harness::{files, folder_with, onus};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};
use tempfile::TempDir;

const SMALL: &str = "name: Shop\ncomponents: [{ id: web, service: aws/ec2 }]\n";
const MARKDOWN: &str = "output/shop/responsibility-matrix.md";
const HTML: &str = "output/shop/responsibility-matrix.html";

/// Runs a shell's script in a folder; `$0` in it is onus.
fn shell(folder: &Path, script: &str) -> Output {
    Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_onus")])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("there is a shell")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// An architecture with a name and as many components.
fn large(name: &str, components: usize) -> String {
    let components: String =
        (0..components).map(|at| format!("  - {{ id: c{at}, name: {name} {at}, service: aws/s3 }}\n")).collect();
    format!("id: shop\nname: {name}\ncomponents:\n{components}")
}

/// The temporary files in a folder.
fn left_over(folder: &Path) -> Vec<String> {
    files(folder).into_iter().map(|(name, _)| name).filter(|name| name.contains(".onus-")).collect()
}

#[test]
fn a_full_disk_behind_standard_output_is_told() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: this system has no /dev/full");
        return;
    }
    let folder = folder_with("name: Shop\ncomponents: [{ id: web, service: aws/ec3 }]\n");
    fs::write(folder.path().join("good.yaml"), SMALL).expect("it is ours");
    for args in ["render good.yaml -q -o -", "check", "list areas", "schema view"] {
        let output = shell(folder.path(), &format!("\"$0\" {args} > /dev/full"));
        let said = said(&output);
        assert!(output.status.code() == Some(2) && said.contains("cannot write to standard output"), "{args}: {said}");
    }
}

#[test]
fn a_full_disk_leaves_the_old_documents() {
    let folder = folder_with(SMALL);
    assert_eq!(onus(folder.path(), &["render"], b"").code, 0);
    let old = [MARKDOWN, HTML].map(|file| fs::read(folder.path().join(file)).expect("it was written"));
    fs::write(folder.path().join("architecture.yaml"), SMALL.replace("ec2", "s3")).expect("it is ours");
    // A limit on the size of a file is as good as a full disk: by default the run is killed, else it is told.
    for (script, code) in
        [("trap '' XFSZ; ulimit -f 8; \"$0\" render", Some(2)), ("ulimit -f 8; exec \"$0\" render", None)]
    {
        let output = shell(folder.path(), script);
        assert_eq!(output.status.code(), code, "{script}: {}", said(&output));
        if code.is_some() {
            assert!(said(&output).contains("cannot write `output/shop/responsibility-matrix."), "{}", said(&output));
            assert_eq!(left_over(folder.path()), Vec::<String>::new());
        }
        let now = [MARKDOWN, HTML].map(|file| fs::read(folder.path().join(file)).expect("it is there"));
        assert!(old == now, "{script}");
    }
}

/// A folder in which onus runs as somebody without rights; nothing where that cannot be arranged.
fn without_rights(folder: &Path, args: &str) -> Option<Output> {
    if fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() != 0) {
        return Some(shell(folder, &format!("\"$0\" {args}")));
    }
    // Root may read and write everything. The program is copied to where anybody may run it: by another process, since a
    // test that starts one just now would hold the copy open, and what is open for writing cannot be run.
    fs::set_permissions(folder, Permissions::from_mode(0o755)).expect("it is ours");
    let run = format!("setpriv --reuid 65534 --regid 65534 --clear-groups ./onus {args}");
    let output = shell(folder, &format!("cp \"$0\" onus && exec {run}"));
    fs::remove_file(folder.join("onus")).expect("it is ours");
    if output.status.code() == Some(127) {
        eprintln!("skipped: no setpriv, and root may read everything");
        return None;
    }
    Some(output)
}

#[test]
fn what_may_not_be_read_is_told_with_its_path() {
    let folder = folder_with(SMALL);
    let services = folder.path().join("model/aws/services");
    fs::create_dir_all(services.join("closed")).expect("it is ours");
    fs::create_dir(folder.path().join("templates")).expect("it is ours");
    let closed = ["closed.yaml", "model/aws/services/one.yaml", "model/aws/services/two.yaml", "templates/list.md"];
    for file in closed {
        fs::write(folder.path().join(file), SMALL).expect("it is ours");
        fs::set_permissions(folder.path().join(file), Permissions::from_mode(0o000)).expect("it is ours");
    }
    fs::write(services.join("three.yaml"), "nmae: Three\n").expect("it is ours");
    fs::set_permissions(services.join("closed"), Permissions::from_mode(0o000)).expect("it is ours");
    for (args, paths) in [
        ("check closed.yaml", &["closed.yaml"][..]),
        (
            "check --model model",
            &["services/one.yaml", "services/two.yaml", "services/three.yaml:1:1", "services/closed"],
        ),
        ("render --template-dir templates --template list", &["templates/list.md"]),
    ] {
        let Some(output) = without_rights(folder.path(), args) else { return };
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{args}: {said}");
        assert!(said.contains("[unreadable]") && said.contains("permission denied"), "{args}: {said}");
        paths.iter().for_each(|path| assert!(said.contains(path), "{args}: {path}: {said}"));
    }
    // So that it can be removed.
    fs::set_permissions(services.join("closed"), Permissions::from_mode(0o755)).expect("it is ours");
}

#[test]
fn what_may_not_be_written_is_told_and_stays() {
    let folder = folder_with(SMALL);
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("it is ours");
    let Some(output) = without_rights(folder.path(), "render") else { return };
    assert!(
        output.status.code() == Some(2) && said(&output).contains("cannot write `output/shop"),
        "{}",
        said(&output)
    );
    // A file that is read-only is left alone, also where the folder would let it be replaced.
    assert_eq!(onus(folder.path(), &["render"], b"").code, 0);
    let path = folder.path().join(HTML);
    fs::write(&path, "old").expect("it is ours");
    fs::write(folder.path().join(MARKDOWN), "old").expect("it is ours");
    fs::set_permissions(&path, Permissions::from_mode(0o444)).expect("it is ours");
    let ran = onus(folder.path(), &["render"], b"");
    assert!(ran.code == 2 && ran.stderr.contains("read-only"), "{ran:?}");
    for file in [HTML, MARKDOWN] {
        assert_eq!(fs::read(folder.path().join(file)).expect("it is there"), b"old", "{file}");
    }
    assert_eq!(left_over(folder.path()), Vec::<String>::new());
}

#[test]
fn an_included_file_is_no_way_out_of_the_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (inside, outside) = (folder.path().join("inside"), folder.path().join("outside"));
    for folder in [&inside, &outside] {
        fs::create_dir(folder).expect("it is ours");
    }
    let architecture = |file: &str| format!("name: Shop\ninclude: [{file}]\n");
    fs::write(outside.join("secret.yaml"), "components: [{ id: secret, service: aws/ec2 }]\n").expect("it is ours");
    fs::write(inside.join("near.yaml"), "components: [{ id: near, service: aws/ec2 }]\n").expect("it is ours");
    symlink("../outside/secret.yaml", inside.join("link.yaml")).expect("it is ours");
    symlink("../outside", inside.join("folder")).expect("it is ours");
    symlink("near.yaml", inside.join("fine.yaml")).expect("it is ours");
    for (file, code, expected) in [
        ("link.yaml", 1, "it is a link that leads out of the folder"),
        ("folder/secret.yaml", 1, "it is a link that leads out of the folder"),
        ("../outside/secret.yaml", 1, "it leads out of the folder"),
        ("fine.yaml", 0, "1 architecture: 0 errors"),
    ] {
        fs::write(inside.join("architecture.yaml"), architecture(file)).expect("it is ours");
        let ran = onus(&inside, &["check"], b"");
        let said = ran.stdout + &ran.stderr;
        assert!(ran.code == code && said.contains(expected) && !said.contains("id: secret"), "{file}: {said}");
    }
}

#[test]
fn a_link_stays_and_what_it_names_is_written() {
    let folder = folder_with(SMALL);
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("elsewhere")).expect("it is ours");
    fs::create_dir(at("links")).expect("it is ours");
    fs::write(at("elsewhere/old.md"), "old").expect("it is ours");
    for (target, link) in
        [("../elsewhere/old.md", "links/a.md"), ("../elsewhere/new.md", "links/b.md"), ("a.md", "links/c.md")]
    {
        symlink(target, at(link)).expect("it is ours");
        assert_eq!(onus(folder.path(), &["render", "-o", link], b"").code, 0, "{link}");
        assert!(at(link).is_symlink(), "{link}");
        assert!(fs::read_to_string(at(link)).expect("it leads there").contains("Shop"), "{link}");
    }
    assert!(fs::metadata(at("elsewhere/new.md")).expect("it was made").is_file());
    // A link to a folder is a folder.
    symlink("elsewhere", at("out")).expect("it is ours");
    assert_eq!(onus(folder.path(), &["render", "-o", "out"], b"").code, 0);
    assert!(at("elsewhere/shop/responsibility-matrix.md").is_file() && at("out").is_symlink());
    // What is no file is refused: a folder where a document should stand, a link that leads to itself, a device.
    fs::create_dir_all(at("bad/shop")).expect("it is ours");
    for (target, words) in [
        ("../../elsewhere", "it is a folder"),
        ("responsibility-matrix.md", "symbolic link"),
        ("/dev/null", "no regular"),
    ] {
        let link = at("bad/shop/responsibility-matrix.md");
        let _ = fs::remove_file(&link);
        symlink(target, &link).expect("it is ours");
        let ran = onus(folder.path(), &["render", "-o", "bad"], b"");
        assert!(ran.code == 2 && ran.stderr.contains(words), "{target}: {ran:?}");
        assert!(link.is_symlink() && !at("bad/shop/responsibility-matrix.html").exists(), "{target}");
    }
    assert_eq!(left_over(folder.path()), Vec::<String>::new());
}

/// A folder with documents of one architecture and another architecture beside it; and the documents of both.
fn old_and_new(components: usize) -> (TempDir, [[Vec<u8>; 2]; 2], Duration) {
    let folder = folder_with("");
    let mut time = Duration::ZERO;
    let documents = ["New", "Old"].map(|name| {
        fs::write(folder.path().join("architecture.yaml"), large(name, components)).expect("it is ours");
        let started = Instant::now();
        assert_eq!(onus(folder.path(), &["render", "-q"], b"").code, 0);
        time = started.elapsed();
        [MARKDOWN, HTML].map(|file| fs::read(folder.path().join(file)).expect("it was written"))
    });
    fs::write(folder.path().join("architecture.yaml"), large("New", components)).expect("it is ours");
    (folder, documents, time)
}

#[test]
fn a_run_that_is_killed_leaves_whole_files() {
    const MOMENTS: u32 = 12;
    let (folder, [new, old], time) = old_and_new(400);
    for moment in 0..MOMENTS {
        for (file, text) in [MARKDOWN, HTML].iter().zip(&old) {
            fs::write(folder.path().join(file), text).expect("it is ours");
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["render", "-q"])
            .current_dir(folder.path())
            .spawn()
            .expect("cargo built onus");
        std::thread::sleep(time * moment / (MOMENTS - 1));
        child.kill().and_then(|()| child.wait()).expect("it was started");
        for ((file, old), new) in [MARKDOWN, HTML].iter().zip(&old).zip(&new) {
            let text = fs::read(folder.path().join(file)).expect("it is there");
            assert!(text == *old || text == *new, "moment {moment}: {file} is neither the old nor the new one");
        }
    }
    // And the next run goes through, whatever the others left.
    assert_eq!(onus(folder.path(), &["render", "-q"], b"").code, 0);
    assert!(fs::read(folder.path().join(HTML)).expect("it is there") == new[1]);
}

#[test]
fn what_killed_runs_left_is_removed_when_it_is_old() {
    let folder = folder_with(SMALL);
    assert_eq!(onus(folder.path(), &["render"], b"").code, 0);
    let hours = |hours: u64| SystemTime::now() - Duration::from_secs(hours * 60 * 60);
    for (name, age) in [(".onus-aaaaaa.tmp", 2), (".onus-bbbbbb.tmp", 0), ("onus.tmp", 2), (".onus-notes.md", 2)] {
        let file = fs::File::create(folder.path().join("output/shop").join(name)).expect("it is ours");
        file.set_modified(hours(age)).expect("it is ours");
    }
    fs::write(folder.path().join("architecture.yaml"), SMALL.replace("ec2", "s3")).expect("it is ours");
    assert_eq!(onus(folder.path(), &["render"], b"").code, 0);
    let there: Vec<String> = files(&folder.path().join("output/shop")).into_iter().map(|(name, _)| name).collect();
    let expected =
        [".onus-bbbbbb.tmp", ".onus-notes.md", "onus.tmp", "responsibility-matrix.html", "responsibility-matrix.md"];
    assert_eq!(there, expected);
}

#[test]
fn runs_at_once_leave_whole_files() {
    let (folder, documents, _) = old_and_new(100);
    fs::write(folder.path().join("old.yaml"), large("Old", 100)).expect("it is ours");
    let start = |file: &str| {
        Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["render", "-q", file])
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .spawn()
            .expect("cargo built onus")
    };
    for _ in 0..3 {
        let runs = ["architecture.yaml", "old.yaml", "architecture.yaml", "old.yaml"].map(start);
        for mut run in runs {
            assert_eq!(run.wait().expect("it was started").code(), Some(0));
        }
        for (at, file) in [MARKDOWN, HTML].into_iter().enumerate() {
            let text = fs::read(folder.path().join(file)).expect("it is there");
            assert!(documents.iter().any(|document| document[at] == text), "{file} is of neither run");
        }
        assert_eq!(left_over(folder.path()), Vec::<String>::new());
    }
}
