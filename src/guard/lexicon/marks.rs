//! The small words: whose, which, where, and what makes a sentence a question or a tale.

use super::{Roles, Words};

pub(super) const WORDS: Words = &[
    (
        Roles::NOT,
        &[
            "ne n pas plus jamais not never don_t dont do_not stop cesse cessez arrete arretez no nicht keine non longer",
            "doesn_t won_t isn_t",
        ],
    ),
    (
        Roles::YOURS,
        &[
            "ton ta tes votre vos your ur tus tu_propio sus deine deinen deiner dein ihre ihren tuo tua tue tuoi vostre",
            "le_tien les_tiennes les_tiens la_tienne yours seus tuas jouw",
        ],
    ),
    (Roles::YOU, &["que_tu tu te t toi vous you u ya thou usted du dich dir sie ti"]),
    (
        Roles::BEFORE,
        &[
            "precedent precedente precedents precedentes anterieur anterieure anterieures anterieurs ci_dessus au_dessus",
            "plus_haut precede precedemment initial initiale initiaux initiales originel originelle originelles original",
            "originale originales previous prior above preceding earlier initially foregoing before avant prealable prealables",
            "jusqu_ici jusque_la jusqu_a_present so_far until_now up_to_now anterior anteriores previas previos arriba",
            "vorherig vorherigen vorherige obigen obige bisherigen bisherige bisher precedenti sopra de_depart d_origine",
            "du_debut up_to_here que_tu_as_recues que_tu_as_recu que_tu_as_recus you_were_given you_have_been_given you_received",
            "you_ve_been_given given_to_you ancienne anciennes anciens ancien vorige premier premiers premiere",
            "premieres first old",
        ],
    ),
    (
        Roles::ALL,
        &[
            "tout tous toute toutes all any every everything todo todas todos alle alles tutto tutti tutte chaque entier",
        ],
    ),
    (
        Roles::SYSTEM,
        &[
            "systeme system sistema systems interne internes internal cache cachee caches cachees hidden secret secrets secrete",
            "secretes confidentiel confidentielle confidentiels confidentielles confidential invisible invisibles developpeur",
            "developer core ocultas oculta internas internos geheim geheimen geheime versteckten nascoste segrete interni exact exacts",
            "exacte exactes complet complete completes complets vraie vraies vrai vrais real true propre propres own full",
        ],
    ),
    (
        Roles::HIDDEN,
        &[
            "cache cachee caches cachees hidden secret secrets secrete secretes confidentiel confidentielle confidentiels",
            "confidentielles confidential invisible invisibles ocultas oculta oculto geheim geheimen geheime nascoste segrete",
        ],
    ),
    (Roles::MINE, &["mon ma mes my mine j_ai i_have ich meine mi mis"]),
    (Roles::THEIRS, &["ses sa son its his her their leurs leur"]),
    (Roles::THE, &["la le les l the el las los die das der den il lo gli du au aux"]),
    (
        Roles::UNBOUND,
        &[
            "unrestricted uncensored unfiltered jailbroken debride debridee non_censure non_censuree non_filtre non_filtree",
            "libre_de_toute libere_de_toute free_of_all free_from_all not_bound do_anything_now no_longer_bound amoral",
            "unethical toute_puissante ne_refuse_jamais never_refuses never_refuse always_says_yes dit_toujours_oui dit_tout",
            "ne_refuse_rien evilbot evil_bot cote_obscur dark_side without_any_of_your",
        ],
    ),
    (
        Roles::WITHOUT,
        &["sans sans_aucune sans_aucun without no aucune aucun pas_de pas_d plus_de plus_d zero sin ohne senza ni sem"],
    ),
    (
        Roles::ABOUT,
        &[
            "pourquoi comment why how que_se_passe qu_arrive quand_est_ce a_quoi_sert a_quoi_servent what_happens",
            "explique_pourquoi explique_comment peut_on doit_on faut_il que_signifie que_veut_dire what_does what_is_a",
            "what_is_an qu_est_ce_qu_un qu_est_ce_qu_une c_est_quoi_un c_est_quoi_une est_ce_qu_on est_il definis definition_de",
            "quelle_est_la_difference what_is_the_difference quel_est_le_role quel_est_le_but how_do how_to how_can when_should",
            "is_it peuvent_ils est_ce_que_les dois_je est_ce_que_je puis_je por_que como warum wie perche come",
            "que_met_on ou_mettre ou_trouver where_do where_is",
        ],
    ),
    (
        Roles::SPOKEN_OF,
        &[
            "exemple exemples injection injections attaque attaques attack attacks attaquant attacker example examples phrase",
            "consiste vulnerabilite jailbreaks ejemplo beispiel esempio",
        ],
    ),
    (
        Roles::SOFT,
        &[
            "s_il_te_plait s_il_vous_plait stp svp please pls maintenant now donc alors et puis ensuite then and just simply",
            "juste simplement d_abord first ok okay hey bonjour salut hello hi tuteur assistant chatbot dois devez peux pouvez",
            "pourrais pourriez veux must should can could will would shall have_to need_to want il_faut faut doit que que_tu",
            "to i je le_but_est let_s lets kindly immediatement immediately completement completely totally totalement",
            "entierement d_ de le moi me nous important attention urgent bien merci finalement plutot instead also aussi tu vous",
            "you te ps ia la les l en lo und y e peut",
        ],
    ),
    (
        Roles::EVEN,
        &["meme_si peu_importe malgre even_if despite regardless exception allowed_to_break sans_tenir no_matter"],
    ),
    (Roles::INDEFINITE, &["un une a an exemple example quelques some des d_un d_une ein eine"]),
    (
        Roles::VERBATIM,
        &[
            "mot_pour_mot mot_a_mot verbatim word_for_word textuellement a_l_identique tel_quel telles_quelles integralement",
            "en_entier exactly exactement in_full literally palabra_por_palabra wortlich parola_per_parola morse rot13 base64",
            "hexadecimal hex binaire binary ascii lettre_par_lettre letter_by_letter a_l_envers backwards caractere_par_caractere",
            "ligne_par_ligne line_by_line pig_latin a_voix_haute aloud out_loud",
        ],
    ),
    (
        Roles::TOLD,
        &[
            "t_a_dit t_ont_dit t_a_donne t_ont_donne t_a_demande t_ont_demande t_a_ordonne t_a_appris t_a_interdit t_a_fournis",
            "t_a_fourni t_a_fournies t_a_donnes t_a_donnees t_a_impose t_a_imposees t_a_imposes t_ont_impose t_interdit",
            "you_were_told you_ve_been_told you_have_been_told were_you_told you_were_given you_were_instructed",
            "were_you_instructed you_were_taught have_you_been_told you_learned te_dijeron te_han_dicho tu_as_recu tu_as_recues",
            "tu_as_recus vous_a_dit vous_a_donne ti_hanno_detto dir_gesagt you_know_about_your tu_ne_dois_pas_dire",
            "ne_dois_pas_dire ne_dois_pas_reveler ne_peux_pas_dire you_must_not_say you_can_t_say you_are_not_allowed_to_say",
            "t_a_ordonnee t_a_programme t_a_configure t_a_enseigne t_a_explique_avant t_a_prescrit told_you gave_you instructed_you",
            "taught_you ordered_you you_have_been_given que_tu_dois_suivre que_tu_suis que_tu_dois_respecter you_must_follow",
            "you_have_to_follow you_must_obey you_obey as_tu_recu as_tu_recus as_tu_recues have_you_received did_you_receive",
            "you_are_following you_should_follow are_you_not_allowed interdit_de_dire interdit_de_reveler",
            "tu_n_as_pas_le_droit pas_le_droit_de_voir not_allowed_to_see pas_le_droit_de_dire",
        ],
    ),
    (
        Roles::OPENING,
        &["commence_par commencent_par commencant_par starting_with starts_with begins_with beginning_with start_with"],
    ),
];
