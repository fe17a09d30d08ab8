//! The three diagrams: whether probabilities come true, how sure the model is, and what another threshold would give.

use std::fmt::Write as _;

use super::super::figures::{Bin, HistogramBin, Threshold, Thresholds};
use super::MAX_NAME;
use super::language::Language;
use super::markup::cut;
use super::svg::{Frame, Told, beginning, line, round_up};

/// Accuracy over confidence, with the interval of each bin; points are as large as their bins have rows.
pub(super) fn reliability(bins: &[Bin], language: Language) -> String {
    let first = bins.iter().find(|bin| bin.rows > 0).map(|bin| bin.low);
    let frame = Frame { x_from: beginning(first), y_to: 1.0, of_shares: true };
    let most = bins.iter().map(|bin| bin.rows).max().unwrap_or(1).max(1) as f64;
    let mut body = line("ideal", [frame.x_from, 1.0].into_iter().map(|p| (frame.x(p), frame.y(p))));
    let points: Vec<(f64, f64, &Bin)> = bins
        .iter()
        .filter_map(|bin| Some((frame.x(bin.mean_probability?), frame.y(bin.observed?.value), bin)))
        .collect();
    body += &line("curve", points.iter().map(|(x, y, _)| (*x, *y)));
    for (x, y, bin) in &points {
        if let Some(interval) = bin.observed.and_then(|observed| observed.interval) {
            body += &line("whisker", [(*x, frame.y(interval.low)), (*x, frame.y(interval.high))].into_iter());
        }
        let radius = 3.0 + 6.0 * (bin.rows as f64 / most).sqrt();
        let _ = write!(body, "<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>");
    }
    let told = Told {
        id: "reliability",
        title: language.pick("Diagramme de fiabilité", "Reliability diagram"),
        description: language.pick(
            "Sur la diagonale, le modèle a raison aussi souvent qu’il l’annonce. Au-dessous, il est trop sûr de lui. Un point \
             est d’autant plus gros qu’il compte de textes ; le trait vertical est son intervalle à 95\u{a0}%.",
            "On the diagonal, the model is right as often as it says. Below it, it is too sure of itself. The larger a point, \
             the more texts it counts; the upright line is its 95% interval.",
        ),
        x: language.pick("confiance annoncée", "confidence"),
        y: language.pick("part de réponses justes", "share of right answers"),
    };
    frame.draw(&told, language, &body)
}

/// How many rows are right, and how many wrong, at each confidence.
pub(super) fn histogram(bins: &[HistogramBin], language: Language) -> String {
    let first = bins.iter().find(|bin| bin.right + bin.wrong > 0).map(|bin| bin.low);
    let highest = bins.iter().map(|bin| bin.right + bin.wrong).max().unwrap_or(0);
    let frame = Frame { x_from: beginning(first), y_to: round_up(highest), of_shares: false };
    let mut body = String::from(
        "<defs><pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path class=\"hatch\" d=\"M0 0V5\"/></pattern></defs>",
    );
    for bin in bins.iter().filter(|bin| bin.right + bin.wrong > 0) {
        let (left, right) = (frame.x(bin.low) + 1.5, frame.x(bin.high) - 1.5);
        let (width, middle) = (right - left, (left + right) / 2.0);
        let (floor, wrong) = (frame.y(0.0), frame.y(bin.wrong as f64));
        let top = frame.y((bin.right + bin.wrong) as f64);
        let _ = write!(
            body,
            "<rect class=\"right\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>\
             <rect class=\"wrong\" x=\"{left:.1}\" y=\"{wrong:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>\
             <rect class=\"hatched\" x=\"{left:.1}\" y=\"{wrong:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>\
             <text class=\"small count\" x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            wrong - top,
            floor - wrong,
            floor - wrong,
            top - 5.0,
            language.count(bin.wrong),
        );
    }
    let told = Told {
        id: "histogram",
        title: language.pick("Histogramme de la confiance", "Histogram of confidence"),
        description: language.pick(
            "Combien de textes à chaque confiance\u{a0}: en clair les réponses justes, hachurées les fausses, dont le nombre \
             est écrit au-dessus.",
            "How many texts at each confidence: plain the right answers, hatched the wrong ones, whose number stands above.",
        ),
        x: language.pick("confiance annoncée", "confidence"),
        y: language.pick("textes", "texts"),
    };
    frame.draw(&told, language, &body)
}

/// A figure of one threshold; null where it is undefined.
type Figure = fn(&Threshold) -> Option<f64>;

/// Four figures over the threshold.
pub(super) fn thresholds(found: &Thresholds, language: Language) -> String {
    let frame = Frame { x_from: 0.0, y_to: 1.0, of_shares: true };
    let curves: [(&str, &str, Figure); 4] = [
        ("curve", language.pick("exactitude", "accuracy"), |one| Some(one.accuracy)),
        ("curve dashed", language.pick("F1 macro", "macro F1"), |one| Some(one.macro_f1)),
        ("curve dotted", language.pick("précision", "precision"), |one| one.precision),
        ("curve mixed", language.pick("rappel", "recall"), |one| one.recall),
    ];
    let mut body = String::new();
    for (at, (class, name, figure)) in curves.iter().enumerate() {
        let points = found.thresholds.iter().filter_map(|one| Some((frame.x(one.threshold), frame.y(figure(one)?))));
        body += &line(class, points);
        let x = 250.0 + 100.0 * at as f64;
        body += &line(class, [(x - 30.0, 9.0), (x - 6.0, 9.0)].into_iter());
        let _ = write!(body, "<text x=\"{x}\" y=\"13\">{name}</text>");
    }
    let (x, top, floor) = (frame.x(found.best_macro_f1), frame.y(1.0), frame.y(0.0));
    body += &line("best", [(x, top), (x, floor)].into_iter());
    let best = language.decimal(found.best_macro_f1, 2);
    let label = cut(&found.label, MAX_NAME);
    let description = match language {
        Language::French => format!(
            "Ce que donnerait un autre seuil\u{a0}: à partir de quelle probabilité dire «\u{a0}{label}\u{a0}». Précision et rappel \
             sont ceux de cette étiquette. Le trait vertical, à {best}, est le seuil du meilleur F1 macro sur ces textes."
        ),
        Language::English => format!(
            "What another threshold would give: from which probability to say “{label}”. Precision and recall are that \
             label’s. The upright line, at {best}, is the threshold of the best macro F1 on these texts."
        ),
    };
    let told = Told {
        id: "thresholds",
        title: language.pick("Courbe du seuil", "Threshold curve"),
        description: &description,
        x: language.pick("seuil", "threshold"),
        y: "",
    };
    frame.draw(&told, language, &body)
}
