import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ServerAccess } from '../../../../electron/core/registration/server-access.ts';
import { randomIds } from '../../../../electron/shell/environment.ts';
import { localSecrets } from '../../../../electron/shell/profile/local-secrets.ts';
import { localSecretFile } from '../../../../protocol/local/user-folder.ts';
import { writeLocalSecret } from '../../../../server/auth/local-secret-file.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const uid = process.getuid?.();

/** Attempts of another user of this computer. Prints the result of reading the file and each status of the server. */
const STRANGER = `
import { readFileSync } from 'node:fs';
const [url, file] = process.argv.slice(1);
let read = 'content';
try { readFileSync(file) } catch (error) { read = error.code }
const post = (path, data) => fetch(url + path, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(data) });
const { challenge, proof } = await (await post('/challenge', { nonce: 'a'.repeat(22) })).json();
const answers = [];
for (const given of [{}, { challenge, proof }, { challenge, proof: 'A'.repeat(43) }])
  answers.push((await post('/token', { displayName: 'Alice', ...given })).status);
console.log(JSON.stringify({ read, answers }));
`;
let home: string;
let server: TestServer;

const fileAt = (port: number) => localSecretFile({ env: {}, platform: 'linux', home }, port);
/** A Parley of a user; without `uid`, of the user who runs this test. */
const parley = (options: { uid?: number | undefined } = { uid }) =>
  new ServerAccess({ fetch, ids: randomIds, secrets: localSecrets({ fileAt, uid: options.uid }) });

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'parley-home-'));
  server = await TestServer.start(
    { issueTokens: true, jwtSecret: undefined },
    { publishSecret: (port, secret) => writeLocalSecret(fileAt(port), secret) },
  );
});
afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

describe("the secret that this user's programs and server share", () => {
  test('[SEC-1] with the file, a client recognizes the server and gets a token', async () => {
    const { url } = server.running;
    expect(await parley().isOurs(url)).toBe(true);
    expect(await parley().token(url, 'Alice')).toMatch(/^ey/);
  });

  test('[SEC-1] only its user can read the file, and it is removed with the server', async () => {
    const { port } = server.running;
    expect(statSync(fileAt(port)).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(fileAt(port))).mode & 0o777).toBe(0o700);
    await server.close();
    expect(existsSync(path.dirname(fileAt(port)))).toBe(false);
  });

  test('[SEC-1] without the file there is no token, and a name is not sent', async () => {
    const { url, port } = server.running;
    rmSync(fileAt(port));
    expect(await parley().isOurs(url)).toBe(false);
    await expect(parley().token(url, 'Alice')).rejects.toMatchObject({ code: 'SERVER_PORT_IN_USE' });
  });

  test.each([
    ['is from an earlier run', (file: string) => writeFileSync(file, 'b2xk')],
    ['is empty', (file: string) => writeFileSync(file, '')],
  ])('[SEC-1] a secret that %s proves nothing', async (_what, change) => {
    const { url, port } = server.running;
    change(fileAt(port));
    expect(await parley().isOurs(url)).toBe(false);
  });

  test('[SEC-1] a secret that another user has written is refused', async () => {
    const others = parley({ uid: (uid ?? 0) + 1 });
    await expect(others.isOurs(server.running.url)).rejects.toMatchObject({ code: 'DATA_UNSAFE' });
  });

  test.skipIf(uid !== 0)(
    '[SEC-1] another user of this computer reads no secret and gets no token',
    async () => {
      const { url, port } = server.running;
      // Only the folder with the secret is private, not the folders around it.
      chmodSync(home, 0o755);
      // The other user may not be able to access the path of Node.
      const node = openSync(process.execPath, 'r');
      const stranger = ['--reuid=65534', '--regid=65534', '--clear-groups', '/proc/self/fd/3'];
      const child = spawn(
        'setpriv',
        [...stranger, '--input-type=module', '-e', STRANGER, url, fileAt(port)],
        {
          stdio: ['ignore', 'pipe', 'pipe', node],
          env: { PATH: process.env.PATH },
        },
      );
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
      await once(child, 'close');
      closeSync(node);
      const { read, answers } = JSON.parse(said);
      expect(read).toBe('EACCES');
      expect(answers).toEqual([400, 403, 403]);
    },
  );

  test('[SEC-5] the server replaces a link in place of the file and does not change its target', () => {
    const file = fileAt(9_999);
    const precious = path.join(home, 'precious');
    writeFileSync(precious, 'precious');
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    symlinkSync(precious, file);
    writeLocalSecret(file, new Uint8Array(32));
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(localSecrets({ fileAt, uid }).sign(9_999, 'text')).toHaveLength(43);
  });
});
