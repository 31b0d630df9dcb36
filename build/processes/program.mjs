import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SetupError } from '../setup/setup-error.mjs';

const parentCheckMs = 500;

/**
 * Runs a program in the foreground: it gets this terminal, this process's signals, and its end is ours.
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: NodeJS.ProcessEnv, cwd?: string, messages?: boolean}} [options] `messages` passes on what this
 *   process's parent sends over IPC
 * @returns {Promise<number>} its exit code, or 128 + the signal's number
 * @throws {SetupError} when it cannot be started
 */
export function runProgram(command, args, { env, cwd, messages = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      cwd,
      stdio: ['inherit', 'inherit', 'inherit', ...(messages ? ['ipc'] : [])],
    });
    const passOn = (message) => child.connected && child.send(message);
    if (messages) process.on('message', passOn);
    const forward = (signal) => {
      // A terminal sends Ctrl-C to the program as well: forwarding it would ask twice.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const stopWatching = onParentGone(() => child.kill('SIGTERM'));
    const done = () => {
      stopWatching();
      process.off('message', passOn);
      for (const signal of signals) process.off(signal, forward);
    };
    child.once('error', (error) => {
      done();
      reject(new SetupError(`${command} could not be started: ${error.message}`, { cause: error }));
    });
    child.once('close', (code, signal) => {
      done();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** npm runs scripts in a shell; a signal to npm ends the shell and never reaches the script. */
function onParentGone(react) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    react();
  }, parentCheckMs);
  return () => clearInterval(timer);
}
