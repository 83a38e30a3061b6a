//! Telephone numbers: as written -> E.164 and the form that readers see. The only door of phonelib.
//!
//! The library takes letters in a number and an extension mark without digits; the characters are looked at here first.

use serde::{Deserialize, Serialize};

use std::fmt;

use phonelib::{ParseError, PhoneNumber};

/// A telephone number that can be dialled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Phone {
    /// `+` and digits, as in `+12127523320` (ITU-T E.164).
    pub e164: String,
    /// As readers see it: `(212) 752-3320` in the North American plan, else as it was written.
    pub display: String,
    /// Digits of the extension; empty when there is none.
    pub extension: String,
}

impl Phone {
    /// Reads a number; one without `+` is of the North American Numbering Plan.
    ///
    /// # Errors
    ///
    /// What is wrong with the number, in words that fit behind "`(212) 752 33205`: ".
    pub fn parse(text: &str) -> Result<Self, String> {
        let (number, extension) = split_extension(text)?;
        if let Some(odd) = number.chars().find(|it| !it.is_ascii_digit() && !" ()+-.".contains(*it)) {
            return Err(format!("`{odd}` is no digit"));
        }
        let parsed = if number.trim_start().starts_with('+') {
            PhoneNumber::try_parse(number)
        } else {
            PhoneNumber::try_parse_with_country(number, "US")
        };
        let parsed = parsed.map_err(|error| reason(error, number))?;
        let e164 = parsed.e164().to_owned();
        Ok(Self { display: display(&e164, number), e164, extension: extension.to_owned() })
    }

    /// The `tel:` address (RFC 3966, global form).
    pub fn href(&self) -> String {
        if self.extension.is_empty() {
            format!("tel:{}", self.e164)
        } else {
            format!("tel:{};ext={}", self.e164, self.extension)
        }
    }

    /// The three digits of a North American area code; `None` for numbers of other plans.
    pub fn area_code(&self) -> Option<u16> {
        let digits = self.e164.strip_prefix("+1").filter(|it| it.len() == 10)?;
        digits[..3].parse().ok()
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display)?;
        if self.extension.is_empty() { Ok(()) } else { write!(f, " ext. {}", self.extension) }
    }
}

fn split_extension(text: &str) -> Result<(&str, &str), String> {
    let Some(at) = text.find(['x', 'X', 'e', 'E']) else { return Ok((text.trim(), "")) };
    let digits = text[at..].trim_start_matches(|it: char| it.is_ascii_alphabetic() || it == '.' || it == ' ').trim();
    let mark = text[at..].split(|it: char| !it.is_ascii_alphabetic()).next().unwrap_or_default();
    if !["x", "ext", "extension"].contains(&mark.to_ascii_lowercase().as_str()) {
        return Err(format!("`{mark}` is no part of a number"));
    }
    if digits.is_empty() || digits.len() > 7 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(format!("`{mark}` has no digits of an extension after it"));
    }
    Ok((text[..at].trim(), digits))
}

fn reason(error: ParseError, number: &str) -> String {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let national = !number.trim_start().starts_with('+');
    match error {
        ParseError::InvalidAreaCode => "its area code is not in use".to_owned(),
        ParseError::InvalidExchange => "the three digits after the area code cannot begin a number".to_owned(),
        ParseError::UnknownCountryCode => "no country has its first digits".to_owned(),
        _ if national => match digits {
            0 => "it has no digits".to_owned(),
            _ => format!("it has {digits} digits, a number in the United States has 10"),
        },
        _ => format!("it has {digits} digits, which is no length of a number in that country"),
    }
}

fn display(e164: &str, written: &str) -> String {
    match e164.strip_prefix("+1") {
        Some(national) if national.len() == 10 => {
            format!("({}) {}-{}", &national[..3], &national[3..6], &national[6..])
        }
        _ => written.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_the_seed_as_received_are_told_apart() {
        assert_eq!(
            Phone::parse("(212) 752 33205").expect_err("11 digits"),
            "it has 11 digits, a number in the United States has 10"
        );
        assert_eq!(
            Phone::parse("(415) 835 931").expect_err("9 digits"),
            "it has 9 digits, a number in the United States has 10"
        );
        let washington = Phone::parse("(202) 238 6360").expect("a valid number");
        assert_eq!(
            (washington.href().as_str(), washington.to_string().as_str()),
            ("tel:+12022386360", "(202) 238-6360")
        );
        assert_eq!(washington.area_code(), Some(202));
    }

    #[test]
    fn letters_and_empty_extensions_are_refused() {
        for wrong in [
            "(646) 9I7 3320",
            "(212) 752-3320 x",
            "(212) 752-3320 ext",
            "call us",
            "",
            "(999) 555 1234",
            "1-800-FLOWERS",
        ] {
            assert!(Phone::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn extensions_and_other_countries_are_kept() {
        let extension = Phone::parse("212-752-3320 ext. 45").expect("a valid number");
        assert_eq!(
            (extension.href().as_str(), extension.to_string().as_str()),
            ("tel:+12127523320;ext=45", "(212) 752-3320 ext. 45")
        );
        let hong_kong = Phone::parse("+852 2594 6031").expect("a valid number");
        assert_eq!((hong_kong.href().as_str(), hong_kong.to_string().as_str()), ("tel:+85225946031", "+852 2594 6031"));
        assert_eq!(hong_kong.area_code(), None);
    }
}
