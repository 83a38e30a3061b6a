//! Gives the program a name for itself: the same for the same sources of it. What an earlier program made of a newsroom is not
//! trusted by this one.

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let mut hasher = blake3::Hasher::new();
    for root in ["src", "themes", "Cargo.toml", "Cargo.lock"] {
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
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        return files.push(path.to_owned());
    }
    for entry in fs::read_dir(path).expect("a folder of the program") {
        collect(&entry.expect("an entry of it").path(), files);
    }
}
