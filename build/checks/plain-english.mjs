import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../files/paths.mjs';
import { trackedFiles } from '../files/tracked-files.mjs';
import { allowedPhrases, checkedFiles, refusedWords } from './plain-english-rules.mjs';

/** @typedef {{file: string, line: number, words: string, instead: string, text: string}} Hit `text` is the text in the file */

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
 * Checks the checkout: prints each hit, and counts by word.
 * @returns {boolean} whether there are none
 */
export function checkPlainEnglish() {
  const hits = trackedFiles()
    .filter((file) => checkedFiles.extensions.includes(path.extname(file)))
    .filter((file) => !checkedFiles.except.includes(file))
    .flatMap((file) => findRefusedWords(file, readFileSync(path.join(root, file), 'utf8')));
  for (const { file, line, text, instead } of hits)
    process.stdout.write(`${file}:${line}: "${text}"; write: ${instead}\n`);
  const byWords = Object.entries(Object.groupBy(hits, (hit) => hit.words));
  const counts = byWords.map(([words, found]) => `  ${words}: ${found.length}\n`);
  process.stdout.write(`${counts.join('')}Plain English: ${hits.length} refused words\n`);
  return hits.length === 0;
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
