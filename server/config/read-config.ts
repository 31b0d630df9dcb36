import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { ParleyError } from '../../protocol/errors.ts';
import { CONFIG_KEYS, type ConfigKey, ServerConfig, variableOf } from './config.ts';
import { checkCombination } from './config-checks.ts';

/** Keys whose environment variable is plain text. The other variables are JSON: a number, true, a list. */
const TEXT_KEYS: ReadonlySet<ConfigKey> = new Set([
  'host',
  'publicUrl',
  'tlsCert',
  'tlsKey',
  'mediaAnnouncedAddress',
  'workerBin',
  'workerStatusFile',
  'domain',
  'jwtSecret',
  'jwksUrl',
  'jwtIssuer',
  'jwtAudience',
  'addressClaim',
  'dataFolder',
  'logLevel',
]);

/** Where a configuration comes from. */
export interface ConfigSources {
  /** The file that `--config` names. */
  file?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the configuration: defaults, then the file named by `--config` or `PARLEY_CONFIG`, then the environment.
 * @throws ParleyError SERVER_CONFIG_INVALID with the key in its context, never a value
 */
export function readConfig({ file, env }: ConfigSources): ServerConfig {
  const path = file ?? env.PARLEY_CONFIG;
  const fromFile = path === undefined ? {} : readConfigFile(path);
  const parsed = ServerConfig.safeParse({ ...fromFile, ...readEnvironment(env) });
  if (!parsed.success) throw fromIssue(parsed.error.issues[0]);
  checkCombination(parsed.data);
  return parsed.data;
}

function readConfigFile(path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ParleyError('SERVER_CONFIG_INVALID', `the configuration file ${path} cannot be read as JSON`, {
      context: { key: 'PARLEY_CONFIG' },
      cause,
    });
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(content);
  if (!parsed.success) throw invalid('PARLEY_CONFIG', 'the file must contain one JSON object');
  return parsed.data;
}

function readEnvironment(env: ConfigSources['env']): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const key of CONFIG_KEYS) {
    const text = env[variableOf(key)];
    if (text === undefined || text === '') continue;
    values[key] = TEXT_KEYS.has(key) ? text : parseJson(key, text);
  }
  return values;
}

function parseJson(key: ConfigKey, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(key, `${variableOf(key)} must be JSON: a number, true, false or a list`);
  }
}

function fromIssue(issue: z.core.$ZodIssue | undefined): ParleyError {
  if (issue?.code === 'unrecognized_keys') return invalid(issue.keys.join(', '), 'unknown key');
  const path = issue?.path.join('.') ?? '';
  return invalid(path, `its value is not allowed (${issue?.code})`);
}

function invalid(key: string, why: string): ParleyError {
  return new ParleyError('SERVER_CONFIG_INVALID', `${key}: ${why}`, { context: { key } });
}
