/**
 * Parley's ID on every desktop: the `appId` of the installers, the name of the Linux desktop file (`desktopName` in
 * package.json, from which Electron derives the ID of its windows) and the sender of notifications.
 */
export const APP_ID = 'app.parley.Parley';
