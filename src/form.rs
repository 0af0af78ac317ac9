//! Texts that know their place, and the forms some of them must have: an id, a day, a link. A text in another form is
//! reported where it stands, with what it should look like.

use crate::decode::{Decode, Shape};
use crate::finding::{Code, Findings};
use crate::source::Span;
use crate::yaml::Node;
use std::ops::Deref;

/// A text and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The text.
    pub value: String,
    /// Where it stands.
    pub span: Span,
}

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.value
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Decode for Text {
    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        String::decode(node, what, findings).map(|value| Self { value, span: node.span })
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

/// Declares a text of a known form: `form!(Name, "form", "what it looks like", check)`.
#[macro_export]
macro_rules! form {
    ($(#[$meta:meta])* $name:ident, $form:literal, $looks:literal, $check:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default)]
        pub struct $name(pub $crate::form::Text);

        impl std::ops::Deref for $name {
            type Target = $crate::form::Text;

            fn deref(&self) -> &$crate::form::Text {
                &self.0
            }
        }

        impl $crate::decode::Decode for $name {
            fn decode(node: &$crate::yaml::Node<'_>, what: &str, findings: &mut $crate::finding::Findings) -> Option<Self> {
                let text = $crate::form::Text::decode(node, what, findings)?;
                $crate::form::check_form(&text, text.span, what, $looks, $check, findings).then_some(Self(text))
            }

            fn shape() -> $crate::decode::Shape {
                $crate::decode::Shape::Form($form)
            }
        }

        impl $crate::decode::DecodeKey for $name {
            fn decode_key(key: &$crate::yaml::Key<'_>, what: &str, findings: &mut $crate::finding::Findings) -> Option<Self> {
                let text = $crate::form::Text { value: key.text.to_string(), span: key.span };
                $crate::form::check_form(&text, text.span, what, $looks, $check, findings).then_some(Self(text))
            }

            fn form() -> &'static str {
                $form
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.value == other.0.value
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.0.value.cmp(&other.0.value)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0.value
            }
        }
    };
}

/// Reports a text that has not the form its key takes.
pub fn check_form(
    text: &str,
    span: Span,
    what: &str,
    looks: &str,
    check: fn(&str) -> bool,
    findings: &mut Findings,
) -> bool {
    let good = check(text);
    if !good {
        let suggestions = [text.trim().to_lowercase(), kebab(text)];
        // Only a name is guessed at: a day or a link in other letters is another one.
        let name = looks.contains("an id:") || looks.contains("in full");
        let help = match suggestions.iter().find(|suggestion| name && check(suggestion)) {
            Some(suggestion) => format!("it is {looks}: `{suggestion}`"),
            None => format!("it is {looks}"),
        };
        findings.add_help(Code::BadValue, span, format!("`{}` is not what `{what}` takes", text.trim()), help);
    }
    good
}

/// A text as an id: lower case, every other run of characters one hyphen.
pub fn kebab(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.truncate(id.trim_end_matches('-').len());
    id
}

/// An id as a heading: `data-stores` is "Data stores".
pub fn heading(id: &str) -> String {
    let text = id.replace('-', " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// Whether a text is an id: lower case letters and digits, joined by single hyphens.
pub fn is_id(text: &str) -> bool {
    text.len() <= 100
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// Whether a text is the id of a framework: an id, in which versions may have points.
pub fn is_framework_id(text: &str) -> bool {
    is_id(&text.replace('.', "-"))
}

/// Whether a text is a day, `YYYY-MM-DD`, that exists.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let digits = |part: &str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return false;
    }
    let (Ok(year), Ok(month), Ok(day)) = (year.parse::<u32>(), month.parse::<u32>(), day.parse::<u32>()) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// The number of a day, `YYYY-MM-DD`, counted from one that is long past: the difference of two is the days between them.
pub fn day_number(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // Years begin in March here, so that the leap day is a year's last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day)
}

/// Whether a text is the date of a copy: a day, a month or a year.
pub fn is_copy_date(text: &str) -> bool {
    match text.len() {
        4 => is_date(&format!("{text}-01-01")),
        7 => is_date(&format!("{text}-01")),
        _ => is_date(text),
    }
}

form!(
    /// An id.
    Id, "id", "an id: lower case letters and digits, joined by single hyphens", is_id
);
form!(
    /// A day, `YYYY-MM-DD`.
    Date, "date", "a day, written YYYY-MM-DD", is_date
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_leap_days() {
        let between = |from: &str, to: &str| day_number(to).zip(day_number(from)).map(|(to, from)| to - from);
        for (from, to, days) in [
            ("2026-11-25", "2026-11-25", 0),
            ("2026-02-28", "2026-03-01", 1),
            ("2024-02-28", "2024-03-01", 2),
            ("2025-12-31", "2026-01-01", 1),
            ("2023-06-01", "2026-11-20", 1268),
            ("1900-02-28", "1900-03-01", 1),
            ("1999-01-01", "2001-01-01", 731),
            ("2026-11-25", "2026-11-20", -5),
        ] {
            assert_eq!(between(from, to), Some(days), "{from} to {to}");
        }
        assert_eq!(day_number("2026-11"), None);
    }
}
