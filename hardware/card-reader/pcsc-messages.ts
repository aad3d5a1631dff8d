/** What passes between the reader process and the program that started it (JSON, so bytes are hex). */
import type { CardFault, UnreadableCause } from './card-reader.js';

export type ToProcess =
  | { readonly kind: 'ping'; readonly number: number }
  | {
      readonly kind: 'transmit';
      readonly request: number;
      readonly insertionId: string;
      readonly command: string;
      readonly timeoutMs: number;
      readonly leaveResponse: boolean;
    }
  | {
      readonly kind: 'hold';
      readonly request: number;
      readonly insertionId: string;
      readonly timeoutMs: number;
    }
  | {
      readonly kind: 'release' | 'reset' | 'verify-on-pad';
      readonly request: number;
      readonly insertionId: string;
    };

export type FromProcess =
  | { readonly kind: 'pong'; readonly number: number }
  | { readonly kind: 'service'; readonly running: boolean; readonly readers: readonly string[] }
  | {
      readonly kind: 'inserted';
      readonly insertionId: string;
      readonly readerName: string;
      readonly atr: string;
      readonly atMs: number;
      readonly hasPad: boolean;
    }
  | { readonly kind: 'removed' | 'freed'; readonly insertionId: string; readonly readerName: string }
  | {
      readonly kind: 'unreadable';
      readonly readerName: string;
      readonly cause: UnreadableCause;
      readonly detail: string;
    }
  | {
      readonly kind: 'answer';
      readonly request: number;
      readonly data: string;
      readonly statusWord: number;
      readonly exchanges: number;
    }
  | {
      readonly kind: 'failure';
      readonly request: number;
      readonly fault: CardFault;
      readonly detail: string;
    };

/** Which readers the process touches, as the source of a regular expression in its environment: another program's stay that one's alone. */
export const readerNameVariable = 'SSCARD_READER_NAME';

/** The client socket of pcscd: libpcsclite's own variable, or the host's pcscd. */
export const pcscdSocketPath = (environment: NodeJS.ProcessEnv): string =>
  environment['PCSCLITE_CSOCK_NAME'] ?? '/run/pcscd/pcscd.comm';
