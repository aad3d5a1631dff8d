/** The bench as hands at a table: puts virtual cards in and out of the reader, and takes the paper off the printer. */
import type { BenchCard, BenchState } from '#libs/contract/bench.js';
import { requestJson, requestResponse } from './json-request.js';

export type Sheet = { readonly id: number; readonly text: string };

export class BenchTable {
  constructor(private readonly origin: string) {}

  state(): Promise<BenchState> {
    return requestJson<BenchState>(`${this.origin}/bench/state`);
  }

  /** Cards of people only; what else lies in the tray is for trying refusals and for making cards. */
  async cards(): Promise<readonly BenchCard[]> {
    return (await this.state()).cards.filter((card) => card.specificationVersion !== null && !card.blank);
  }

  async insert(cardId: string): Promise<void> {
    await requestResponse(`${this.origin}/bench/readers/0/insert`, { body: { cardId } });
  }

  async pull(): Promise<void> {
    await requestResponse(`${this.origin}/bench/readers/0/pull`, { body: {} });
  }

  /** Holds a code before the code reader. */
  async scan(code: string): Promise<void> {
    await requestResponse(`${this.origin}/bench/code-reader`, { body: { code } });
  }

  /** The newest sheet that came out whole and reads `mark`, or null while there is none. */
  async sheetWith(mark: string): Promise<Sheet | null> {
    for (const { id, complete } of (await this.state()).printer.sheets) {
      if (!complete) continue;
      const text = await (await requestResponse(`${this.origin}/bench/paper/${id}.txt`)).text();
      if (text.includes(mark)) return { id, text };
    }
    return null;
  }

  /** The sheet as a PNG picture. */
  async picture(id: number): Promise<Buffer> {
    return Buffer.from(await (await requestResponse(`${this.origin}/bench/paper/${id}.png`)).arrayBuffer());
  }
}
