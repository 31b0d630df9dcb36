import path from 'node:path';
import { findCycles } from './import-cycles.mjs';
import {
  cycleFolders,
  featureRules,
  fileRules,
  folderRules,
  importRules,
  nameRules,
} from './layering-rules.mjs';
import { readSources } from './source-code.mjs';

/**
 * @typedef {{kind: 'file' | 'import' | 'name' | 'cycle' | 'folder' | 'internal', text: string}} Breach
 *   `text` is one line for the user
 */

/**
 * Checks source files against the rules in layering-rules.mjs.
 * @param {Record<string, string>} files source text by path from the root, with forward slashes
 * @param {typeof featureRules.publicFiles} [publicFiles] of the features of core
 * @returns {Promise<Breach[]>} sorted by text, each once
 */
export async function findBreaches(files, publicFiles = featureRules.publicFiles) {
  const sources = await readSources(files);
  const breaches = [
    ...Object.entries(files).flatMap(([file, text]) => fileBreaches(file, text)),
    ...[...sources].flatMap(([file, code]) => codeBreaches(file, code)),
    ...[...sources].flatMap(([file, code]) => internalBreaches(file, code.imports, publicFiles)),
    ...cycleBreaches(sources),
    ...folderBreaches(Object.keys(files)),
  ];
  const byText = new Map(breaches.map((breach) => [breach.text, breach]));
  return [...byText.keys()].sort().map((text) => byText.get(text));
}

function fileBreaches(file, text) {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const name = path.posix.basename(file);
  return [
    ...(lines > fileRules.maxLines ? [`${file}: has ${lines} lines; ${fileRules.maxLines} at most`] : []),
    ...(fileRules.refusedName.test(name) ? [`${file}: has a vague name; name it after its contents`] : []),
  ].map((line) => ({ kind: 'file', text: line }));
}

function codeBreaches(file, { imports, names, exportsDefault }) {
  const applies = (rule) => matches(file, rule.files) && !matches(file, rule.except ?? []);
  const refusedImports = importRules
    .filter(applies)
    .flatMap((rule) =>
      imports
        .filter((target) => isRefused(target, rule))
        .map((target) => `${file}: imports ${target}; ${rule.because}`),
    );
  const refusedNames = nameRules
    .filter(applies)
    .flatMap((rule) =>
      rule.names.filter((name) => names.has(name)).map((name) => `${file}: uses ${name}; ${rule.because}`),
    );
  const refusedDefault = exportsDefault && !fileRules.mayExportDefault.test(file);
  return [
    ...refusedImports.map((text) => ({ kind: 'import', text })),
    ...refusedNames.map((text) => ({ kind: 'name', text })),
    ...(refusedDefault ? [{ kind: 'file', text: `${file}: has a default export; name it` }] : []),
  ];
}

function isRefused(target, rule) {
  if (rule.only) return !matches(target, rule.only);
  return matches(target, rule.not) && !matches(target, rule.butMay ?? []);
}

function internalBreaches(file, imports, publicFiles) {
  if (!matches(file, featureRules.importers)) return [];
  return imports
    .filter((target) => isInternal(target, file, publicFiles))
    .map((target) => ({
      kind: 'internal',
      text: `${file}: imports ${target}; it is internal to its feature`,
    }));
}

function isInternal(target, file, publicFiles) {
  if (!target.startsWith(featureRules.folder)) return false;
  const [feature, ...rest] = target.slice(featureRules.folder.length).split('/');
  if (rest.length === 0 || file.startsWith(`${featureRules.folder}${feature}/`)) return false;
  const allowed = publicFiles[feature];
  return allowed ? !allowed.includes(rest.join('/')) : rest.length > 1;
}

function cycleBreaches(sources) {
  const imports = [...sources]
    .filter(([file]) => matches(file, cycleFolders))
    .map(([file, code]) => [file, code.imports]);
  return findCycles(new Map(imports)).map((cycle) => ({
    kind: 'cycle',
    text: `${[...cycle, cycle[0]].join(' → ')}: import each other in a cycle`,
  }));
}

function folderBreaches(files) {
  const sizes = new Map();
  for (const file of files.filter((name) => matches(name, folderRules.folders))) {
    const folder = path.posix.dirname(file);
    sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
  }
  return [...sizes]
    .filter(([, size]) => size > folderRules.maxFiles)
    .map(([folder, size]) => ({
      kind: 'folder',
      text: `${folder}/: has ${size} source files; ${folderRules.maxFiles} at most`,
    }));
}

function matches(target, places) {
  return places.some((place) => {
    if (place.endsWith('/')) return target.startsWith(place);
    if (place.endsWith('*')) return target.startsWith(place.slice(0, -1));
    return target === place || target.startsWith(`${place}/`);
  });
}
