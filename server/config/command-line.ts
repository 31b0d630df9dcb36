import { parseArgs } from 'node:util';
import { CONFIG_KEYS, variableOf } from './config.ts';

const widest = Math.max(...CONFIG_KEYS.map((key) => key.length));
const keys = CONFIG_KEYS.map((key) => `  ${key.padEnd(widest)}  ${variableOf(key)}`).join('\n');

/** What `npm run server -- --help` prints. */
export const HELP = `Usage: npm run server -- [options]

  --config FILE  read the configuration from this file: one JSON object with the keys below (or PARLEY_CONFIG)
  --check        read the configuration, say what is wrong with it, and end
  --help, -h     print this

Keys of the configuration, and the variables of the environment that go before them:

${keys}

A server for others needs a certificate and a source of tokens. docs/server.md explains every key, and has an example.
Press Ctrl-C to stop the server.
`;

/** What the command line asks for; `wrong` is one sentence about what it does not understand. */
export type CommandLine =
  | { do: 'help' }
  | { do: 'refuse'; wrong: string }
  | { do: 'check' | 'run'; config?: string };

/** @param args without node and the program */
export function readCommandLine(args: readonly string[]): CommandLine {
  try {
    const options = {
      config: { type: 'string' },
      check: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    const { values } = parseArgs({ args: [...args], options });
    if (values.help) return { do: 'help' };
    const what = values.check ? 'check' : 'run';
    return { do: what, ...(values.config !== undefined && { config: values.config }) };
  } catch (thrown) {
    const [sentence] = (thrown as Error).message.split('. ');
    return {
      do: 'refuse',
      wrong: `${sentence?.replace(/\.$/, '')}. "npm run server -- --help" lists what there is.`,
    };
  }
}
