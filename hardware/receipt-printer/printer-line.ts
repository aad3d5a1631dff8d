/** The two-way line to a printer, whatever it runs over: opened on need, lost without warning, opened again. */

export interface PrinterLine {
  /** Opens unless open already; rejects when the device is not there. */
  open(): Promise<void>;
  /** Resolves when the bytes have left this machine; rejects when the line is lost or takes longer than allowed. */
  write(bytes: Uint8Array): Promise<void>;
  /** The one listener for bytes from the printer. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Whether it is open now. Turns false by itself when the line is lost. */
  readonly isOpen: boolean;
  close(): Promise<void>;
}

/** Rejects with what `late` makes unless the promise settles within the time. */
export const within = async <T>(promise: Promise<T>, timeoutMs: number, late: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), timeoutMs);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
};
