//! Gives the program an identity: equal for equal sources and features. What another program cached is not used.

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let mut hasher = blake3::Hasher::new();
    for root in ["src", "crates", "themes", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={root}");
        let mut files = Vec::new();
        collect(Path::new(root), &mut files);
        files.sort();
        for file in files {
            let bytes = fs::read(&file).expect("a file of the program");
            hasher.update(file.as_os_str().as_encoded_bytes()).update(&bytes);
        }
    }
    // Features switch parts of it off.
    let mut features: Vec<String> =
        std::env::vars().map(|it| it.0).filter(|it| it.starts_with("CARGO_FEATURE_")).collect();
    features.sort();
    features.iter().for_each(|it| _ = hasher.update(it.as_bytes()));
    println!("cargo::rustc-env=DATELINE_PROGRAM={}", &hasher.finalize().to_hex()[..32]);
    // Tests start the program some thousand times. Of each start, four fifths would be spent on moving it to an address that
    // nobody can foretell: what is installed keeps to that.
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|it| it == value);
    if is("PROFILE", "debug") && is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        return files.push(path.to_owned());
    }
    for entry in fs::read_dir(path).expect("a folder of the program") {
        collect(&entry.expect("an entry of it").path(), files);
    }
}
