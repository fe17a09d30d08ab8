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
  context.font = '13px system-ui, sans-serif';
  context.textBaseline = 'middle';
  const labels: { point: MapPoint; x: number; y: number; marked: boolean }[] = [];
  for (const point of points) {
    const [x, y] = place(point, view, box, whole);
    if (x < -50 || y < -20 || x > box.width + 50 || y > box.height + 20) continue;
    const group = marks.groups.findIndex((words) => words.has(point.word));
    const marked = point.word === marks.selected || marks.near.has(point.word) || group >= 0;
    dot(context, point, x, y, colours, group, point.word === marks.selected, marked);
    labels.push({ point, x, y, marked });
  }
  const taken: [number, number, number][] = [];
  labels.sort((one, other) => Number(other.marked) - Number(one.marked));
  for (const { point, x, y, marked } of labels) {
    const width = context.measureText(point.word).width;
    const left = x + 7 + width < box.width ? x + 7 : x - 7 - width;
    const free = taken.every(([tx, ty, tw]) => Math.abs(ty - y) > 14 || left > tx + tw + 4 || left + width + 4 < tx);
    if (!free && point.word !== marks.selected) continue;
    taken.push([left, y, width]);
    context.fillStyle = marked ? colours.ink : colours.muted;
    context.strokeStyle = colours.card;
    context.lineWidth = 3;
    context.strokeText(point.word, left, y);
    context.fillText(point.word, left, y);
  }
}

function dot(
  context: CanvasRenderingContext2D,
  point: MapPoint,
  x: number,
  y: number,
  colours: Colours,
  group: number,
  selected: boolean,
  marked: boolean,
) {
  context.globalAlpha = 0.35 + 0.65 * Math.min(1, Math.abs(point.polarity) * 2);
  context.fillStyle = point.polarity < 0 ? colours.negative : colours.positive;
  context.beginPath();
  // The sign shows in the form too: a square is negative, a disc positive.
  if (point.polarity < 0) context.rect(x - 3.5, y - 3.5, 7, 7);
  else context.arc(x, y, 4, 0, 2 * Math.PI);
  context.fill();
  context.globalAlpha = 1;
  if (!marked) return;
  context.strokeStyle = group >= 0 ? colours.groups[group % colours.groups.length]! : colours.ink;
  context.lineWidth = selected ? 3 : 2;
  context.beginPath();
  context.arc(x, y, selected ? 9 : 7, 0, 2 * Math.PI);
  context.stroke();
}
