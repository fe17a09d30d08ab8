/** What the student is to write. */
import type { Bilingual } from '../../lib/language.svelte';
import type { QuestionId } from '../../lib/questions';

export const ASKED: Record<QuestionId, Bilingual> = {
  numbers: {
    fr: 'Le trajet d’un mot jusqu’à son numéro ; ce que deviennent un mot inconnu et un texte trop long.',
    en: 'The way of a word to its number; what becomes of an unknown word and of a text too long.',
  },
  memory: {
    fr: 'Le rôle de chaque porte, et ce qui permet à la mémoire de durer plus longtemps que dans un RNN simple.',
    en: 'The part that each gate plays, and what lets the memory last longer than in a simple RNN.',
  },
  words: {
    fr: 'Ce qui sépare les deux sortes de mots sur la carte, et ce que deux voisins ont en commun.',
    en: 'What separates the two kinds of words on the map, and what two neighbours have in common.',
  },
  context: {
    fr: 'Ce que le réseau tire de l’ordre des mots, de la négation et de « mais », et où cela s’arrête.',
    en: 'What the network draws from word order, negation and “but”, and where that ends.',
  },
  errors: {
    fr: 'Trois phrases qui le trompent, et l’explication que vous en donnez.',
    en: 'Three sentences that fool it, and your explanation.',
  },
  better: {
    fr: 'Ce que vous changeriez d’abord, données, architecture ou entraînement, et comment vous verriez que c’est mieux.',
    en: 'What you would change first, data, architecture or training, and how you would see that it is better.',
  },
};
