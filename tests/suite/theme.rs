//! A newsroom's own theme: files that take the place of those in the box, and what is told when they are wrong.

use crate::looks::text;
use crate::support::{TestSite, all, repository};

const TEMPLATE: &str = "themes/newsroom/templates/release.html";
const PAGE: &str = "nyc/releases/2026/ferry/index.html";

fn site() -> TestSite {
    let site = TestSite::new();
    site.release("ferry", "x-mood: calm", "Text.");
    site
}

/// A template of a release around some lines.
fn template(lines: &str) -> String {
    format!(
        "{{% extends \"frame.html\" %}}\n{{% block main %}}\n<h1>{{{{ release.title }}}}</h1>\n{lines}\n{{% endblock main %}}\n"
    )
}

#[test]
fn one_template_of_the_newsrooms_takes_the_place_of_the_boxs() {
    let site = site();
    site.write(TEMPLATE, template("<p class=\"mood\">{{ release.extra[\"x-mood\"] }}</p>"));
    site.build_well();
    let page = site.page(PAGE);
    assert_eq!(text(all(&page, "p.mood")[0]), "calm");
    assert!(all(&page, ".contacts").is_empty() && all(&page, "footer").len() == 1, "the frame is the box's");
    assert!(!all(&site.page("nyc/index.html"), ".listing").is_empty());
}

#[test]
fn a_theme_of_another_name_rests_on_the_one_in_the_box() {
    let site = site();
    site.edit("dateline.yaml", "newsroom: Harbour Office", "newsroom: Harbour Office\ntheme: harbour");
    site.write("themes/harbour/static/style.css", "body { color: navy }");
    site.build_well();
    let style: Vec<String> =
        site.public().into_keys().filter(|it| it.starts_with("nyc/assets/") && it.ends_with(".css")).collect();
    assert_eq!(style.len(), 1);
    assert_eq!(site.read(&format!("public/{}", style[0])), "body { color: navy }");
    let page = site.page(PAGE);
    let href = all(&page, "link[rel=stylesheet]")[0].attr("href").unwrap().to_owned();
    assert!(style[0].ends_with(href.trim_start_matches("../")), "{href}");
}

#[test]
fn static_files_have_the_hash_of_their_content_in_their_names() {
    let site = site();
    let is_style = |it: &String| it.starts_with("assets/") && it.ends_with(".css");
    let names = || site.public().into_keys().filter(is_style).collect::<Vec<_>>();
    site.build_well();
    let before = names();
    site.write("themes/newsroom/static/style.css", "body { color: navy }");
    site.build_well();
    assert!(before.len() == 1 && names().len() == 1 && before != names(), "{before:?} {:?}", names());
}

#[test]
fn a_theme_that_is_not_there_is_told() {
    let site = site();
    site.edit("dateline.yaml", "newsroom: Harbour Office", "newsroom: Harbour Office\ntheme: garden");
    site.build().refused(&["missing-file"]).says("--> dateline.yaml:2:8").says("themes/garden/");
}

#[test]
fn an_unknown_key_of_a_theme_is_told() {
    let site = site();
    site.write("themes/newsroom/theme.yaml", "name: Mine\nauthor: Me\n");
    site.build().refused(&["unknown-key"]).says("--> themes/newsroom/theme.yaml:2:1").says("author");
}

#[test]
fn strings_that_a_theme_lacks_are_told() {
    let site = site();
    let strings = std::fs::read_to_string(repository("themes/newsroom/locales/en.yaml")).unwrap();
    let lacking: String =
        strings.lines().filter(|it| !it.starts_with("skip:")).map(|it| it.to_owned() + "\n").collect();
    site.write("themes/newsroom/locales/en.yaml", lacking);
    site.build().refused(&["missing-key"]).says("`skip`").says("themes/newsroom/locales/en.yaml");
}

#[test]
fn faults_of_templates_have_their_place_as_written_and_name_the_release() {
    // The lines are spread out so that the place in the minified template is another one.
    let spread = "<p\n   class=\"a\"   >\n\n\n   some     words   {{ FAULT }}\n</p>";
    for (fault, column) in [
        ("release.headline", Some(32)),
        ("no_such_thing", Some(24)),
        ("release.title | shout", None),
        ("<clock t={t} />", None),
        ("release.title |", None),
    ] {
        let site = site();
        site.write(TEMPLATE, template(&spread.replace("FAULT", fault)));
        let run = site.build();
        assert!(run.code == 1 && run.rules().iter().all(|it| *it == "template"), "{fault}: {}", run.stderr);
        let place = column.map_or_else(|| format!("--> {TEMPLATE}:8:"), |it| format!("--> {TEMPLATE}:8:{it}\n"));
        run.says(&place).says("some     words");
        if column.is_some() {
            run.says("content/releases/2026/ferry.md");
        }
    }
}

