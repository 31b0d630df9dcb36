import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders of the product, in the order of the table. */
export const productFolders = ['protocol', 'server', 'electron', 'renderer'];

/** @typedef {{lines: number, coveredLines: number, branches: number, coveredBranches: number}} FolderCoverage */

/**
 * Adds up coverage reports (`coverage-final.json` of Istanbul). What one of them covers is covered.
 * @param {string[]} reportFiles those that do not exist are left out
 * @param {string} root of the checkout
 * @returns {Record<string, FolderCoverage>} by folder of the product
 */
export function readCoverage(reportFiles, root) {
  const lines = new Map();
  const branches = new Map();
  for (const reportFile of reportFiles.filter((file) => existsSync(file))) {
    for (const file of Object.values(JSON.parse(readFileSync(reportFile, 'utf8')))) {
      const name = path.relative(root, file.path).split(path.sep).join('/');
      for (const [id, { start }] of Object.entries(file.statementMap))
        note(lines, `${name}:${start.line}`, file.s[id]);
      for (const [id, { loc, locations }] of Object.entries(file.branchMap))
        for (const [at] of locations.entries())
          note(branches, `${name}:${loc.start.line}:${loc.start.column}:${at}`, file.b[id][at]);
    }
  }
  return Object.fromEntries(productFolders.map((folder) => [folder, sumOf(folder, lines, branches)]));
}

/** @param {Record<string, FolderCoverage>} coverage @returns {string} a small table, without a line break at its end */
export function coverageTable(coverage) {
  const rows = Object.entries(coverage)
    .filter(([, { lines }]) => lines > 0)
    .map(([folder, found]) => {
      const lines = percent(found.coveredLines, found.lines);
      return `  ${folder.padEnd(10)}${lines}${percent(found.coveredBranches, found.branches)}`;
    });
  return [`  ${''.padEnd(10)}${'lines'.padStart(9)}${'branches'.padStart(9)}`, ...rows].join('\n');
}

function note(counts, place, count) {
  counts.set(place, counts.get(place) === true || count > 0);
}

function sumOf(folder, lines, branches) {
  const inFolder = (counts) => [...counts].filter(([place]) => place.startsWith(`${folder}/`));
  const covered = (counts) => inFolder(counts).filter(([, isCovered]) => isCovered).length;
  return {
    lines: inFolder(lines).length,
    coveredLines: covered(lines),
    branches: inFolder(branches).length,
    coveredBranches: covered(branches),
  };
}

function percent(part, whole) {
  return `${whole === 0 ? '–' : ((100 * part) / whole).toFixed(1)} %`.padStart(9);
}
