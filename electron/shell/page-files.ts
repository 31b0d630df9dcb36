import { readFile } from 'node:fs/promises';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wasm': 'application/wasm',
};

/** One file of the page. */
export interface PageFile {
  /** MIME type. */
  type: string;
  content: Buffer;
}

/**
 * Reads a file of the built page.
 * @param folder the page's folder; no file outside of it is ever read
 * @param urlPath the path of the URL, still percent-encoded; `/` is `index.html`
 * @returns undefined if the path is not a file of a known type inside the folder
 */
export async function readPageFile(folder: string, urlPath: string): Promise<PageFile | undefined> {
  const file = resolveInside(folder, urlPath === '/' ? '/index.html' : urlPath);
  const type = file === undefined ? undefined : TYPES[path.extname(file).toLowerCase()];
  if (file === undefined || type === undefined) return undefined;
  try {
    return { type, content: await readFile(file) };
  } catch {
    return undefined;
  }
}

function resolveInside(folder: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  // No URL of the page contains hidden files, Windows separators, drives or streams, or NUL.
  if (/[\\:\0]/.test(decoded) || decoded.split('/').some((part) => part.startsWith('.'))) return undefined;
  const file = path.join(folder, decoded);
  return file.startsWith(path.join(folder, path.sep)) ? file : undefined;
}
