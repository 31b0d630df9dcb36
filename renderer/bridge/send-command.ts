import type { CommandData, CommandName, CommandReply } from '../../protocol/rpc/commands.ts';

/** Sends one command to main. @throws ParleyError main's own error, or CONNECTION_LOST */
export type SendCommand = <Name extends CommandName>(
  name: Name,
  data: CommandData<Name>,
) => Promise<CommandReply<Name>>;
