import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../build/logged-command.mjs';
import { SetupError } from '../../../build/setup-error.mjs';
import { prepareSources } from '../../../build/worker/compiled-worker.mjs';
import { ensureWorker } from '../../../build/worker/ensure-worker.mjs';

let folder: string;
let place: string;
let calls: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-worker-'));
  place = path.join(folder, 'cache', 'version');
  calls = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

function madeBinary(name: string) {
  return async (into: string) => {
    calls.push(name);
    const file = path.join(into, name);
    writeFileSync(file, `${name} worker`);
    return file;
  };
}

function stepsWith(changes: object = {}) {
  return {
    downloadWorker: madeBinary('prebuilt'),
    canCompile: () => true,
    compileWorker: madeBinary('compiled'),
    tryMedia: async (file: string) => {
      calls.push(`try ${path.basename(file)}`);
      return { ok: true as const, ms: 1 };
    },
    ...changes,
  };
}

const ensure = (changes?: object, env: NodeJS.ProcessEnv = {}) =>
  ensureWorker({ env, place, steps: stepsWith(changes) as never });
const nothing = async () => {
  calls.push('nothing');
};

describe('ensureWorker', () => {
  it('takes what MEDIASOUP_WORKER_BIN names, before all else', async () => {
    expect(await ensure({}, { MEDIASOUP_WORKER_BIN: process.execPath })).toBe(process.execPath);
    expect(calls).toEqual([]);
  });

  it('says so when MEDIASOUP_WORKER_BIN names no program', async () => {
    await expect(ensure({}, { MEDIASOUP_WORKER_BIN: '/nowhere' })).rejects.toThrow(
      /MEDIASOUP_WORKER_BIN is \/nowhere/,
    );
  });

  it('tries the prebuilt binary, keeps it, and then finds it without trying again', async () => {
    const worker = await ensure();
    expect(calls).toEqual(['prebuilt', 'try prebuilt']);
    expect(await ensure()).toBe(worker);
    expect(calls).toHaveLength(2);
    expect(readdirSync(path.dirname(place))).toEqual(['version']);
  });

  it('compiles when there is no prebuilt binary', async () => {
    const worker = await ensure({ downloadWorker: nothing });
    expect(calls).toEqual(['nothing', 'compiled', 'try compiled']);
    expect(readFileSync(worker, 'utf8')).toBe('compiled worker');
  });

  it('compiles when the prebuilt binary does not carry media', async () => {
    const tryMedia = async (file: string) =>
      file.endsWith('prebuilt') ? { ok: false, reason: 'the DTLS handshake failed' } : { ok: true, ms: 1 };
    expect(readFileSync(await ensure({ tryMedia }), 'utf8')).toBe('compiled worker');
  });

  it('makes the worker again when the kept one is damaged', async () => {
    writeFileSync(await ensure(), 'garbage');
    expect(readFileSync(await ensure(), 'utf8')).toBe('prebuilt worker');
    expect(calls).toEqual(['prebuilt', 'try prebuilt', 'prebuilt', 'try prebuilt']);
  });

  it('names the reasons and the choices when there is no way, and leaves nothing behind', async () => {
    const compileWorker = async () => {
      throw new CommandFailed({
        title: 'Compiling',
        reason: 'ended with code 1',
        output: 'no space',
        logFile: 'x.log',
      });
    };
    const failing = ensure({ downloadWorker: nothing, compileWorker });
    await expect(failing).rejects.toThrow(SetupError);
    await expect(failing).rejects.toThrow(
      /prebuilt.*cannot be had here[\s\S]*no space[\s\S]*set MEDIASOUP_WORKER_BIN/,
    );
    expect(existsSync(place)).toBe(false);
    expect(readdirSync(path.dirname(place))).toEqual([]);
  });

  it('does not compile where it cannot', async () => {
    await expect(ensure({ downloadWorker: nothing, canCompile: () => false })).rejects.toThrow(/You can/);
    expect(calls).toEqual(['nothing']);
  });
});

describe('prepareSources', () => {
  it('fits the mediasoup that is installed', () => {
    const sources = path.join(folder, 'sources');
    prepareSources(sources);
    expect(readFileSync(path.join(sources, 'src/RTC/DtlsTransport.cpp'), 'utf8')).toContain(
      '& BIO_CB_RETURN) != 0) ?',
    );
    expect(readdirSync(path.join(sources, 'subprojects')).filter((name) => name.endsWith('.wrap'))).toEqual([
      'unordered-dense.wrap',
    ]);
  });
});
