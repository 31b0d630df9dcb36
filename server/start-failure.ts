import type { ParleyError } from '../protocol/errors.ts';
import { CONFIG_KEYS, type ConfigKey, variableOf } from './config/config.ts';

/** A message for the person who starts the server: what is wrong and what to do. Never a value of the configuration. */
export function adviceFor(error: ParleyError): string {
  const { key, port } = error.context;
  switch (error.code) {
    case 'SERVER_PORT_IN_USE':
      return `Port ${port} is in use: stop the program that uses it, or set PARLEY_PORT or PARLEY_MEDIA_PORT to another port.`;
    case 'SERVER_CONFIG_INVALID':
      return `The configuration is not valid: ${error.message}${variableHint(key)} (docs/server.md lists every key).`;
    case 'STORE_NEWER':
      return `A newer version of Parley wrote ${error.context.file} in the data folder. Nothing was changed. Update this server, or set PARLEY_DATA_FOLDER to another folder.`;
    case 'DATA_UNSAFE':
      return `${error.message}, or make sure that only your user can access it. PARLEY_DATA_FOLDER sets the folder.`;
    case 'WORKER_MISSING':
      return 'The media worker is missing: run "npm run server", which gets it, or set MEDIASOUP_WORKER_BIN to a mediasoup-worker.';
    case 'WORKER_CRASHED':
      return 'The media worker crashed when it started: delete the cached worker and run "npm run server", or set MEDIASOUP_WORKER_BIN to a worker that runs on this machine.';
    default:
      return `The server could not start (${error.code}): ${error.message}.`;
  }
}

function variableHint(key: unknown): string {
  if (!CONFIG_KEYS.includes(key as ConfigKey)) return '';
  return ` (environment: ${variableOf(key as ConfigKey)})`;
}
