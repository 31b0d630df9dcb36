/**
 * Configuration of electron-builder; `npm run package` passes the worker's path in MEDIASOUP_WORKER_BIN.
 * @type {import('electron-builder').Configuration}
 */
const config = {
  appId: 'app.parley.Parley',
  productName: 'Parley',
  directories: { output: 'out', buildResources: 'build/resources' },
  files: [
    'dist/**',
    '!dist/**/*.map',
    '!dist/**/.sources',
    '!dist/icons/icon.*',
    'package.json',
    '!node_modules/mediasoup/worker/**',
  ],
  extraResources: [{ from: process.env.MEDIASOUP_WORKER_BIN, to: workerName() }],
  asar: true,
  npmRebuild: false,
  publish: null,
  // Becomes the MIME type of the Linux desktop file as well.
  protocols: [{ name: 'Parley link', schemes: ['parley'] }],
  // An AppImage that needs no FUSE 2, and keeps its sandbox where the system allows one: the older tools start it with
  // `--no-sandbox` always (app-builder-lib 26.17, out/targets/appimage/AppImageTarget.js).
  toolsets: { appimage: '1.0.3' },
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Network',
    synopsis: 'Desktop conferencing',
    icon: 'dist/icons',
    // The desktop file takes its name from `desktopName` in package.json, as the window's app ID does.
    syncDesktopName: true,
  },
  mac: {
    target: ['dmg'],
    icon: 'dist/icons/icon.icns',
    category: 'public.app-category.business',
    extendInfo: {
      NSMicrophoneUsageDescription: 'Parley uses the microphone in calls and conferences.',
      NSCameraUsageDescription: 'Parley uses the camera in calls and conferences.',
    },
  },
  win: { target: ['nsis'], icon: 'dist/icons/icon.ico' },
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

export default config;

function workerName() {
  return process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';
}
