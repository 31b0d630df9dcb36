import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from '../../protocol/http.ts';
import { parleyFolder as folderOf } from '../../protocol/local/user-folder.ts';
import { type DisplayName, SignInName } from '../../protocol/text/addresses.ts';

/** What the command line and the environment ask for. */
export interface StartOptions {
  shell: 'browser' | 'none';
  profile: string;
  /** Folder that holds all that this profile keeps. */
  dataFolder: string;
  /** Whether the user has named it. */
  dataFolderNamed: boolean;
  /** Folder in which the embedded server keeps its database, should this profile be the one to start it. */
  serverFolder: string;
  server?: string;
  displayName?: DisplayName;
  token?: string;
  window: boolean;
  /** Port of the embedded server. */
  port: number;
  /** A conference link that the system asks to open. */
  link?: string;
}

/** A command line that makes no sense: its message is one sentence for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Environment {
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** An installed Parley also gets arguments that are for Chromium, or that a desktop adds: they are left alone. */
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

/** @throws UsageError */
export function readStartOptions({ args, env, platform, ignoreUnknown = false }: Environment): StartOptions {
  const values = parse(ignoreUnknown ? knownAmong(args) : args);
  const shell = values.shell ?? 'browser';
  if (shell !== 'browser' && shell !== 'none') {
    throw new UsageError(`--shell takes browser or none here, not "${shell}".`);
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(values.profile)) {
    throw new UsageError('--profile takes 1 to 32 letters, digits, "-" and "_".');
  }
  const name = values.name === undefined ? undefined : SignInName.safeParse(values.name);
  if (name !== undefined && !name.success) {
    throw new UsageError('--name takes 1 to 64 characters of one line.');
  }
  const port = env.PARLEY_PORT === undefined ? DEFAULT_PORT : Number(env.PARLEY_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UsageError('PARLEY_PORT takes a port from 1 to 65535.');
  }
  const parleyFolder = folderOf({ env, platform, home: os.homedir() });
  const dataDir = values['data-dir'];
  const token = values.token ?? env.PARLEY_TOKEN;
  return {
    shell,
    profile: values.profile,
    dataFolder: path.resolve(dataDir ?? path.join(parleyFolder, values.profile)),
    dataFolderNamed: dataDir !== undefined,
    // The profiles of one user share the server, and so what it keeps.
    serverFolder: path.resolve(
      env.PARLEY_DATA_FOLDER ??
        (dataDir === undefined ? path.join(parleyFolder, `server-${port}`) : path.join(dataDir, 'server')),
    ),
    ...(values.server === undefined ? {} : { server: values.server }),
    ...(name === undefined ? {} : { displayName: name.data }),
    ...(token === undefined ? {} : { token }),
    window: !values['no-window'],
    port,
    ...(values.link === undefined ? {} : { link: values.link }),
  };
}

/** Parley's own options, each with its value in one token, and links. */
function knownAmong(args: readonly string[]): string[] {
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
    const strange = positionals.find((text) => text !== link);
    if (strange !== undefined) throw new Error(`Unexpected argument '${strange}'`);
    return { ...values, link };
  } catch (cause) {
    const [sentence] = (cause as Error).message.split('. ');
    throw new UsageError(`${sentence}.`, { cause });
  }
}
