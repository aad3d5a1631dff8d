/** ESC/POS for printers with the Chinese character generator: receiptline lays out, this says it in GB 18030. */
import receiptline from 'receiptline';

const byte = String.fromCharCode;
const word = (value: number): string => byte(value & 0xff, (value >> 8) & 0xff);

/** How the printer is made to say that everything up to here is on paper. */
export type CompletionRequest =
  /** GS ( H <48>: answered with these four characters when the data before it has been printed. */
  | { readonly kind: 'process-id'; readonly id: string }
  /** GS r 1: answered in order from the receive buffer, and not at all while out of paper. Every printer has it. */
  | { readonly kind: 'status-in-order' };

const completionBytes = (request: CompletionRequest): string =>
  request.kind === 'process-id' ? `\x1d(H\x06\x00\x30\x30${request.id}` : '\x1dr\x01';

/** GS ( k: one setting or order for the printer's own QR codes. */
const code = (body: string): string => `\x1d(k${word(body.length)}${body}`;

/**
 * Starts from receiptline's generic ESC/POS and changes what Chinese printers do otherwise:
 * rules are GB 2312 row 9 characters instead of a Katakana code page, and the QR code is the printer's own (GS ( k),
 * so that no image bytes can be mistaken for a real-time command.
 */
const chineseCommands = (completions: readonly CompletionRequest[]): receiptline.BaseCommand => {
  const generic = receiptline.commands.generic;
  return {
    ...generic,
    // Automatic status back off (GS a 0): every byte that arrives is then an answer to a question of ours.
    open(this: receiptline.BaseCommand, printer: receiptline.Printer): string {
      return `${generic.open.call(this, printer)}\x1da\x00`;
    },
    close: () => `${generic.cut()}${completions.map(completionBytes).join('')}`,
    hr: (width: number): string =>
      `\x1bt\x00\x1c&${Buffer.from([0xa9, 0xa4])
        .toString('latin1')
        .repeat(Math.floor(width / 2))}`,
    qrcode: (symbol: { data: string; cell: number; level: 'l' | 'm' | 'q' | 'h' }): string => {
      if (symbol.data.length === 0) return '';
      const data = Buffer.from(symbol.data, 'utf8').toString('latin1');
      const level = { l: 48, m: 49, q: 50, h: 51 }[symbol.level];
      return [
        code(byte(49, 65, 50, 0)),
        code(byte(49, 67, symbol.cell)),
        code(byte(49, 69, level)),
        code(byte(49, 80, 48) + data),
        code(byte(49, 81, 48)),
      ].join('');
    },
  };
};

/** The bytes that print a receiptline document, cut it off and ask for the proofs wanted. `columns` is 32 or 48. */
export const toChineseEscpos = (
  markdown: string,
  columns: number,
  completions: readonly CompletionRequest[],
): Uint8Array => {
  const text = receiptline.transform(markdown, {
    cpl: columns,
    encoding: 'gb18030',
    spacing: true,
    cutting: true,
    command: chineseCommands(completions),
  });
  return Buffer.from(text, 'latin1');
};
