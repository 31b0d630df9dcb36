import { describe, expect, test } from 'vitest';
import { HELP, readCommandLine } from '../../../../server/config/command-line.ts';
import { CONFIG_KEYS, variableOf } from '../../../../server/config/config.ts';

describe('the command line of the server', () => {
  test('the help lists the options, each key with its variable, and the documentation', () => {
    for (const words of ['--config FILE', '--help', 'docs/server.md', 'Ctrl-C'])
      expect(HELP).toContain(words);
    for (const key of CONFIG_KEYS) expect(HELP).toMatch(new RegExp(`^  ${key} +${variableOf(key)}$`, 'm'));
  });

  test.each([['--help'], ['-h'], ['--config', 'parley.json', '--help']])(
    '%s asks for the help',
    (...args) => {
      expect(readCommandLine(args)).toEqual({ do: 'help' });
    },
  );

  test.each([
    [['--prot', '80'], '--prot'],
    [['parley.json'], 'parley.json'],
    [['--config'], '--config'],
  ])('%o is reported in one sentence', (args, name) => {
    const read = readCommandLine(args);
    expect(read).toMatchObject({ do: 'refuse' });
    expect(JSON.stringify(read)).toContain(name);
    expect(JSON.stringify(read)).toContain('--help');
  });

  test('a configuration file can be named', () => {
    expect(readCommandLine(['--config', 'parley.json'])).toEqual({ do: 'run', config: 'parley.json' });
    expect(readCommandLine([])).toEqual({ do: 'run' });
  });

  test('the configuration can be checked only', () => {
    expect(readCommandLine(['--check', '--config', 'parley.json'])).toEqual({
      do: 'check',
      config: 'parley.json',
    });
    expect(readCommandLine(['--check', '--help'])).toEqual({ do: 'help' });
  });
});
