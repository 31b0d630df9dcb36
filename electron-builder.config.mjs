/** Configuration of electron-builder; `npm run package` passes the worker's path in MEDIASOUP_WORKER_BIN. */
export default {
  appId: 'app.parley.Parley',
  productName: 'Parley',
  directories: { output: 'out', buildResources: 'build/resources' },
  files: [
    'dist/**',
    '!dist/**/*.map',
    '!dist/**/.sources',
    'package.json',
    '!node_modules/mediasoup/worker/**',
  ],
  extraResources: [{ from: process.env.MEDIASOUP_WORKER_BIN, to: workerName() }],
  asar: true,
  npmRebuild: false,
  publish: null,
  protocols: [{ name: 'Parley link', schemes: ['parley'] }],
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Network',
    maintainer: 'Parley contributors',
    synopsis: 'Desktop conferencing',
    mimeTypes: ['x-scheme-handler/parley'],
  },
  mac: {
    target: ['dmg'],
    category: 'public.app-category.business',
    extendInfo: {
      NSMicrophoneUsageDescription: 'Parley uses the microphone in calls and conferences.',
      NSCameraUsageDescription: 'Parley uses the camera in calls and conferences.',
    },
  },
  win: { target: ['nsis'] },
  nsis: { oneClick: false, perMachine: false },
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: process.platform === 'darwin',
  },
};

function workerName() {
  return process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';
}
