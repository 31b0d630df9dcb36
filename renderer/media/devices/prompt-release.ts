import type { CarriageId } from '../../../protocol/ids.ts';
import type { CommandData, CommandName } from '../../../protocol/rpc/commands.ts';
import type { SendCommand } from '../media-ports.ts';

/** The commands with which the user ends what carries media, and what they end. */
const ENDS: { readonly [Name in CommandName]?: (data: CommandData<Name>) => CarriageId } = {
  'hang-up': ({ sessionId }) => sessionId,
  'leave-conference': ({ conferenceId }) => conferenceId,
};

/**
 * Sends commands. One that ends a session or stay gives its devices back at once: main orders the same, but a page
 * under load hears that too late for SPEC LEASE-2. Releasing twice is harmless.
 */
export function releasingPromptly(send: SendCommand, release: (id: CarriageId) => void): SendCommand {
  return (name, data) => {
    const ended = ENDS[name]?.(data);
    if (ended !== undefined) release(ended);
    return send(name, data);
  };
}
