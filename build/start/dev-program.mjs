/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * The app under development. It starts again when main or the server was built, and loads its page again when only the
 * page was built.
 */
export class DevProgram {
  #start;
  /** @type {ChildProcess} */
  #child;
  #restarting = false;

  /** @param {() => ChildProcess} start starts the app with an IPC channel */
  constructor(start) {
    this.#start = start;
  }

  /** Runs the app until it ends by itself or is stopped. @returns {Promise<number>} its exit code */
  async run() {
    for (;;) {
      this.#restarting = false;
      this.#child = this.#start();
      const exitCode = await new Promise((resolve) => this.#child.once('exit', (code) => resolve(code ?? 0)));
      if (!this.#restarting) return exitCode;
    }
  }

  /** Makes the app use bundles that were built. @param {string[]} built their names */
  use(built) {
    if (built.some((name) => name !== 'renderer')) {
      this.#restarting = true;
      this.#child.kill('SIGTERM');
    } else if (built.length > 0 && this.#child.connected) {
      this.#child.send('reload-page');
    }
  }

  /** Ends the app for good. */
  stop() {
    this.#restarting = false;
    this.#child.kill('SIGTERM');
  }
}

/**
 * Runs an action when nothing has asked for it for a while; never twice at the same time.
 * @param {number} quietMs
 * @param {() => Promise<void>} action
 * @returns {() => void} asks for the action
 */
export function afterQuiet(quietMs, action) {
  let timer;
  let running = Promise.resolve();
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(action);
    }, quietMs);
  };
}
