/**
 * SHA-256 of the archives with ready-made workers, by file name: `mediasoup-worker-3.27.1-linux-x64-kernel6.tgz`.
 * Neither mediasoup's npm package nor its releases name any in a form that Parley can check offline, so there is none
 * yet. An entry is added by a person who has compared the archive with its source. Until then a ready-made worker is
 * used only where PARLEY_PREBUILT_WORKER says so (docs/decisions/0038).
 */
export const prebuiltHashes = {};
