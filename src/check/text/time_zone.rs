//! A time says its zone: an embargo is read in other places.

use crate::check::text::TextLook;
use crate::date::{in_zone, zoned};
use crate::diagnostic::{Diagnostics, TIME_ZONE};

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
