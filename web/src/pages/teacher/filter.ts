/** Which predictions of the log are meant: what the form holds, and what the routes are asked. */
export const JUDGED = ['any', 'labelled', 'unlabelled', 'wrong', 'right'] as const;
export type Judged = (typeof JUDGED)[number];

export interface Filter {
  label: string;
  model: string;
  /** As `datetime-local` has them: the reader's own time, without a zone. */
  since: string;
  until: string;
  judged: Judged;
  q: string;
}

export const EVERYTHING: Filter = { label: '', model: '', since: '', until: '', judged: 'any', q: '' };

const instant = (local: string) => new Date(local).toISOString();

/** Empty where everything is meant. */
export function conditions({ label, model, since, until, judged, q }: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (label) query.set('label', label);
  if (model) query.set('model', model);
  if (since) query.set('since', instant(since));
  if (until) query.set('until', instant(until));
  if (judged === 'labelled' || judged === 'unlabelled') query.set('labelled', String(judged === 'labelled'));
  if (judged === 'wrong' || judged === 'right') query.set('wrong', String(judged === 'wrong'));
  if (q.trim()) query.set('q', q.trim());
  return query;
}

/** How many lines a body has, counted as it comes: a log may be long. */
export async function lines(answer: Response): Promise<number> {
  let count = 0;
  const reader = answer.body!.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return count;
    for (const byte of value) if (byte === 10) count += 1;
  }
}
