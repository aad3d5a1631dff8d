/** What a printer can be told in ESC/POS, as far as receipts go, after the bytes have been read. */

/** Levels of error correction of a QR code. */
export type QrLevel = 'l' | 'm' | 'q' | 'h';

export type EscposCommand =
  | { readonly kind: 'text'; readonly text: string; readonly double: boolean }
  | { readonly kind: 'line-feed' }
  | { readonly kind: 'carriage-return' }
  | { readonly kind: 'initialize' }
  | { readonly kind: 'feed-lines'; readonly lines: number }
  | { readonly kind: 'feed-dots'; readonly dots: number }
  /** Null: the default of one sixth of an inch. */
  | { readonly kind: 'line-spacing'; readonly dots: number | null }
  | { readonly kind: 'align'; readonly align: 0 | 1 | 2 }
  | { readonly kind: 'bold'; readonly on: boolean }
  | { readonly kind: 'underline'; readonly on: boolean }
  | { readonly kind: 'inverse'; readonly on: boolean }
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  | { readonly kind: 'absolute-position'; readonly dots: number }
  | { readonly kind: 'relative-position'; readonly dots: number }
  | { readonly kind: 'left-margin'; readonly dots: number }
  | { readonly kind: 'area-width'; readonly dots: number }
  | { readonly kind: 'cut' }
  | {
      readonly kind: 'qr';
      readonly data: string;
      readonly cell: number;
      readonly level: QrLevel;
    }
  | { readonly kind: 'raster'; readonly widthBytes: number; readonly rows: number; readonly bits: Uint8Array }
  | { readonly kind: 'process-id'; readonly id: Uint8Array }
  | { readonly kind: 'status-in-order'; readonly n: number }
  /** Understood well enough to skip; `name` for those who look at what was sent. */
  | { readonly kind: 'ignored'; readonly name: string };
