/** Labels in the reader's language, and which end of the colours each stands for. */
import { language } from './language.svelte';

const NAMES: Record<string, { fr: string; en: string }> = {
  positive: { fr: 'positif', en: 'positive' },
  negative: { fr: 'négatif', en: 'negative' },
};

export function labelName(label: string): string {
  return NAMES[label]?.[language.code] ?? label;
}

/** The label whose probability is shown and explained: `positive` where there is one, else the most probable. */
export function shownLabel(scores: Record<string, number>, likeliest: string): string {
  return 'positive' in scores ? 'positive' : likeliest;
}

export function tone(label: string): 'positive' | 'negative' | 'neutral' {
  return label === 'positive' || label === 'negative' ? label : 'neutral';
}
