//! `dateline init DIR`: a new newsroom.

use std::path::Path;

use crate::cli::Stop;
use crate::cli::args::InitArguments;
use crate::cli::terminal::Terminal;
use crate::scaffold;
use dateline_text::date;

pub(super) fn run(arguments: &InitArguments, terminal: &Terminal) -> Result<(), Stop> {
    let dir = &arguments.dir;
    let zone = date::zone(scaffold::LEAD_ZONE).expect("the zone is in the database");
    let today = zone.to_datetime(arguments.clock.instant()?).date();
    let is_free = !dir.exists() || dir.read_dir().is_ok_and(|mut it| it.next().is_none());
    if !is_free {
        return Err(Stop::from(format!("`{}` is not empty: name a new folder", dir.display())));
    }
    for (path, text) in scaffold::newsroom(today) {
        write(&dir.join(path), &text)?;
    }
    terminal.say(&format!("a newsroom of three offices is in `{}`; next:", dir.display()));
    terminal.say(&format!("  dateline build --root {}", dir.display()));
    Ok(())
}

/// Writes a file that was not there, with its folders.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Stop> {
    let failed = |error: std::io::Error| Stop::from(format!("cannot write `{}`: {error}", path.display()));
    std::fs::create_dir_all(path.parent().expect("a file has a folder")).map_err(failed)?;
    let mut file = std::fs::File::create_new(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)
}
