//! What the wire formats say of a release, whatever their form: its version and status, who answers for it, and what goes
//! with it.

use crate::Renderer;
use dateline_content::config::OfficeIndex;
use dateline_content::newsroom::Newsroom;
use dateline_content::release::{Fate, Release, file_name};
use dateline_plan as plan;
use dateline_text::language::Language;
use dateline_text::picture::Picture;

/// A file that goes with a release.
pub(super) struct Enclosure<'a> {
    /// Where it stands, with the lead office's edition.
    pub(super) url: String,
    /// A picture's caption or file name, an attachment's title.
    pub(super) title: &'a str,
    /// What it is to the release.
    pub(super) part: Part<'a>,
    /// IANA media type, where the name's ending says it.
    pub(super) media_type: Option<&'static str>,
}

/// What a file is to a release.
pub(super) enum Part<'a> {
    Picture { alt: &'a str, credit: Option<&'a str>, picture: Option<&'a Picture> },
    Attachment { length: u64, language: &'a str },
}

/// Which version of itself a release is, from 1: every revision makes one, and so does a withdrawal that no revision of
/// its day tells of.
pub(super) fn version(newsroom: &Newsroom, release: &Release) -> usize {
    let is_told = || release.revisions.iter().any(|it| Some(it.date) == release.status_date);
    let withdrawal = newsroom.fate(release) == Fate::Withdrawn && !is_told();
    1 + release.revisions.len() + usize::from(withdrawal)
}

/// Whether a release may be used (IPTC NewsCodes, "Publishing status"). What a preview shows before its time is withheld.
pub(super) fn pub_status(fate: Fate) -> &'static str {
    match fate {
        Fate::Published => "usable",
        Fate::Withdrawn | Fate::Retracted | Fate::Replaced => "canceled",
        Fate::Draft | Fate::Scheduled | Fate::Embargoed => "withheld",
    }
}

impl Renderer<'_> {
    /// Where a release's own page stands.
    pub(crate) fn canonical(&self, release: &Release) -> String {
        self.bases.absolute(&plan::edition(release, release.lead()))
    }

    /// Who issues a release: the newsroom by its lead office.
    pub(super) fn byline(&self, release: &Release) -> String {
        self.issuer(release.lead(), release.language)
    }

    /// What an office signs with: the newsroom's name and its own.
    pub(super) fn issuer(&self, office: OfficeIndex, language: Language) -> String {
        let config = &self.newsroom.config;
        let names = [("newsroom", &config.name[language]), ("office", &config[office].name[language])];
        self.theme.words(language).fill("issuer", &names)
    }

    /// `Hong Kong, December 7, 2018`; the date alone where the dateline has no place.
    pub(super) fn dateline(&self, release: &Release) -> String {
        self.dateline_at(release, release.place.as_deref().unwrap_or_default())
    }

    /// The dateline with a place as it is to be written; empty for none.
    pub(super) fn dateline_at(&self, release: &Release, place: &str) -> String {
        let words = self.words(release.lead_tree());
        let day = words.date(release.life.date.date).text;
        if place.is_empty() { day } else { words.fill("dateline", &[("place", place), ("date", &day)]) }
    }

    /// The notice of a release's year. It does not grow older with the clock: what is on the wire stays as it is.
    pub(super) fn copyright_notice(&self, release: &Release) -> Option<String> {
        let copyright = self.newsroom.config.copyright.as_ref()?;
        Some(format!("© {} {}", release.life.date.date.year(), &copyright.holder[release.language]))
    }

    /// What those who took a release over have to know: that it was withdrawn, and every revision, newest first.
    pub(super) fn editorial_notes(&self, release: &Release) -> Vec<String> {
        let tree = release.lead_tree();
        let words = self.words(tree);
        let withdrawal = (self.newsroom.layout().fate(release) == Fate::Withdrawn).then(|| {
            let notice = self.since(tree, release, "withdrawn_notice", "withdrawn_since");
            words.sentences([notice.as_str(), release.status_note.as_deref().unwrap_or_default()])
        });
        let revisions = release.revisions.iter().map(|it| {
            let note = match (&it.was, &it.now) {
                (Some(was), Some(now)) => words.bracketed(&it.note, &format!("{was} → {now}")),
                (Some(text), None) | (None, Some(text)) => words.bracketed(&it.note, text),
                (None, None) => it.note.clone(),
            };
            let day = words.date(it.date).text;
            words.labelled(&words.fill("dated", &[("what", words.revision_kind(it.kind)), ("date", &day)]), &note)
        });
        withdrawal.into_iter().chain(revisions).collect()
    }

    /// The pictures of a release, then its attachments.
    pub(super) fn enclosures<'a>(&'a self, release: &'a Release) -> impl Iterator<Item = Enclosure<'a>> {
        let url = |path: &str| self.bases.absolute(&plan::download(release, path));
        let pictures = release.media.iter().map(move |it| Enclosure {
            url: match &it.picture {
                Some(picture) => self.lead_picture(release, picture, picture.whole()),
                None => url(&it.path),
            },
            title: it.caption.as_deref().unwrap_or(file_name(&it.path)),
            part: Part::Picture { alt: &it.alt, credit: it.credit.as_deref(), picture: it.picture.as_ref() },
            media_type: it.picture.as_ref().map(|it| it.form.media_type()),
        });
        let attachments = release.attachments.iter().map(move |it| Enclosure {
            url: url(&it.path),
            title: &it.title,
            part: Part::Attachment {
                length: it.length,
                language: it.language.as_deref().unwrap_or(self.newsroom.config.tag(release.language)),
            },
            media_type: media_type(&it.path),
        });
        pictures.chain(attachments)
    }
}

/// The media type of a file that a newsroom hands out (IANA registry).
fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = file_name(path).rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "avif" => "image/avif",
        "gif" => "image/gif",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "tif" | "tiff" => "image/tiff",
        "webp" => "image/webp",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "csv" => "text/csv",
        "ics" => "text/calendar",
        "txt" => "text/plain",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_withdrawn_is_cancelled_and_what_is_to_come_withheld() {
        assert_eq!(pub_status(Fate::Published), "usable");
        assert_eq!(pub_status(Fate::Withdrawn), "canceled");
        for fate in [Fate::Draft, Fate::Scheduled, Fate::Embargoed] {
            assert_eq!(pub_status(fate), "withheld");
        }
    }

    #[test]
    fn media_types_are_known_by_the_ending_in_any_case() {
        let types = ["a/plan.pdf", "b.JPG", "c.tar.zip", "v1.2", "plan"].map(media_type);
        assert_eq!(types, [Some("application/pdf"), Some("image/jpeg"), Some("application/zip"), None, None]);
    }
}
