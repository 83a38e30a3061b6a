//! One page of the plan as bytes.
//!
//! Takes a newsroom, a [`Theme`] and a page of the plan. Returns its bytes, and the ids of the releases whose words they show. No page
//! depends on the bytes of another. This is the only crate that uses tera.
//!
//! The body of a release is rendered once ([`Site::body`]) for all its editions. Their addresses are filled in when each is
//! rendered.

pub mod card;
mod compose;
mod formats;
mod photo;
mod theme;
mod view;
mod words;

use std::ops::Deref;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::card::CardPainter;
use crate::view::Framed;
use crate::words::Words;
use dateline_content::address::{Address, Bases, Tree};
use dateline_content::config::{Office, OfficeIndex};
use dateline_content::newsroom::{Newsroom, PageIndex, ReleaseIndex, Target, Tracked};
use dateline_content::release::{PAGES, Release, STANDING_TEXTS, TextPage, file_name};
use dateline_diagnostics::{Diagnostic, Place};
use dateline_plan::search;
use dateline_plan::{self as plan, Aliased, Answer, Page, SearchFile};
use dateline_text::language::Language;
use dateline_text::markdown::{self, Fragment, LinkKind, Strings, Writing};
use dateline_text::markup;
use dateline_text::picture::Picture;

pub use theme::{Minify, StaticFile, Theme, ThemeFile, ThemeFiles, boxed, contract};

/// What a tag may have as it is, beside letters and digits (RFC 4151, "specific").
const IN_TAGS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b':').remove(b'@');
/// The year in identities of what has no date of its own. It is part of every such identity: it never changes.
const TAGS_FROM: u16 = 2018;
/// Stands before the ids of headings in notes.
const NOTES: &str = "_notes-";

/// Everything that a page is made of, but its body.
pub struct Site {
    /// What there is to show.
    pub newsroom: Newsroom,
    theme: Theme,
    cards: Option<&'static dyn CardPainter>,
    bases: Bases,
    /// In the newsroom's order of languages.
    tongues: Vec<Tongue>,
    /// Pages of standing text, in the newsroom's order.
    pages: Vec<Fragment>,
}

/// A page, and the ids of the releases whose words it shows.
pub struct Rendered<'a> {
    /// The bytes of the page.
    pub bytes: Vec<u8>,
    /// Sorted, each once.
    pub shows: Vec<&'a str>,
}

/// Makes one output, and remembers which releases it reads.
struct Renderer<'a> {
    site: &'a Site,
    newsroom: Tracked<'a>,
}

impl Deref for Renderer<'_> {
    type Target = Site;

    fn deref(&self) -> &Site {
        self.site
    }
}

/// What the pages in one language share.
struct Tongue {
    /// The words of offices that write dates their own way.
    office_words: Vec<Option<Words>>,
    strings: Strings,
    /// Whether it is Chinese.
    language_is_han: bool,
    /// What Chinese characters in its texts are marked as; `None` where they are its own.
    han_language: Option<String>,
    /// Standing texts by id, rendered once for all releases that carry them.
    standing: Vec<(String, Standing)>,
}

/// A standing text, and where its links start from.
struct Standing {
    /// The page that it is, whose folder has its files; `None` for one of the configuration.
    page: Option<PageIndex>,
    fragment: Fragment,
}

