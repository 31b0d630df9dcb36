import type { ParleyError } from '../../protocol/errors.ts';

/** How to end Parley from its terminal. */
export const HOW_TO_STOP = 'Press Ctrl-C to stop.';

/** What a user reads in the terminal when Parley runs and cannot be used yet. The page has words for each code. */
export function whyNotReady({ code, context, message }: ParleyError): string {
  switch (code) {
    case 'SERVER_PORT_IN_USE':
      return `port ${context.port} on this computer is used by another program. Close that program, or start Parley with another port, such as PARLEY_PORT=${Number(context.port) + 1}.`;
    case 'SERVER_UNREACHABLE':
      return `the server ${context.url ?? ''} cannot be reached. Check the network and the server's address.`;
    case 'PROTOCOL_VERSION_MISMATCH':
      return 'the server and this Parley are of different versions. Update the older of the two.';
    case 'DATA_UNSAFE':
      return `${message}.`;
    default:
      return `${message} (${code}). The window says what to do.`;
  }
}
