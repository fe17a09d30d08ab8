//! Verbs, in the forms that command, ask or stand behind another verb; a few that tell of somebody.

use super::{Roles, Words};

pub(super) const WORDS: Words = &[
    (
        Roles::ASIDE,
        &[
            "ignore ignorer ignorez ignores oublie oublier oubliez oublies neglige negliger negligez contourne contourner",
            "contournez desactive desactiver desactivez annule annuler annulez abandonne abandonner abandonnez efface effacer",
            "effacez supprime supprimer supprimez outrepasse outrepasser outrepassez enfreins enfreindre transgresse",
            "transgresser viole violer debarrasse_toi debarrassez_vous leve lever passe_outre passer_outre passez_outre",
            "passes_outre fais_abstraction faire_abstraction faites_abstraction laisse_tomber laissez_tomber laisse_de_cote tiens_plus_compte tiens_pas_compte tenez_pas_compte",
            "mets_de_cote mettez_de_cote mettre_de_cote fais_fi affranchis_toi libere_toi ecarte ecarter ecartez rejette",
            "rejeter ecrase reinitialise reinitialisez remplace remplacer remplacez",
            "disregard ignoring disregarding forget forgetting bypass override overwrite discard dismiss neglect drop erase",
            "delete disable skip reset circumvent violate break pay_no_attention set_aside put_aside throw_away throw_out",
            "do_away_with get_rid_of unlearn replace",
            "ignora ignorad olvida olvidate olvidar olviden ignorar ignoren omite descarta ignoriere ignorieren vergiss",
            "vergessen missachte desobeis desobeir desobeissez disobey umgehe umgehen ignorare dimentica dimenticare dimenticate trascura esqueca esquece negeer",
            "vergeet",
        ],
    ),
    (
        Roles::FOLLOW,
        &[
            "respecte respecter respectez respectes suis suivre suivez suives applique appliquer appliquez appliques obeis",
            "obeir obeissez obeisses tiens_compte tenir_compte tenez_compte tiennes_compte conforme fie prends_en_compte",
            "prendre_en_compte s_applique s_appliquent ecoute ecoutez follow following obey obeying adhere comply respect heed",
            "apply sigas seguir siga obedezcas befolge befolgen folge seguire rispettare listen ecouter",
        ],
    ),
    (
        Roles::TELL,
        &[
            "revele reveler revelez reveles montre montrer montrez montres affiche afficher affichez affiches donne donner",
            "donnez donnes dis dire dites repete repeter repetez repetes recite reciter recitez recopie recopier recopiez",
            "imprime imprimer imprimez ecris ecrire ecrivez traduis traduire traduisez encode encoder encodez resume resumer",
            "resumez paraphrase paraphraser paraphrasez reformule reformuler reformulez cite citer citez copie copier copiez",
            "devoile devoiler devoilez divulgue divulguer divulguez partage partager partagez envoie envoyer envoyez liste",
            "lister listez enumere enumerer restitue restituer retranscris transcris transcrire expose exposer communique",
            "communiquer communiquez confie confier fournis fournir fournissez epelle epeler epelez chuchote convertis",
            "convertir decris decrire decrivez rappelle rappeler crache balance file file_moi lis lire lisez relis relire rends",
            "renvoie renvoyer chiffre code reproduis reproduire detaille transmets transmettre transmettez raconte raconter",
            "racontez redonne redonner confirme confirmer confirmez confirm livre livrer passe passe_moi sors dicte dicter avoue avouer chante chanter dismoi montremoi donnemoi",
            "reveal show print display repeat output tell give dump leak disclose share recite write translate encode summarize",
            "summarise paraphrase quote copy return send list spell provide expose echo say rephrase transcribe reproduce",
            "describe convert revealing read enumerate recall restate rewrite render type_out spit_out hand_over cough_up rot13",
            "cat printenv console_log sing",
            "muestra muestrame ensename revela revelar dime dame repite imprime escribe traduce mostrar zeige zeig sag nenne gib",
            "wiederhole drucke verrate ubersetze schreibe mostra mostrami rivela dimmi dammi ripeti stampa scrivi scrivilo",
            "traduci mostre diga repita ensename toon geef vertel herhaal",
        ],
    ),
    (
        Roles::SAYS,
        &[
            "dicte lit lisait lisais lisent recite recitant citant devoile devoilant revele revelant dit contient contenaient",
            "contenait disent disaient explique avoue murmure raconte enonce repete lise recites reads reads_out reveals recites",
            "says tells incluant including compris reading reciting contains quotes quoting leaks whispers confesses raconterait dirait dirais",
        ],
    ),
    (
        Roles::ASK,
        &[
            "quel quelle quels quelles c_est_quoi cest_quoi qu_est_ce_que qu_est_ce_qu what what_s whats which cual cuales",
            "que_dice que_dit que_disent que_contient que_contiennent was_ist was_sind welche wie_lautet wie_lauten qual quali",
            "cosa_dice quoi combien how_many how_long que_contenait que_contenaient lesquels laquelle wat_is wat_zijn",
        ],
    ),
    (
        Roles::WANT,
        &[
            "needs je_veux je_voudrais j_aimerais il_me_faut il_nous_faut j_ai_besoin nous_avons_besoin on_a_besoin i_want i_need",
            "i_would_like i_d_like give_me need want we_need quiero necesito ich_will ich_brauche voglio",
        ],
    ),
    (
        Roles::DO,
        &[
            "reponds repondez repondre explique expliquez expliquer fais faites faire cree creez creer genere generez generer",
            "termine terminez terminer finis finissez finir commence commencez ajoute ajoutez ajouter execute executez executer",
            "appelle appelez appeler retiens retenez complete completez completer continue continuez decode decodez dechiffre",
            "dechiffrez simule simulez invente inventez imagine imaginez note notez compare corrige corrigez ouvre ouvrez mets",
            "mettez mettre insere inserez inclus incluez glisse propose redige redigez parle chante dessine remplis joue obeis",
            "answer respond explain make create generate finish end begin start add execute run call remember complete decode",
            "decipher simulate invent imagine compare correct open put insert include compose fill obey enregistre memorise",
            "accorde attribue store save grant arrete cesse stop valide dis rispondi responde antworte respond play jouons considere suppose consider reagis sauvegarde",
        ],
    ),
    (
        Roles::ALTER,
        &[
            "modifie modifier modifiez change changer changez ameliore ameliorer reecris reecrire modify alter update improve",
        ],
    ),
    (
        Roles::ROLE,
        &[
            "tu_es_maintenant tu_es_desormais vous_etes_maintenant vous_etes_desormais you_are_now you_re_now agis agissez agir",
            "act_as act_like pretend pretend_to fais_comme_si faites_comme_si fais_semblant faites_semblant imagine_que_tu",
            "imagine_you imaginez_que_vous joue_le_role jouez_le_role jouer_le_role roleplay role_play incarne incarner simule",
            "simulate behave comporte_toi comportez_vous reponds_comme repondez_comme answer_as respond_as tu_incarnes tu_joues",
            "suppose_que_tu suppose_you a_partir_de_maintenant from_now_on from_this_point become deviens devenez transforme_toi",
            "tu_es_un tu_es_une you_are_a you_are_an tu_vas_jouer vas_jouer you_will_play cree_un cree_une en_tant_que parle_comme",
            "eres_ahora ahora_eres actua_como finge du_bist_jetzt tu_als tu_so tue_so ora_sei sei_ora comportati fingi fai_finta",
        ],
    ),
    (
        Roles::SWITCH,
        &[
            "active activer activez enclenche enclencher passe passer passez entre entrer entrez bascule basculer basculez mets",
            "demarre lance lancer enable activate enter switch turn_on engage boot start tu_es_en you_are_in you_are_now_in",
            "tu_es_maintenant_en activa aktiviere attiva initialise tu_es_passe reste",
        ],
    ),
    (
        Roles::FREED,
        &[
            "n_es_plus_oblige n_es_plus_obligee n_es_plus_tenu n_es_plus_limite n_es_plus_soumis n_es_plus_force",
            "n_as_plus_besoin_de_respecter n_as_plus_a_respecter n_as_plus_a_suivre no_longer_required no_longer_have_to",
            "no_longer_limited no_longer_restricted not_limited_to_your free_to_ignore libre_d_ignorer no_longer_need_to",
            "n_as_plus_besoin_de_suivre sors_du_cadre sors_de_ton_role quitte_ton_role sors_de_ton_personnage break_character",
            "leave_your_role libere_toi free_yourself m_obeis m_obeir obey_me do_what_i_say do_as_i_say fais_ce_que_je_dis",
            "fais_tout_ce_que_je_te_dis reinitialise_toi reset_yourself",
        ],
    ),
    (
        Roles::COMPLETE,
        &[
            "complete completez completer termine terminez terminer finis finissez finir continue continuez poursuis commence",
            "commencez debute finish continue begin start answer_with reponds_par respond_with autocomplete remplis fill",
        ],
    ),
    (
        Roles::TAMPER,
        &[
            "10_10 dix_sur_dix comme_correcte comme_juste accepte_toute_reponse note_au_correcteur note_pour_le_correcteur",
            "note_maximale meilleure_note 20_20 20_sur_20 vingt_sur_vingt full_marks maximum_grade top_marks tous_les_eleves_suivants",
            "dans_ta_base dans_ta_memoire meme_si_c_est_faux quoi_qu_il_arrive even_if_it_is_wrong even_if_wrong for_all_users for_every_student in_your_memory toutes_mes_reponses_sont_justes",
            "toutes_mes_reponses_sont_bonnes bonne_note_quoi",
        ],
    ),
    (
        Roles::VOID,
        &[
            "annule annulee annules annulees suspendu suspendue suspendus suspendues leve levee leves levees lever retire retiree",
            "retires retirees obsolete obsoletes caduc caduque caduques desactive desactivee desactives desactivees expire expirees",
            "perimees existe existent existait exist exists comptent valent concerne outdated void cancelled canceled suspended supprimee supprimees supprimes effacees remplacees broken casse casses",
            "lifted removed disabled off expired obsolete invalid revoked concernent",
        ],
    ),
];
