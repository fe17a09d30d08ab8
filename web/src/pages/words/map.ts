/** The map of words on a canvas: where a word lies on the screen, how it is drawn, which one is under the pointer. */
import type { MapPoint } from '../../lib/api';

/** How the map lies under the window. */
export interface View {
  /** Times as large as when the whole map fits. */
  zoom: number;
  /** The map's point in the middle of the window, in the map's own units. */
  x: number;
  y: number;
}

export interface Box {
  width: number;
  height: number;
}

export interface Extent {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Marks {
  selected: string | undefined;
  near: ReadonlySet<string>;
  groups: readonly ReadonlySet<string>[];
}

export const ZOOMS = { least: 1, most: 40 };
/** Free ground around the map, so that a word at its edge can be read. */
const MARGIN = 1.2;

export function extent(points: readonly MapPoint[]): Extent {
  const range = (values: number[]) => [Math.min(...values), Math.max(...values)] as const;
  const [left, right] = range(points.map((point) => point.x));
  const [bottom, top] = range(points.map((point) => point.y));
  return { x: (left + right) / 2, y: (bottom + top) / 2, width: right - left || 1, height: top - bottom || 1 };
}

/** Pixels a unit of the map, the same both ways: distances mean something. */
export function scale(view: View, box: Box, whole: Extent): number {
  return (Math.min(box.width / whole.width, box.height / whole.height) / MARGIN) * view.zoom;
}

export function place(point: MapPoint, view: View, box: Box, whole: Extent): [number, number] {
  const unit = scale(view, box, whole);
  return [box.width / 2 + (point.x - view.x) * unit, box.height / 2 - (point.y - view.y) * unit];
}

/** The word nearest to a place on the screen, if one is near. */
export function at(points: readonly MapPoint[], [x, y]: [number, number], view: View, box: Box, whole: Extent) {
  const REACH = 14;
  let best: { point: MapPoint; distance: number } | undefined;
  for (const point of points) {
    const [px, py] = place(point, view, box, whole);
    const distance = Math.hypot(px - x, py - y);
    if (distance < (best?.distance ?? REACH)) best = { point, distance };
  }
  return best?.point;
}

export interface Colours {
  ink: string;
  muted: string;
  card: string;
  positive: string;
  negative: string;
  groups: readonly string[];
}

/** A word on the screen. */
interface Spot {
  point: MapPoint;
  x: number;
  y: number;
  /** Which group it is of; -1 of none. */
  group: number;
  marked: boolean;
}

/** Draws the map. Labels stand where there is room, the most frequent words first, those that are marked always. */
export function draw(
  context: CanvasRenderingContext2D,
  points: readonly MapPoint[],
  view: View,
  box: Box,
  whole: Extent,
  marks: Marks,
  colours: Colours,
) {
  context.clearRect(0, 0, box.width, box.height);
  // As `place` does, worked out once: thousands of words are drawn at each move.
  const unit = scale(view, box, whole);
  const [left, top] = [box.width / 2 - view.x * unit, box.height / 2 + view.y * unit];
  const spots: Spot[] = [];
  for (const point of points) {
    const [x, y] = [left + point.x * unit, top - point.y * unit];
    if (x < -50 || y < -20 || x > box.width + 50 || y > box.height + 20) continue;
    const group = marks.groups.findIndex((words) => words.has(point.word));
    spots.push({ point, x, y, group, marked: point.word === marks.selected || marks.near.has(point.word) || group >= 0 });
  }
  dots(context, spots, colours);
  const marked = spots.filter((spot) => spot.marked);
  for (const spot of marked) ring(context, spot, colours, spot.point.word === marks.selected);
  label(context, [...marked, ...spots.filter((spot) => !spot.marked)], box, marks, colours);
}

/** Shades of a colour, from the weakest polarity to the strongest: dots of one shade are filled at once. */
const SHADES = 8;

function dots(context: CanvasRenderingContext2D, spots: readonly Spot[], colours: Colours) {
  const shades = Array.from({ length: 2 * SHADES }, (): Spot[] => []);
  for (const spot of spots) {
    const strength = Math.min(1, Math.abs(spot.point.polarity) * 2);
    shades[Math.round(strength * (SHADES - 1)) + (spot.point.polarity < 0 ? SHADES : 0)]!.push(spot);
  }
  shades.forEach((same, at) => {
    const negative = at >= SHADES;
    context.fillStyle = negative ? colours.negative : colours.positive;
    context.globalAlpha = 0.35 + (0.65 * (at % SHADES)) / (SHADES - 1);
    context.beginPath();
    for (const { x, y } of same) {
      // The sign shows in the form too: a square is negative, a disc positive.
      if (negative) context.rect(x - 3.5, y - 3.5, 7, 7);
      else {
        context.moveTo(x + 4, y);
        context.arc(x, y, 4, 0, 2 * Math.PI);
      }
    }
    context.fill();
  });
  context.globalAlpha = 1;
}

function ring(context: CanvasRenderingContext2D, { x, y, group }: Spot, colours: Colours, selected: boolean) {
  context.strokeStyle = group >= 0 ? colours.groups[group % colours.groups.length]! : colours.ink;
  context.lineWidth = selected ? 3 : 2;
  context.beginPath();
  context.arc(x, y, selected ? 9 : 7, 0, 2 * Math.PI);
  context.stroke();
}

/** A label and the free ground above it, in pixels. */
const LINE = 15;

/** Measuring text is slow, and a word is as wide each time. */
const widths = new Map<string, number>();

function widthOf(context: CanvasRenderingContext2D, word: string): number {
  const known = widths.get(word);
  if (known !== undefined) return known;
  const width = context.measureText(word).width;
  widths.set(word, width);
  return width;
}

function label(
  context: CanvasRenderingContext2D,
  spots: readonly Spot[],
  box: Box,
  marks: Marks,
  colours: Colours,
) {
  context.font = '13px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.strokeStyle = colours.card;
  context.lineWidth = 3;
  // What is taken, by line: a label touches those of its own line and of the two beside it.
  const taken = new Map<number, [left: number, right: number, y: number][]>();
  const touches = (line: number, left: number, right: number, y: number) =>
    taken.get(line)?.some(([from, to, at]) => Math.abs(at - y) < LINE && left <= to + 4 && right + 4 >= from) ?? false;
  for (const { point, x, y, marked } of spots) {
    const width = widthOf(context, point.word);
    const left = x + 7 + width < box.width ? x + 7 : x - 7 - width;
    const line = Math.floor(y / LINE);
    const right = left + width;
    const crowded = touches(line, left, right, y) || touches(line - 1, left, right, y) || touches(line + 1, left, right, y);
    if (crowded && point.word !== marks.selected) continue;
    const here = taken.get(line);
    if (here) here.push([left, right, y]);
    else taken.set(line, [[left, right, y]]);
    context.fillStyle = marked ? colours.ink : colours.muted;
    context.strokeText(point.word, left, y);
    context.fillText(point.word, left, y);
  }
}
