/** Why a printer cannot be reached: what stands in the way, told apart by what the system and the line say. */

export type PrinterTrouble =
  /** The window has no printer. */
  | 'none-set'
  /** The line is open, and nothing answers: no power, a loose cable, a printer that never answers. */
  | 'silent'
  /** Something answers in other bytes than a printer's: speed, parity or another device. */
  | 'garbled'
  /** No such path, nothing plugged in, nobody there. */
  | 'missing'
  /** This program may not use it. */
  | 'forbidden'
  /** Another program has it, such as a print service. */
  | 'taken'
  /** A folder, a file, a socket: whatever it is, no device. */
  | 'no-device'
  /** Takes no bytes: flow control holds it up, or it is full. */
  | 'stuck';

/** A line that does not open or does not take bytes. `message` says where, in the system's words. */
export class PrinterLineError extends Error {
  constructor(
    readonly trouble: PrinterTrouble,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'PrinterLineError';
  }
}

const troubles = new Map<string, PrinterTrouble>([
  ['ENOENT', 'missing'],
  ['ENXIO', 'missing'],
  ['ENODEV', 'missing'],
  ['ENOTDIR', 'missing'],
  ['EIO', 'missing'],
  ['EPIPE', 'missing'],
  ['ECONNREFUSED', 'missing'],
  ['ECONNRESET', 'missing'],
  ['EHOSTUNREACH', 'missing'],
  ['ENETUNREACH', 'missing'],
  ['ETIMEDOUT', 'missing'],
  ['ENOTFOUND', 'missing'],
  ['EACCES', 'forbidden'],
  ['EPERM', 'forbidden'],
  ['EROFS', 'forbidden'],
  ['EBUSY', 'taken'],
  ['EAGAIN', 'stuck'],
  ['ENOSPC', 'stuck'],
  ['ENOTTY', 'no-device'],
  ['EISDIR', 'no-device'],
]);

/** What an error of the system says of the line at `place`; serialport has no codes, but words. */
export const lineErrorOf = (place: string, error: unknown): PrinterLineError => {
  if (error instanceof PrinterLineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const trouble = /cannot lock/i.test(message) ? 'taken' : (troubles.get(code) ?? 'missing');
  return new PrinterLineError(trouble, `${place}: ${message}`, { cause: error });
};
