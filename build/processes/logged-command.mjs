import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../files/paths.mjs';
import { withProgress } from './progress.mjs';

const keptBytes = 4 * 1024 * 1024;
const tailLines = 25;

/** A command has failed. The message has the end of its output. */
export class CommandFailed extends Error {
  name = 'CommandFailed';

  /** @param {{title: string, reason: string, output: string, logFile: string}} failure */
  constructor({ title, reason, output, logFile }) {
    const tail = output.trimEnd().split('\n').slice(-tailLines).join('\n');
    super(`${title}: ${reason}. The end of its output:\n\n${tail}\n\nAll of it: ${logFile}`);
    this.output = output;
    this.reason = reason;
  }
}

/**
 * Runs a command quietly: shows progress if it takes long, keeps its output, and writes a log file only if it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{title: string, cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, stepOf?: RegExp, onStep?: (words: string) => void, shell?: boolean}} options
 *   `stepOf` finds the progress in the latest output (its first group); `onStep` is called with it.
 * @returns {Promise<string>} its output
 * @throws {CommandFailed}
 */
export async function runLogged(command, args, options) {
  const logFile = path.join(
    cacheFolder(),
    'logs',
    `${options.title.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.log`,
  );
  return withProgress(options.title, async (detail) => {
    const { reason, output } = await execute(command, args, options, detail);
    if (reason === undefined) {
      rmSync(logFile, { force: true });
      return output;
    }
    mkdirSync(path.dirname(logFile), { recursive: true });
    writeFileSync(logFile, output);
    throw new CommandFailed({ title: options.title, reason, output, logFile });
  });
}

function execute(command, args, { cwd, env, timeoutMs, stepOf, onStep, shell }, detail) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let expired = false;
    const take = (chunk) => {
      output = (output + chunk).slice(-keptBytes);
      const step = stepOf?.exec(chunk);
      if (!step) return;
      detail(step[1]);
      onStep?.(step[1]);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const timer =
      timeoutMs &&
      setTimeout(() => {
        expired = true;
        child.kill('SIGKILL');
      }, timeoutMs);
    const stop = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const finish = (reason) => {
      clearTimeout(timer);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve({ reason, output });
    };
    child.once('error', (error) =>
      finish(error.code === 'ENOENT' ? `'${command}' is not installed` : error.message),
    );
    child.once('close', (code, signal) => {
      if (expired) finish(`took longer than ${timeoutMs / 1000} s`);
      else finish(code === 0 ? undefined : `ended with ${signal ?? `code ${code}`}`);
    });
  });
}
