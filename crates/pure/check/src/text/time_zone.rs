//! A time says its zone: an embargo is read in other places.

use crate::text::TextLook;
use dateline_diagnostics::{Diagnostics, TIME_ZONE};
use dateline_text::date::{in_zone, zoned};

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let Some(release) = look.subject.release() else { return };
    let office = &look.config[release.lead()];
    let times = [("date", Some(&release.life.date)), ("embargo", release.life.embargo.as_deref())];
    for (key, when) in times.into_iter().filter_map(|(key, when)| Some((key, when?))) {
        if when.timed && !when.zoned {
            let message = format!("the time says no zone, and is read by the clock of {}", office.name);
            let help = format!("write `{}`", zoned(&in_zone(when.instant, &office.zone)));
            look.report_key(found, TIME_ZONE, key, message, help);
        }
    }
}
