import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../files/paths.mjs';
import { trackedFiles } from '../files/tracked-files.mjs';
import { allowedPhrases, checkedFiles, notYet, refusedWords } from './plain-english-rules.mjs';

/** @typedef {{file: string, line: number, words: string, instead: string, text: string}} Hit `text` is what stands there */

/** A phrase may be wrapped within a comment, so what opens the next line of the comment counts as space. */
const GAP = '(?:[ \\t]+|[ \\t]*\\n[ \\t]*(?:(?:\\*|//|#|>|--)[ \\t]*)?)';
const gaps = new RegExp(GAP, 'g');
const patterns = refusedWords.map((rule) => ({ ...rule, pattern: patternOf(rule.words) }));

/**
 * Finds refused words in one file.
 * @param {string} file its path from the root
 * @param {string} source
 * @returns {Hit[]}
 */
export function findRefusedWords(file, source) {
  return patterns.flatMap(({ words, instead, pattern }) =>
    [...source.matchAll(pattern)]
      .filter((match) => !isAllowed(match, source))
      .map(({ index, 0: text }) => {
        const line = source.slice(0, index).split('\n').length;
        return { file, line, words, instead, text: text.replace(gaps, ' ') };
      }),
  );
}

/**
 * Checks the checkout: prints counts by word, and each hit in a folder that holds more than `notYet` allows.
 * @returns {boolean} whether no folder does
 */
export function checkPlainEnglish() {
  const hits = trackedFiles()
    .filter((file) => checkedFiles.extensions.includes(path.extname(file)))
    .filter((file) => !checkedFiles.except.includes(file))
    .flatMap((file) => findRefusedWords(file, readFileSync(path.join(root, file), 'utf8')));
  const folders = Map.groupBy(hits, ({ file }) => topFolder(file));
  const exceeded = [...folders].filter(([folder, { length }]) => length > (notYet[folder] ?? 0));
  for (const { file, line, text, instead } of exceeded.flatMap(([, found]) => found))
    process.stdout.write(`${file}:${line}: "${text}"; write: ${instead}\n`);
  const byWords = Object.entries(Object.groupBy(hits, (hit) => hit.words));
  const counts = byWords.map(([words, found]) => `  ${words}: ${found.length}\n`);
  const ceilings = Object.entries(notYet).map(([folder, allowed]) => {
    const count = folders.get(folder)?.length ?? 0;
    return `  in ${folder}: ${count}; ${allowed} allowed for now\n`;
  });
  process.stdout.write(`${counts.join('')}${ceilings.join('')}Plain English: ${hits.length} refused words\n`);
  return exceeded.length === 0;
}

/** Files at the root count as the folder `.`. */
function topFolder(file) {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '.';
}

function isAllowed({ index, 0: hit }, source) {
  const end = index + hit.length;
  const marked = `${source.slice(Math.max(0, index - 40), index)}[${hit}]${source.slice(end, end + 40)}`;
  const sentence = marked.replace(gaps, ' ');
  return allowedPhrases.some(({ pattern }) => pattern.test(sentence));
}

function patternOf(words) {
  const [forms, ...rest] = words.split(' ');
  const capital = forms.split('|').map(capitalised).join('|');
  const first = `(?:(?<![A-Za-z])(?:${forms})|(?<![A-Z])(?:${capital})|(?<![A-Z])(?:${forms.toUpperCase()}))`;
  const following = rest.map((word) => `(?:${GAP}(?:${word}|${capitalised(word)})|${capitalised(word)})`);
  return new RegExp(`${first}${following.join('')}(?![a-z])`, 'g');
}

function capitalised(word) {
  return word[0].toUpperCase() + word.slice(1);
}
