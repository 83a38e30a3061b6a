//! What the languages in the box have to be: complete, written as their readers write, and with the dates of CLDR.

use std::collections::{BTreeMap, BTreeSet};

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YM, YMD};
use icu_locale_core::Locale;

use super::{LocaleText, boxed, language_of, read_yaml};
use crate::words::{Counting, Words, blanks};
use dateline_content::config::DateStyle;
use dateline_diagnostics::Diagnostics;
use dateline_text::date::{Date, Time};
use dateline_text::markdown::is_han;

/// Every language in the box, with its strings.
fn locales() -> BTreeMap<String, BTreeMap<String, String>> {
    let files = boxed().into_iter().filter_map(|(path, file)| Some((language_of(&path)?.to_owned(), file)));
    let read = files.map(|(language, file)| {
        let mut found = Diagnostics::default();
        let text = read_yaml::<LocaleText>(&file, &mut found).expect("the file is sound");
        assert!(found.is_empty(), "{language}");
        (language, text.0.0.into_iter().map(|(key, it)| (key, it.into())).collect())
    });
    read.collect()
}

fn words(language: &str) -> Words {
    Words::new(language, locales().remove(language).expect("it is in the box"))
}

/// A date of our own and the same one of ICU.
fn days() -> impl Iterator<Item = (Date, icu_calendar::Date<Gregorian>)> {
    // A step that is prime to the days of a week and of a year comes to every day of every month.
    let first = Date::constant(1997, 7, 1);
    let days = std::iter::successors(Some(first), |it| it.tomorrow().ok());
    days.step_by(17).take(2_000).map(|day| {
        let (year, month, day_of_month) = (day.year().into(), day.month() as u8, day.day() as u8);
        (day, icu_calendar::Date::try_new_gregorian(year, month, day_of_month).expect("a day of the calendar"))
    })
}

#[test]
fn dates_are_those_of_cldr_in_its_long_form() {
    for (language, style) in [
        ("en", DateStyle::MonthFirst),
        ("en-GB", DateStyle::DayFirst),
        ("zh-Hant", DateStyle::MonthFirst),
        ("zh-Hant-HK", DateStyle::DayFirst),
        ("zh-Hans", DateStyle::MonthFirst),
        ("zh-Hans", DateStyle::DayFirst),
    ] {
        let words = words(&language.replace("-GB", "").replace("-HK", "")).with_dates(style);
        let locale: Locale = language.parse().expect("a tag");
        let date =
            FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new((&locale).into(), YMD::long()).expect("data");
        let month =
            FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new((&locale).into(), YM::long()).expect("data");
        for (day, same_day) in days() {
            assert_eq!(words.date(day).text, date.format(&same_day).to_string(), "{language}");
            let own =
                words.fill("month_of_year", &[("month", words.month(day.month())), ("year", &day.year().to_string())]);
            assert_eq!(own, month.format(&same_day).to_string(), "{language}");
        }
    }
}

#[test]
fn every_language_has_the_same_keys_with_the_same_blanks() {
    let locales = locales();
    assert_eq!(locales.keys().collect::<Vec<_>>(), ["en", "zh-Hans", "zh-Hant"]);
    let english = &locales["en"];
    for (language, strings) in &locales {
        let fixed = english.keys().filter(|it| !Counting::is_counted(it)).cloned();
        let expected: BTreeSet<String> = fixed.chain(Counting::of(language).keys()).collect();
        assert_eq!(strings.keys().cloned().collect::<BTreeSet<_>>(), expected, "{language}");
        for (key, text) in strings {
            assert!(!text.trim().is_empty(), "{language}: {key}");
            let blanks = |text: &str| -> BTreeSet<String> {
                // A time may say its hour in either way, or in words.
                let of_time = key.contains("noon") || key.contains("midnight");
                blanks(text).map(str::to_owned).filter(|it| !(of_time && it.starts_with("hour"))).collect()
            };
            let same = english.get(key).unwrap_or_else(|| &english[&key.replace("_other", "_one")]);
            assert_eq!(blanks(text), blanks(same), "{language}: {key}");
        }
    }
}

