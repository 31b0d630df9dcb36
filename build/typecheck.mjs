import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from './files/content-hash.mjs';
import { nodeModules, root } from './files/paths.mjs';
import { bootstrap } from './setup/bootstrap.mjs';
import { runScript } from './setup/setup-error.mjs';

/** One TypeScript project per runtime, each with only its own typings. */
const projects = ['protocol', 'server', 'electron', 'renderer', 'renderer/worker', 'test'];

/**
 * Type-checks all projects at once and prints the compiler's output.
 * @returns {Promise<boolean>} whether there are no errors
 */
export async function typecheck() {
  const withSources = projects.filter((name) => {
    const folder = path.join(root, name);
    return (
      existsSync(path.join(folder, 'tsconfig.json')) &&
      filesBelow(folder).some((file) => /\.tsx?$/.test(file))
    );
  });
  const results = await Promise.all(withSources.map(checkProject));
  for (const { output } of results) process.stdout.write(output);
  return results.every(({ ok }) => ok);
}

function checkProject(name) {
  const compiler = path.join(nodeModules, 'typescript', 'bin', 'tsc');
  return new Promise((resolve, reject) => {
    // Incremental: unchanged files are not checked again.
    const record = path.join(root, '.cache', 'typecheck', `${name.replace('/', '-')}.tsbuildinfo`);
    const options = ['--pretty', 'false', '--incremental', '--tsBuildInfoFile', record];
    const child = spawn(process.execPath, [compiler, '-p', name, ...options], { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await bootstrap({ worker: false, purpose: 'to check types' });
    return (await typecheck()) ? 0 : 1;
  });
}
