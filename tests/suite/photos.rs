//! Pictures: their sizes, their pages, and what a camera wrote into them.

use std::collections::BTreeMap;
use std::time::SystemTime;

use image::{ImageDecoder, ImageReader};

use crate::support::{TestSite, all, jpeg, png, tree};

const FOLDER: &str = "content/releases/2026/ferry";
const PAGE: &str = "nyc/releases/2026/ferry/index.html";

/// A newsroom with a release of both offices and these pictures in its `media`.
fn site_with(pictures: &[(&str, Vec<u8>)]) -> TestSite {
    let site = TestSite::new();
    let media =
        pictures.iter().map(|(name, _)| format!("  - {{file: {name}, alt: A boat., caption: At sea., credit: Ana}}\n"));
    let keys = format!("kind: photo-release\nmedia:\n{}", media.collect::<String>());
    site.write(&format!("{FOLDER}/index.md"), crate::support::release("ferry", &keys, "Text."));
    for (name, bytes) in pictures {
        site.write(&format!("{FOLDER}/{name}"), bytes);
    }
    site
}

/// A JPEG as a camera held upright writes it: the left half is red, and it is to be shown turned to the right, so that
/// the upper half is. It knows where it was taken.
fn from_a_camera(width: u32, height: u32) -> Vec<u8> {
    let red = |x: u32| if x < width / 2 { [200, 20, 20] } else { [20, 20, 200] };
    let pixels = image::RgbImage::from_fn(width, height, |x, _| image::Rgb(red(x)));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    let bytes = bytes.into_inner();
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(b"GPS-PLACE 22.2855N 114.1577E");
    let segment =
        |marker: u8, data: &[u8]| [&[0xff, marker], &(data.len() as u16 + 2).to_be_bytes()[..], data].concat();
    let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0GPS-PLACE");
    [&bytes[..2], &segment(0xe1, &exif), &xmp, &segment(0xed, b"Photoshop 3.0\0GPS-PLACE"), &bytes[2..], b"GPS-PLACE"]
        .concat()
}

fn decoded(bytes: &[u8]) -> image::RgbImage {
    let mut decoder =
        ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().unwrap().into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap();
    let mut pixels = image::DynamicImage::from_decoder(decoder).unwrap();
    pixels.apply_orientation(orientation);
    pixels.into_rgb8()
}

/// The files of pictures by their paths, with `HASH` for what tells their bytes.
fn pictures(site: &TestSite) -> BTreeMap<String, Vec<u8>> {
    let own = site.public().into_iter().filter(|(path, _)| path.contains("/pictures/"));
    own.map(|(path, bytes)| (path.split('-').map(settled).collect::<Vec<_>>().join("-"), bytes)).collect()
}

fn settled(part: &str) -> String {
    let is_hash = part.len() >= 8 && part.as_bytes()[..8].iter().all(u8::is_ascii_hexdigit);
    if is_hash { format!("HASH{}", &part[8..]) } else { part.to_owned() }
}

#[test]
#[cfg(feature = "photos")]
fn a_photograph_has_sizes_in_each_tree_and_its_own_once() {
    let site = site_with(&[("boat.jpg", jpeg(1600, 1000))]);
    site.build_well();
    let folder = "releases/2026/ferry/pictures/boat-HASH";
    let paths: Vec<String> = pictures(&site).into_keys().collect();
    let of_office = ["-1440.jpg", "-1600.webp", "-480.webp", "-960.webp"];
    let nyc = of_office.iter().map(|it| format!("nyc/{folder}{it}")).chain([format!("nyc/{folder}.jpg")]);
    let expected: Vec<String> = nyc.chain(of_office.iter().map(|it| format!("sf/{folder}{it}"))).collect();
    assert_eq!(paths, expected);
    for (path, bytes) in pictures(&site) {
        let width = path.rsplit_once('-').and_then(|(_, it)| it.split('.').next()?.parse().ok()).unwrap_or(1600);
        assert_eq!(decoded(&bytes).dimensions(), (width, width * 5 / 8), "{path}");
    }
}

