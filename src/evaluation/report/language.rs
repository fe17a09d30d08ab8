//! The language of a report, and how it writes numbers and dates.

use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

/// The language of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = ReportLanguage)]
pub enum Language {
    /// French.
    #[serde(rename = "fr")]
    French,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// As HTML and HTTP write it.
    pub fn code(self) -> &'static str {
        self.pick("fr", "en")
    }

    pub(super) fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::French => fr,
            Self::English => en,
        }
    }

    /// A whole number, its thousands apart.
    pub(super) fn count(self, number: u64) -> String {
        let digits = number.to_string();
        let mut written = String::new();
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push_str(self.pick("\u{202f}", ","));
            }
            written.push(digit);
        }
        written
    }

    /// A number with so many digits behind the point.
    pub(super) fn decimal(self, number: f64, digits: usize) -> String {
        let written = format!("{number:.digits$}").replace('-', "\u{2212}");
        if self == Self::French { written.replace('.', ",") } else { written }
    }

    /// A share as a percentage.
    pub(super) fn percent(self, share: f64) -> String {
        format!("{}{}", self.decimal(share * 100.0, 1), self.pick("\u{a0}%", "%"))
    }

    /// A probability by chance, as tests give it.
    pub(super) fn chance(self, p_value: f64) -> String {
        const LEAST: f64 = 0.001;
        if p_value < LEAST { format!("<\u{a0}{}", self.decimal(LEAST, 3)) } else { self.decimal(p_value, 3) }
    }

    /// A moment, in universal time.
    pub(super) fn moment(self, time: Timestamp) -> String {
        time.strftime(self.pick("%d/%m/%Y à %H:%M UTC", "%Y-%m-%d, %H:%M UTC")).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_does() {
        let (fr, en) = (Language::French, Language::English);
        assert_eq!(
            (fr.count(1_234_567).as_str(), en.count(1_234_567).as_str()),
            ("1\u{202f}234\u{202f}567", "1,234,567")
        );
        assert_eq!((fr.count(999).as_str(), fr.count(0).as_str()), ("999", "0"));
        assert_eq!((fr.percent(0.9264).as_str(), en.percent(0.9264).as_str()), ("92,6\u{a0}%", "92.6%"));
        assert_eq!(fr.decimal(-0.25, 2), "\u{2212}0,25");
        assert_eq!((fr.chance(0.000_4).as_str(), en.chance(0.25).as_str()), ("<\u{a0}0,001", "0.250"));
        let time: Timestamp = "2026-11-24T10:05:00Z".parse().unwrap();
        assert_eq!(
            (fr.moment(time).as_str(), en.moment(time).as_str()),
            ("24/11/2026 à 10:05 UTC", "2026-11-24, 10:05 UTC")
        );
    }
}
