//! The frame of a diagram: axes, ticks and a description for who cannot see it. Lines differ by their dashes and areas by
//! their hatching, so that a print in grey says the same.

use std::fmt::Write as _;

use super::language::Language;
use super::markup::escape;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 26.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 52.0;

/// What a diagram is about.
pub(super) struct Told<'a> {
    /// Unique in the page.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) x: &'a str,
    pub(super) y: &'a str,
}

/// Numbers to places in a diagram, whose `y` begins at 0.
pub(super) struct Frame {
    pub(super) x_from: f64,
    pub(super) y_to: f64,
    /// Whether `y` is a share rather than a number of rows.
    pub(super) of_shares: bool,
}

impl Frame {
    /// From the left, of a number up to 1.
    pub(super) fn x(&self, number: f64) -> f64 {
        LEFT + (number - self.x_from) / (1.0 - self.x_from) * (WIDTH - LEFT - RIGHT)
    }

    /// From the top.
    pub(super) fn y(&self, number: f64) -> f64 {
        HEIGHT - BOTTOM - number / self.y_to * (HEIGHT - TOP - BOTTOM)
    }

    /// The whole diagram around `body`, its marks.
    pub(super) fn draw(&self, told: &Told<'_>, language: Language, body: &str) -> String {
        let Told { id, title, description, x, y } = told;
        let mut svg = format!(
            "<figure><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
             <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
            escape(title),
            escape(description)
        );
        self.ticks(&mut svg, language);
        svg.push_str(body);
        let (middle, below) = ((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8.0);
        let _ = write!(
            svg,
            "<text class=\"axis\" x=\"{middle}\" y=\"{below}\" text-anchor=\"middle\">{}</text>\
             <text class=\"axis\" x=\"4\" y=\"13\">{}</text></svg><figcaption>{}</figcaption></figure>",
            escape(x),
            escape(y),
            escape(description)
        );
        svg
    }

    fn ticks(&self, svg: &mut String, language: Language) {
        /// Lines across.
        const STEPS: u32 = 4;
        for step in 0..=STEPS {
            let number = self.y_to * f64::from(step) / f64::from(STEPS);
            let y = self.y(number);
            let written = if self.of_shares {
                format!("{}{}", language.decimal(number * 100.0, 0), language.pick("\u{a0}%", "%"))
            } else {
                language.count(number as u64)
            };
            let (right, beside, below) = (WIDTH - RIGHT, LEFT - 8.0, y + 4.0);
            let _ = write!(
                svg,
                "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{right}\"/>\
                 <text x=\"{beside}\" y=\"{below:.1}\" text-anchor=\"end\">{written}</text>"
            );
        }
        let tenths = (self.x_from * 10.0).round() as u32;
        for tenth in tenths..=10 {
            let (x, below) = (self.x(f64::from(tenth) / 10.0), HEIGHT - BOTTOM + 18.0);
            let written = format!("{}{}", tenth * 10, language.pick("\u{a0}%", "%"));
            let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{below}\" text-anchor=\"middle\">{written}</text>");
        }
    }
}

/// A line through `points`.
pub(super) fn line(class: &str, points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = format!("<path class=\"{class}\" d=\"");
    for (at, (x, y)) in points.enumerate() {
        let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
    }
    path + "\"/>"
}

/// The tenth at which a diagram over probabilities begins, `first` being the lowest one that has rows.
pub(super) fn beginning(first: Option<f64>) -> f64 {
    // A model of two labels gives the likelier one a half at least: what lies below would be half a diagram of nothing.
    first.map_or(0.0, |first| ((first * 10.0 + 1e-9).floor() / 10.0).clamp(0.0, 0.9))
}

/// The next round number above `number`, which four lines across divide evenly.
pub(super) fn round_up(number: u64) -> f64 {
    let number = number.max(4) as f64;
    let magnitude = 10_f64.powf((number / 4.0).log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|step| step * magnitude);
    let step = step.filter(|step| step.fract() == 0.0).find(|step| step * 4.0 >= number);
    step.unwrap_or(magnitude * 10.0) * 4.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        let ends = [0, 3, 5, 37, 401, 5_486].map(round_up);
        assert_eq!(ends, [4.0, 4.0, 8.0, 40.0, 800.0, 8_000.0]);
    }

    #[test]
    fn a_diagram_begins_where_rows_do() {
        assert_eq!([None, Some(0.5), Some(7.0 / 15.0), Some(0.95)].map(beginning), [0.0, 0.5, 0.4, 0.9]);
    }
}
