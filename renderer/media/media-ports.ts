import type { CommandData } from '../../protocol/rpc/commands.ts';
import type { SendCommand } from '../bridge/send-command.ts';

/** Commands that only report a fact: nobody waits for them. */
export type FactName =
  | 'peer-candidate'
  | 'carriage-state'
  | 'source-ended'
  | 'source-opened'
  | 'source-interrupted'
  | 'source-replaced'
  | 'source-carried';

/** Reports a fact of the media to main. */
export type TellFact = <Name extends FactName>(name: Name, data: CommandData<Name>) => void;

/** Makes a {@link TellFact}. A fact that does not arrive has lost its reader: the bridge reports that by itself. */
export function factTeller(send: SendCommand): TellFact {
  return (name, data) => {
    send(name, data).catch(() => undefined);
  };
}

/** How media travels: one session's peer connection, or one stay's transports. */
export interface Carriage {
  /** Ends the transports. Idempotent; sources stay open until their lease is released. */
  close(): void;
}