/// Whose files a text names.
#[derive(Clone, Copy)]
enum Owner<'a> {
    Release(&'a Release),
    /// Its notes, whose headings have ids of their own.
    Notes(&'a Release),
    Page(&'a TextPage),
    /// A page that a release carries, whose headings have ids of their own there.
    Standing(&'a TextPage),
    /// The configuration, which has none.
    Nobody,
}

/// The parts of a release that are Markdown, rendered once for all its editions.
#[derive(Clone, Debug)]
pub struct Body {
    /// As it is written.
    source: String,
    text: Fragment,
    notes: Option<Fragment>,
}

/// Hands out the rendered text of a release.
///
/// # Errors
///
/// That a source changed since it was read.
pub type Bodies<'a> = &'a (dyn Fn(ReleaseIndex) -> Result<Arc<Body>, Diagnostic> + Sync);

/// The page as it stands, ready to write links.
#[derive(Clone, Copy)]
struct Here<'a> {
    address: &'a Address,
    /// The folder that relative links of its text start from.
    folder: &'a str,
    links: Links,
}

/// How a page writes addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    /// From the page itself: one build serves any host and path.
    Relative,
    /// From the host's top, for pages that answer at any depth.
    FromHost,
    /// Whole, for what is read elsewhere.
    Absolute,
}

impl Site {
    /// Puts together what all pages share. Without a painter no release has a card.
    pub fn new(newsroom: Newsroom, mut theme: Theme, cards: Option<&'static dyn CardPainter>) -> Self {
        let bases = Bases::new(&newsroom.config);
        let tongues: Vec<Tongue> = newsroom.config.languages().map(|it| Tongue::of(&newsroom, &theme, it)).collect();
        let page = |it: &TextPage| {
            let tongue = &tongues[usize::from(it.language.0)];
            tongue.fragment(&it.body, &[], &it.shown, "")
        };
        let pages = newsroom.pages.iter().map(|it| page(it)).collect();
        let sites = newsroom.config.languages().map(|it| compose::site(&newsroom, it, theme.words(it)));
        let sites: Vec<_> = sites.collect();
        theme.share(&sites);
        Self { newsroom, theme, cards, bases, tongues, pages }
    }

    /// The words of a tree's pages.
    fn words(&self, tree: Tree) -> &Words {
        let office_words = &self.tongue(tree.language()).office_words;
        let own = tree.office().and_then(|office| office_words[office.0 as usize].as_ref());
        own.unwrap_or_else(|| self.theme.words(tree.language()))
    }

    fn tongue(&self, language: Language) -> &Tongue {
        &self.tongues[usize::from(language.0)]
    }

    /// The theme that pages are filled into.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Renders a release's Markdown; `text` is its body.
    pub fn body(&self, release: &Release, text: &str) -> Body {
        let tongue = self.tongue(release.language);
        let notes = release.notes.as_deref().map(|it| tongue.fragment(it, &[], &[], NOTES));
        let fragment = tongue.fragment(text, &release.acronyms, &release.shown, "");
        Body { source: text.to_owned(), text: fragment, notes }
    }

    /// Renders a page that is made by a template or is in the theme.
    ///
    /// # Errors
    ///
    /// What is wrong in a template.
    ///
    /// # Panics
    ///
    /// When a page is a copy, a picture or a file of a segment of the index: the caller has the bytes of those.
    pub fn page(&self, page: &Page, bodies: Bodies) -> Result<Rendered<'_>, Diagnostic> {
        let renderer = Renderer { site: self, newsroom: Tracked::of(&self.newsroom) };
        let bytes = renderer.page(page, bodies)?;
        Ok(Rendered { bytes, shows: renderer.newsroom.ids() })
    }
}