#[test]
fn a_template_that_is_not_closed_is_told_at_a_line_of_its_own() {
    let site = site();
    site.write(TEMPLATE, template("{% if release.place %}\n<p>{{ release.place }}</p>"));
    site.build().refused(&["template"]).says(&format!("--> {TEMPLATE}:"));
}

#[test]
fn an_unknown_parent_or_part_is_told_in_its_template() {
    for (text, name) in [
        ("{% extends \"page.html\" %}\n".to_owned(), "page.html"),
        (template("{% include \"ticker.html\" %}"), "ticker.html"),
    ] {
        let site = site();
        site.write(TEMPLATE, text);
        let run = site.build();
        assert!(run.code == 1 && run.rules().iter().all(|it| *it == "template"), "{}", run.stderr);
        run.says(name).says(&format!("--> {TEMPLATE}"));
    }
}

#[test]
fn a_fault_of_a_template_is_told_once_however_many_releases_it_meets() {
    let site = site();
    for at in 0..30 {
        site.release(&format!("release-{at}"), "", "Text.");
    }
    site.write(TEMPLATE, template("{{ no_such_thing }}"));
    let run = site.build();
    assert_eq!((run.code, run.rules()), (1, vec!["template"]), "{} errors", run.rules().len());
}

#[test]
fn every_template_with_a_fault_of_syntax_is_told_at_once() {
    let site = site();
    site.write(TEMPLATE, "{% if %}\n").write("themes/newsroom/templates/office.html", "{{ }\n");
    site.build().refused(&["template", "template"]).says("office.html:1:").says("release.html:1:");
}

#[test]
fn a_template_that_cannot_be_minified_renders_right_and_gives_advice() {
    let site = site();
    site.write(TEMPLATE, template("<a {% if release.title %}class=\"y\"{% endif %} href=\"#\">a</a>"));
    let run = site.build();
    assert_eq!((run.code, run.rules()), (0, vec!["unminified-template"]), "{}", run.stderr);
    run.says(TEMPLATE).says("advice[unminified-template]");
    let page = site.page(PAGE);
    assert_eq!(all(&page, "a.y[href='#']").len(), 1);
}

#[test]
fn values_with_blanks_keep_to_their_attributes_in_a_minified_template() {
    let site = site();
    site.edit("content/releases/2026/ferry.md", "calm", "calm and bright");
    site.write(TEMPLATE, template("<p title=\"{{release.extra[\"x-mood\"]}}\" id='{{ release.id }}'>a</p>"));
    site.build_well();
    let page = site.page(PAGE);
    assert_eq!(all(&page, "p[title='calm and bright'][id='2026/ferry']").len(), 1);
}

#[test]
fn a_template_that_is_no_text_is_told() {
    let site = site();
    site.write(TEMPLATE, b"<h1>\xff</h1>");
    site.build().refused(&["not-utf8"]).says(TEMPLATE);
}

#[test]
fn whatever_a_template_writes_is_escaped() {
    let site = site();
    site.edit("content/releases/2026/ferry.md", "x-mood: calm", "x-mood: \"<b>'\\\"&\"");
    site.write(TEMPLATE, template("<p title=\"{{ release.extra[\"x-mood\"] }}\">{{ release.extra[\"x-mood\"] }}</p>"));
    site.build_well();
    let page = site.page(PAGE);
    let shown = all(&page, "main p");
    assert_eq!((text(shown[0]).as_str(), shown[0].attr("title")), ("<b>'\"&", Some("<b>'\"&")));
}

#[test]
fn one_small_file_changes_the_masthead_of_every_page() {
    let site = TestSite::of("masthead");
    site.build_well();
    let pages = site.pages();
    assert!(pages.len() > 10);
    for (path, page) in pages {
        assert_eq!(text(all(&page, "header .motto")[0]), "All that the tide brings", "{path}");
        assert!(all(&page, ".sections").is_empty(), "{path}");
        assert!(all(&page, ".band a").len() == 2 && all(&page, "footer").len() == 1, "{path}: the rest is the box's");
    }
    assert_eq!(text(all(&site.page("nyc/releases/2026/ferry/index.html"), ".contacts .who")[0]), "Ana Reyes");
}

#[test]
fn an_office_has_the_color_it_names_or_one_by_its_place() {
    let site = TestSite::of("masthead");
    site.build_well();
    for (path, color) in [("index.html", "crimson"), ("nyc/index.html", "plum"), ("sf/index.html", "jade")] {
        assert_eq!(site.page(path).root_element().attr("data-color"), Some(color), "{path}");
    }
    site.edit("dateline.yaml", "color: plum", "color: plumm");
    site.build().refused(&["bad-value"]).says("--> dateline.yaml:5:").says("did you mean `plum`?");
}

