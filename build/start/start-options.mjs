import { parseArgs } from 'node:util';
import { SetupError } from '../setup/setup-error.mjs';

/** The shells that `--shell` may name. */
const shells = ['electron', 'browser', 'none'];

/** What `npm start -- --help` prints. */
export const help = `Usage: npm start -- [options]

  --shell electron|browser|none  what shows the app: Electron, the installed Chromium or Chrome, or nothing
  --profile NAME                 use a data folder of its own; a second profile joins the server on this machine
  --server URL                   use this server, not the one on this machine
  --name NAME                    the name that others see
  --token TOKEN                  sign in with this token, at a server that does not give any; better in the variable
                                 PARLEY_TOKEN, since other users of this computer can read the command line
  --data-dir DIR                 where the profile's data goes
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
 * Reads the command line of `npm start`. Each option goes to the app as one argument: Electron on Windows ends without a
 * word when an argument follows one that starts like an address (`CheckCommandLineArguments` in its
 * shell/app/command_line_args.cc).
 * @param {string[]} args without node and the script
 * @returns {{help: boolean, shell: string | undefined, forwarded: string[], env: {PARLEY_TOKEN?: string}}} `forwarded` and
 *   `env` are for the app, without `--shell`; a token is in `env`, since every user can read the arguments of a process
 * @throws {SetupError} with exit code 2 and a sentence for what it does not understand
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
    throw new SetupError(`${sentence}. \`npm start -- --help\` lists what there is.`, { exitCode: 2, cause });
  }
}

/**
 * Chooses what shows the app.
 * @param {string | undefined} asked what `--shell` names
 * @param {{hasElectron: boolean, isRoot: boolean, hasDisplay: boolean, hasSandbox: boolean}} host
 * @returns {{shell: string, note?: string}} `note` is one line for the user when it is not the usual choice
 * @throws {SetupError} when Electron was asked for and is not there
 */
export function chooseShell(asked, { hasElectron, isRoot, hasDisplay, hasSandbox }) {
  if (asked === 'electron' && !hasElectron) {
    throw new SetupError(
      "Electron's program is not here and could not be downloaded. Connect this machine, or leave out `--shell electron` to use the installed Chromium or Chrome.",
    );
  }
  if (asked) return { shell: asked };
  // The first three need no Electron to be known, and Electron is not downloaded where it could not run.
  const obstacle =
    (isRoot && 'Electron does not run as root with its sandbox on') ||
    (!hasDisplay && 'Electron needs a display and there is none') ||
    (!hasSandbox && "This system lets no program make a user namespace, which Electron's sandbox needs") ||
    (!hasElectron && "Electron's program is not here and could not be downloaded");
  return obstacle
    ? { shell: 'browser', note: `${obstacle}: Parley runs in the browser shell.` }
    : { shell: 'electron' };
}
