import { type ErrorCode, ParleyError } from '../../../../protocol/errors.ts';
import type { CommandData } from '../../../../protocol/rpc/commands.ts';
import type { SendCommand } from '../../../../renderer/bridge/send-command.ts';

/** Main's ledger as a page sees it: the tracks that were entered, and those that have ended. */
export class FakeLedger {
  readonly entered: CommandData<'hold-track'>[] = [];
  readonly ended: CommandData<'tracks-ended'>[] = [];
  /** The next tracks are refused with this code. */
  refusal: ErrorCode | undefined;
  /** Each answer waits for this promise. */
  ready: Promise<void> = Promise.resolve();

  readonly send: SendCommand = async (name, data) => {
    if (name === 'tracks-ended') this.ended.push(data as CommandData<'tracks-ended'>);
    if (name === 'hold-track') {
      const { refusal } = this;
      if (refusal === undefined) this.entered.push(data as CommandData<'hold-track'>);
      await this.ready;
      if (refusal !== undefined) throw new ParleyError(refusal, 'not entered');
    }
    return {} as never;
  };

  /** IDs of the entered tracks that have not ended. */
  get held(): string[] {
    const ended = this.ended.flatMap(({ trackIds }) => trackIds);
    return this.entered.map(({ trackId }) => trackId).filter((id) => !ended.includes(id));
  }
}
