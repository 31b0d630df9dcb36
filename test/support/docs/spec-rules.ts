/** The rules of one section of docs/SPEC.md: its prefix (`INV`) and the number of its last rule. */
export type SpecSections = ReadonlyMap<string, number>;

/**
 * Reads the sections and their numbered rules from the text of docs/SPEC.md.
 * @throws Error when the rules of a section are not numbered 1, 2, 3 …
 */
export function readSpecSections(spec: string): SpecSections {
  const sections = new Map<string, number>();
  let prefix: string | undefined;
  for (const line of spec.split('\n')) {
    const heading = /^## (?:([A-Z][A-Z0-9]*): )?/.exec(line);
    if (heading) prefix = heading[1];
    const number = /^(\d+)\. /.exec(line)?.[1];
    if (!prefix || !number) continue;
    const expected = (sections.get(prefix) ?? 0) + 1;
    if (Number(number) !== expected)
      throw new Error(`${prefix}-${number} stands where ${prefix}-${expected} belongs`);
    sections.set(prefix, expected);
  }
  return sections;
}

/** All rule IDs of the specification, in its order. */
export function ruleIds(sections: SpecSections): string[] {
  return [...sections].flatMap(([prefix, last]) =>
    Array.from({ length: last }, (_, at) => `${prefix}-${at + 1}`),
  );
}

/**
 * The rule IDs that a text quotes, in order and with repetitions. A range is written out: `NOTE-1 to 3` and
 * `NOTE-1 to NOTE-3` quote three rules. Only prefixes of the specification count, so `UTF-8` is not a rule.
 */
export function quotedRules(text: string, sections: SpecSections): string[] {
  const prefixes = [...sections.keys()].join('|');
  const quote = new RegExp(`(?<![\\w-])(${prefixes})-(\\d+)(?: to (?:\\1-)?(\\d+))?(?![\\w-])`, 'g');
  return [...text.matchAll(quote)].flatMap(([, prefix, first, last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => `${prefix}-${Number(first) + at}`),
  );
}

/** The rule IDs that test titles quote: those in square brackets. */
export function rulesOfTitles(text: string, sections: SpecSections): string[] {
  return [...text.matchAll(/\[([^[\]\n]*)\]/g)].flatMap(([, inside = '']) => quotedRules(inside, sections));
}
