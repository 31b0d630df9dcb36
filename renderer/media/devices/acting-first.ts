import { ParleyError } from '../../../protocol/errors.ts';
import type { CarriageId, LeaseId } from '../../../protocol/ids.ts';
import type { CommandData, CommandName } from '../../../protocol/rpc/commands.ts';
import type { SendCommand } from '../../bridge/send-command.ts';
import type { Lease } from './lease.ts';
import type { UnconfirmedWishes } from './unconfirmed-wishes.ts';

/** Reverts what the page did, because main refused the command. */
type Revert = () => unknown;

/** The media that the user's own commands change. */
export interface OwnMedia {
  /** Ends what our user sends and hears in this session or stay. @returns reverts that */
  endNow(carriageId: CarriageId): Revert;
  /** The lease with this ID, if the page has it. */
  lease(id: LeaseId): Lease | undefined;
  /** The lease of the preview before joining, if there is one. */
  previewLease(): Lease | undefined;
  /** The leases that only this session or stay sends. */
  leasesOf(carriageId: CarriageId): LeaseId[];
  /** What main has not answered. */
  readonly wishes: UnconfirmedWishes;
}

type Acts = {
  readonly [Name in CommandName]?: (
    media: OwnMedia,
    data: CommandData<Name>,
    wish: number,
  ) => Revert | undefined;
};

/** What the page does at once. */
const ACTS: Acts = {
  'set-source': (media, { leaseId, source, on }, wish) => {
    turn(media, { leaseId, source, on }, wish);
    return undefined;
  },
  'set-preview': (media, wanted, wish) => {
    const lease = media.previewLease();
    for (const source of ['microphone', 'camera'] as const) {
      if (lease) turn(media, { leaseId: lease.id, source, on: wanted[source] }, wish);
    }
    return undefined;
  },
  'end-preview': (media, data, wish) => {
    const lease = media.previewLease();
    if (lease) media.wishes.ended(wish, 'end-preview', data, [lease.id]);
    return lease?.end();
  },
  'hang-up': (media, data, wish) => {
    media.wishes.ended(wish, 'hang-up', data, media.leasesOf(data.sessionId));
    return media.endNow(data.sessionId);
  },
  'leave-conference': (media, data, wish) => {
    media.wishes.ended(wish, 'leave-conference', data, media.leasesOf(data.conferenceId));
    return media.endNow(data.conferenceId);
  },
};

function turn(
  { lease, wishes }: OwnMedia,
  { leaseId, source, on }: Pick<CommandData<'set-source'>, 'leaseId' | 'source' | 'on'>,
  wish: number,
): void {
  if (on) {
    wishes.turnedOn({ leaseId, source });
    lease(leaseId)?.allow(source);
  } else {
    wishes.turnedOff(wish, { leaseId, source });
    lease(leaseId)?.turnOff(source, wish);
  }
}

/** Commands that carry the number of the wish. */
const NUMBERED: ReadonlySet<CommandName> = new Set(['set-source', 'set-preview']);

/** After these errors there is nothing left to revert to. */
const GONE: ReadonlySet<string> = new Set(['SESSION_GONE', 'CONFERENCE_NOT_JOINED', 'CONNECTION_LOST']);

/**
 * Sends the user's commands. Mute, camera off, hang-up and leave act in the page first, in the frame of the click, and
 * then main learns of them (SPEC LEASE-2). The devices open again as they were if main refuses a hang-up or a leave, or has
 * hung up without releasing them. A mute stays, whatever main says: only the user unmutes.
 *
 * Each wish has a number. Main repeats the latest number that it knows in its orders, so that the page can refuse an
 * order to turn something on that main gave before it knew of a later wish to turn it off.
 */
export function actingFirst(send: SendCommand, media: OwnMedia): SendCommand {
  let wish = 0;
  return (name, data) => {
    wish += 1;
    const revert = ACTS[name]?.(media, data, wish);
    const sent = send(name, NUMBERED.has(name) ? { ...data, wish } : data);
    if (ACTS[name]) void media.wishes.keepUntilAnswered(wish, sent);
    if (revert) {
      sent.then(
        // Main still holds these devices for a call that replaced the call that ended (SPEC REF-5).
        () => name === 'hang-up' && revert(),
        (thrown) => {
          if (!GONE.has(ParleyError.from(thrown, 'CONNECTION_LOST').code)) revert();
        },
      );
    }
    return sent;
  };
}
