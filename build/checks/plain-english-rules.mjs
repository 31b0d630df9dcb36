/**
 * Words that no sentence, name or text of Parley uses (docs/architecture.md, house rule 10), each with what to write
 * instead. A phrase is also found across a line break and inside a name (`toWhoever`, `goesOn`); `|` separates forms of
 * its first word.
 */
export const refusedWords = [
  { words: 'whoever', instead: 'the person who, anyone who' },
  { words: 'somebody', instead: 'a person, someone' },
  { words: 'go|goes|going|went|gone on', instead: 'continue' },
  { words: 'told of', instead: 'notified of' },
  { words: 'come|comes|coming|came about', instead: 'happen' },
  { words: 'anew', instead: 'again' },
  { words: 'give|gives|given|giving|gave back', instead: 'release (a device), return (a value)' },
  { words: 'come|comes|coming|came by', instead: 'get' },
  { words: 'in vain', instead: 'without success' },
  { words: 'stand|stands|standing|stood in', instead: 'is stored in, is in' },
  { words: 'hear|hears|hearing|heard of', instead: 'learn of, be notified of' },
  { words: 'one that', instead: 'the noun that is meant' },
  { words: 'for ever', instead: 'indefinitely, for good' },
];

/** Phrases that are right all the same. The hit stands in brackets in the text that a pattern is tried on. */
export const allowedPhrases = [
  { pattern: /the (\w+ )?\[one that\]/i, because: 'the noun stands close by' },
  { pattern: /\[(stands? in\] for|standIn\])/, because: 'a fake stands in for a part, as a stand-in' },
  { pattern: /["“`]\[[^\]]*\]["”`]/, because: 'a sentence about the word itself quotes it' },
];

/** What is checked: tracked text files, without those that are not ours or that list the words. */
export const checkedFiles = {
  extensions: ['.ts', '.tsx', '.mjs', '.md', '.css', '.html', '.json', '.yml', '.yaml'],
  except: [
    'package-lock.json',
    'build/checks/plain-english-rules.mjs',
    'test/unit/build/checks/plain-english.test.ts',
  ],
};
