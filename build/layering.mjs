import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileRules, importRules, nameRules } from './checks/layering-rules.mjs';
import { filesBelow } from './files/content-hash.mjs';
import { root } from './files/paths.mjs';
import { bootstrap } from './setup/bootstrap.mjs';
import { runScript } from './setup/setup-error.mjs';

/**
 * Holds source files against the rules in layering-rules.mjs.
 * @param {Record<string, string>} files source text by path from the root, with forward slashes
 * @returns {Promise<string[]>} one line for each breach, sorted
 */
export async function findBreaches(files) {
  const { parseSync } = await import('oxc-parser');
  const breaches = Object.entries(files).flatMap(([file, source]) => [
    ...shapeBreaches(file, source),
    ...codeBreaches(file, readCode(file, source, parseSync)),
  ]);
  return [...new Set(breaches)].sort();
}

/**
 * Checks the checkout and prints each breach.
 * @returns {Promise<boolean>} whether there is none
 */
export async function checkLayering() {
  const files = fileRules.folders
    .flatMap((folder) => filesBelow(path.join(root, folder)))
    .filter((file) => fileRules.extensions.includes(path.extname(file)))
    .map((file) => [path.relative(root, file).split(path.sep).join('/'), readFileSync(file, 'utf8')]);
  const breaches = await findBreaches(Object.fromEntries(files));
  for (const breach of breaches) process.stdout.write(`${breach}\n`);
  process.stdout.write(`${files.length} files, ${breaches.length} breaches of the layering\n`);
  return breaches.length === 0;
}

function shapeBreaches(file, source) {
  const lines = source.split('\n').length - (source.endsWith('\n') ? 1 : 0);
  const name = path.posix.basename(file);
  return [
    ...(lines > fileRules.maxLines ? [`${file}: has ${lines} lines; ${fileRules.maxLines} at most`] : []),
    ...(fileRules.refusedName.test(name)
      ? [`${file}: is named after nothing in particular; name it after what it holds`]
      : []),
  ];
}

function codeBreaches(file, { imports, names, exportsDefault }) {
  const applies = (rule) => matches(file, rule.files) && !matches(file, rule.except ?? []);
  const importBreaches = importRules
    .filter(applies)
    .flatMap((rule) =>
      imports
        .filter((target) => isRefused(target, rule))
        .map((target) => `${file}: imports ${target}; ${rule.because}`),
    );
  const nameBreaches = nameRules
    .filter(applies)
    .flatMap((rule) =>
      rule.names.filter((name) => names.has(name)).map((name) => `${file}: uses ${name}; ${rule.because}`),
    );
  const defaultBreach = exportsDefault && !fileRules.mayExportDefault.test(file);
  return [
    ...importBreaches,
    ...nameBreaches,
    ...(defaultBreach ? [`${file}: has a default export; name it`] : []),
  ];
}

function isRefused(target, rule) {
  if (rule.only) return !matches(target, rule.only);
  return matches(target, rule.not) && !matches(target, rule.butMay ?? []);
}

function matches(target, places) {
  return places.some((place) => {
    if (place.endsWith('/')) return target.startsWith(place);
    if (place.endsWith('*')) return target.startsWith(place.slice(0, -1));
    return target === place || target.startsWith(`${place}/`);
  });
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

/** @returns {string} the path from the root, or `npm:` and the package, or `node:` and the module */
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

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await bootstrap({ worker: false, purpose: 'to check the layering' });
    return (await checkLayering()) ? 0 : 1;
  });
}