#[test]
fn chinese_is_written_with_its_own_marks_and_without_spaces() {
    for (language, strings) in locales().iter().filter(|(language, _)| language.starts_with("zh")) {
        for (key, text) in strings {
            let characters: Vec<char> = text.chars().collect();
            for pair in characters.windows(2) {
                let is_beside = is_han(pair[0]) || is_han(pair[1]);
                let is_mark = |it: char| it == ' ' || it.is_ascii_punctuation() && !matches!(it, '{' | '}');
                let is_wrong = is_beside && pair.iter().any(|it| is_mark(*it));
                assert!(!is_wrong, "{language}: {key}: {text}");
            }
            // What is filled in is Chinese too.
            let filled = super::words::filled(text, &|_| Some("漢".to_owned()));
            let ascii = [",", ":", ";", "?", "!", "(", ")", "\"", "'"];
            let is_format = ["number_group", "number_point"].contains(&key.as_str());
            assert!(is_format || !ascii.iter().any(|it| filled.contains(it)), "{language}: {key}: {text}");
        }
    }
}

#[test]
fn each_script_has_none_of_the_others_characters() {
    const TRADITIONAL: &str = "報編標參舊傳詞當導點電調動訂讀對發後畫還會機級計記簡講劇結見經開連類禮歷聯鏈鏡兩錄臨鄰陸論媽馬買麥貓們滿\
        門慶請區權確讓認賽殺識實時術雙順說屬圖團為衛溫聞問無務線現鄉詳項響寫瀏攬選訊許選尋學壓樣頁業儀藝億議憶銀優郵與語園員遠願運雜載澤張鎮証\
        證織職紙專轉資縱總組題體聽廳條萬網維於關閱應據閉辦處複覆檢號華環節麗嶺齡領齊齒傷獎勵";
    const SIMPLIFIED: &str = "报编标参旧传词当导点电调动订读对发后画还会机级计记简讲剧结见经开连类礼历联链镜两录临邻陆论妈马买麦猫们满\
        门庆请区权确让认赛杀识实时术双顺说属图团为卫温闻问无务线现乡详项响写浏揽选讯许寻学压样页业仪艺亿议忆银优邮与语园员远愿运杂载泽张镇\
        证织职纸专转资纵总组题体听厅条万网维关阅应据闭办处检号华环节丽岭龄领齐齿伤奖励";
    let locales = locales();
    let found = |language: &str, others: &str| -> Vec<(String, char)> {
        let strings = locales[language].iter();
        strings
            .flat_map(|(key, text)| text.chars().map(|it| (key.clone(), it)))
            .filter(|it| others.contains(it.1))
            .collect()
    };
    assert_eq!(found("zh-Hant", SIMPLIFIED), []);
    assert_eq!(found("zh-Hans", TRADITIONAL), []);
}

#[test]
fn times_are_written_as_in_hong_kong() {
    let times = [(0, 0), (0, 5), (9, 0), (10, 30), (12, 0), (12, 15), (15, 0), (23, 59)];
    let written = |language: &str| {
        let words = words(language);
        times.map(|(hour, minute)| words.time(Time::constant(hour, minute, 0, 0)))
    };
    assert_eq!(
        written("zh-Hant"),
        ["凌晨零時", "凌晨零時05分", "上午9時", "上午10時30分", "中午12時", "下午12時15分", "下午3時", "下午11時59分"]
    );
    assert_eq!(written("zh-Hans")[3], "上午10时30分");
    assert_eq!(
        written("en"),
        ["12:00 a.m.", "12:05 a.m.", "9:00 a.m.", "10:30 a.m.", "12:00 p.m.", "12:15 p.m.", "3:00 p.m.", "11:59 p.m."]
    );
}

#[test]
fn parts_stand_in_the_order_of_the_language() {
    let (english, chinese) = (words("en"), words("zh-Hant"));
    let person = ["黃錦星", "環境局局長", "香港特別行政區政府"];
    assert_eq!(chinese.person(person[0], person[1], person[2]), "香港特別行政區政府環境局局長黃錦星");
    assert_eq!(chinese.person("Ana Reyes", "Mayor", ""), "Mayor Ana Reyes");
    assert_eq!(english.person("Ana Reyes", "Mayor", "Harbour City"), "Ana Reyes, Mayor, Harbour City");
    assert_eq!(chinese.ordinal(5), "第5次");
    assert_eq!(chinese.sentences(["本新聞稿已撤回。", "活動取消。"]), "本新聞稿已撤回。活動取消。");
    assert_eq!(chinese.sentences(["渡輪啟航", "碼頭"]), "渡輪啟航　碼頭");
    assert_eq!(english.sentences(["One.", "", "Two."]), "One. Two.");
    assert_eq!([&english, &chinese].map(|it| it.size(12_345_600_000)), ["12,345.6 MB", "12,345.6 MB"]);
}
