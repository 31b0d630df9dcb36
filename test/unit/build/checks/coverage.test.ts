import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { coverageTable, readCoverage } from '../../../../build/checks/coverage.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'coverage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A report of one file with two statements and one branch of two ways, each with how often it ran. */
function report(name: string, statements: [number, number], ways: [number, number]): string {
  const at = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } });
  const file = {
    path: path.join('/checkout', name),
    statementMap: { 0: at(1), 1: at(2) },
    s: { 0: statements[0], 1: statements[1] },
    branchMap: { 0: { loc: at(2), locations: [at(2), at(2)] } },
    b: { 0: ways },
  };
  const reportFile = path.join(folder, `${Math.random()}.json`);
  writeFileSync(reportFile, JSON.stringify({ [file.path]: file }));
  return reportFile;
}

it('adds up what several reports cover, by folder of the product', () => {
  const reports = [
    report('server/a.ts', [3, 0], [1, 0]),
    report('server/a.ts', [0, 1], [0, 0]),
    report('renderer/views/b.tsx', [1, 0], [0, 0]),
    path.join(folder, 'missing.json'),
  ];
  const coverage = readCoverage(reports, '/checkout');
  expect(coverage.server).toEqual({ lines: 2, coveredLines: 2, branches: 2, coveredBranches: 1 });
  expect(coverage.renderer).toEqual({ lines: 2, coveredLines: 1, branches: 2, coveredBranches: 0 });
  expect(coverageTable(coverage).split('\n')).toEqual([
    '                lines branches',
    '  server      100.0 %   50.0 %',
    '  renderer     50.0 %    0.0 %',
  ]);
});
