import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../../build/processes/logged-command.mjs';
import { ensureNpmPackages } from '../../../../build/setup/npm-packages.mjs';

let root: string;
let installs: number;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'parley-npm-'));
  installs = 0;
  writeLock('1.0.0');
});

afterEach(() => rmSync(root, { recursive: true }));

function lock(version: string) {
  const optional = { version: '1.0.0', optional: true };
  return JSON.stringify({
    packages: { '': {}, 'node_modules/a': { version }, 'node_modules/for-mac': optional },
  });
}

function writeLock(version: string) {
  writeFileSync(path.join(root, 'package-lock.json'), lock(version));
}

async function install() {
  installs += 1;
  mkdirSync(path.join(root, 'node_modules'), { recursive: true });
}

describe('ensureNpmPackages', () => {
  it('installs once, and again when the lock file has changed', async () => {
    expect(await ensureNpmPackages({ root, install })).toBe(true);
    expect(await ensureNpmPackages({ root, install })).toBe(false);
    writeLock('1.0.1');
    expect(await ensureNpmPackages({ root, install })).toBe(true);
    expect(installs).toBe(2);
  });

  it('accepts the packages of a manual `npm ci` if they match the lock file', async () => {
    mkdirSync(path.join(root, 'node_modules'));
    const record = path.join(root, 'node_modules', '.package-lock.json');
    writeFileSync(record, JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }));
    expect(await ensureNpmPackages({ root, install })).toBe(false);
    writeLock('2.0.0');
    expect(await ensureNpmPackages({ root, install })).toBe(true);
  });

  it.each([
    [
      'the registry cannot be reached',
      'npm error code ENOTFOUND',
      /registry cannot be reached[\s\S]*Connect this machine/,
    ],
    ['npm fails otherwise', 'npm error code EINTEGRITY', /could not be installed[\s\S]*EINTEGRITY/],
  ])('reports that %s, and tries again next time', async (_, output, message) => {
    const failing = () => {
      throw new CommandFailed({ title: 'npm', reason: 'ended with code 1', output, logFile: 'npm.log' });
    };
    await expect(ensureNpmPackages({ root, install: failing })).rejects.toThrow(message);
    expect(await ensureNpmPackages({ root, install })).toBe(true);
  });
});
