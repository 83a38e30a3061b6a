//! The text of a picture says what it shows.

use crate::text::TextLook;
use dateline_content::release::file_name;
use dateline_diagnostics::{ALT_TEXT, Diagnostic, Diagnostics};
use dateline_text::yaml;

const HELP: &str = "say what the picture shows, as you would on the telephone";
const NOTHING: &[&str] = &[
    "image",
    "photo",
    "picture",
    "photograph",
    "img",
    "pic",
    "na",
    "n/a",
    "none",
    "untitled",
    "alt",
    "alt text",
    "graphic",
    "figure",
    "logo",
    "icon",
    "banner",
    "screenshot",
    "an image",
    "a photo",
    "圖片",
    "图片",
    "照片",
    "相片",
];
const ENDINGS: &[&str] = &[".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".tif", ".tiff", ".bmp", ".heic"];

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for image in &look.prose.images {
        if let Some((message, help)) = fault(&image.alt, &image.caption) {
            found.push(Diagnostic::new(ALT_TEXT, look.body_place(image.range.clone()), message).help(help));
        }
    }
    for (at, medium) in look.subject.release().map(|it| it.media.as_slice()).unwrap_or_default().iter().enumerate() {
        let is_name = medium.alt == file_name(&medium.path);
        let caption = medium.caption.as_deref().unwrap_or_default();
        let named = is_name.then(|| (format!("the picture's text is a file name, `{}`", medium.alt), HELP));
        if let Some((message, help)) = fault(&medium.alt, caption).or(named) {
            look.report_key(found, ALT_TEXT, &yaml::join(&yaml::item("media", at), "alt"), message, help);
        }
    }
}

fn fault(alt: &str, caption: &str) -> Option<(String, &'static str)> {
    let alt = alt.trim();
    let low = alt.to_lowercase();
    if NOTHING.contains(&low.as_str()) {
        return Some((format!("the picture's text is `{alt}`, which says nothing"), HELP));
    }
    let is_camera = ["img_", "dsc_", "dscn", "img-", "screenshot_"].iter().any(|it| low.starts_with(it))
        && low.bytes().any(|it| it.is_ascii_digit());
    if !low.contains(' ') && ENDINGS.iter().any(|it| low.ends_with(it)) || is_camera && !low.contains(' ') {
        return Some((format!("the picture's text is a file name, `{alt}`"), HELP));
    }
    let is_same =
        !alt.is_empty() && alt.trim_end_matches('.').eq_ignore_ascii_case(caption.trim().trim_end_matches('.'));
    is_same.then(|| {
        let help = "say in one what the picture shows, and in the other who and where: screen readers read both";
        ("the picture's text and its caption are the same".to_owned(), help)
    })
}
