/** How numbers are written for a reader. The number itself stays in the page, in `<data value>`. */
import { language } from './language.svelte';

const formats = new Map<string, Intl.NumberFormat>();

function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language.code + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language.code, options);
  formats.set(key, made);
  return made;
}

export type Style =
  | 'percent'
  | 'share'
  | 'points'
  | 'decimal'
  | 'precise'
  | 'significant'
  | 'whole'
  | 'milliseconds'
  | 'bytes';

const written: Record<Style, (value: number) => string> = {
  percent: (value) => format({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value),
  share: (value) => format({ style: 'percent', maximumFractionDigits: 0 }).format(value),
  points: (value) =>
    `${format({ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(value * 100)} pt`,
  decimal: (value) => format({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value),
  precise: (value) => format({ minimumFractionDigits: 4, maximumFractionDigits: 4 }).format(value),
  significant: (value) =>
    value !== 0 && Math.abs(value) < 1e-3 ? scientific(value) : format({ maximumSignificantDigits: 3 }).format(value),
  whole: (value) => format({ maximumFractionDigits: 0 }).format(value),
  milliseconds: (value) => `${format({ maximumSignificantDigits: value < 100 ? 2 : 3 }).format(value)} ms`,
  bytes: (value) =>
    value < 1e6
      ? `${format({ maximumFractionDigits: 0 }).format(value / 1e3)} ${language.code === 'fr' ? 'ko' : 'kB'}`
      : `${format({ maximumFractionDigits: 1 }).format(value / 1e6)} ${language.code === 'fr' ? 'Mo' : 'MB'}`,
};

/** `2,4 × 10⁻⁷`, as in a book. */
function scientific(value: number): string {
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const raised = Array.from(String(exponent), (digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)])).join('');
  return `${format({ maximumSignificantDigits: 2 }).format(value / 10 ** exponent)} × 10${raised}`;
}

/** The form of a word that goes with a number: in French 0 and 1 take the first, in English 1 alone. */
export function plural(count: number, [one, many]: readonly [string, string]): string {
  return new Intl.PluralRules(language.code).select(count) === 'one' ? one : many;
}

export function write(value: number, style: Style): string {
  // A minus sign is as wide as a digit; a hyphen is lost before one.
  return written[style](value).replace('-', '\u2212');
}
