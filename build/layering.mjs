import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findBreaches } from './checks/layering-breaches.mjs';
import { fileRules, notYet } from './checks/layering-rules.mjs';
import { filesBelow } from './files/content-hash.mjs';
import { root } from './files/paths.mjs';
import { bootstrap } from './setup/bootstrap.mjs';
import { runScript } from './setup/setup-error.mjs';

/**
 * Checks the checkout against the layering rules and prints each breach.
 * @returns {Promise<boolean>} whether there are no more than `notYet` allows
 */
export async function checkLayering() {
  const files = fileRules.folders
    .flatMap((folder) => filesBelow(path.join(root, folder)))
    .filter((file) => fileRules.extensions.includes(path.extname(file)))
    .map((file) => [path.relative(root, file).split(path.sep).join('/'), readFileSync(file, 'utf8')]);
  const breaches = await findBreaches(Object.fromEntries(files));
  for (const { text } of breaches) process.stdout.write(`${text}\n`);
  const allowances = Object.entries(notYet).map(([kind, allowed]) => {
    const found = breaches.filter((breach) => breach.kind === kind).length;
    process.stdout.write(`${kind}: ${found} breaches; ${allowed} allowed for now\n`);
    return { kind, found, allowed };
  });
  const refused = breaches.filter(({ kind }) => !(kind in notYet)).length;
  process.stdout.write(`${files.length} files, ${breaches.length} breaches of the layering\n`);
  return refused === 0 && allowances.every(({ found, allowed }) => found <= allowed);
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await bootstrap({ worker: false, purpose: 'to check the layering' });
    return (await checkLayering()) ? 0 : 1;
  });
}
