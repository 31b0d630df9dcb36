import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../../build/processes/logged-command.mjs';
import { SetupError } from '../../../../build/setup/setup-error.mjs';
import { prepareSources } from '../../../../build/worker/compiled-worker.mjs';
import { ensureWorker } from '../../../../build/worker/ensure-worker.mjs';
import { downloadWorker, WorkerRefused } from '../../../../build/worker/prebuilt-worker.mjs';

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
  it('uses MEDIASOUP_WORKER_BIN first', async () => {
    expect(await ensure({}, { MEDIASOUP_WORKER_BIN: process.execPath })).toBe(process.execPath);
    expect(calls).toEqual([]);
  });

  it('refuses a MEDIASOUP_WORKER_BIN that is not a program', async () => {
    await expect(ensure({}, { MEDIASOUP_WORKER_BIN: '/nowhere' })).rejects.toThrow(
      /MEDIASOUP_WORKER_BIN is \/nowhere/,
    );
  });

  it('tests the prebuilt binary, stores it, and then finds it without another test', async () => {
    const worker = await ensure();
    expect(calls).toEqual(['prebuilt', 'try prebuilt']);
    expect(await ensure()).toBe(worker);
    expect(calls).toHaveLength(2);
    expect(readdirSync(path.dirname(place))).toEqual(['version']);
  });

  it('compiles if there is no prebuilt binary', async () => {
    const worker = await ensure({ downloadWorker: nothing });
    expect(calls).toEqual(['nothing', 'compiled', 'try compiled']);
    expect(readFileSync(worker, 'utf8')).toBe('compiled worker');
  });

  it('compiles if the prebuilt binary fails its media test', async () => {
    const tryMedia = async (file: string) =>
      file.endsWith('prebuilt') ? { ok: false, reason: 'the DTLS handshake failed' } : { ok: true, ms: 1 };
    expect(readFileSync(await ensure({ tryMedia }), 'utf8')).toBe('compiled worker');
  });

  it('gets the worker again if the stored one is damaged', async () => {
    writeFileSync(await ensure(), 'garbage');
    expect(readFileSync(await ensure(), 'utf8')).toBe('prebuilt worker');
    expect(calls).toEqual(['prebuilt', 'try prebuilt', 'prebuilt', 'try prebuilt']);
  });

  it('names the reasons and the choices if all ways fail, and leaves nothing behind', async () => {
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

  it('[SEC-4] compiles if the prebuilt binary was refused, and says why', async () => {
    const log: string[] = [];
    const downloadWorker = async () => {
      throw new WorkerRefused('was refused: the SHA-256 of it is a, not b');
    };
    const steps = stepsWith({ downloadWorker }) as never;
    const worker = await ensureWorker({ env: {}, place, steps, log: (line: string) => log.push(line) });
    expect(readFileSync(worker, 'utf8')).toBe('compiled worker');
    expect(log[0]).toContain('was refused');
  });

  it('[SEC-4] a worker that was replaced in the cache is not used', async () => {
    const worker = await ensure();
    rmSync(worker);
    writeFileSync(path.join(folder, 'evil'), 'prebuilt worker');
    symlinkSync(path.join(folder, 'evil'), worker);
    await ensure();
    expect(lstatSync(worker).isSymbolicLink()).toBe(false);
    expect(calls).toHaveLength(4);
  });

  it('[SEC-4] the cache is private, and a link in its place is refused', async () => {
    await ensure();
    chmodSync(place, 0o777);
    await ensure();
    expect(statSync(place).mode & 0o777).toBe(0o700);
    renameSync(place, `${place}-moved`);
    symlinkSync(`${place}-moved`, place);
    await expect(ensure()).rejects.toThrow(/is a link.*does not run programs from there/s);
  });

  it('[RES-3] two starts at the same time get one worker', async () => {
    const [one, other] = await Promise.all([ensure(), ensure()]);
    expect(other).toBe(one);
    expect(calls).toEqual(['prebuilt', 'try prebuilt']);
  });

  it('[RES-3] an attempt continues from what an interrupted one has compiled', async () => {
    let seen = '';
    const compileWorker = async (into: string) => {
      const half = path.join(into, 'half');
      if (existsSync(half)) {
        seen = readFileSync(half, 'utf8');
        return madeBinary('compiled')(into);
      }
      writeFileSync(half, 'half of it');
      throw new Error('ended');
    };
    await expect(ensure({ downloadWorker: nothing, compileWorker })).rejects.toThrow('ended');
    await ensure({ downloadWorker: nothing, compileWorker });
    expect(seen).toBe('half of it');
    expect(readdirSync(path.dirname(place))).toEqual(['version']);
  });

  it('does not compile on a system where it cannot', async () => {
    await expect(ensure({ downloadWorker: nothing, canCompile: () => false })).rejects.toThrow(/You can/);
    expect(calls).toEqual(['nothing']);
  });
});

describe('downloadWorker', () => {
  let server: Server;
  let archive: Buffer;
  let asked: string[];
  const sha256 = () => createHash('sha256').update(archive).digest('hex');
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  beforeEach(async () => {
    asked = [];
    writeFileSync(path.join(folder, 'mediasoup-worker'), 'a ready-made worker');
    execFileSync('tar', ['-czf', 'a.tgz', 'mediasoup-worker'], { cwd: folder });
    archive = readFileSync(path.join(folder, 'a.tgz'));
    mkdirSync(path.join(folder, 'into'));
    server = createServer((request, response) => {
      asked.push(path.basename(request.url ?? ''));
      response.end(archive);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const download = (setting: string | undefined, hashes: Record<string, string> = {}) =>
    downloadWorker(path.join(folder, 'into'), {
      env: { MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: base(), PARLEY_PREBUILT_WORKER: setting } as never,
      hashes,
    });

  it('[SEC-4] downloads nothing without a known checksum', async () => {
    await expect(download(undefined)).rejects.toThrow(/its checksum is not known/);
    await expect(download('yes')).rejects.toThrow(/takes sha256/);
    expect(asked).toEqual([]);
  });

  it('[SEC-4] refuses an archive with another checksum than the configured or pinned one', async () => {
    await expect(download(`sha256:${'a'.repeat(64)}`)).rejects.toThrow(WorkerRefused);
    const [name = ''] = asked;
    await expect(download(undefined, { [name]: 'b'.repeat(64) })).rejects.toThrow(sha256());
    expect(readdirSync(path.join(folder, 'into'))).not.toContain('mediasoup-worker');
  });

  it('accepts an archive with the configured or pinned checksum, or any if the user allows it', async () => {
    const worker = await download(`sha256:${sha256().toUpperCase()}`);
    expect(readFileSync(worker ?? '', 'utf8')).toBe('a ready-made worker');
    const [name = ''] = asked;
    expect(await download(undefined, { [name]: sha256() })).toBe(worker);
    expect(await download('unverified')).toBe(worker);
  });
});

describe('prepareSources', () => {
  it('fits the installed mediasoup', () => {
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
