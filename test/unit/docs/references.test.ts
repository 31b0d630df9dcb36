import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, type Reference, referencesIn, scriptsIn } from '../../support/docs/references.ts';

const root = path.join(import.meta.dirname, '../../..');
const documents = globSync(['*.md', 'docs/**/*.md', '.github/**/*.md'], { cwd: root });
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
/** SPEC names a report that a later rule asks for. */
const NOT_YET = new Set(['docs/accessibility.md']);

describe.each(documents)('%s', (document) => {
  it('names files and headings that exist', () => {
    const missing = referencesIn(read(document)).filter((reference) => !exists(document, reference));
    expect(missing).toEqual([]);
  });

  it('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json'));
    expect(scriptsIn(read(document)).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

function exists(document: string, { kind, target, anchor }: Reference): boolean {
  if (kind === 'path') return NOT_YET.has(target) || existsSync(path.join(root, target));
  const file = target === '' ? document : path.join(path.dirname(document), target);
  if (!existsSync(path.join(root, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).includes(anchor);
}

describe('references of a document', () => {
  it.each<[string, Reference[]]>([
    ['[a](b.md#c-d)', [{ kind: 'link', target: 'b.md', anchor: 'c-d' }]],
    ['[a](#here)', [{ kind: 'link', target: '', anchor: 'here' }]],
    ['![a](images/b.png)', [{ kind: 'link', target: 'images/b.png' }]],
    ['[a](https://example.org/b)', []],
    [
      '`protocol/rpc/` and `build/test.mjs`',
      [
        { kind: 'path', target: 'protocol/rpc/' },
        { kind: 'path', target: 'build/test.mjs' },
      ],
    ],
    ['`server/…`, `dist/server/main.js`', []],
  ])('in %s', (markdown, expected) => {
    expect(referencesIn(markdown)).toEqual(expected);
  });

  it('make anchors as GitHub does', () => {
    expect(anchorsOf('# A `b` (c)\n## What, then?')).toEqual(['a-b-c', 'what-then']);
  });

  it('are scripts, too', () => {
    expect(scriptsIn('npm start; npm run bench -- join; npm test -- unit; npm ci')).toEqual([
      'start',
      'bench',
      'test',
    ]);
  });
});
