/** Heat maps: one pixel a value, stretched by the style sheet, so that 200 steps of 128 units are painted at once. */

export interface Palette {
  /** Red, green and blue at 0. */
  zero: [number, number, number];
  /** At the lowest value, and at the highest. */
  low: [number, number, number];
  high: [number, number, number];
}

export interface Scale {
  /** The value of the full colour. */
  most: number;
  /** Whether small values are lifted out of the ground by a square root: most of a cell's memory is small. */
  lifted: boolean;
}

function parse(colour: string): [number, number, number] {
  const hex = colour.trim().replace('#', '');
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

/** The page's own colours, as they are now. */
export function palette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => parse(style.getPropertyValue(name));
  return { zero: read('--heat-zero'), low: read('--heat-low'), high: read('--heat-high') };
}

/** Paints `rows`, one a step, as columns of a picture; 0 has no colour. */
export function paint(canvas: HTMLCanvasElement, rows: readonly number[][], scale: Scale, colours: Palette) {
  const [width, height] = [rows.length, rows[0]?.length ?? 0];
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context || !width || !height) return;
  const image = context.createImageData(width, height);
  const data = new Uint32Array(image.data.buffer);
  const shades = shadesOf(colours, scale.lifted);
  for (let x = 0; x < width; x++) {
    const row = rows[x]!;
    for (let y = 0; y < height; y++) {
      const share = Math.max(-1, Math.min(1, row[y]! / scale.most));
      data[y * width + x] = shades[Math.round((share + 1) * 255)]!;
    }
  }
  context.putImageData(image, 0, 0);
}

/** From -1 to 1 in 511 shades, each as the little-endian pixel that a canvas holds. */
function shadesOf({ zero, low, high }: Palette, lifted: boolean): Uint32Array {
  return Uint32Array.from({ length: 511 }, (_, at) => {
    const share = at / 255 - 1;
    const end = share < 0 ? low : high;
    const weight = lifted ? Math.sqrt(Math.abs(share)) : Math.abs(share);
    const mixed = (colour: 0 | 1 | 2) => Math.round(zero[colour] + (end[colour] - zero[colour]) * weight);
    return ((255 << 24) | (mixed(2) << 16) | (mixed(1) << 8) | mixed(0)) >>> 0;
  });
}
