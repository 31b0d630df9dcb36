import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { withChromium } from '../../support/program/chromium.ts';
import { createConference } from '../../support/program/meeting.ts';
import { type ParleyProgram, runParley } from '../../support/program/parley-program.ts';
import { freePort } from '../../support/program/person.ts';
import { descendantsOf, lives } from '../../support/program/processes.ts';
import { until } from '../../support/until.ts';

const HOW_TO_STOP = 'Press Ctrl-C to stop.';

/** Reply of a Parley server to `GET /healthz`. */
const PARLEY = {
  service: 'parley',
  status: 'ok',
  version: '0.1.0',
  protocolVersion: PROTOCOL_VERSION,
  issuesTokens: true,
};

let folder: string;
let port: number;
let programs: ParleyProgram[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-terminal-'));
  port = await freePort();
  programs = [];
});
afterEach(async () => {
  for (const program of programs) await program.stop();
  rmSync(folder, { recursive: true });
});

/** Parley as started by a user in a terminal. */
function start(...args: string[]): ParleyProgram {
  const program = runParley(['--name', 'Alice', '--data-dir', path.join(folder, 'data'), ...args], {
    PARLEY_PORT: String(port),
    XDG_CONFIG_HOME: path.join(folder, 'config'),
  });
  programs.push(program);
  return program;
}

describe('what a user reads in the terminal', () => {
  test('that Parley is ready, its URL, and how to stop it; Ctrl-C ends all processes', async () => {
    const program = start('--no-window');
    const said = (await program.untilSaid(HOW_TO_STOP)).trim().split('\n');
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^Parley is ready: http:\/\/127\.0\.0\.1:\d+\/\?token=\S+ \(as asked for/);
    const children = descendantsOf(program.main.pid);
    expect(children).not.toEqual([]);
    expect(await program.stop()).toBe(0);
    await until(
      () => children.filter(({ pid }) => lives(pid)),
      (left) => left.length === 0,
      { what: 'every process to end' },
    );
    expect(program.terminal().trim().split('\n')).toEqual(said);
  });

  test.each(['in a conference', 'at home'])('[LEASE-2] nothing when the page is closed %s', async (where) => {
    const program = start('--no-window');
    const before = await program.untilSaid(HOW_TO_STOP);
    const url = /http:\S+/.exec(before)?.[0] ?? '';
    await withChromium(async (browser) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(url);
      const at = (testId: string) => page.getByTestId(testId);
      await at('home').waitFor();
      // Camera and microphone are open when the page closes.
      if (where === 'in a conference') await createConference({ at });
      await page.close();
      // When the next page is attached, main has handled the end of the first one.
      const next = await context.newPage();
      await next.goto(new URL('/', url).href);
      const exited = next.getByTestId('dismiss-ended');
      await next.getByTestId('home').or(exited).or(next.getByTestId('conference-view')).first().waitFor();
      await next.close();
    });
    expect(await program.stop()).toBe(0);
    expect(program.terminal()).toBe(before);
    const log = readFileSync(path.join(folder, 'data', 'logs', 'parley.log'), 'utf8');
    expect(log).not.toMatch(/malformed message|did not release/);
  });

  test.each([
    ['another program', { hello: 'world' }],
    ['a program that answers like a Parley', PARLEY],
    [
      'a program that claims to know the secret',
      { ...PARLEY, challenge: 'A'.repeat(60), proof: 'B'.repeat(43) },
    ],
  ])('[SEC-1] that %s has the port, and not that Parley is ready', async (_what, health) => {
    const heard: string[] = [];
    const other = createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`);
      request.on('data', (chunk) => heard.push(String(chunk)));
      response.setHeader('content-type', 'application/json').end(JSON.stringify(health));
    });
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const program = start('--shell', 'none');
    const said = await program.untilSaid(HOW_TO_STOP);
    other.close();
    expect(said).toMatch(/^Parley is not ready/);
    expect(said).not.toMatch(/is ready/);
    expect(said).toContain(`another program uses port ${port} on this computer`);
    expect(said).toContain(`PARLEY_PORT=${port + 1}`);
    expect(heard.join('\n')).not.toMatch(/Alice|\/token/);
  });
});
