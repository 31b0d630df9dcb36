import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { standIn, withoutJsonSchema } from '../../../../build/bundling/zod-json-schema.mjs';

const core = path.join(path.dirname(createRequire(import.meta.url).resolve('zod')), 'v4/core');
const MODULES = ['to-json-schema.js', 'json-schema-processors.js'];

describe("zod's JSON Schema conversion in the page's bundle", () => {
  test.each(MODULES)(
    'the stand-in for %s has every name that zod takes from it, and each throws',
    async (name) => {
      const source = standIn(readFileSync(path.join(core, name), 'utf8'));
      const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
      const schemas = readFileSync(path.join(core, '../classic/schemas.js'), 'utf8');
      const used = name.startsWith('to-')
        ? ['createStandardJSONSchemaMethod', 'createToJSONSchemaMethod']
        : [...schemas.matchAll(/processors\.(\w+)\(/g)].map(([, each]) => each);
      expect(used.length).toBeGreaterThan(1);
      expect(Object.keys(module)).toEqual(expect.arrayContaining(used));
      for (const each of Object.values(module)) expect(each).toThrow('JSON Schema is left out');
    },
  );

  test('a build without both modules fails', () => {
    const plugin = withoutJsonSchema();
    const errors: string[] = [];
    plugin.buildStart();
    plugin.load(path.join(core, MODULES[0] ?? ''));
    plugin.buildEnd.call({ error: (message: string) => errors.push(message) });
    expect(errors).toHaveLength(1);
    plugin.load(path.join(core, MODULES[1] ?? ''));
    plugin.buildEnd.call({ error: (message: string) => errors.push(message) });
    expect(errors).toHaveLength(1);
  });
});
