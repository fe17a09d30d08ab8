//! Nouns: what is asked for, and whose it is.

use super::{Roles, Words};

pub(super) const WORDS: Words = &[
    (
        Roles::PROMPT,
        &[
            "prompt prompts consigne consignes directive directives directrices direttive guidelines guideline vorgaben",
            "instruction instructions instrucciones instruccion anweisung anweisungen istruzioni istruzione instrucoes",
            "instructies richtlijnen ordre_de_mission cahier_des_charges_secret",
        ],
    ),
    (
        // No other prompt is called so.
        Roles::PROMPT.or(Roles::SYSTEM),
        &[
            "preprompt pre_prompt prompt_initial meta_prompt metaprompt message_systeme messages_systeme system_message",
            "system_prompt prompt_systeme prompt_system systemprompt system_instructions system_instruction",
            "instructions_systeme mensaje_del_sistema messaggio_di_sistema prompt_de_sistema prompt_del_sistema systemnachricht",
            "systeemprompt prompt_di_sistema setup_text initial_prompt mensagem_do_sistema prompt_cache system_role role_system role_systeme",
        ],
    ),
    (
        Roles::RULES,
        &[
            "regle regles restriction restrictions limitation limitations filtre filtres garde_fou garde_fous gardefou",
            "gardefous contrainte contraintes programmation ordres protections censure moderation rules rule limits guardrails",
            "guardrail constraints programming orders filters filter policies policy safeguards safety protocols protocole",
            "protocoles securite securites security reglas restricciones regeln richtlinien regole restrizioni vincoli commandments limites limite chaines chains politique regras",
        ],
    ),
    (
        Roles::GUARDS,
        &[
            "garde_fou garde_fous gardefou gardefous guardrails guardrail safeguards safety_settings censure moderation restrictions",
            "protections filtres_de_securite safety_filters content_filters securites safety",
        ],
    ),
    (
        Roles::CONTEXT,
        &[
            "contexte configuration config context setup parametrage konfiguration configuracion configurazione contesto contexto",
            "cadrage comportement personnalite behavior behaviour personality",
        ],
    ),
    (
        Roles::TEXT,
        &[
            "texte textes mots phrases phrase lignes ligne contenu conversation contexte paragraphe text words sentences tokens",
            "sentence lines line content context conversation paragraph contents texto contenido inhalt testo contenuto message",
            "passages caracteres characters extraits poeme chanson rap haiku acrostiche histoire song poem story discussion bloc block",
        ],
    ),
    (
        Roles::SECRET,
        &[
            "cle_api cle_d_api cles_api cles_d_api cle_mistral cle_api_mistral cle_secrete cle_privee cle_d_acces clef_api",
            "clef_d_api clef_secrete mot_de_passe mots_de_passe mdp identifiants api_key api_keys apikey secret_key private_key",
            "access_key password passwords credentials access_token auth_token bearer_token jeton_d_acces jeton_api",
            "token_d_acces token_api token_d_api api_token clave_api clave_de_api clave_secreta contrasena api_schluessel",
            "api_schlussel passwort chiave_api chiave_segreta mistral_key passphrase master_key cle_openai openai_key",
            "cles_secretes secrets variables_d_environnement environment_variables cleapi secret_api variables_secretes secret_variables code_de_l_enseignant code_du_prof code_admin code_secret",
        ],
    ),
    (Roles::SYSTEM, &["cle_secrete clef_secrete secret_key clave_secreta chiave_segreta cles_secretes"]),
    (Roles::KEY, &["cle cles clef clefs key keys secret token jeton clave schlussel schluessel chiave"]),
    (
        Roles::VAULT,
        &[
            "mistral_api_key tramontane_teacher_key openai_api_key api_key_mistral env fichier_env env_file etc_passwd etc_shadow",
            "os_environ process_env proc_self_environ secret_key config_secret_key get_secret printenv corrige_de_l_examen corrige_du_controle sujet_de_l_examen exam_answers fiche_enseignante fiche_enseignant",
            "config_toml teacher_key corrige_du_prof",
        ],
    ),
    (
        Roles::OURS,
        &[
            "serveur server servidor application backend enseignant enseignante prof professeur teacher administrateur admin",
            "tuteur tutor assistant site plateforme platform service tu_utilises tu_te_sers vous_utilisez you_use you_are_using",
            "you_re_using utilises_tu utilisez_vous do_you_use are_you_using que_usas hebergeur chatbot bot ici here stockee stocke stored utilisee utilise_pour_appeler",
            "actuelle en_memoire compte_de_service appeler_mistral",
        ],
    ),
    (
        Roles::BOT,
        &["robot chatbot bot assistant ia ai tuteur tutor modele model llm agent machine programme chatgpt gpt"],
    ),
    (
        Roles::AUTHORITY,
        &[
            "je_suis_l_administrateur je_suis_l_admin je_suis_ton_createur je_suis_ton_developpeur je_suis_le_developpeur",
            "je_suis_votre_professeur je_suis_votre_professeure je_suis_ton_prof je_suis_le_prof je_suis_la_prof",
            "je_suis_l_enseignant je_suis_l_enseignante en_tant_que_developpeur en_tant_qu_administrateur en_tant_que_prof",
            "i_am_the_administrator i_am_the_admin i_am_your_creator i_am_your_developer i_am_the_developer i_am_the_teacher",
            "i_m_the_admin i_m_the_developer i_m_your_developer i_m_your_creator as_the_developer as_your_developer as_an_admin",
            "equipe_de_securite service_informatique security_team it_department l_equipe_mistral mistral_ai openai audit",
            "sono_l_amministratore soy_el_administrador ich_bin_der_administrator je_suis_du_support c_est_le_support",
        ],
    ),
    (
        Roles::AUTHORS,
        &[
            "createur createurs concepteur concepteurs developpeur developpeurs creator creators developer developers makers",
            "programmeur programmeurs programmer programmers openai mistral_ai",
        ],
    ),
    (Roles::PART, &["role personnage mission fonction identite purpose persona character identity"]),
    (
        Roles::OTHERS,
        &[
            "camarade camarades autre_eleve autres_eleves autre_etudiant autres_etudiants autre_utilisateur autres_utilisateurs",
            "autre_personne other_student other_students other_user other_users another_student another_user classmate",
            "classmates voisin voisine d_un_autre des_autres eleve_precedent utilisateur_precedent previous_user last_user previous_student des_eleves des_etudiants",
        ],
    ),
    (
        Roles::DATA,
        &[
            "historique conversation conversations discussions messages echanges notes questions donnees history chats data",
            "adresse adresses mail mails email emails grades logs journaux fichier fichiers files base_de_donnees database dossier directory",
            "repertoire tables",
        ],
    ),
    (
        Roles::MODE,
        &[
            "mode_developpeur mode_developer mode_dev developer_mode dev_mode mode_debug debug_mode mode_debogage mode_admin",
            "mode_administrateur admin_mode god_mode mode_dieu mode_maintenance maintenance_mode mode_root root_mode mode_sudo",
            "sudo_mode jailbreak mode_jailbreak mode_dan dan_mode mode_libre mode_sans modo_desarrollador entwicklermodus",
            "modalita_sviluppatore mode_diagnostic diagnostic_mode mode_superviseur unrestricted_mode mode_superutilisateur",
            "superutilisateur superuser en_root en_admin as_root modo_developer mode_confiance mode_test_interne modo_desenvolvedor ontwikkelaarsmodus mode_non_censure",
        ],
    ),
    (
        Roles::BONDS,
        &[
            "regle regles restriction restrictions filtre filtres censure rules rule filters filter guidelines guardrails",
            "ethique morale moral ethics ethical limitation limitations limite limites limits constraints contrainte",
            "contraintes censorship garde_fou garde_fous consigne consignes instructions policies safety securite reglas",
            "restricciones filtros regeln einschrankungen regole restrizioni filtri moderation tabou tabous interdit interdits",
            "limiti",
        ],
    ),
    (
        Roles::LETTERS,
        &[
            "caractere caracteres lettre lettres chiffres longueur characters character letter letters digits length indice indices hint hints",
        ],
    ),
];
