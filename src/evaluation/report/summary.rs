//! What was evaluated, and its figures, each with its interval and a plain sentence.

use super::super::Status;
use super::super::description::Evaluation;
use super::super::figures::Figures;
use super::super::interval::{Estimate, Interval};
use super::language::Language;
use super::markup::{escape, section, short, table};
use super::{MAX_LABELS, MAX_NAME, MAX_TITLE};

/// The head of the page.
pub(super) fn facts(evaluation: Option<&Evaluation>, figures: &Figures, language: Language) -> String {
    let mut facts: Vec<(&str, String)> = Vec::new();
    let mut warning = String::new();
    let title = match evaluation {
        None => language.pick("Le journal des prédictions", "The log of predictions").to_owned(),
        Some(evaluation) if evaluation.name.is_empty() => language.pick("Sans nom", "Without a name").to_owned(),
        Some(evaluation) => short(&evaluation.name, MAX_TITLE),
    };
    if let Some(evaluation) = evaluation {
        let hash: String = evaluation.model_hash.chars().take(12).collect();
        let model = escape(&evaluation.model_name());
        facts.push((language.pick("Modèle", "Model"), format!("{model} <small>{}</small>", escape(&hash))));
        facts.push((language.pick("Envoyé le", "Sent"), language.moment(evaluation.created_at)));
        if evaluation.status != Status::Done {
            warning = format!(
                "<p class=\"warning\">{}</p>",
                language.pick(
                    "Cette évaluation n’est pas terminée\u{a0}: ce qui suit est compté sur les textes lus jusqu’ici.",
                    "This evaluation is not finished: what follows is counted on the texts read so far.",
                )
            );
        }
        facts.push((language.pick("Lignes refusées", "Refused rows"), language.count(evaluation.refused)));
    }
    facts.insert(0, (language.pick("Textes lus", "Texts read"), language.count(figures.rows)));
    let facts: String = facts.iter().map(|(name, fact)| format!("<div><dt>{name}</dt><dd>{fact}</dd></div>")).collect();
    let kicker = language.pick("Où le modèle se trompe", "Where the model is wrong");
    format!(
        "<header><p class=\"kicker\">{kicker}</p><h1>{title}</h1><dl>{facts}</dl>{warning}{}</header>",
        verdict(figures, language)
    )
}

/// The accuracy, large, in a sentence.
fn verdict(figures: &Figures, language: Language) -> String {
    let Some(accuracy) = figures.accuracy else {
        return format!("<p>{}</p>", language.pick("Aucun texte n’a encore été lu.", "No text has been read yet."));
    };
    let within = accuracy.interval.map(|interval| range(interval, language, true)).unwrap_or_default();
    let right = (accuracy.value * figures.rows as f64).round() as u64;
    let (right, rows) = (language.count(right), language.count(figures.rows));
    let sentence = match language {
        Language::French => format!(
            "{right} textes sur {rows} ont reçu la bonne étiquette. Avec d’autres textes du même genre, on attendrait \
             de {within}."
        ),
        Language::English => format!(
            "{right} texts of {rows} were given the right label. With other texts of the same kind, expect {within}."
        ),
    };
    format!("<p class=\"verdict\"><strong>{}</strong> {sentence}</p>", language.percent(accuracy.value))
}

