/** Versions that cross a border. `PROTOCOL` follows MAJOR.MINOR: the same MAJOR must work together. */
export const APP_VERSION = '0.1.0'
export const PROTOCOL = '1.0'
/** Version of the shape that `--json` prints. */
export const CLI_JSON_VERSION = 1
/** Longest message on any door, in bytes. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
