import { expect } from 'vitest';
import type { SessionId } from '../../../protocol/ids.ts';
import type { ReferProgress } from '../../../protocol/refer.ts';
import { sessionsIn } from '../session-facts.ts';
import { sessionsOf } from './crossing-world.ts';
import { companyOf, type Trio } from './trio.ts';

/** Who talks with whom in the end; nobody else talks with anybody. */
export interface Company {
  alice?: string;
  bob?: string;
  carol?: string;
}

export const WITH_CAROL: Company = { bob: 'Carol', carol: 'Bob' };
export const TOGETHER: Company = { alice: 'Bob', bob: 'Alice' };

/** One way in which a transfer may go. */
export interface Course {
  run(): Promise<unknown>;
  /** The one final notice of Alice; none when she wanted none, or was not there to read it. */
  final?: ReferProgress;
  company: Company;
}

export const failed = (
  by: 'referee' | 'target' | 'system',
  reason: string,
  more: object = {},
): ReferProgress => ({ state: 'failed', failure: { by, reason, ...more } }) as ReferProgress;

/** No referral is unfinished, and no call is held without a running call beside it. */
function checkNothingIsLeft(trio: Trio, call: SessionId): void {
  for (const { client, name } of trio.everybody) {
    const sessions = sessionsIn(client.state);
    expect(sessions.filter(({ referral }) => referral).length, `referrals at ${name}`).toBe(0);
    const open = sessions.filter(({ transfer }) => transfer && !isFinal(transfer.state));
    expect(open.length, `transfers at ${name}`).toBe(0);
  }
  for (const { client } of [trio.alice, trio.bob]) {
    const ours = sessionsIn(client.state).find(({ id }) => id === call);
    if (ours?.state !== 'established') continue;
    expect(ours.hold).toEqual({ byUs: false, byThem: false });
    expect(ours.local).toMatchObject({ microphone: 'on', camera: 'on' });
  }
}

const isFinal = (state: string) => ['established', 'failed', 'timed-out', 'terminated'].includes(state);

/**
 * Runs one course, and checks what all of them have in common: one final notice at most, nobody who is left with nobody,
 * no hold and no subscription that is left, however long one waits.
 * @param call of Alice with Bob
 */
export async function checkCourse(
  trio: Trio,
  call: SessionId,
  { run, final, company }: Course,
): Promise<void> {
  await run();
  expect(trio.finals).toEqual(final === undefined ? [] : [final]);
  expect({
    alice: companyOf(trio.alice)[0],
    bob: companyOf(trio.bob)[0],
    carol: companyOf(trio.carol)[0],
  }).toEqual({ alice: undefined, bob: undefined, carol: undefined, ...company });
  for (const device of trio.everybody) expect(companyOf(device).length).toBeLessThanOrEqual(1);
  checkNothingIsLeft(trio, call);
  // Nothing follows, however long one waits; and with the calls goes what the server knew of it.
  await trio.after(120_000);
  expect(trio.finals).toHaveLength(final === undefined ? 0 : 1);
  for (const device of trio.everybody) {
    for (const { id, state } of sessionsOf(device)) {
      if (state === 'established') await trio.hangsUp(device, id);
    }
  }
  expect(trio.world.focus.refers.size).toBe(0);
  expect(trio.world.focus.sessions.size).toBe(0);
}
