/** What each page is called. */
import type { Bilingual } from './language.svelte';
import type { Path } from './route.svelte';

export const TITLES: Record<Path, Bilingual> = {
  '/': { fr: 'Accueil', en: 'Start' },
  '/parcours': { fr: 'Parcours', en: 'Path' },
  '/essayer': { fr: 'Essayer', en: 'Try' },
  '/cellule': { fr: 'Dans la cellule', en: 'Inside the cell' },
  '/mots': { fr: 'Les mots', en: 'Words' },
  '/modeles': { fr: 'Les modèles', en: 'Models' },
  '/erreurs': { fr: 'Les erreurs', en: 'Errors' },
  '/tuteur': { fr: 'Le tuteur', en: 'The tutor' },
  '/enseignant': { fr: 'L’enseignant', en: 'Teacher' },
};
