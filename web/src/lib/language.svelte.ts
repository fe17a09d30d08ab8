/** The language of the pages, and of what the server says: French, unless the reader's browser or the reader says English. */
export type Language = 'fr' | 'en';

/** A text in both languages. */
export type Bilingual<T = string> = Record<Language, T>;

const STORED = 'tramontane.language';

function stored(): string | null {
  // A browser that keeps nothing throws here.
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function initial(): Language {
  const wanted = [stored(), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((one) => one === 'fr' || one === 'en') ?? 'fr';
}

class Speech {
  code: Language = $state(initial());

  set(code: Language) {
    this.code = code;
    try {
      localStorage.setItem(STORED, code);
    } catch {
      // The choice then lasts as long as the page.
    }
  }
}

export const language = new Speech();

/** The text in the language of the page. Read in a component, it follows the language. */
export function say<T>(texts: Bilingual<T>): T {
  return texts[language.code];
}
