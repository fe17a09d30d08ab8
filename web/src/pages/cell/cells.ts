/** What each kind of cell computes, in the order in which it does: names, formulas, and the numbers of one unit. */
import type { Layer } from '../../lib/api';
import type { Bilingual } from '../../lib/language.svelte';

export type PartName = 'input' | 'forget' | 'output' | 'reset' | 'update' | 'candidate' | 'cell' | 'hidden';

export interface Part {
  name: PartName;
  symbol: string;
  title: Bilingual;
  does: Bilingual;
  /** Whether its values lie between 0 and 1, as a gate's, or around 0. */
  gate: boolean;
}

const GATE = {
  forget: {
    symbol: 'f',
    title: { fr: 'Porte d’oubli', en: 'Forget gate' },
    does: { fr: 'quelle part de la mémoire d’avant est gardée', en: 'how much of the memory before is kept' },
  },
  input: {
    symbol: 'i',
    title: { fr: 'Porte d’entrée', en: 'Input gate' },
    does: { fr: 'quelle part du candidat est écrite', en: 'how much of the candidate is written' },
  },
  output: {
    symbol: 'o',
    title: { fr: 'Porte de sortie', en: 'Output gate' },
    does: { fr: 'quelle part de la mémoire est montrée', en: 'how much of the memory is shown' },
  },
  reset: {
    symbol: 'r',
    title: { fr: 'Porte de réinitialisation', en: 'Reset gate' },
    does: { fr: 'quelle part de l’état le candidat voit', en: 'how much of the state the candidate sees' },
  },
  update: {
    symbol: 'z',
    title: { fr: 'Porte de mise à jour', en: 'Update gate' },
    does: { fr: 'quelle part de l’état d’avant est gardée', en: 'how much of the state before is kept' },
  },
} as const;

const STATE = {
  candidate: {
    symbol: 'g',
    title: { fr: 'Candidat', en: 'Candidate' },
    does: { fr: 'ce que ce morceau propose d’écrire', en: 'what this piece proposes to write' },
  },
  cell: {
    symbol: 'c',
    title: { fr: 'Mémoire (état de cellule)', en: 'Memory (cell state)' },
    does: { fr: 'ce que l’unité retient', en: 'what the unit remembers' },
  },
  hidden: {
    symbol: 'h',
    title: { fr: 'État caché', en: 'Hidden state' },
    does: { fr: 'ce que la suite du réseau voit', en: 'what the rest of the network sees' },
  },
} as const;

const ORDER: PartName[] = ['forget', 'input', 'output', 'reset', 'update', 'candidate', 'cell', 'hidden'];

/** The parts that a layer has. */
export function parts(layer: Layer): Part[] {
  return ORDER.filter((name) => layer[name]).map((name) =>
    name in GATE
      ? { name, gate: true, ...GATE[name as keyof typeof GATE] }
      : { name, gate: false, ...STATE[name as keyof typeof STATE] },
  );
}

/** A part's value for a unit at a step; the states before the first step are 0. */
export function value(layer: Layer, part: PartName, at: number, unit: number): number {
  return layer[part]?.[at]?.[unit] ?? 0;
}

/** The step that the layer read before this one: the next of the text, where it reads from the end. */
export function stepBefore(layer: Layer, at: number): number {
  return layer.direction === 'reverse' ? at + 1 : at - 1;
}
