import type { CommandData } from '../../protocol/rpc/commands.ts';
import type { SendCommand } from '../bridge/send-command.ts';

/** Commands that only report a fact and whose reply is not awaited. */
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

/** Makes a {@link TellFact}. A fact is lost only together with main, which the bridge reports. */
export function factTeller(send: SendCommand): TellFact {
  return (name, data) => {
    send(name, data).catch(() => undefined);
  };
}

/** The path of media: the peer connection of a session, or the transports of a stay. */
export interface Carriage {
  /** Ends the transports. Idempotent; sources stay open until their lease is released. */
  close(): void;
}
