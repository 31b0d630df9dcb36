import { readFileSync } from 'node:fs';

/** The modules of zod that convert a schema to JSON Schema. Every zod schema references them. */
const MODULES = /[\\/]zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/;
const EXPORT = /^export (?:const|function) (\w+)/gm;

/**
 * A Vite plugin that leaves zod's JSON Schema conversion out of a bundle: the page only parses, and the conversion is 5 kB
 * of the first script. A call of it throws. The build fails if zod has moved the conversion to other modules, which would
 * otherwise be bundled unnoticed.
 */
export function withoutJsonSchema() {
  const found = new Set();
  return {
    name: 'without-json-schema',
    enforce: 'pre',
    buildStart() {
      found.clear();
    },
    load(id) {
      if (!MODULES.test(id)) return null;
      found.add(id);
      return standIn(readFileSync(id, 'utf8'));
    },
    buildEnd(error) {
      if (!error && found.size !== 2) this.error('zod has moved its JSON Schema conversion to other modules');
    },
  };
}

/**
 * A module with the same exports, each of which throws.
 * @param {string} source of the replaced module
 * @returns {string}
 */
export function standIn(source) {
  const names = [...source.matchAll(EXPORT)].map(([, name]) => name);
  return [
    "const left = () => { throw new Error('JSON Schema is left out of this bundle: build/bundling/zod-json-schema.mjs'); };",
    ...names.map((name) => `export { left as ${name} };`),
  ].join('\n');
}
