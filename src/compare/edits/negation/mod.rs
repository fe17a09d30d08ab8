//! A text without its negations: « Ce film n'est pas mauvais » is then « Ce film est mauvais ». By rules on words, in French
//! and in English: no parser, so that a student can say what it does and find where it errs.

mod english;
mod french;

use super::pieces::Pieces;

/// `text` without its negations, as the language of each is: what negates in one is no word of the other.
pub(in crate::compare) fn drop_negation(text: &str) -> String {
    let mut pieces = Pieces::of(text);
    let mut drops = vec![false; pieces.words.len()];
    french::mark(&pieces, &mut drops);
    english::mark(&mut pieces, &mut drops);
    pieces.without(&drops)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french() {
        for (text, dropped) in [
            ("Ce film n'est pas mauvais", "Ce film est mauvais"),
            ("Ce film n’est pas mauvais.", "Ce film est mauvais."),
            ("CE FILM N'EST PAS MAUVAIS !", "CE FILM EST MAUVAIS !"),
            ("pas mal du tout", "mal du tout"),
            ("Pas drôle, pas émouvant 😴", "drôle, émouvant 😴"),
            ("Je ne ris plus, et je n'attends plus rien.", "Je ris, et j'attends."),
            ("Je n'ai jamais rien vu d'aussi beau.", "J'ai vu d'aussi beau."),
            ("Ce n’est pas un chef-d’œuvre", "C'est un chef-d’œuvre"),
            ("Il n'y a aucun rythme", "Il y a rythme"),
            ("Aucun acteur ne joue juste", "acteur joue juste"),
            ("Personne ne rit, rien n'avance.", "rit, avance."),
            ("Ni drôle ni émouvant", "drôle émouvant"),
            ("C'est pas terrible, j'ai pas accroché", "C'est terrible, j'ai accroché"),
            ("Je conseille de ne pas y aller", "Je conseille d'y aller"),
            ("Un film qu'aucun critique n'a aimé", "Un film que critique a aimé"),
            ("Plus long que drôle, il ne l'est guère.", "Plus long que drôle, il l'est."),
            ("Il ne m'a vraiment, mais vraiment pas plu", "Il m'a vraiment, mais vraiment plu"),
        ] {
            assert_eq!(drop_negation(text), dropped, "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_negation_in_french_stays() {
        for text in [
            "Ce film n'est que du bruit",
            "On ne voit qu’elle",
            "Il ne reste plus que des clichés",
            "Il n'y a rien que du bruit",
            "C'est n'importe quoi",
            "Drôle, n’est-ce pas ?",
            "Plus drôle que le premier",
            "Il avance pas à pas, et ses pas résonnent",
            "Le plus beau que j'aie jamais vu",
            "À jamais dans mon cœur",
            "Sans aucun doute le meilleur",
            "Cette personne joue bien, et une personne m'a souri",
            "Pas seulement drôle",
            "Un régal ❤\u{fe0f}",
            "",
        ] {
            assert_eq!(drop_negation(text), text);
        }
    }

    #[test]
    fn english() {
        for (text, dropped) in [
            ("This film is not bad", "This film is bad"),
            ("It isn't funny and it won’t last.", "It is funny and it will last."),
            ("I can't recommend it, I cannot.", "I can recommend it, I can."),
            ("DON'T BOTHER", "DO BOTHER"),
            ("Won't watch it again", "Will watch it again"),
            ("Never dull 🎬", "dull 🎬"),
            ("There is no tension here", "There is tension here"),
            ("Neither funny nor moving", "funny moving"),
        ] {
            assert_eq!(drop_negation(text), dropped, "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_negation_in_english_stays() {
        for text in
            ["No doubt the best", "Not only funny", "No, it works.", "A notable film, it's great", "No one's perfect"]
        {
            assert_eq!(drop_negation(text), text);
        }
    }
}
