/** A citation where it stands. */

/** Bytes shown on each side at most: a page of text. */
const SIDE = 1500;

/** The quote, which is `source[start..end]` byte for byte, and what stands around it, by whole lines. */
export function around(source: Uint8Array, { start, end }: { start: number; end: number }) {
  const text = (from: number, to: number) => new TextDecoder().decode(source.subarray(from, to));
  const NEWLINE = 10;
  let from = Math.max(0, start - SIDE);
  if (from > 0) from = Math.min(start, source.indexOf(NEWLINE, from) + 1);
  let to = Math.min(source.length, end + SIDE);
  if (to < source.length) to = Math.max(end, source.lastIndexOf(NEWLINE, to));
  return { before: text(from, start), quote: text(start, end), after: text(end, to) };
}
