/** The part of nfc-pcsc 0.8 (and @pokusew/pcsclite 0.6 below it) that the reader process uses; neither declares types. */
declare module 'nfc-pcsc' {
  import type { EventEmitter } from 'node:events';

  /** The reader of @pokusew/pcsclite. */
  export interface RawReader extends EventEmitter {
    readonly SCARD_STATE_PRESENT: number;
    readonly SCARD_STATE_EXCLUSIVE: number;
    readonly SCARD_STATE_INUSE: number;
    /** The state has the driver's count of insertions and removals in its upper half. */
    on(
      event: 'status',
      listener: (status: { readonly state: number; readonly atr?: Uint8Array }) => void,
    ): this;
  }

  export interface Reader extends EventEmitter {
    readonly name: string;
    readonly reader: RawReader;
    autoProcessing: boolean;
    /** Called by nfc-pcsc itself whenever a card is put in, whatever `autoProcessing` is. */
    connect: () => Promise<unknown>;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'end', listener: () => void): this;
  }

  /** Logs nothing unless it is given a logger. */
  export class NFC extends EventEmitter {
    on(event: 'reader', listener: (reader: Reader) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
  }
}
