import { readFileSync } from 'node:fs';

/** The modules of zod by which a schema is written as JSON Schema. Every schema of zod points at them. */
const MODULES = /[\\/]zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/;
const EXPORT = /^export (?:const|function) (\w+)/gm;

/**
 * A Vite plugin that leaves zod's JSON Schema writer out of a bundle: the page only parses, and it is 5 kB of the first
 * script. Whatever of it is called all the same throws and says so. A zod that keeps its writer elsewhere fails the
 * build: otherwise it would come back unseen.
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
      if (!error && found.size !== 2)
        this.error('zod keeps its JSON Schema writer in other modules than before');
    },
  };
}

/**
 * A module of the same names, of which each throws.
 * @param {string} source of the module that it stands in for
 * @returns {string}
 */
export function standIn(source) {
  const names = [...source.matchAll(EXPORT)].map(([, name]) => name);
  return [
    "const left = () => { throw new Error('JSON Schema is left out of this bundle: build/bundling/zod-json-schema.mjs'); };",
    ...names.map((name) => `export { left as ${name} };`),
  ].join('\n');
}
