import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from '../../protocol/http.ts';
import { parleyFolder as folderOf } from '../../protocol/local/user-folder.ts';
import { type DisplayName, SignInName } from '../../protocol/text/addresses.ts';

/** The options from the command line and the environment. */
export interface StartOptions {
  shell: 'browser' | 'none';
  profile: string;
  /** Folder with all data of this profile. */
  dataFolder: string;
  /** Whether the user named this folder. */
  dataFolderNamed: boolean;
  /** Folder with the database of the embedded server, if this profile starts the server. */
  serverFolder: string;
  server?: string;
  displayName?: DisplayName;
  token?: string;
  window: boolean;
  /** Port of the embedded server. */
  port: number;
  /** Whether each step is printed to the terminal (`npm run dev`). */
  trace: boolean;
  /** A conference link to open. */
  link?: string;
}

/** An invalid command line. The message is one sentence for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Environment {
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** Ignores unknown arguments: an installed Parley also gets arguments for Chromium, or from the desktop. */
  ignoreUnknown?: boolean;
}

const OPTIONS = {
  shell: { type: 'string' },
  profile: { type: 'string', default: 'default' },
  'data-dir': { type: 'string' },
  server: { type: 'string' },
  name: { type: 'string' },
  token: { type: 'string' },
  'no-window': { type: 'boolean', default: false },
} as const;

/** Reads the start options. @throws UsageError */
export function readStartOptions({ args, env, platform, ignoreUnknown = false }: Environment): StartOptions {
  const values = parse(ignoreUnknown ? onlyKnown(args) : args);
  const shell = values.shell ?? 'browser';
  if (shell !== 'browser' && shell !== 'none') {
    throw new UsageError(`--shell must be browser or none here, not "${shell}".`);
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(values.profile)) {
    throw new UsageError(
      '--profile must be 1 to 32 letters, digits, "-" or "_", and start with a letter or digit.',
    );
  }
  const name = values.name === undefined ? undefined : SignInName.safeParse(values.name);
  if (name !== undefined && !name.success) {
    throw new UsageError('--name must be 1 to 64 characters on one line.');
  }
  const port = env.PARLEY_PORT === undefined ? DEFAULT_PORT : Number(env.PARLEY_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UsageError('PARLEY_PORT must be a port from 1 to 65535.');
  }
  const parleyFolder = folderOf({ env, platform, home: os.homedir() });
  const dataDir = values['data-dir'];
  const token = values.token ?? env.PARLEY_TOKEN;
  return {
    shell,
    profile: values.profile,
    dataFolder: path.resolve(dataDir ?? path.join(parleyFolder, values.profile)),
    dataFolderNamed: dataDir !== undefined,
    // The profiles of one user share the server and its data.
    serverFolder: path.resolve(
      env.PARLEY_DATA_FOLDER ??
        (dataDir === undefined ? path.join(parleyFolder, `server-${port}`) : path.join(dataDir, 'server')),
    ),
    server: values.server,
    displayName: name?.data,
    token,
    window: !values['no-window'],
    port,
    trace: env.PARLEY_TRACE === '1',
    link: values.link,
  };
}

/** Keeps only links and Parley's own options, each with its value in one argument. */
function onlyKnown(args: readonly string[]): string[] {
  const { tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  return tokens.flatMap((token) => {
    if (token.kind === 'positional') return token.value.startsWith('parley:') ? [token.value] : [];
    if (token.kind !== 'option' || !Object.hasOwn(OPTIONS, token.name)) return [];
    return token.value === undefined ? [token.rawName] : [`${token.rawName}=${token.value}`];
  });
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const link = positionals.find((text) => text.startsWith('parley:'));
    const unexpected = positionals.find((text) => text !== link);
    if (unexpected !== undefined) throw new Error(`Unexpected argument '${unexpected}'`);
    return { ...values, link };
  } catch (cause) {
    const [sentence] = (cause as Error).message.split('. ');
    throw new UsageError(`${sentence}.`, { cause });
  }
}
