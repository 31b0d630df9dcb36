import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { findCommand } from '../files/executables.mjs';
import { CommandFailed, runLogged } from '../processes/logged-command.mjs';
import { findChromium } from './chromium.mjs';
import { SetupError } from './setup-error.mjs';

const dayMs = 24 * 60 * 60 * 1000;
const listsFolder = '/var/lib/apt/lists';
const unreachable =
  /Could not resolve|Could not connect|Unable to connect|Failed to fetch|Unable to locate package|connection timed out/i;

const onLinux = process.platform === 'linux';

/** System packages that commands of Parley may need: the Debian package, and a check without dpkg. */
export const requirements = {
  chromium: { package: 'chromium', present: () => findChromium() !== undefined },
  xvfb: { package: 'xvfb', present: () => !onLinux || findCommand('Xvfb') !== undefined },
  dbus: { package: 'dbus', present: () => !onLinux || findCommand('dbus-daemon') !== undefined },
};

/** Packages for compiling the media worker on Debian. */
export const workerBuildPackages = [
  ...['g++', 'meson', 'ninja-build', 'pkg-config', 'flatbuffers-compiler'],
  ...['libssl-dev', 'libuv1-dev', 'libsrtp2-dev', 'libabsl-dev', 'libflatbuffers-dev'],
];

/**
 * Makes sure that system packages are installed: installs missing ones as root on Debian, otherwise says what to run.
 * @param {{package: string, present?: () => boolean}[]} wanted
 * @param {{purpose: string, host?: typeof debianHost}} options `purpose` follows the word "needed"
 * @throws {SetupError} with the command to run, or with the missing packages if the archive cannot be reached
 */
export async function ensureSystemPackages(wanted, { purpose, host = debianHost }) {
  const unproven = wanted.filter((item) => !item.present?.()).map((item) => item.package);
  if (unproven.length === 0) return;
  if (!host.hasApt()) {
    throw new SetupError(
      `Missing, and needed ${purpose}: ${unproven.join(', ')}. Install them and start again.`,
    );
  }
  const missing = host.missing(unproven);
  if (missing.length === 0) return;
  if (!host.isRoot()) {
    const command = `sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`;
    throw new SetupError(
      `Missing, and needed ${purpose}: ${missing.join(', ')}. Install them with\n\n  ${command}\n\nand start again.`,
      { command },
    );
  }
  try {
    await host.install(missing);
  } catch (cause) {
    if (!(cause instanceof CommandFailed)) throw cause;
    const reason = unreachable.test(cause.output)
      ? 'the package archive cannot be reached, or does not have them'
      : cause.message;
    throw new SetupError(
      `Missing, and needed ${purpose}: ${missing.join(', ')}. They could not be installed: ${reason}.`,
      { cause },
    );
  }
}

/** The system for `ensureSystemPackages`. Tests pass another one. */
const debianHost = {
  hasApt: () => findCommand('apt-get') !== undefined,
  isRoot: () => process.getuid?.() === 0,
  missing(names) {
    const installed = new Set(installedPackages(names));
    return names.filter((name) => !installed.has(name));
  },
  async install(names) {
    const title = `Installing system packages (${names.join(', ')})`;
    const install = () => aptGet(['install', '-y', '--no-install-recommends', ...names], title);
    const fresh = listsAreFresh();
    if (!fresh) await updateLists();
    try {
      await install();
    } catch (error) {
      if (!fresh) throw error;
      await updateLists();
      await install();
    }
  },
};

function installedPackages(names) {
  // dpkg lists only the packages that it knows. A name may have its architecture: libssl-dev:amd64.
  const output = execFileSync('dpkg', ['--get-selections', ...names], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = output.split('\n').map((line) => line.split(/\s+/));
  return lines
    .filter(([, state]) => state === 'install' || state === 'hold')
    .map(([name]) => name.split(':')[0]);
}

/** Old package lists contain files that are no longer in the archive. */
function listsAreFresh() {
  const lists = readdirSync(listsFolder).filter((name) => name.includes('Packages'));
  return lists.some((name) => Date.now() - statSync(path.join(listsFolder, name)).mtimeMs < dayMs);
}

function updateLists() {
  return aptGet(['update'], 'Updating package lists');
}

function aptGet(args, title) {
  const options = [
    '-o',
    'DPkg::Lock::Timeout=120',
    '-o',
    'Acquire::Retries=1',
    '-o',
    'Acquire::http::Timeout=20',
  ];
  return runLogged('apt-get', [...options, ...args], {
    title,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  });
}