#[test]
#[cfg(feature = "photos")]
fn a_browser_is_offered_every_size_and_knows_the_room_it_takes() {
    let site = site_with(&[("boat.jpg", jpeg(1600, 1000)), ("pier.jpg", jpeg(300, 200))]);
    site.edit(&format!("{FOLDER}/index.md"), "Text.", "Text.\n\n![A pier.](pier.jpg \"The pier\")");
    site.build_well();
    for office in ["nyc", "sf"] {
        let page = site.page(&format!("{office}/releases/2026/ferry/index.html"));
        let sources = all(&page, "main picture source");
        assert_eq!(sources.len(), 3);
        for source in sources {
            assert_eq!(source.attr("type"), Some("image/webp"));
            for file in source.attr("srcset").unwrap().split(", ") {
                let (address, width) = file.split_once(' ').unwrap();
                let bytes =
                    std::fs::read(site.path(&format!("public/{office}/releases/2026/ferry/{address}"))).unwrap();
                assert_eq!(format!("{}w", decoded(&bytes).width()), width);
            }
        }
        let shown: Vec<_> = all(&page, "main img")
            .iter()
            .map(|it| {
                ["width", "height", "loading", "fetchpriority"].map(|name| it.attr(name).unwrap_or_default().to_owned())
            })
            .collect();
        let expected = [["1440", "900", "", "high"], ["300", "200", "lazy", ""], ["300", "200", "lazy", ""]];
        assert_eq!(shown, expected, "the first of a photo release is above the text");
    }
}

#[test]
fn what_a_camera_wrote_is_in_no_file_and_pictures_stand_upright() {
    for photos in [true, false] {
        let site = site_with(&[("boat.jpg", from_a_camera(800, 600))]);
        let text = "attachments: [{file: boat.jpg, title: A boat}]\n---\n![A boat](boat.jpg) or [the file](boat.jpg)";
        site.edit(&format!("{FOLDER}/index.md"), "---\nText.", text);
        site.edit("dateline.yaml", "cards: false", &format!("cards: false, photos: {photos}"));
        site.build_well();
        for (path, bytes) in site.public() {
            assert!(!bytes.windows(9).any(|it| it == b"GPS-PLACE"), "{path}");
            if path.ends_with(".jpg") || path.ends_with(".webp") {
                let pixels = decoded(&bytes);
                let (width, height) = pixels.dimensions();
                assert_eq!(f64::from(width) / f64::from(height), 0.75, "{path}");
                let [red, _, blue] = pixels.get_pixel(width / 2, height / 8).0;
                assert!(red > 150 && blue < 80, "{path}: the red half is not above");
            }
        }
        let page = site.page(PAGE);
        let size = all(&page, "main img")[0];
        assert_eq!((size.attr("width"), size.attr("height")), (Some("600"), Some("800")));
    }
}

#[test]
fn a_picture_has_a_page_in_each_tree_with_its_caption_and_credit() {
    let site = site_with(&[("Boat 1.jpg".replace(' ', "-").as_str(), jpeg(600, 400)), ("boat-1.png", png(20, 10))]);
    site.build_well();
    let first = site.page("sf/releases/2026/ferry/photos/boat-1/index.html");
    let words = |selector: &str| all(&first, selector)[0].text().collect::<String>();
    assert_eq!(words("h1"), "Picture 1 of 2: Release ferry");
    assert!(words("figcaption").contains("At sea.") && words(".credit").contains("Ana"));
    let canonical = all(&first, "link[rel=canonical]")[0].attr("href");
    assert_eq!(canonical, Some("https://news.example.org/nyc/releases/2026/ferry/photos/boat-1/"));
    let next = all(&first, "main a[rel=next]")[0].attr("href");
    assert_eq!(next, Some("../boat-1-2/"));
    let download = all(&first, "main a[download]")[0];
    assert!(download.text().collect::<String>().starts_with("600 × 400 pixels, JPEG, "));
    let file = download.attr("href").unwrap().replace("../../../../../../", "public/");
    assert!(site.exists(&file), "{file}");
    assert!(site.exists("public/nyc/releases/2026/ferry/photos/boat-1-2/index.html"));
    site.edit("dateline.yaml", "cards: false", "cards: false, photos: false").build_forgetting();
    assert!(!site.public().keys().any(|it| it.contains("/photos/")));
}

