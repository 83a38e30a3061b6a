//! The page of a picture of a release: the picture, its whole caption and credit, and its files.

use crate::compose::{Frame, PageData, Step};
use crate::view::*;
use crate::{Here, Links, Renderer};
use dateline_content::address::{Address, Tree};
use dateline_content::config::OfficeIndex;
use dateline_content::newsroom::ReleaseIndex;
use dateline_content::release::{Fate, Kind, Media, Release, file_name};
use dateline_plan as plan;
use dateline_text::picture::{Cut, Picture, Size};

impl Renderer<'_> {
    /// A picture of a release, as its edition shows it.
    pub(super) fn medium<'a>(
        &self,
        here: &Here,
        release: &'a Release,
        at: usize,
        office: OfficeIndex,
    ) -> MediaView<'a> {
        let media = &release.media[at];
        let folder = release.folder();
        let picture = media.picture.as_ref();
        let size = picture.and_then(|it| it.shown().size);
        let has_page = self.newsroom.config.outputs.photos;
        MediaView {
            src: match picture {
                Some(picture) => self.cut(here, &folder, picture, picture.shown().cut),
                None => file_name(&media.path).to_owned(),
            },
            srcset: picture.map(|it| self.sources(here, &folder, it)).unwrap_or_default(),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            alt: &media.alt,
            caption: media.caption.as_deref().unwrap_or_default(),
            credit: media.credit.as_deref().unwrap_or_default(),
            is_lead: at == 0 && release.kind == Kind::PhotoRelease,
            page: if has_page { self.href(here, &plan::photo(release, at, office)) } else { String::new() },
            download: picture
                .filter(|it| !it.keeps_name())
                .map_or_else(|| file_name(&media.path).to_owned(), |it| self.picture_download(here, release, it)),
        }
    }

    pub(crate) fn photo_view<'a>(
        &'a self,
        address: &Address,
        index: ReleaseIndex,
        at: usize,
        office: OfficeIndex,
    ) -> PhotoView<'a> {
        let release = &self.newsroom[index];
        let here = Here { address, folder: release.source_folder(), links: Links::Relative };
        let tree = self.newsroom[index].tree(office);
        let words = self.words(tree);
        let media = &release.media[at];
        let banner = self.banner(tree, release);
        let is_withdrawn = self.newsroom.layout().fate(release) == Fate::Withdrawn;
        let title = self.photo_title(tree, release, at);
        let full_title = self.titled(&title, tree);
        let edition: Step = (release.short_headline().to_owned(), plan::edition(release, office));
        let mut trail = self.release_trail(tree, release);
        trail.push(edition.clone());
        let frame = Frame {
            heading: title.clone(),
            data: PageData::Photo(release, at),
            title: if banner.is_empty() { full_title } else { words.labelled(&banner, &full_title) },
            description: words.sentences(media.caption.iter().chain([&media.alt]).map(String::as_str)),
            canonical: self.bases.absolute(&plan::photo(release, at, release.lead())),
            last_change: Some(release.last_change()),
            trail,
            is_private: !banner.is_empty() || is_withdrawn,
        };
        let beside = |at: Option<usize>| {
            let at = at.filter(|it| *it < release.media.len())?;
            let href = self.href(&here, &plan::photo(release, at, office));
            Some(PageLink { title: self.photo_title(tree, release, at), href })
        };
        PhotoView {
            page: self.frame(&here, frame),
            title,
            banner,
            withdrawn: release.status_note.as_deref().filter(|_| is_withdrawn).unwrap_or_default(),
            withdrawn_notice: match is_withdrawn {
                true => self.since(tree, release, "withdrawn_notice", "withdrawn_since"),
                false => String::new(),
            },
            picture: MediaView { page: String::new(), is_lead: true, ..self.medium(&here, release, at, office) },
            date: words.date(release.life.date.date),
            release: PageLink { title: release.title.to_string(), href: self.href(&here, &edition.1) },
            downloads: self.photo_downloads(&here, release, media),
            previous: beside(at.checked_sub(1)),
            next: beside(Some(at + 1)),
        }
    }

    /// `Picture 2 of 3: Ferry line opens`.
    fn photo_title(&self, tree: Tree, release: &Release, at: usize) -> String {
        let (number, count) = ((at + 1).to_string(), release.media.len().to_string());
        let key = if release.media.len() == 1 { "photo_title" } else { "photo_title_of" };
        self.words(tree).fill(key, &[("number", &number), ("count", &count), ("title", release.short_headline())])
    }

    /// The picture in its own size, and in one for the web where that is another.
    fn photo_downloads(&self, here: &Here, release: &Release, media: &Media) -> Vec<PageLink> {
        let Some(picture) = &media.picture else { return Vec::new() };
        if picture.keeps_name() {
            let title = self.photo_facts(here, picture, picture.whole(), picture.size);
            return vec![PageLink { title, href: self.cut(here, &release.folder(), picture, picture.whole()) }];
        }
        let whole = PageLink {
            title: self.photo_facts(here, picture, picture.whole(), picture.size),
            href: self.picture_download(here, release, picture),
        };
        let shown = picture.shown();
        let smaller = (shown.cut != picture.whole()).then(|| PageLink {
            title: self.photo_facts(here, picture, shown.cut, shown.size),
            href: self.cut(here, &release.folder(), picture, shown.cut),
        });
        [Some(whole), smaller].into_iter().flatten().collect()
    }

    /// `6000 × 4000 pixels, JPEG, 8.1 MB`; what is not encoded yet has no length.
    fn photo_facts(&self, here: &Here, picture: &Picture, cut: Cut, size: Option<Size>) -> String {
        let words = self.words(here.address.tree);
        let pixels = size.map(|(width, height)| {
            words.fill("photo_pixels", &[("width", &width.to_string()), ("height", &height.to_string())])
        });
        let length = (cut == picture.whole()).then(|| words.size(picture.length));
        let facts = [pixels, Some(cut.form.name().to_owned()), length];
        words.listed(facts.iter().flatten().map(String::as_str))
    }
}
