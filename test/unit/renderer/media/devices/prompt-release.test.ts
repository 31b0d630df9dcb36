import { expect, test } from 'vitest';
import { ConferenceId, SessionId } from '../../../../../protocol/ids.ts';
import { releasingPromptly } from '../../../../../renderer/media/devices/prompt-release.ts';
import type { SendCommand } from '../../../../../renderer/media/media-ports.ts';

function recorded(): { send: SendCommand; log: string[] } {
  const log: string[] = [];
  const wire: SendCommand = (name) => {
    log.push(`send ${name}`);
    return Promise.reject(new Error('not connected'));
  };
  return { send: releasingPromptly(wire, (id) => log.push(`release ${id}`)), log };
}

test('[LEASE-2] hanging up and leaving give the devices back before main is asked, and though it never answers', async () => {
  const { send, log } = recorded();
  await expect(send('hang-up', { sessionId: SessionId.parse('session-1') })).rejects.toThrow();
  await expect(
    send('leave-conference', { conferenceId: ConferenceId.parse('conference-1') }),
  ).rejects.toThrow();
  expect(log).toEqual(['release session-1', 'send hang-up', 'release conference-1', 'send leave-conference']);
});

test('other commands release nothing', async () => {
  const { send, log } = recorded();
  await expect(send('sign-out', {})).rejects.toThrow();
  expect(log).toEqual(['send sign-out']);
});
