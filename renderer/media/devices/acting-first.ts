import { ParleyError } from '../../../protocol/errors.ts';
import type { CarriageId, LeaseId } from '../../../protocol/ids.ts';
import type { CommandData, CommandName } from '../../../protocol/rpc/commands.ts';
import type { SendCommand } from '../../bridge/send-command.ts';
import type { Lease } from './lease.ts';

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
    const lease = media.lease(leaseId);
    if (on) lease?.allow(source);
    else lease?.turnOff(source, wish);
    return undefined;
  },
  'set-preview': (media, wanted, wish) => {
    const lease = media.previewLease();
    for (const source of ['microphone', 'camera'] as const) {
      if (wanted[source]) lease?.allow(source);
      else lease?.turnOff(source, wish);
    }
    return undefined;
  },
  'end-preview': (media) => media.previewLease()?.end(),
  'hang-up': (media, { sessionId }) => media.endNow(sessionId),
  'leave-conference': (media, { conferenceId }) => media.endNow(conferenceId),
};

/** Commands that carry the number of the wish. */
const NUMBERED: ReadonlySet<CommandName> = new Set(['set-source', 'set-preview']);

/** After these errors there is nothing left to revert to. */
const GONE: ReadonlySet<string> = new Set(['SESSION_GONE', 'CONFERENCE_NOT_JOINED', 'CONNECTION_LOST']);

/**
 * Sends the user's commands. Mute, camera off, hang-up and leave act in the page first, in the frame of the click, and
 * then main learns of them (SPEC LEASE-2). If main refuses a hang-up or a leave, the devices open again as they were. A
 * mute stays, whatever main says: only the user unmutes.
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
    if (revert) {
      sent.catch((thrown) => {
        if (!GONE.has(ParleyError.from(thrown, 'CONNECTION_LOST').code)) revert();
      });
    }
    return sent;
  };
}
