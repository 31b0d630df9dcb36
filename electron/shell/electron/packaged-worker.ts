import path from 'node:path';

export interface PackagedWorkerOptions {
  /** `app.isPackaged` */
  packaged: boolean;
  /** `process.resourcesPath`: electron-builder puts `extraResources` there. */
  resourcesPath: string;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * The environment variable that tells the server of an installed Parley where its media worker is. When Parley runs
 * from sources, the environment has the variable already.
 */
export function packagedWorker(options: PackagedWorkerOptions): Record<string, string> {
  const { packaged, resourcesPath, platform, env } = options;
  if (!packaged || env.MEDIASOUP_WORKER_BIN) return {};
  const name = platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';
  return { MEDIASOUP_WORKER_BIN: path.join(resourcesPath, name) };
}
