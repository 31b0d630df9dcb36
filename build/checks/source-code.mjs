import path from 'node:path';

/**
 * What a source file imports and names.
 * @typedef {{imports: string[], names: Set<string>, exportsDefault: boolean}} Code
 *   imports are paths from the root, or `npm:` and the package, or `node:` and the module; type imports count
 */

/**
 * Reads source files with oxc-parser.
 * @param {Record<string, string>} files source text by path from the root, with forward slashes
 * @returns {Promise<Map<string, Code>>}
 * @throws {Error} that names the file which cannot be parsed
 */
export async function readSources(files) {
  const { parseSync } = await import('oxc-parser');
  return new Map(Object.entries(files).map(([file, source]) => [file, readCode(file, source, parseSync)]));
}

function readCode(file, source, parseSync) {
  const found = { imports: new Set(), names: new Set(), exportsDefault: false };
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0].message}`);
  visit(program, (node) => noteNode(node, file, found));
  return { ...found, imports: [...found.imports] };
}

function noteNode(node, file, found) {
  const request = node.type === 'TSImportType' ? (node.source ?? node.argument) : node.source;
  const target = request?.value ?? request?.literal?.value;
  if (/Import|^Export/.test(node.type) && typeof target === 'string')
    found.imports.add(resolve(file, target));
  if (node.type === 'Identifier') found.names.add(node.name);
  if (node.type === 'MemberExpression' && node.computed && typeof node.property.value === 'string') {
    found.names.add(node.property.value);
  }
  if (node.type === 'ExportDefaultDeclaration') found.exportsDefault = true;
  if (node.type === 'ExportSpecifier' && (node.exported.name ?? node.exported.value) === 'default')
    found.exportsDefault = true;
}

function resolve(file, request) {
  const [place] = request.split('?');
  if (place.startsWith('.')) return path.posix.join(path.posix.dirname(file), place);
  return place.startsWith('node:') ? place : `npm:${place}`;
}

function visit(node, note) {
  if (Array.isArray(node)) for (const item of node) visit(item, note);
  if (typeof node?.type !== 'string') return;
  note(node);
  for (const value of Object.values(node)) if (typeof value === 'object') visit(value, note);
}