/// The figures of all rows, then each label's.
pub(super) fn figures(figures: &Figures, language: Language) -> String {
    let pick = |fr, en| language.pick(fr, en);
    let alone = |value: Option<f64>| value.map(|value| Estimate { value, interval: None });
    let rows: [(&str, Option<Estimate>, bool, &str); 10] = [
        (
            pick("Exactitude", "Accuracy"),
            figures.accuracy,
            true,
            pick("La part des textes dont l’étiquette est trouvée.", "The share of texts whose label was found."),
        ),
        (
            pick("F1 macro", "Macro F1"),
            figures.macro_f1,
            true,
            pick(
                "La moyenne du F1 de chaque étiquette\u{a0}: une étiquette rare y compte autant qu’une autre.",
                "The mean of every label’s F1: a rare label counts as much as any.",
            ),
        ),
        (
            pick("Exactitude équilibrée", "Balanced accuracy"),
            figures.balanced_accuracy,
            true,
            pick(
                "La moyenne des rappels\u{a0}: l’exactitude si les étiquettes étaient aussi fréquentes les unes que les autres.",
                "The mean recall: the accuracy if all labels were equally frequent.",
            ),
        ),
        (
            pick("Matthews", "Matthews"),
            figures.matthews,
            false,
            pick(
                "L’accord de la réponse et de l’étiquette\u{a0}: 1 sans aucune erreur, 0 comme au hasard.",
                "How answer and label go together: 1 without an error, 0 as by chance.",
            ),
        ),
        (
            pick("Aire ROC", "ROC area"),
            figures.roc_auc,
            false,
            pick(
                "La chance qu’un texte de l’étiquette ait plus de sa probabilité qu’un texte qui ne l’a pas\u{a0}: 0,5 au hasard.",
                "The chance that a text of a label has more of its probability than one without: 0.5 at random.",
            ),
        ),
        (
            pick("Précision moyenne", "Average precision"),
            alone(figures.average_precision),
            false,
            pick(
                "La précision gardée à mesure que le seuil descend\u{a0}: 1 si le classement est parfait.",
                "The precision kept while the threshold falls: 1 of a perfect ranking.",
            ),
        ),
        (
            pick("Perte logarithmique", "Log loss"),
            figures.log_loss,
            false,
            pick(
                "Ce que coûte la probabilité donnée à la bonne étiquette\u{a0}: une erreur faite avec assurance coûte cher.",
                "What the right label’s probability costs: an error made with confidence costs much.",
            ),
        ),
        (
            pick("Score de Brier", "Brier score"),
            figures.brier,
            false,
            pick(
                "Le carré de l’écart entre la probabilité et ce qui est vrai\u{a0}: 0 est parfait.",
                "The squared distance between probability and truth: 0 is perfect.",
            ),
        ),
        (
            pick("Erreur de calibration", "Calibration error"),
            figures.ece,
            true,
            pick(
                "De combien la confiance annoncée s’écarte, en moyenne, de la part de réponses justes.",
                "How far, on average, confidence is from the share of right answers.",
            ),
        ),
        (
            pick("Plus grand écart", "Largest gap"),
            alone(figures.mce),
            true,
            pick(
                "Le plus grand de ces écarts\u{a0}; il vient souvent d’une confiance que peu de textes ont.",
                "The largest of those distances; often of a confidence that few texts have.",
            ),
        ),
    ];
    let all = rows.into_iter().map(|(name, estimate, is_share, sentence)| {
        vec![
            name.to_owned(),
            value(estimate, language, is_share),
            interval(estimate, language, is_share),
            sentence.to_owned(),
        ]
    });
    let head = [pick("Mesure", "Figure"), pick("Valeur", "Value"), pick("Intervalle à 95\u{a0}%", "95% interval"), ""];
    let labels = figures.classes.iter().take(MAX_LABELS).map(|class| {
        let both = |estimate| {
            format!("{} <small>{}</small>", value(estimate, language, true), interval(estimate, language, true))
        };
        vec![
            short(&class.label, MAX_NAME),
            language.count(class.support),
            language.count(class.predicted),
            both(class.precision),
            both(class.recall),
            both(class.f1),
        ]
    });
    let of_labels = [
        pick("Étiquette", "Label"),
        pick("Textes", "Texts"),
        pick("Prédite", "Predicted"),
        pick("Précision", "Precision"),
        pick("Rappel", "Recall"),
        "F1",
    ];
    let explained = pick(
        "La précision dit combien de fois le modèle a raison quand il donne l’étiquette\u{a0}; le rappel, combien de textes qui \
         l’ont il retrouve\u{a0}; F1 unit les deux.",
        "Precision is how often the model is right when it gives the label; recall, how many of the texts that have it are \
         found; F1 unites both.",
    );
    let body = table("figures", &head, all)
        + &format!("<h3>{}</h3><p>{explained}</p>", pick("Étiquette par étiquette", "Label by label"))
        + &table("numbers", &of_labels, labels);
    section(pick("Les mesures", "The figures"), &body)
}

fn value(estimate: Option<Estimate>, language: Language, is_share: bool) -> String {
    match estimate {
        None => language.pick("non défini", "undefined").to_owned(),
        Some(Estimate { value, .. }) if is_share => language.percent(value),
        Some(Estimate { value, .. }) => language.decimal(value, 3),
    }
}

fn interval(estimate: Option<Estimate>, language: Language, is_share: bool) -> String {
    estimate
        .and_then(|estimate| estimate.interval)
        .map(|interval| range(interval, language, is_share))
        .unwrap_or_default()
}

/// An interval in words.
pub(super) fn range(interval: Interval, language: Language, is_share: bool) -> String {
    let number = |number| if is_share { language.percent(number) } else { language.decimal(number, 3) };
    format!("{} {} {}", number(interval.low), language.pick("à", "to"), number(interval.high))
}
