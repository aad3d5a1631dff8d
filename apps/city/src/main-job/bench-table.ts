/** The bench as hands at a table: puts virtual cards in and out of the reader, and takes the paper off the printer. */
import type { BankFault, BenchCard, BenchReader, BenchState, PrinterSwitches } from '#libs/contract/bench.js';
import { requestJson, requestResponse } from './json-request.js';

export type Sheet = {
  readonly id: number;
  readonly place: 'window' | 'kiosk';
  readonly text: string;
};

export class BenchTable {
  constructor(private readonly origin: string) {}

  state(): Promise<BenchState> {
    return requestJson<BenchState>(`${this.origin}/bench/state`);
  }

  /** Cards of people only; what else lies in the tray is for trying refusals and for making cards. */
  async cards(): Promise<readonly BenchCard[]> {
    return (await this.state()).cards.filter((card) => card.specificationVersion !== null && !card.blank);
  }

  async insert(cardId: string, slot: BenchReader['slot'] = 0): Promise<void> {
    await requestResponse(`${this.origin}/bench/readers/${slot}/insert`, { body: { cardId } });
  }

  async pull(slot: BenchReader['slot'] = 0): Promise<void> {
    await requestResponse(`${this.origin}/bench/readers/${slot}/pull`, { body: {} });
  }

  /** Holds a code before the code reader of the window, or of the kiosk. */
  async scan(code: string, place: Sheet['place'] = 'window'): Promise<void> {
    const reader = place === 'kiosk' ? 'kiosk-code-reader' : 'code-reader';
    await requestResponse(`${this.origin}/bench/${reader}`, { body: { code } });
  }

  /** Turns the bank's fault switch. */
  async setBank(fault: BankFault): Promise<void> {
    await requestResponse(`${this.origin}/bench/bank`, { body: { fault } });
  }

  /** Turns switches of the kiosk's printer. */
  async setKioskPrinter(switches: PrinterSwitches): Promise<void> {
    await requestResponse(`${this.origin}/bench/kiosk-printer`, { body: switches });
  }

  /** Takes the paper out of the kiosk's printer of pages, or fills its tray. */
  async setPagePrinter(paperOut: boolean): Promise<void> {
    await requestResponse(`${this.origin}/bench/page-printer`, { body: { paperOut } });
  }

  /** The paper that came out of it last, as a PDF; null: none did. */
  async lastPages(): Promise<{ readonly name: string; readonly pdf: Buffer } | null> {
    const [last] = (await this.state()).pagePrinter?.sheets ?? [];
    if (last === undefined) return null;
    const pdf = await requestResponse(`${this.origin}/bench/pages/${last.id}.pdf`);
    return { name: last.name, pdf: Buffer.from(await pdf.arrayBuffer()) };
  }

  /** The newest sheet that came out whole at the window, or at the kiosk, and reads `mark`; null while there is none. */
  async sheetWith(mark: string, place: Sheet['place'] = 'window'): Promise<Sheet | null> {
    const { printer, kioskPrinter } = await this.state();
    for (const { id, complete } of (place === 'kiosk' ? kioskPrinter : printer)?.sheets ?? []) {
      if (!complete) continue;
      const text = await (await requestResponse(`${this.#paper(place)}/${id}.txt`)).text();
      if (text.includes(mark)) return { id, place, text };
    }
    return null;
  }

  /** The sheet as a PNG picture. */
  async picture({ id, place }: Sheet): Promise<Buffer> {
    return Buffer.from(await (await requestResponse(`${this.#paper(place)}/${id}.png`)).arrayBuffer());
  }

  #paper(place: Sheet['place']): string {
    return `${this.origin}/bench/${place === 'kiosk' ? 'kiosk-paper' : 'paper'}`;
  }
}
