/**
 * Version of the contract between renderer, main and server. Each end sends its version when it connects; any
 * difference is refused with `PROTOCOL_VERSION_MISMATCH`. Raise it with every change that is not additive.
 */
export const PROTOCOL_VERSION = 4;
