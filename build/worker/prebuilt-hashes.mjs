/**
 * SHA-256 of the archives with prebuilt workers, by file name: `mediasoup-worker-3.27.1-linux-x64-kernel6.tgz`.
 * Neither mediasoup's npm package nor its releases have checksums in a form that Parley can check offline, so there are
 * none yet. An entry is added by a person who has compared the archive with its source. Until then a prebuilt worker is
 * only used if PARLEY_PREBUILT_WORKER allows it (docs/decisions/0038).
 */
export const prebuiltHashes = {};
