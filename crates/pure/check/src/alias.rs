//! An old address of the newsroom leads from where nothing stands to a page.

use crate::Look;
use dateline_content::address::Address;
use dateline_diagnostics::{ALIAS, Diagnostic, Diagnostics, Place};
use dateline_plan as plan;
use dateline_text::yaml;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    for alias in &newsroom.config.aliases {
        let stands = |path: &str| newsroom.trees().any(|it| plan::page_at(newsroom, &Address::new(it, path)).is_some());
        let is_free = |path: &str| newsroom.trees().any(|it| plan::is_free(newsroom, it, path));
        let fault = if !is_free(&alias.path) {
            (
                format!("a page stands at `{}`", alias.written),
                "delete the old address: what is there answers".to_owned(),
            )
        } else if newsroom.config.aliases.iter().any(|it| it.path == alias.to) {
            let message = format!("`/{}` is an old address itself", alias.to);
            (message, "write the page to which that one leads".to_owned())
        } else if !stands(&alias.to) {
            // The page of a topic comes with its first public release. That there is none yet is no fault of the alias.
            let is_page_of =
                |id: &str| alias.to.strip_prefix("topics/").and_then(|it| it.strip_suffix('/')) == Some(id);
            let config = &newsroom.config;
            if config.outputs.topics && config.topics.iter().any(|it| is_page_of(&it.0)) {
                continue;
            }
            let help = "write the page that it leads to, as in `/archive/` or `/topics/ID/`".to_owned();
            (format!("nothing stands at `/{}`", alias.to), help)
        } else {
            continue;
        };
        let place = Place::Value(newsroom.files.config, yaml::join("aliases", &alias.written));
        found.push(Diagnostic::new(ALIAS, place, fault.0).help(fault.1));
    }
}