impl Renderer<'_> {
    fn page(&self, page: &Page, bodies: Bodies) -> Result<Vec<u8>, Diagnostic> {
        let layout = self.newsroom.layout();
        match page {
            Page::Static(index, _) => return Ok(self.theme.statics[*index].bytes.to_vec()),
            Page::Card(release, _) => return Ok(self.card_bytes(&self.newsroom[*release])),
            Page::SearchFile(SearchFile::Manifest(segments), tree) => {
                return Ok(search::manifest(layout, *tree, segments));
            }
            Page::SearchFile(SearchFile::Variants, _) => return Ok(search::variants_file()),
            Page::ReleaseFile(release, file) => {
                return Ok(self.release_file(*release, *file, &*bodies(*release)?));
            }
            _ => {}
        }
        let address = plan::address(layout, page).expect("what has no address is copied, not rendered");
        let at = (page, &address);
        let rendered = match page {
            Page::Edition(release, office) => self.edition(&address, *release, *office, &*bodies(*release)?),
            Page::Home(tree) => self.fill_page(at, template(*tree), self.home_view(&address, *tree), &[]),
            Page::Former(..) | Page::FormerPhoto(..) | Page::Alias(..) | Page::Moved(..) => self.answer(&address, page),
            Page::Archive(tree) => self.fill_page(at, "archive.html", self.archive_view(&address, *tree), &[]),
            Page::Listing(listing, number) => {
                self.fill_page(at, "list.html", self.list_view(&address, *listing, *number), &[])
            }
            Page::Text(page, tree) => self.text(&address, *page, *tree),
            Page::Feed(feed, format) => return self.feed(*feed, *format, &address, bodies),
            Page::File(file, _) => return self.tree_file(*file, &address, bodies),
            Page::Search(tree) => self.fill_page(at, "search.html", self.search_view(&address, *tree), &[]),
            Page::NotFound(tree) => self.fill_page(at, "not-found.html", self.not_found_view(&address, *tree), &[]),
            Page::Photo(release, number, office) => self.fill_page(
                at,
                "photo.html",
                self.photo_view(&address, *release, usize::from(*number), *office),
                &[],
            ),
            Page::Card(..)
            | Page::ReleaseFile(..)
            | Page::Static(..)
            | Page::Copy(..)
            | Page::Picture(..)
            | Page::SearchFile(..) => unreachable!("these were made above, or by the caller"),
        };
        rendered.map_err(|fault| fault.while_rendering(&self.name(&address, page)))
    }

    /// Fills a template: every page has its frame's data beside its own texts.
    fn fill_page<View: Serialize + Framed>(
        &self,
        at: (&Page, &Address),
        template: &str,
        mut view: View,
        texts: &[(&'static str, String)],
    ) -> Result<Vec<u8>, theme::TemplateFault> {
        assert!(View::TEMPLATES.contains(&template), "`{template}` sees another view");
        self.add_languages(at, view.frame_mut());
        let texts = [texts, &[("json_ld", view.frame().json_ld.clone())]].concat();
        let language = view.frame().language;
        let page = self.theme.render(template, language, &view, &texts)?;
        Ok(match &self.tongue(language).han_language {
            Some(tag) => markup::with_han_language(page, tag),
            None => page,
        })
    }

    fn edition(
        &self,
        address: &Address,
        index: ReleaseIndex,
        office: OfficeIndex,
        body: &Body,
    ) -> Result<Vec<u8>, theme::TemplateFault> {
        let release = &self.newsroom[index];
        let here = Here { address, folder: release.source_folder(), links: Links::Relative };
        let fill = |target: &str, kind| self.fill(&here, Owner::Release(release), target, kind);
        let fill_notes = |target: &str, kind| self.fill(&here, Owner::Notes(release), target, kind);
        let notes = body.notes.as_ref().map(|it| whole(it, &fill_notes)).unwrap_or_default();
        let boilerplate: Vec<String> =
            release.boilerplate.iter().filter_map(|id| self.standing_text(id, address)).collect();
        let texts = [
            ("opening", body.text.opening(&fill).into_owned()),
            ("rest", body.text.rest(&fill).into_owned()),
            ("notes", notes),
            ("boilerplate", boilerplate.concat()),
        ];
        let at = (&Page::Edition(index, office), address);
        self.fill_page(at, "release.html", self.edition_view(address, index, office), &texts)
    }

    /// What stands at an address that leads on, or where a release was retracted.
    fn answer(&self, address: &Address, page: &Page) -> Result<Vec<u8>, theme::TemplateFault> {
        let former = match page {
            Page::Former(former, _) | Page::FormerPhoto(former, ..) | Page::Alias(Aliased::Former(former), ..) => {
                Some(self.newsroom.layout().former_release(*former))
            }
            _ => None,
        };
        let at = (page, address);
        match plan::answer(self.newsroom.layout(), page).expect("the page leads on") {
            Answer::Moved(to) => self.fill_page(at, "moved.html", self.moved_view(address, to, former), &[]),
            Answer::Elsewhere(to) => self.fill_page(at, "moved.html", self.elsewhere_view(address, &to), &[]),
            Answer::Gone => {
                let former = former.expect("only a former release is gone");
                self.fill_page(at, "retracted.html", self.retracted_view(address, former), &[])
            }
        }
    }

    fn text(&self, address: &Address, index: PageIndex, tree: Tree) -> Result<Vec<u8>, theme::TemplateFault> {
        let here = Here { address, folder: PAGES, links: Links::Relative };
        let fill = |target: &str, kind| self.fill(&here, Owner::Page(&self.newsroom.layout()[index]), target, kind);
        let body = whole(&self.pages[index.0 as usize], &fill);
        let at = (&Page::Text(index, tree), address);
        self.fill_page(at, "text.html", self.text_view(address, index, tree), &[("body", body)])
    }

    fn standing_text(&self, id: &str, address: &Address) -> Option<String> {
        let (_, standing) = self.tongue(address.tree.language()).standing.iter().find(|(it, _)| it == id)?;
        let (owner, folder) = match standing.page {
            Some(page) => (Owner::Standing(&self.newsroom.layout()[page]), PAGES),
            None => (Owner::Nobody, STANDING_TEXTS),
        };
        let here = Here { address, folder, links: Links::Relative };
        Some(whole(&standing.fragment, &|target, kind| self.fill(&here, owner, target, kind)))
    }

    /// The address that a link inside the newsroom gets on this page.
    fn fill(&self, here: &Here, owner: Owner, target: &str, kind: LinkKind) -> String {
        // An address is no word of the release that it leads to.
        let newsroom = self.newsroom.layout();
        match newsroom.target(here.folder, target) {
            Target::Release(to, heading) => {
                let own = &newsroom[newsroom.release_in(to, here.address.tree.language())];
                // The headings of a translation have ids of their own.
                let is_there = heading.is_empty() || own.headings.has(heading);
                let to = plan::edition_in(if is_there { own } else { &newsroom[to] }, here.address.tree);
                anchored(self.href(here, &to), heading)
            }
            Target::Page(page, heading) => {
                let own = newsroom.page_in(page, here.address.tree.language());
                let is_there = heading.is_empty() || newsroom[own].headings.has(heading);
                let to = self.page_address(if is_there { own } else { page }, here.address.tree);
                anchored(self.href(here, &to), heading)
            }
            Target::Heading(heading) => match owner {
                Owner::Notes(release) if release.note_headings.has(heading) => format!("#{NOTES}{heading}"),
                Owner::Standing(page) if page.headings.has(heading) => format!("#_{}-{heading}", page.name),
                _ => format!("#{heading}"),
            },
            Target::File(path) if kind != LinkKind::Link && self.shows(owner, &path) => {
                self.picture(here, owner, &path, kind)
            }
            Target::File(path) => match (owner, kind) {
                (Owner::Release(release) | Owner::Notes(release), LinkKind::Link) => {
                    self.download(here, release, &path)
                }
                (Owner::Page(page) | Owner::Standing(page), _) => {
                    let to = Address::new(here.address.tree.holder(), format!("{}/{}", page.name, file_name(&path)));
                    self.href(here, &to)
                }
                _ if here.links == Links::Absolute => self
                    .href(here, &Address::new(here.address.tree, format!("{}{}", here.address.path, file_name(&path)))),
                _ => file_name(&path).to_owned(),
            },
            // Reported as an error before any page is made.
            Target::Faulty | Target::Former(_) | Target::Hidden(_) | Target::Nothing(_) => target.to_owned(),
        }
    }

    /// Where a page of standing text stands for the readers of a tree: in its own language.
    fn page_address(&self, page: PageIndex, tree: Tree) -> Address {
        let page = &self.newsroom.layout()[page];
        Address::new(tree.in_language(page.language), format!("{}/", page.name))
    }

    /// A release's card as PNG.
    fn card_bytes(&self, release: &Release) -> Vec<u8> {
        let Some(painter) = self.cards else { return Vec::new() };
        let card = card::of(self.newsroom.layout(), &self.theme.words, release, painter);
        card.map(|it| painter.png(&it)).unwrap_or_default()
    }

    /// The whole text of a release as HTML, with absolute addresses, as its lead office's edition has it.
    fn absolute_html(&self, release: &Release, body: &Body) -> String {
        self.absolute(release, &body.text, Owner::Release(release))
    }

    /// A release's notes in the same way, where it has any.
    fn absolute_notes(&self, release: &Release, body: &Body) -> Option<String> {
        Some(self.absolute(release, body.notes.as_ref()?, Owner::Notes(release)))
    }

    fn absolute(&self, release: &Release, fragment: &Fragment, owner: Owner) -> String {
        let address = plan::edition(release, release.lead());
        let here = Here { address: &address, folder: release.source_folder(), links: Links::Absolute };
        let html = whole(fragment, &|target, kind| self.fill(&here, owner, target, kind));
        // What leads to a place in the text leads to its page: who reads it elsewhere may have many texts on one page. In
        // words a quotation mark is escaped, so that this is in tags alone.
        let page = self.bases.absolute(&address).replace('&', "&amp;");
        html.replace("href=\"#", &format!("href=\"{page}#"))
    }

    /// A release's identity for programs, which stays when its address changes (RFC 4151).
    fn permanent_id(&self, release: &Release) -> String {
        let config = &self.newsroom.config;
        let id = utf8_percent_encode(release.id(), IN_TAGS);
        // The identity of what was published before there was another language stays.
        let language = match release.language {
            Language::FIRST => String::new(),
            other => format!(":{}", config.tag(other)),
        };
        format!("tag:{},{}:release:{id}{language}", config.identity, release.life.date.date.year())
    }

    /// An identity of something that is no release (RFC 4151).
    fn tag(&self, specific: &str) -> String {
        format!("tag:{},{TAGS_FROM}:{specific}", self.newsroom.config.identity)
    }

    /// The names of a release's topics.
    fn topic_names<'a>(&'a self, release: &'a Release) -> impl Iterator<Item = &'a str> {
        let topics = &self.newsroom.config.topics;
        release.topics.iter().map(|it| &topics[usize::from(*it)].1[release.language])
    }

    /// A file that stands once, with the lead office's edition.
    fn download(&self, here: &Here, release: &Release, path: &str) -> String {
        self.href(here, &plan::download(release, path))
    }

    fn href(&self, here: &Here, to: &Address) -> String {
        match here.links {
            Links::Relative => self.bases.href(here.address, to),
            Links::FromHost => self.bases.href_from_host(here.address, to),
            Links::Absolute => self.bases.absolute(to),
        }
    }

    /// What a message calls a page.
    fn name(&self, address: &Address, page: &Page) -> String {
        let newsroom = self.newsroom.layout();
        match page {
            Page::Edition(release, _) | Page::Photo(release, ..) => format!("`{}`", newsroom[*release].path),
            Page::Text(page, _) => format!("`{}`", newsroom[*page].path()),
            _ => format!("`{}`", address.output(self.newsroom.config)),
        }
    }
}

fn template(tree: Tree) -> &'static str {
    match tree.office() {
        None => "newsroom.html",
        Some(_) => "office.html",
    }
}

