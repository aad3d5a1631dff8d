/** The part of nfc-pcsc 0.8 (and @pokusew/pcsclite 0.6 below it) that the reader process uses; neither declares types. */
declare module 'nfc-pcsc' {
  import type { EventEmitter } from 'node:events';

  /** The logger is the only place where a failed connect on insertion shows. */
  export type Logger = {
    log(...parts: readonly unknown[]): void;
    debug(...parts: readonly unknown[]): void;
    info(...parts: readonly unknown[]): void;
    warn(...parts: readonly unknown[]): void;
    error(...parts: readonly unknown[]): void;
  };

  /** The reader of @pokusew/pcsclite. */
  export interface RawReader extends EventEmitter {
    readonly name: string;
    readonly connected: boolean;
    readonly SCARD_STATE_PRESENT: number;
    readonly SCARD_RESET_CARD: number;
    on(
      event: 'status',
      listener: (status: { readonly state: number; readonly atr?: Uint8Array }) => void,
    ): this;
    disconnect(disposition: number, done: (error: Error | null) => void): void;
  }

  export interface Reader extends EventEmitter {
    readonly name: string;
    readonly reader: RawReader;
    logger: Logger;
    autoProcessing: boolean;
    /** `protocol` is missing when it connected while already connected; no exchange is possible then. */
    readonly connection: { readonly protocol?: number } | null;
    on(event: 'card', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'end', listener: () => void): this;
    connect(): Promise<unknown>;
    /** Rejects with an error whose `previous` names the PC/SC code. */
    transmit(command: Uint8Array, responseMaxLength: number): Promise<Uint8Array>;
  }

  export class NFC extends EventEmitter {
    constructor(logger?: Logger);
    on(event: 'reader', listener: (reader: Reader) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
  }
}
