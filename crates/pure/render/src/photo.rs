//! Where the files of a picture are, as a page writes it.

use crate::{Here, Owner, Renderer};
use dateline_content::address::Address;
use dateline_content::release::Release;
use dateline_plan as plan;
use dateline_text::markdown::LinkKind;
use dateline_text::picture::{Cut, Picture};

impl Owner<'_> {
    /// The pictures of its text by their addresses as written, and the folder in a tree that their files stand in.
    fn pictures(&self) -> (&[(String, Picture)], String) {
        match self {
            Owner::Release(release) | Owner::Notes(release) => (&release.shown, release.folder()),
            Owner::Page(page) | Owner::Standing(page) => (&page.shown, format!("{}/", page.name)),
            Owner::Nobody => (&[], String::new()),
        }
    }
}

impl Renderer<'_> {
    /// Whether a file is a picture that the text shows.
    pub(super) fn shows(&self, owner: Owner, source: &str) -> bool {
        owner.pictures().0.iter().any(|(_, it)| it.source == source)
    }

    /// What a page writes for a picture of its text: the address of one file, or all to choose from.
    pub(super) fn picture(&self, here: &Here, owner: Owner, source: &str, kind: LinkKind) -> String {
        let (pictures, folder) = owner.pictures();
        let Some((_, picture)) = pictures.iter().find(|(_, it)| it.source == source) else { return String::new() };
        match kind {
            LinkKind::Sources => self.sources(here, &folder, picture),
            _ => self.cut(here, &folder, picture, picture.shown().cut),
        }
    }

    /// What a `srcset` says: the sizes of a picture with their widths, narrowest first; empty when there are none.
    pub(super) fn sources(&self, here: &Here, folder: &str, picture: &Picture) -> String {
        let source = |cut: Cut| Some(format!("{} {}w", self.cut(here, folder, picture, cut), cut.width?));
        picture.cuts().into_iter().filter_map(source).collect::<Vec<_>>().join(", ")
    }

    /// The address of a file of a picture in the office's own tree.
    pub(super) fn cut(&self, here: &Here, folder: &str, picture: &Picture, cut: Cut) -> String {
        self.href(here, &plan::picture(here.address.tree.holder(), folder, picture, cut))
    }

    /// The absolute address of a picture of a release, beside the lead office's edition, in the size that stands for it
    /// elsewhere.
    pub(super) fn shared_picture(&self, release: &Release, picture: &Picture) -> String {
        self.lead_picture(release, picture, picture.shown().cut)
    }

    /// The absolute address of a file of a picture, beside the lead office's edition.
    pub(super) fn lead_picture(&self, release: &Release, picture: &Picture, cut: Cut) -> String {
        self.bases.absolute(&plan::picture(release.lead_tree().holder(), &release.folder(), picture, cut))
    }

    /// The picture in its own size, with the lead office's edition: for newspapers.
    pub(super) fn picture_download(&self, here: &Here, release: &Release, picture: &Picture) -> String {
        let to: Address = plan::picture(release.lead_tree().holder(), &release.folder(), picture, picture.whole());
        self.href(here, &to)
    }
}
