import path from 'node:path';

export interface PackagedWorkerOptions {
  /** `app.isPackaged` */
  packaged: boolean;
  /** `process.resourcesPath`: electron-builder puts `extraResources` there. */
  resourcesPath: string;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

/** What names the media worker of an installed Parley to its server. From sources, the environment names it already. */
export function packagedWorker(options: PackagedWorkerOptions): Record<string, string> {
  const { packaged, resourcesPath, platform, env } = options;
  if (!packaged || env.MEDIASOUP_WORKER_BIN) return {};
  const name = platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';
  return { MEDIASOUP_WORKER_BIN: path.join(resourcesPath, name) };
}
