/** Texts by code points, as the server counts offsets. */

export interface Span {
  start: number;
  end: number;
}

/** A text cut at offsets counted in Unicode code points. */
export class Points {
  readonly #points: string[];

  constructor(text: string) {
    this.#points = Array.from(text);
  }

  get length(): number {
    return this.#points.length;
  }

  slice(start: number, end: number): string {
    return this.#points.slice(start, end).join('');
  }
}

/** The beginning of a text that is too long for a list. */
export function beginning(text: string, most: number): string {
  const points = new Points(text);
  return points.length > most ? `${points.slice(0, most).trimEnd()}…` : text;
}

export type Segment<T> = Span & { text: string; of: T | undefined };

/** The whole text in order: the spans, and what stands between them. */
export function segments<T extends Span>(points: Points, spans: readonly T[]): Segment<T>[] {
  const made: Segment<T>[] = [];
  let at = 0;
  const plain = (end: number) => {
    if (end > at) made.push({ start: at, end, text: points.slice(at, end), of: undefined });
  };
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    if (span.start < at || span.end <= span.start) continue;
    plain(span.start);
    made.push({ start: span.start, end: span.end, text: points.slice(span.start, span.end), of: span });
    at = span.end;
  }
  plain(points.length);
  return made;
}

/** The stretches of the text that the length limit cut: they hold something, and no token stands for them. */
export function unread(points: Points, tokens: readonly Span[], truncated: boolean): Span[] {
  if (!truncated) return [];
  return segments(points, tokens)
    .filter((segment) => segment.of === undefined && segment.text.trim().length > 1)
    .map(({ start, end }) => ({ start, end }));
}
