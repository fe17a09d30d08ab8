/** What a model's `training.json` holds, read with care: it is the folder's own, and nothing promises its fields. */

/** One figure of each epoch, where each has it. */
export function curve(training: unknown, figure: string): number[] {
  const epochs = (training as { epochs?: unknown } | null | undefined)?.epochs;
  if (!Array.isArray(epochs)) return [];
  const values = epochs.map((epoch: unknown) => (epoch as Record<string, unknown> | null)?.[figure]);
  return values.every((value): value is number => typeof value === 'number') ? values : [];
}
