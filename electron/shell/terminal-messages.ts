import type { ParleyError } from '../../protocol/errors.ts';

/** Tells the user how to stop Parley in its terminal. */
export const HOW_TO_STOP = 'Press Ctrl-C to stop.';

/** What the terminal shows when Parley runs but cannot be used yet. The page has a message for each code. */
export function whyNotReady({ code, context, message }: ParleyError): string {
  switch (code) {
    case 'SERVER_PORT_IN_USE':
      return `another program uses port ${context.port} on this computer. Close that program, or start Parley with another port, such as PARLEY_PORT=${Number(context.port) + 1}.`;
    case 'SERVER_UNREACHABLE':
      return `the server ${context.url ?? ''} cannot be reached. Check the network and the server's address.`;
    case 'PROTOCOL_VERSION_MISMATCH':
      return 'the server and Parley have different versions. Update the older one.';
    case 'DATA_UNSAFE':
      return `${message}.`;
    default:
      return `${message} (${code}). The Parley window shows what to do.`;
  }
}
