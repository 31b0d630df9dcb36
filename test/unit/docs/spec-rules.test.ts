import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { quotedRules, readSpecSections, ruleIds, rulesOfTitles } from '../../support/docs/spec-rules.ts';

const root = path.join(import.meta.dirname, '../../..');
const sections = readSpecSections(read('docs/SPEC.md'));
const sources = globSync(
  ['{protocol,electron,renderer,server,build,test}/**/*.{ts,tsx,mjs,css}', 'docs/**/*.md', '*.md'],
  { cwd: root },
).filter((file) => !file.startsWith(path.join('test', 'unit', 'docs')));

describe('the rules of docs/SPEC.md', () => {
  it('include every rule that code, tests and documents quote', () => {
    const known = new Set(ruleIds(sections));
    const unknown = sources.flatMap((file) =>
      quotedRules(read(file), sections)
        .filter((id) => !known.has(id))
        .map((id) => `${file}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });

  it('are quoted by tests, or printed', () => {
    const titles = sources.filter((file) => /\.test\.tsx?$/.test(file)).map(read);
    const proven = new Set(titles.flatMap((text) => rulesOfTitles(text, sections)));
    const unproven = ruleIds(sections).filter((id) => !proven.has(id));
    process.stdout.write(
      `${unproven.length} of ${ruleIds(sections).length} rules have no test: ${unproven.join(', ')}\n`,
    );
    expect(proven.size).toBeGreaterThan(0);
  });
});

describe('reading the specification', () => {
  it('counts the rules of each section', () => {
    const spec = '# Title\n## Terms\n1. not a rule\n## INV: invitations\n1. a\n2. b\n## E2E: secrets\n1. c\n';
    expect([...readSpecSections(spec)]).toEqual([
      ['INV', 2],
      ['E2E', 1],
    ]);
  });

  it('refuses a gap in the numbers', () => {
    expect(() => readSpecSections('## INV: invitations\n1. a\n3. c\n')).toThrow(
      'INV-3 stands where INV-2 belongs',
    );
  });
});

describe('quoted rules', () => {
  const small = new Map([
    ['INV', 3],
    ['E2E', 2],
  ]);
  it.each([
    ['a title', '[INV-3] says why', ['INV-3']],
    ['a comment', '(SPEC INV-2, E2E-1).', ['INV-2', 'E2E-1']],
    ['a range', 'INV-1 to 3', ['INV-1', 'INV-2', 'INV-3']],
    ['a range with both prefixes', 'INV-2 to INV-3', ['INV-2', 'INV-3']],
    ['a number after the last rule', 'INV-9', ['INV-9']],
    ['other tokens', 'UTF-8, SHA-256, MYINV-1, X-INV-1, INV-1a', []],
  ])('in %s', (_, text, expected) => {
    expect(quotedRules(text, small)).toEqual(expected);
  });

  it('prove a rule only in square brackets', () => {
    expect(rulesOfTitles("// INV-1\nit('[INV-2] [E2E-1, INV-3] works')", small)).toEqual([
      'INV-2',
      'E2E-1',
      'INV-3',
    ]);
  });
});

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
