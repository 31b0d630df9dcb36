import { crc32, deflateSync } from 'node:zlib';
import type { Activity } from '../../../core/ports.ts';

/** A state of the tray, or the taskbar mark for waiting calls and messages. */
export type IconName = Activity | 'waiting';

/** Whether a point belongs to a shape. Coordinates run from 0 to 1, starting at the icon's upper left corner. */
type Shape = (x: number, y: number) => boolean;

const disc =
  (radius: number, middle: number): Shape =>
  (x, y) =>
    Math.hypot(x - 0.5, y - middle) <= radius;
const box =
  (left: number, top: number, right: number, bottom: number): Shape =>
  (x, y) =>
    x >= left && x <= right && y >= top && y <= bottom;
const either =
  (...shapes: Shape[]): Shape =>
  (x, y) =>
    shapes.some((shape) => shape(x, y));
const without =
  (shape: Shape, hole: Shape): Shape =>
  (x, y) =>
    shape(x, y) && !hole(x, y);

/** The speech bubble of Parley's icon with its tail, inset by a border on all sides. */
const bubble =
  (border: number): Shape =>
  (x, y) => {
    const radius = 0.24 - border;
    const [left, top, right, bottom] = [0.03 + border, 0.08 + border, 0.97 - border, 0.74 - border];
    // Distance from the point to the box that contains the centres of the round corners.
    const dx = Math.max(left + radius - x, x - (right - radius), 0);
    const dy = Math.max(top + radius - y, y - (bottom - radius), 0);
    const tail = x >= 0.22 + border && y >= bottom && y <= 0.94 - border * 2.2 - (x - 0.22 - border) * 0.9;
    return Math.hypot(dx, dy) <= radius || tail;
  };
const slash: Shape = (x, y) => Math.abs(x - y - 0.09) <= 0.09;
const arrow: Shape = (x, y) => y >= 0.2 && y <= 0.6 && Math.abs(x - 0.5) <= (y < 0.44 ? y - 0.18 : 0.09);
const BUBBLE = bubble(0);
const OUTLINE = without(BUBBLE, bubble(0.13));
/** The shapes differ even without colour, since macOS uses only the shape. The colours are visible on light and dark. */
const ICONS: Readonly<Record<IconName, { shape: Shape; rgb: readonly [number, number, number] }>> = {
  'signed-out': { shape: without(BUBBLE, bubble(0.07)), rgb: [128, 134, 142] },
  available: { shape: OUTLINE, rgb: [46, 160, 96] },
  'do-not-disturb': { shape: either(OUTLINE, box(0.27, 0.35, 0.73, 0.47)), rgb: [214, 69, 65] },
  ringing: { shape: either(OUTLINE, disc(0.13, 0.41)), rgb: [230, 145, 20] },
  'in-call': { shape: BUBBLE, rgb: [38, 120, 220] },
  muted: { shape: without(BUBBLE, slash), rgb: [214, 69, 65] },
  sharing: { shape: without(BUBBLE, arrow), rgb: [150, 84, 214] },
  waiting: { shape: disc(0.5, 0.5), rgb: [214, 69, 65] },
};

/** Number of sample points per pixel in each direction, for smooth edges. */
const SAMPLES = 4;

/** Returns an icon as a data URL. @param size width and height in pixels */
export function iconUrl(name: IconName, size: number): string {
  return `data:image/png;base64,${iconPng(name, size).toString('base64')}`;
}

/** Returns an icon as a PNG file. @param size width and height in pixels */
export function iconPng(name: IconName, size: number): Buffer {
  const { shape, rgb } = ICONS[name];
  // RGBA rows, each after a byte that means "not filtered" (PNG §9).
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const at = y * (1 + size * 4) + 1 + x * 4;
      rows.set([...rgb, Math.round(255 * coverage(shape, { x, y, size }))], at);
    }
  }
  return png(size, rows);
}

function coverage(shape: Shape, { x, y, size }: { x: number; y: number; size: number }): number {
  let inside = 0;
  for (let i = 0; i < SAMPLES * SAMPLES; i += 1) {
    const dx = ((i % SAMPLES) + 0.5) / SAMPLES;
    const dy = (Math.floor(i / SAMPLES) + 0.5) / SAMPLES;
    if (shape((x + dx) / size, (y + dy) / size)) inside += 1;
  }
  return inside / SAMPLES ** 2;
}

/** PNG §5: signature, header (8 bits, RGBA), pixels, end. */
function png(size: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
