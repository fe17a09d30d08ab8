/** The levels that the tutor speaks at, and why an answer is not the language model's. */
import type { Level, Reason } from '../../lib/api';
import type { Bilingual } from '../../lib/language.svelte';

export const LEVELS: { level: Level; name: Bilingual }[] = [
  { level: 'débutant', name: { fr: 'Débutant', en: 'Beginner' } },
  { level: 'intermédiaire', name: { fr: 'Intermédiaire', en: 'Intermediate' } },
  { level: 'avancé', name: { fr: 'Avancé', en: 'Advanced' } },
];

export const REASONS: Record<Reason, Bilingual> = {
  no_key: { fr: 'pas de clé Mistral sur ce serveur', en: 'no Mistral key on this server' },
  upstream_down: { fr: 'Mistral ne répond pas', en: 'Mistral does not answer' },
  upstream_timeout: { fr: 'Mistral a été trop lent', en: 'Mistral was too slow' },
  upstream_busy: { fr: 'Mistral est surchargé', en: 'Mistral is overloaded' },
  upstream_refused: { fr: 'Mistral a refusé la demande', en: 'Mistral refused the request' },
  upstream_unreadable: { fr: 'la réponse de Mistral était illisible', en: 'Mistral’s answer could not be read' },
  budget_spent: { fr: 'le budget du jour est dépensé', en: 'the day’s budget is spent' },
  budget_unavailable: { fr: 'le budget ne peut pas être lu', en: 'the budget cannot be read' },
  not_in_course: { fr: 'le cours n’en parle pas', en: 'the course does not say' },
  no_question: { fr: 'ce n’est pas une question sur le cours', en: 'this is no question about the course' },
  attempt: { fr: 'la demande cherche à détourner le tuteur', en: 'the request tries to take the tutor over' },
};
