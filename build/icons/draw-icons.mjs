import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint } from '../files/content-hash.mjs';
import { dist, root } from '../files/paths.mjs';
import { findChromium } from '../setup/chromium.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { icnsFile, icoFile } from './icon-files.mjs';

const source = path.join(root, 'renderer', 'public', 'icon.svg');
const stampName = '.sources';
const icoSizes = [16, 24, 32, 48, 64, 256];
const pngSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** macOS leaves a margin around the shapes of its icons: 824 of 1024 pixels are the shape. */
const macScale = 824 / 1024;

/**
 * Brings `dist/icons` up to date: Parley's icon as PNG in every size, for Windows (`icon.ico`) and for macOS
 * (`icon.icns`), all drawn from the page's SVG by the installed Chromium.
 * @param {{folder?: string, optional?: boolean}} [options] with `optional` a missing Chromium is not an error
 * @throws {SetupError} if there is no Chromium
 */
export async function ensureIcons({ folder = path.join(dist, 'icons'), optional = false } = {}) {
  const sources = fingerprint([source, import.meta.dirname], root);
  if (readStamp(folder) === sources) return;
  const chromium = findChromium();
  if (chromium === undefined) {
    if (optional) return;
    throw new SetupError("Chromium or Chrome is not installed. It draws Parley's icons for the installers.");
  }
  const draft = `${folder}-${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true });
    for (const [name, content] of await drawFiles(chromium)) writeFileSync(path.join(draft, name), content);
    writeFileSync(path.join(draft, stampName), sources);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function readStamp(folder) {
  try {
    return readFileSync(path.join(folder, stampName), 'utf8');
  } catch {
    return undefined;
  }
}

async function drawFiles(executablePath) {
  const { chromium } = await import('playwright-core');
  const isRoot = process.getuid?.() === 0;
  const args = ['--disable-gpu', ...(isRoot ? ['--no-sandbox'] : [])];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage();
    const drawAll = (sizes, scale) => Promise.all(sizes.map((size) => draw(page, size, scale)));
    const plain = await drawAll(pngSizes, 1);
    const ico = plain.filter(({ size }) => icoSizes.includes(size));
    return [
      ...plain.map(({ size, png }) => [`${size}.png`, png]),
      ['icon.ico', icoFile(ico.map(({ rgba, ...rest }) => (rest.size < 256 ? { ...rest, rgba } : rest)))],
      ['icon.icns', icnsFile(await drawAll(pngSizes, macScale))],
    ];
  } finally {
    await browser.close();
  }
}

/** One picture, as PNG and as pixels. @param {number} scale the part of its width that the shape fills */
async function draw(page, size, scale) {
  const url = `data:image/svg+xml;base64,${readFileSync(source, 'base64')}`;
  const { png, rgba } = await page.evaluate(drawInPage, { url, size, scale });
  return { size, png: Buffer.from(png, 'base64'), rgba: Buffer.from(rgba, 'base64') };
}

/** Runs in Chromium. */
async function drawInPage({ url, size, scale }) {
  const { document, Image, FileReader, Blob } = globalThis;
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const context = canvas.getContext('2d');
  const margin = (size * (1 - scale)) / 2;
  context.drawImage(picture, margin, margin, size - 2 * margin, size - 2 * margin);
  const base64 = (blob) =>
    new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
      reader.readAsDataURL(blob);
    });
  const png = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  const rgba = new Blob([context.getImageData(0, 0, size, size).data]);
  return { png: await base64(png), rgba: await base64(rgba) };
}
