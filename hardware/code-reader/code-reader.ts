/** What a code reader (a scanner of QR and bar codes) is to those who use one: the codes it reads, and whether it is there. */

/** Why what came is no code: longer than any of ours, bytes that no code of ours has, or no end. */
export type UnfitCode = 'too-long' | 'garbled' | 'cut-off';

/** `missing`: its line cannot be opened, or was lost; it is tried again by itself. */
export type CodeReaderState = 'ready' | 'missing';

export type CodeReaderEvents = {
  readonly state: (state: CodeReaderState, detail: string | null) => void;
  /** What stood in a code: 1 to 512 printable characters of ASCII. */
  readonly code: (text: string) => void;
  readonly unfit: (why: UnfitCode) => void;
};

export interface CodeReader {
  on<E extends keyof CodeReaderEvents>(event: E, listener: CodeReaderEvents[E]): void;
  /** Opens its line, and again whenever it is lost, until it is closed. */
  start(): void;
  close(): Promise<void>;
}
