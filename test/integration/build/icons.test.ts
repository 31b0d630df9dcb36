import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureIcons } from '../../../build/icons/draw-icons.mjs';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

let parent: string;
let folder: string;

beforeAll(async () => {
  parent = mkdtempSync(path.join(os.tmpdir(), 'parley-icons-'));
  folder = path.join(parent, 'icons');
  await ensureIcons({ folder });
});
afterAll(() => rmSync(parent, { recursive: true }));

const file = (name: string) => readFileSync(path.join(folder, name));

/** Width and height of a PNG (PNG §11.2.2). @throws when it is none */
function pngSize(png: Buffer): [number, number] {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** Pictures in a Windows icon. */
function icoEntries(): { width: number; image: Buffer }[] {
  const ico = file('icon.ico');
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const start = ico.readUInt32LE(at + 12);
    return { width: ico[at] || 256, image: ico.subarray(start, start + ico.readUInt32LE(at + 8)) };
  });
}

test('[DESK-9] there is a picture of every size', () => {
  expect(SIZES.map((size) => pngSize(file(`${size}.png`)))).toEqual(SIZES.map((size) => [size, size]));
});

describe('the Windows icon', () => {
  test('[DESK-9] has bitmaps up to 64 pixels and a PNG of 256', () => {
    const entries = icoEntries();
    expect(entries.map(({ width }) => width)).toEqual([16, 24, 32, 48, 64, 256]);
    expect(pngSize(entries.at(-1)?.image ?? Buffer.alloc(0))).toEqual([256, 256]);
    for (const { width, image } of entries.slice(0, -1)) {
      expect([image.readInt32LE(4), image.readInt32LE(8), image.readUInt16LE(14)]).toEqual([
        width,
        width * 2,
        32,
      ]);
      expect(image.length).toBe(40 + width * width * 4 + Math.ceil(width / 32) * 4 * width);
    }
  });

  test('[DESK-9] shows Parley’s mark at 16 pixels: a white bubble on blue, corners cut', () => {
    const { image } = icoEntries()[0] ?? { image: Buffer.alloc(0) };
    const pixel = (x: number, y: number) => [...image.subarray(40 + ((15 - y) * 16 + x) * 4).subarray(0, 4)];
    expect(pixel(6, 5)).toEqual([255, 255, 255, 255]);
    // Blue, green, red, alpha.
    expect(pixel(14, 3)).toEqual([0xd0, 0x53, 0x2a, 255]);
    expect(pixel(0, 0)[3]).toBeLessThan(128);
  });
});

test('[DESK-9] the macOS icon has every width, also for displays of double density', () => {
  const icns = file('icon.icns');
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
  const found: [string, number][] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    found.push([icns.toString('latin1', at, at + 4), pngSize(icns.subarray(at + 8))[0]]);
  }
  expect(Object.fromEntries(found)).toEqual({
    ic11: 32,
    ic12: 64,
    ic07: 128,
    ic13: 256,
    ic08: 256,
    ic14: 512,
    ic09: 512,
    ic10: 1024,
  });
});

test('[DESK-9] what is there is not drawn again', async () => {
  const before = statSync(path.join(folder, '16.png')).mtimeMs;
  await ensureIcons({ folder });
  expect(statSync(path.join(folder, '16.png')).mtimeMs).toBe(before);
});
