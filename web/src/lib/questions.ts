/** The workshop's six questions, in their order. */
import type { Bilingual } from './language.svelte';

export const QUESTION_IDS = ['numbers', 'memory', 'words', 'context', 'errors', 'better'] as const;
export type QuestionId = (typeof QUESTION_IDS)[number];

export const QUESTIONS: Record<QuestionId, Bilingual> = {
  numbers: { fr: 'Comment un texte devient‑il des nombres ?', en: 'How does a text become numbers?' },
  memory: {
    fr: 'Comment une cellule LSTM garde‑t‑elle une information lointaine ?',
    en: 'How does an LSTM cell keep long-range information?',
  },
  words: {
    fr: 'En quoi les mots positifs et négatifs diffèrent‑ils ?',
    en: 'How do positive and negative words differ?',
  },
  context: { fr: 'Comment comprend‑il le contexte ?', en: 'How does it understand context?' },
  errors: { fr: 'Où se trompe‑t‑il ?', en: 'Where does it fail?' },
  better: { fr: 'Comment l’améliorer ?', en: 'How would one improve it?' },
};
