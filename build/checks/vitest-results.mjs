import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{passed: number, failed: number, skipped: string[]}} Counts `skipped` has the titles of skipped tests */

/**
 * Counts the results in Vitest's JSON report.
 * @param {string} reportFile
 * @param {number} exitCode of Vitest; if it is not 0 and no test failed, that counts as one failure
 * @returns {Counts}
 */
export function countResults(reportFile, exitCode) {
  const suites = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')).testResults : [];
  const tests = suites.flatMap((suite) => suite.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const skipped = tests.filter((test) => ['skipped', 'pending', 'todo', 'disabled'].includes(test.status));
  // A file that cannot be loaded has no tests and counts as one failure.
  const broken = suites.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  const failed = tests.filter((test) => test.status === 'failed').length + broken;
  return {
    passed,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: skipped.map((test) => test.fullName),
  };
}
