/** What is on a sheet of the virtual printer's paper, in dots. */
import receiptline from 'receiptline';

/** Characters printed one after another in one style. */
export type PaperRun = {
  /** From the left edge of the paper. */
  readonly xDots: number;
  /** Each character with the dots it takes before scaling: 12 or 24. */
  readonly characters: readonly { readonly text: string; readonly dots: 12 | 24 }[];
  readonly scaleX: number;
  readonly scaleY: number;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
};

export type PaperRow = {
  readonly heightDots: number;
  /** Less than `heightDots` where the paper ended in the middle of the row. */
  readonly visibleDots: number;
  readonly content:
    | { readonly kind: 'text'; readonly runs: readonly PaperRun[] }
    | {
        readonly kind: 'qr';
        readonly xDots: number;
        readonly cell: number;
        readonly data: string;
        readonly modules: readonly Uint8Array[];
      }
    | {
        readonly kind: 'raster';
        readonly xDots: number;
        readonly widthBytes: number;
        readonly bits: Uint8Array;
      }
    | { readonly kind: 'blank' };
};

export type Sheet = {
  readonly id: number;
  /** When its last row was printed, ISO 8601. */
  readonly at: string;
  /** Cut off; a sheet on which the paper ran out or the power went never is. */
  readonly complete: boolean;
  readonly widthDots: number;
  readonly rows: readonly PaperRow[];
};

/** The modules of a QR code, as the printer's own generator makes them. */
export const qrModules = (data: string, level: 'l' | 'm' | 'q' | 'h'): readonly Uint8Array[] =>
  receiptline.qrcode.generate({ data, level, type: 'qrcode', cell: 1, quietZone: false });

/** Room a run takes on paper. */
export const runDots = (run: PaperRun): number =>
  run.characters.reduce((sum, character) => sum + character.dots * run.scaleX, 0);