impl Tongue {
    fn of(newsroom: &Newsroom, theme: &Theme, language: Language) -> Self {
        let words = theme.words(language);
        let word = |key: &str| words.get(key).to_owned();
        let strings = Strings { notes: word("footnotes"), back: word("footnote_back"), table: word("table") };
        let own = |it: &Office| it.date_style.map(|style| words.with_dates(style));
        let office_words = newsroom.config.offices.iter().map(own).collect();
        let language_is_han = words.language().starts_with("zh");
        let han_language = newsroom.config.han_language(language).map(str::to_owned);
        let mut tongue = Self { office_words, strings, language_is_han, han_language, standing: Vec::new() };
        tongue.standing = tongue.standing(newsroom, language);
        tongue
    }

    /// Renders a text in the language.
    fn fragment(
        &self,
        text: &str,
        acronyms: &[(String, String)],
        pictures: &[(String, Picture)],
        id_prefix: &str,
    ) -> Fragment {
        let Self { strings, language_is_han, han_language, .. } = self;
        let (language_is_han, han_language) = (*language_is_han, han_language.as_deref());
        markdown::html(text, &Writing { acronyms, id_prefix, pictures, strings, han_language, language_is_han })
    }

    /// The standing texts of the configuration, and the pages that releases carry as such.
    fn standing(&self, newsroom: &Newsroom, language: Language) -> Vec<(String, Standing)> {
        let short = newsroom.config.boilerplate.iter().map(|(id, text)| (id, &text[language], &[][..], None));
        let pages = newsroom.pages().filter(|(index, _)| newsroom.page_in(*index, language) == *index);
        let long = pages.map(|(index, it)| (&it.name, it.body.as_str(), &it.shown[..], Some(index)));
        let render = |id: &String, text: &str, pictures: &[(String, Picture)], page| {
            let fragment = self.fragment(text, &[], pictures, &format!("_{id}-"));
            (id.clone(), Standing { page, fragment })
        };
        short.chain(long).map(|(id, text, pictures, page)| render(id, text, pictures, page)).collect()
    }
}

/// A fragment with its first paragraph in its tags.
fn whole(fragment: &Fragment, fill: &dyn Fn(&str, LinkKind) -> String) -> String {
    let (opening, rest) = (fragment.opening(fill), fragment.rest(fill));
    if opening.is_empty() { rest.into_owned() } else { format!("<p>{opening}</p>\n{rest}") }
}

fn anchored(href: String, heading: &str) -> String {
    if heading.is_empty() { href } else { format!("{href}#{heading}") }
}

/// The place of a source that changed under the build.
pub fn changed_since_read(release: &Release) -> Diagnostic {
    let message = "the file was changed while the build ran";
    Diagnostic::new(dateline_diagnostics::UNREADABLE, Place::File(release.file), message).help("run the build again")
}
