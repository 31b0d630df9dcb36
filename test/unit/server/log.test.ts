import { expect, test } from 'vitest';
import { createLog } from '../../../server/log.ts';

function lines(write: (log: ReturnType<typeof createLog>) => void): string {
  const written: string[] = [];
  write(createLog('info', { write: (line: string) => void written.push(line) }));
  return written.join('');
}

test.each([
  { token: 'hush' },
  { auth: { token: 'hush' } },
  { request: { data: { offer: 'hush' } } },
  { data: { answer: 'hush' } },
  { a: { b: { c: { candidate: 'hush' } } } },
  { transport: { iceParameters: { password: 'hush' } } },
  { iceServers: { first: { credential: 'hush' } } },
  { config: { jwtSecret: 'hush' } },
  { data: { text: 'hush' } },
  { data: { passcode: 'hush' } },
])('[SEC-5] secrets and contents never reach the log: %o', (fields) => {
  const text = lines((log) => log.info(fields, 'step'));
  expect(text).toContain('[redacted]');
  expect(text).not.toContain('hush');
});

test('a line is JSON with time, level and the fields of its child logger', () => {
  const text = lines((log) => log.child({ endpointId: 'e-1' }).warn({ request: 'register' }, 'refused'));
  expect(JSON.parse(text)).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    level: 'warn',
    endpointId: 'e-1',
    request: 'register',
    msg: 'refused',
  });
});

test('lines below its level are not written', () => {
  expect(lines((log) => log.debug('step'))).toBe('');
});
