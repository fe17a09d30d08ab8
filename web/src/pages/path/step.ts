/** Something to try: on which page, with which sentence and model. */
import type { Bilingual } from '../../lib/language.svelte';
import type { Path } from '../../lib/route.svelte';

interface Words {
  /** What the page opens with: a sentence, a model. */
  open: Record<string, string>;
  try: string;
  look: string;
}

export interface Step extends Bilingual<Words> {
  /** Under which it is kept that it was tried. */
  id: string;
  page: Path;
}
