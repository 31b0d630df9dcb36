/** A failure that the user can fix. Its message says how. Shown without a stack. */
export class SetupError extends Error {
  name = 'SetupError';

  /**
   * @param {string} message
   * @param {{exitCode?: number, cause?: unknown, command?: string}} [options] `command` is what the user can run
   */
  constructor(message, { exitCode = 1, cause, command } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
    this.command = command;
  }
}

/**
 * Runs a script's main function, sets the exit code from its result or error, and prints the error.
 * @param {() => Promise<number | void>} main
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    const expected = error instanceof SetupError;
    process.stderr.write(`\n${expected ? error.message : error?.stack || error}\n`);
    process.exitCode = expected ? error.exitCode : 1;
  }
}
