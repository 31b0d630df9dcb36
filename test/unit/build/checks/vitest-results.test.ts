import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countResults } from '../../../../build/checks/vitest-results.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-results-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function count(testResults: object[], exitCode: number) {
  const report = path.join(folder, 'report.json');
  writeFileSync(report, JSON.stringify({ testResults }));
  return countResults(report, exitCode);
}

const test = (status: string, fullName = status) => ({ status, fullName });

describe('countResults', () => {
  it('counts tests and names the skipped ones', () => {
    const tests = [
      test('passed'),
      test('failed'),
      test('skipped', 'tray (no Electron here)'),
      test('todo', 'later'),
    ];
    expect(count([{ status: 'failed', assertionResults: tests }], 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: ['tray (no Electron here)', 'later'],
    });
  });

  it('counts a file that cannot be loaded as one failure', () => {
    expect(count([{ status: 'failed', assertionResults: [] }], 1)).toEqual({
      passed: 0,
      failed: 1,
      skipped: [],
    });
  });

  it('counts an unhandled error or a crash as one failure', () => {
    expect(count([{ status: 'passed', assertionResults: [test('passed')] }], 1).failed).toBe(1);
    expect(countResults(path.join(folder, 'none.json'), 139)).toEqual({ passed: 0, failed: 1, skipped: [] });
  });
});
