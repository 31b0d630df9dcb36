/*
 * Starts the built Parley under Electron for end-to-end tests, with Chromium's fake camera and microphone. On the
 * command line, switches for Electron itself are before this file; Parley does not get them.
 */
import path from 'node:path';
import { app } from 'electron';

const own = process.argv.findIndex((argument) => path.basename(argument) === 'app-under-test.mjs');
process.argv.splice(1, own - 1);

app.commandLine.appendSwitch('use-fake-device-for-media-stream');
app.commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required');
app.commandLine.appendSwitch('disable-gpu');

await import('../../../dist/electron/main.js');