#[test]
fn a_part_of_the_style_sheet_can_be_replaced() {
    let site = site();
    site.build_well();
    let style = |site: &TestSite| {
        let is_style = |it: &String| it.starts_with("assets/") && it.ends_with(".css");
        let styles: Vec<String> = site.public().into_keys().filter(is_style).collect();
        assert_eq!(styles.len(), 1, "a page loads one");
        site.read(&format!("public/{}", styles[0]))
    };
    let before = style(&site);
    assert!(before.contains("--paper: #ffffff") && !before.contains("@import"));
    site.write("themes/newsroom/styles/tokens.css", ":root { --paper: navy }\n");
    site.build_well();
    let after = style(&site);
    assert!(after.contains("--paper: navy") && !after.contains("#ffffff") && after.contains(".masthead"));
}

#[test]
fn a_part_of_a_style_sheet_that_is_not_there_is_told() {
    let site = site();
    site.write("themes/newsroom/static/style.css", "/* Mine. */\n@import \"../styles/sea.css\";\n");
    site.build()
        .refused(&["template"])
        .says("--> themes/newsroom/static/style.css:2:1")
        .says("the theme has no `styles/sea.css` to import");
}

/// The theme's contract is what the page in `docs/` says: `UPDATE=1` writes it.
#[test]
fn the_page_on_themes_is_what_templates_and_views_are() {
    let run = TestSite::new().run(&["explain", "theme"], &[], &repository(""));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = repository("docs/themes.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&page, &run.stdout).unwrap();
    }
    let written = std::fs::read_to_string(&page).unwrap();
    assert!(written == run.stdout, "docs/themes.md is not current: UPDATE=1 cargo test --test suite theme");
    // Everything is told of: no argument, template or value without its words.
    let empty: Vec<&str> = written.lines().filter(|it| it.starts_with("| `") && it.ends_with("|  |")).collect();
    assert_eq!(empty, Vec::<&str>::new());
    let templates = std::fs::read_dir(repository("themes/newsroom/templates")).unwrap();
    for name in templates.map(|it| it.unwrap().file_name().into_string().unwrap()) {
        let stem = name.trim_end_matches(".html");
        assert!(
            written.contains(&format!("### `{name}`\n\n")) || written.contains(&format!("### `{stem}`\n\n")),
            "{name}"
        );
    }
}

#[test]
fn a_newsroom_fills_one_block_and_keeps_the_rest_of_the_page() {
    let site = TestSite::new();
    site.release("ferry", "quotes: [{text: We sail., speaker: Ana}]", "Text.");
    let own = "{% extends \"box/release.html\" %}\n{% block topics %}<p class=\"ours\">Ours.</p>{{ super() }}{% endblock topics %}\n\
               {% block quotes %}{% endblock quotes %}\n";
    site.write("themes/newsroom/templates/release.html", own);
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    assert_eq!((all(&page, ".ours").len(), all(&page, "blockquote").len(), all(&page, "h1").len()), (1, 0, 1));
    site.write("themes/newsroom/templates/release.html", own.replace("box/release", "box/relase"));
    site.build().refused(&["template"]).says("there is no template `box/relase.html`");
}

#[test]
fn a_newsroom_chooses_among_the_options_of_its_theme() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    let config = site.read("dateline.yaml");
    let with = |options: &str| site.write("dateline.yaml", format!("{config}theme_options: {options}\n"));
    with("{summaries: false}").build_well();
    assert!(all(&site.page("index.html"), ".summary").is_empty());
    with("{sumaries: false}").build().refused(&["unknown-key"]).says("did you mean `summaries`?").says("^^^^^^^^");
    with("{summaries: sometimes}").build().refused(&["bad-value"]).says("has to be `true` or `false`");
    with("{headlines: gothic}").build().refused(&["bad-value"]).says("one of `serif`, `sans`");
    // A theme of one's own declares more; those of the box stay.
    site.write(
        "themes/newsroom/theme.yaml",
        "options:\n  motto: {type: text, default: Tide, description: Under the name.}\n  latest: {type: number, default: ten, description: How many.}\n",
    );
    with("{motto: All that the tide brings, headlines: sans}");
    site.build()
        .refused(&["bad-value"])
        .says("the default is `ten`, and has to be a whole number")
        .says("theme.yaml:3:35");
    site.edit("themes/newsroom/theme.yaml", "default: ten", "default: 10");
    let own = "{% extends \"box/newsroom.html\" %}{% block title %}<h1>{{ options.motto }} {{ options.latest + 1 }}</h1>{% endblock title %}";
    site.write("themes/newsroom/templates/newsroom.html", own);
    site.build_well();
    let page = site.page("index.html");
    assert_eq!(all(&page, "h1")[0].text().collect::<String>(), "All that the tide brings 11");
    assert_eq!(all(&page, "html")[0].attr("data-headlines"), Some("sans"));
}

