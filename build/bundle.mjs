import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { programs } from './bundling/programs.mjs';
import { fingerprint } from './files/content-hash.mjs';
import { dist, root } from './files/paths.mjs';
import { withProgress } from './processes/progress.mjs';
import { bootstrap, say } from './setup/bootstrap.mjs';
import { runScript } from './setup/setup-error.mjs';

const stampName = '.sources';
const buildFiles = ['build/bundle.mjs', 'build/bundling/', 'package-lock.json'];

/**
 * Brings the bundles in `dist/` up to date: builds those whose sources have changed.
 * @param {{only?: (keyof typeof programs)[], log?: (line: string) => void}} [options] `only` which bundles (default: all)
 * @returns {Promise<string[]>} the names of the built bundles
 */
export async function ensureBundles({ only = Object.keys(programs), log = () => {} } = {}) {
  const stale = only.filter((name) => !isFresh(name));
  for (const name of stale) {
    const startedAt = performance.now();
    const missing = await withProgress(`Building ${name}`, () => bundleProgram(name));
    for (const entry of missing) log(`${entry} does not exist and was not built.`);
    log(`Built dist/${name} in ${Math.round(performance.now() - startedAt)} ms.`);
  }
  return stale;
}

function isFresh(name) {
  const stampFile = path.join(dist, name, stampName);
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourcesOf(name);
}

function sourcesOf(name) {
  const places = [...programs[name].sources, ...buildFiles].map((place) => path.join(root, place));
  return fingerprint(places, root);
}

/** Builds into a draft folder that then replaces the old one, so that no process sees an incomplete bundle or a stale file. */
async function bundleProgram(name) {
  const draft = path.join(dist, `.${name}-${process.pid}`);
  const sources = sourcesOf(name);
  const missing = [];
  try {
    mkdirSync(draft, { recursive: true });
    for (const part of programs[name].parts) missing.push(...(await bundlePart(part, draft)));
    writeFileSync(path.join(draft, stampName), sources);
    const place = path.join(dist, name);
    rmSync(place, { recursive: true, force: true });
    renameSync(draft, place);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return missing;
}

async function bundlePart({ entries, config }, outDir) {
  const places = Object.entries(entries).map(([name, entry]) => [name, path.join(root, entry), entry]);
  const present = places.filter(([, file]) => existsSync(file));
  if (present.length > 0) {
    const { build, mergeConfig } = await import('vite');
    const quiet = { configFile: false, logLevel: 'warn', build: { emptyOutDir: false, copyPublicDir: true } };
    const own = config({ outDir, entries: Object.fromEntries(present) });
    await build(mergeConfig(quiet, own));
  }
  return places.filter((place) => !present.includes(place)).map(([, , entry]) => entry);
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await bootstrap({ worker: false, purpose: 'to build' });
    const built = await ensureBundles({ log: say });
    if (built.length === 0) say('dist/ is up to date.');
  });
}
