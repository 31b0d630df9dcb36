/*
 * Parley under Electron as the end-to-end tests start it: the built program, with a camera and a microphone that are
 * fakes of Chromium's. Switches for Electron itself stand before this file on the command line and are not Parley's.
 */
import path from 'node:path';
import { app } from 'electron';

const own = process.argv.findIndex((argument) => path.basename(argument) === 'app-under-test.mjs');
process.argv.splice(1, own - 1);

app.commandLine.appendSwitch('use-fake-device-for-media-stream');
app.commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required');
app.commandLine.appendSwitch('disable-gpu');

await import('../../../dist/electron/main.js');
