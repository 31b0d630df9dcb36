/**
 * Version of the contract between renderer, main and server. Both ends send theirs when they connect; any
 * difference is refused with `PROTOCOL_VERSION_MISMATCH`. Raise it with every change that is not additive.
 */
export const PROTOCOL_VERSION = 4;
