/** Tells a printer's answers apart in what it sends: real-time status, process ids, clear responses, in-order status. */

export type PrinterAnswer =
  /** Answer to DLE EOT n; which n it belongs to is known only by the order of asking. */
  | { readonly kind: 'real-time'; readonly bits: number }
  /** Answer to GS ( H <48>. */
  | { readonly kind: 'process-id'; readonly id: string }
  /** Answer to DLE DC4 (fn 8): the buffers are empty. */
  | { readonly kind: 'cleared' }
  /** Answer to GS r 1. */
  | { readonly kind: 'in-order'; readonly paperOut: boolean };

const blockHeader = 0x37;

/** Takes bytes as they come, however they are cut, and returns the answers that are complete. */
export class AnswerReader {
  private block: number[] | null = null;

  read(bytes: Uint8Array): readonly PrinterAnswer[] {
    const answers: PrinterAnswer[] = [];
    for (const byte of bytes) {
      if (this.block !== null) {
        if (byte !== 0) {
          this.block.push(byte);
          // Header 37h and anything longer than a process id: not a block of ours, so wait for the next header.
          if (this.block.length > 5) this.block = null;
          continue;
        }
        const [identifier, ...rest] = this.block;
        this.block = null;
        if (identifier === 0x22) answers.push({ kind: 'process-id', id: String.fromCharCode(...rest) });
        else if (identifier === 0x25) answers.push({ kind: 'cleared' });
      } else if (byte === blockHeader) {
        this.block = [];
      } else if ((byte & 0x93) === 0x12) {
        // Fixed bits of every DLE EOT answer: 0xx1xx10.
        answers.push({ kind: 'real-time', bits: byte });
      } else if ((byte & 0x90) === 0) {
        // GS r: bits 4 and 7 off. Bits 2 and 3: paper end.
        answers.push({ kind: 'in-order', paperOut: (byte & 0x0c) !== 0 });
      }
      // Anything else is flow control (XON, XOFF) or automatic status that was switched on by someone else.
    }
    return answers;
  }
}