#[test]
fn files_that_stand_are_not_made_again() {
    let site = site_with(&[("boat.jpg", jpeg(1600, 1000))]);
    site.build_well();
    let times = || -> Vec<(String, SystemTime)> {
        let paths = site.public().into_keys().filter(|it| it.contains("/pictures/"));
        paths
            .map(|it| (it.clone(), site.path(&format!("public/{it}")).metadata().unwrap().modified().unwrap()))
            .collect()
    };
    let before = times();
    // Another text of the same pictures: its pages differ, and no picture does.
    site.edit(&format!("{FOLDER}/index.md"), "At sea.", "On the open sea.").build_well();
    assert_eq!(times(), before);
    // One that is gone is made again, with the same bytes as in a clean build.
    let public = site.public();
    site.remove(&format!("public/{}", before[1].0)).build_well();
    crate::support::assert_same_trees(&public, &site.public(), "after one was lost");
    std::fs::remove_dir_all(site.path("public")).unwrap();
    std::fs::remove_dir_all(site.path(".dateline")).unwrap();
    site.build_well();
    crate::support::assert_same_trees(&public, &tree(&site.path("public")), "a clean build");
}

#[test]
fn another_picture_of_the_same_name_has_another_address() {
    let site = site_with(&[("boat.jpg", jpeg(600, 400))]);
    site.build_well();
    let before: Vec<String> = site.public().into_keys().filter(|it| it.contains("/pictures/")).collect();
    site.write(&format!("{FOLDER}/boat.jpg"), jpeg(600, 410)).build_well();
    let after: Vec<String> = site.public().into_keys().filter(|it| it.contains("/pictures/")).collect();
    assert!(before.len() == after.len() && before.iter().all(|it| !after.contains(it)), "{before:?} {after:?}");
}

#[test]
fn of_a_retracted_release_no_picture_is_left_and_its_pages_are_notices() {
    let site = site_with(&[("boat.jpg", jpeg(600, 400))]);
    site.build_well();
    let ended = "status: retracted\nstatus_note: A mistake.\nstatus_date: 2026-11-05\nkind: photo-release";
    site.edit(&format!("{FOLDER}/index.md"), "kind: photo-release", ended).build_well();
    let public = site.public();
    assert!(!public.keys().any(|it| it.contains("/pictures/")));
    for (_, page) in public.iter().filter(|(path, _)| path.contains("/photos/")) {
        let page = String::from_utf8_lossy(page);
        assert!(page.contains("A mistake.") && !page.contains("<img") && !page.contains("At sea."), "{page}");
    }
}

#[test]
fn of_a_withdrawn_release_pictures_stay_under_the_notice() {
    let site = site_with(&[("boat.jpg", jpeg(600, 400))]);
    let ended = "status: withdrawn\nstatus_note: A mistake.\nstatus_date: 2026-11-05\nkind: photo-release";
    site.edit(&format!("{FOLDER}/index.md"), "kind: photo-release", ended).build_well();
    let page = site.page("nyc/releases/2026/ferry/photos/boat/index.html");
    assert!(all(&page, ".notice")[0].text().collect::<String>().contains("A mistake."));
    assert_eq!(all(&page, "meta[name=robots]").len(), 1);
}

#[test]
#[cfg(feature = "photos")]
fn a_picture_that_cannot_be_decoded_stops_the_build_and_is_named() {
    // The parts of a PNG have check values: that is seen when the text is read. Those of a JPEG have none.
    let damaged = |mut bytes: Vec<u8>, part: &[u8], after: usize| {
        let at = bytes.windows(part.len()).position(|it| it == part).unwrap() + after;
        bytes[at..at + 8].fill(0xee);
        bytes
    };
    let png = ("boat.png", damaged(png(600, 400), b"IDAT", 20), "content/releases/2026/ferry/index.md:");
    let jpeg = ("boat.jpg", damaged(jpeg(600, 400), b"\xff\xc4", 4), "content/releases/2026/ferry/boat.jpg");
    for (name, bytes, place) in [png, jpeg] {
        let site = site_with(&[(name, bytes)]);
        site.build().refused(&["bad-picture"]).says(place).says(&format!("`{name}` cannot be decoded"));
        assert!(!site.exists("public/nyc"));
    }
}

#[test]
fn what_is_transparent_stays_so_and_drawings_are_kept_exactly() {
    let half = image::RgbaImage::from_fn(1000, 40, |x, _| image::Rgba([10, 120, 60, if x < 500 { 0 } else { 255 }]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    half.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let site = site_with(&[("boat.png", bytes.into_inner())]);
    site.build_well();
    for (path, bytes) in pictures(&site) {
        let pixels = image::load_from_memory(&bytes).unwrap().into_rgba8();
        let (width, height) = pixels.dimensions();
        assert_eq!(pixels.get_pixel(width / 4, height / 2).0[3], 0, "{path}");
        assert_eq!(pixels.get_pixel(width * 3 / 4, height / 2).0, [10, 120, 60, 255], "{path}");
    }
}
