import { parseArgs } from 'node:util';
import { CONFIG_KEYS, variableOf } from './config.ts';

const widest = Math.max(...CONFIG_KEYS.map((key) => key.length));
const keys = CONFIG_KEYS.map((key) => `  ${key.padEnd(widest)}  ${variableOf(key)}`).join('\n');

/** What `npm run server -- --help` prints. */
export const HELP = `Usage: npm run server -- [options]

  --config FILE  read the configuration from this file: one JSON object with the keys below (or PARLEY_CONFIG)
  --check        check the configuration, print the first error, and exit
  --help, -h     print this help

Configuration keys, and the environment variables that override them:

${keys}

A server for others needs a certificate and a source of tokens. docs/server.md explains every key and has an example.
Press Ctrl-C to stop the server.
`;

/** What the command line asks for. `wrong` is one sentence about an unknown option. */
export type CommandLine =
  | { do: 'help' }
  | { do: 'refuse'; wrong: string }
  | { do: 'check' | 'run'; config?: string | undefined };

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
    return { do: what, config: values.config };
  } catch (thrown) {
    const [sentence] = (thrown as Error).message.split('. ');
    return {
      do: 'refuse',
      wrong: `${sentence?.replace(/\.$/, '')}. "npm run server -- --help" lists the options.`,
    };
  }
}
