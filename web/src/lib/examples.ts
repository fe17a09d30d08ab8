/** Sentences to begin with, written for the workshop: what they show stands beside them. */
import type { Bilingual } from './language.svelte';

export interface Example {
  shows: Bilingual;
  text: string;
  language: 'fr' | 'en';
}

const SHOWS = {
  plain: { fr: 'Tout simple', en: 'Plain' },
  negation: { fr: 'Négation', en: 'Negation' },
  contrast: { fr: 'Contraste', en: 'Contrast' },
  irony: { fr: 'Ironie', en: 'Irony' },
  unknown: { fr: 'Mots inconnus', en: 'Unknown words' },
} satisfies Record<string, Bilingual>;

export const EXAMPLES: readonly Example[] = [
  { shows: SHOWS.plain, language: 'fr', text: 'Un film magnifique, drôle du début à la fin.' },
  { shows: SHOWS.negation, language: 'fr', text: 'Je ne peux pas dire que ce film soit bon.' },
  {
    shows: SHOWS.contrast,
    language: 'fr',
    text: 'La musique est superbe, mais l’histoire traîne et la fin m’a déçu.',
  },
  { shows: SHOWS.irony, language: 'fr', text: 'Bravo, deux heures pour raconter si peu, quel exploit !' },
  { shows: SHOWS.unknown, language: 'fr', text: 'Un nanar rigolissime, kiffé de ouf par toute la coloc 😀' },
  { shows: SHOWS.plain, language: 'en', text: 'A wonderful film, funny from beginning to end.' },
  { shows: SHOWS.negation, language: 'en', text: 'I would not say that this film is any good.' },
  {
    shows: SHOWS.contrast,
    language: 'en',
    text: 'The music is superb, but the story drags and the ending let me down.',
  },
];