#[test]
fn languages_and_search_are_shown_where_there_are_any() {
    let site = site();
    let languages = r#"[{"name": "中文", "language": "zh-Hant", "href": "../zh/", "current": "false"}]"#;
    let parts = |languages: &str, action: &str| {
        let search = if action.is_empty() {
            String::new()
        } else {
            format!("{{{{ <search_box search={{ {{\"href\": \"{action}\", \"office\": \"nyc\"}} }} t={{t}} /> }}}}")
        };
        template(&format!("{{{{ <languages links={{{languages}}} t={{t}} /> }}}}{search}"))
    };
    site.write(TEMPLATE, parts(languages, "../search/"));
    site.build_well();
    let page = site.page(PAGE);
    assert_eq!(all(&page, "main .languages a[lang=zh-Hant][hreflang=zh-Hant][href='../zh/']").len(), 1);
    assert_eq!(text(all(&page, "main form[action='../search/'] label[for=_search]")[0]), "Words to search for");
    assert_eq!(all(&page, "main form input[type=hidden][name=office][value=nyc]").len(), 1);
    site.write(TEMPLATE, parts("[]", ""));
    site.build_well();
    assert!(all(&site.page(PAGE), "main .languages, main form, main input").is_empty());
}

#[test]
fn a_language_of_which_strings_are_missing_is_told_with_the_file_and_every_key() {
    let site = site();
    let config = site.read("dateline.yaml");
    let strings = std::fs::read_to_string(repository("themes/newsroom/locales/zh-Hant.yaml")).unwrap();
    let without = |keys: &[&str]| -> String {
        let is_kept = |line: &&str| !keys.iter().any(|key| line.starts_with(&format!("{key}:")));
        strings.lines().filter(is_kept).map(|it| format!("{it}\n")).collect()
    };
    site.write("dateline.yaml", format!("{config}languages: [en, zh-Hant]\n"));
    site.write("themes/newsroom/locales/zh-Hant.yaml", without(&["archive", "ordinal_other"]));
    site.build()
        .refused(&["missing-key"])
        .says("--> themes/newsroom/locales/zh-Hant.yaml")
        .says("these strings are missing in `locales/zh-Hant.yaml`: `archive`, `ordinal_other`");
    // French counts the first and the others; English ordinals are no keys of it.
    site.write("dateline.yaml", format!("{config}languages: [en, fr]\n"));
    site.write("themes/newsroom/locales/fr.yaml", without(&["ordinal_other"]));
    site.build().refused(&["missing-key"]).says("`ordinal_one`, `ordinal_other`, `size_bytes_many`, `size_bytes_one`");
}

#[test]
fn a_string_with_a_blank_that_nothing_fills_is_told() {
    let site = site();
    let strings = std::fs::read_to_string(repository("themes/newsroom/locales/en.yaml")).unwrap();
    site.write("themes/newsroom/locales/en.yaml", strings.replace("at {link}.", "at {lnik}."));
    site.build()
        .refused(&["bad-value"])
        .says("--> themes/newsroom/locales/en.yaml")
        .says("`moved_notice` has the blank `{lnik}`, which nothing fills: it may have `{link}`");
}

#[test]
fn a_copyright_that_nobody_holds_is_not_printed() {
    let site = site();
    site.build_well();
    assert!(!text(all(&site.page(PAGE), "footer")[0]).contains('©'));
}

#[test]
fn every_template_in_the_box_opens_with_what_it_is_given() {
    let templates = crate::support::tree(&repository("themes/newsroom/templates"));
    assert!(templates.len() > 25);
    for (name, bytes) in templates {
        let source = String::from_utf8(bytes).unwrap();
        let comment =
            source.strip_prefix("{#- ").and_then(|it| it.split_once(" -#}")).unwrap_or_else(|| panic!("{name}")).0;
        let Some((_, arguments)) = source.split_once("{% component ") else { continue };
        let arguments = arguments.split_once('(').unwrap().1.split_once(')').unwrap().0;
        for argument in arguments.split(", ") {
            let (argument, kind) = argument.split_once(": ").unwrap_or((argument, ""));
            // What it is when it is left out is no part of its type.
            let kind = kind.split(" = ").next().unwrap();
            let told = comment.lines().find_map(|it| it.trim().strip_prefix(argument)?.strip_prefix(": "));
            assert!(told.is_some_and(|it| it.starts_with(kind)), "{name}: `{argument}: {kind}` is not told: {told:?}");
        }
    }
}
