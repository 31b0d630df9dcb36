import { parseArgs } from 'node:util';
import { SetupError } from '../setup/setup-error.mjs';

/** The shells that `--shell` may name. */
const shells = ['electron', 'browser', 'none'];

/** What `npm start -- --help` prints. */
export const help = `Usage: npm start -- [options]

  --shell electron|browser|none  what shows the app: Electron, the installed Chromium or Chrome, or nothing
  --profile NAME                 use a separate data folder; a second profile uses the server on this machine
  --server URL                   use this server, not the one on this machine
  --name NAME                    the name that others see
  --token TOKEN                  sign in with this token, on a server that does not issue tokens; better in the variable
                                 PARLEY_TOKEN, since other users of this computer can read the command line
  --data-dir DIR                 the folder for the profile's data
  --no-window                    start without opening a window
  --help                         print this
`;

const options = {
  shell: { type: 'string' },
  profile: { type: 'string' },
  server: { type: 'string' },
  name: { type: 'string' },
  token: { type: 'string' },
  'data-dir': { type: 'string' },
  'no-window': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

/**
 * Reads the command line of `npm start`. Each option is passed to the app as one argument: Electron on Windows exits
 * silently if another argument follows an argument that starts like a URL (`CheckCommandLineArguments` in its
 * shell/app/command_line_args.cc).
 * @param {string[]} args without node and the script
 * @returns {{help: boolean, shell: string | undefined, forwarded: string[], env: {PARLEY_TOKEN?: string}}} `forwarded` and
 *   `env` are for the app, without `--shell`; a token is in `env`, since every user can read the arguments of a process
 * @throws {SetupError} with exit code 2 and a sentence about an invalid option
 */
export function readStartOptions(args) {
  const { values, tokens } = parse(args);
  if (values.shell !== undefined && !shells.includes(values.shell)) {
    throw new SetupError(`--shell takes ${shells.join(', ')}, not '${values.shell}'.`, { exitCode: 2 });
  }
  const forwarded = tokens
    .filter(({ kind, name }) => kind === 'option' && name !== 'shell' && name !== 'token')
    .map((token) => (token.value === undefined ? `--${token.name}` : `--${token.name}=${token.value}`));
  const env = values.token === undefined ? {} : { PARLEY_TOKEN: values.token };
  return { help: values.help === true, shell: values.shell, forwarded, env };
}

function parse(args) {
  try {
    return parseArgs({ args, options, tokens: true });
  } catch (cause) {
    const sentence = cause.message.split('. ')[0].replace(/\.$/, '');
    throw new SetupError(`${sentence}. \`npm start -- --help\` lists the options.`, { exitCode: 2, cause });
  }
}

/**
 * Chooses what shows the app.
 * @param {string | undefined} asked the value of `--shell`
 * @param {{hasElectron: boolean, isRoot: boolean, hasDisplay: boolean, hasSandbox: boolean}} host
 * @returns {{shell: string, note?: string}} `note` is one line for the user if it is not the usual choice
 * @throws {SetupError} if Electron was asked for and is missing
 */
export function chooseShell(asked, { hasElectron, isRoot, hasDisplay, hasSandbox }) {
  if (asked === 'electron' && !hasElectron) {
    throw new SetupError(
      "Electron's program is not here and could not be downloaded. Connect this machine, or leave out `--shell electron` to use the installed Chromium or Chrome.",
    );
  }
  if (asked) return { shell: asked };
  // The first three are checked without Electron, which is not downloaded if it cannot run.
  const obstacle =
    (isRoot && 'Electron does not run as root with its sandbox on') ||
    (!hasDisplay && 'Electron needs a display and there is none') ||
    (!hasSandbox && "This system does not allow user namespaces, which Electron's sandbox needs") ||
    (!hasElectron && "Electron's program is not here and could not be downloaded");
  return obstacle
    ? { shell: 'browser', note: `${obstacle}: Parley runs in the browser shell.` }
    : { shell: 'electron' };
}
