/**
 * Parley's ID on every desktop: `appId` of the installers, name of the Linux desktop file (`desktopName` in
 * package.json, from which Electron takes the ID of its windows) and what notifications say they come from.
 */
export const APP_ID = 'app.parley.Parley';
