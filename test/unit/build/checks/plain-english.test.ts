import { describe, expect, it } from 'vitest';
import { findRefusedWords } from '../../../../build/checks/plain-english.mjs';

function textsIn(source: string): string[] {
  return findRefusedWords('renderer/a.ts', source).map(({ text }) => text);
}

describe('plain English', () => {
  it.each([
    ['a comment', '/** Rings whoever is there. */', 'whoever'],
    ['a sentence that begins with it', '// Somebody is there.', 'Somebody'],
    ['a title of a test', "test('the call goes on', () => {});", 'goes on'],
    ['a text of the interface', "title: 'Whoever has the link',", 'Whoever'],
    ['a name', 'const toWhoever = 1;', 'Whoever'],
    ['a name that begins with it', 'function goesOn() {}', 'goesOn'],
    ['a name of several words', 'await untilGivenBack(person);', 'GivenBack'],
    ['a constant', 'const FOR_WHOEVER = 1;', 'WHOEVER'],
    ['another form of a verb', 'It was given back, or', 'given back'],
  ])('refuses a word in %s', (_, source, text) => {
    expect(textsIn(source)).toEqual([text]);
  });

  it('finds a phrase across a line break of a comment or of prose, and names its line', () => {
    const hits = findRefusedWords(
      'a.ts',
      'const a = 1;\n/**\n * A call goes\n * on.\n */\n// It comes\n// about.',
    );
    expect(hits).toEqual([
      expect.objectContaining({ file: 'a.ts', line: 3, text: 'goes on', instead: 'continue' }),
      expect.objectContaining({ line: 6, text: 'comes about' }),
    ]);
    expect(textsIn('it goes\n  on')).toEqual(['goes on']);
  });

  it.each([
    'The mango once ripened.',
    'A fake stands in for a port.',
    'Of the two calls, the one that rings is answered.',
    'const janewick = manewLine;',
    'function standIn() {}',
    'A stand-in for a module.',
    'cargo on a ship',
    'A device is released, never "given back".',
  ])('lets %j pass', (source) => {
    expect(textsIn(source)).toEqual([]);
  });
});
