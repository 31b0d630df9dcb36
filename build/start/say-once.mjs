import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../files/paths.mjs';

const again = 30 * 24 * 60 * 60 * 1000;

/**
 * Prints a message that applies to every start only once: the same message is not repeated for thirty days.
 * @param {string} topic name of the file that remembers it
 * @param {string} words
 * @param {{say: (line: string) => void, folder?: string, now?: number}} options
 */
export function sayOnce(topic, words, { say, folder = cacheFolder(), now = Date.now() }) {
  const file = path.join(folder, `said-${topic}`);
  try {
    if (now - statSync(file).mtimeMs < again && readFileSync(file, 'utf8') === words) return;
  } catch {
    // It was never printed.
  }
  say(words);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, words, { mode: 0o600 });
}
