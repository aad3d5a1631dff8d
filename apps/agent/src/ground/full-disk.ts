/** Tells a full disk from a bug: what could not be written is tried again, and nothing ends because of it. */

/** Codes of Node and SQLite for a disk, or a quota, that takes nothing more. */
const codes = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC']);

export const isFullDisk = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.has(error.code);
