/** The virtual devices of one machine and their state: two readers, a printer, a code reader, and the switches of the bank. */
import { EventEmitter } from 'node:events';
import { ChipBox } from '#hardware/virtual-card/chip-box.js';
import { VirtualReader } from '#hardware/virtual-card/virtual-reader.js';
import { VirtualCodeReader } from '#hardware/virtual-code-reader/virtual-code-reader.js';
import type { Sheet } from '#hardware/virtual-printer/paper.js';
import { VirtualPrinter } from '#hardware/virtual-printer/virtual-printer.js';
import type { BankFault, BenchState, PrinterSwitches } from '#libs/contract/bench.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import type { Result } from '#libs/kernel/result.js';
import { ok, refuse } from '#libs/kernel/result.js';
import { BankSwitch } from './bank-switch.js';
import { CardTray, describeCard } from './card-tray.js';
import type { BenchConfig } from './config.js';

export type BenchRefusal = { readonly code: ProblemCode; readonly detail: string };

export type Slot = 0 | 1;

/** How long pcscd may take to see a card that was put in. */
const insertTimeoutMs = 5000;
/** Changes that come close together are shown together. */
const gatherMs = 100;
/** What nobody reports (the bank gone, a new card image) is looked for this often while watched. */
const lookMs = 1000;

export class Bench {
  private readonly changes = new EventEmitter<{ state: [BenchState] }>();
  private readonly chips: ChipBox;
  private readonly tray: CardTray;
  private readonly bank: BankSwitch;
  private readonly printer: VirtualPrinter;
  private readonly codeReader: VirtualCodeReader;
  private readonly readers: readonly [VirtualReader, VirtualReader];
  private gathering: NodeJS.Timeout | null = null;
  private looking: NodeJS.Timeout | null = null;
  private shown = '';

  constructor(config: BenchConfig, log: (line: string) => void) {
    this.tray = new CardTray(config.cardDirectory, (path, reason) => log(`${path}: ${reason}`));
    this.chips = new ChipBox((card) => {
      this.tray.keep(card);
      this.changed();
    });
    this.bank = new BankSwitch(config.bankUrl);
    this.printer = new VirtualPrinter({ devicePath: config.printerDevice, paper: config.paperWidthMm });
    this.codeReader = new VirtualCodeReader(config.codeReaderDevice);
    const reader = (port: number): VirtualReader =>
      new VirtualReader({ port, chips: this.chips, onChange: () => this.changed() });
    this.readers = [reader(config.cardPort), reader(config.cardPort + 1)];
    this.changes.setMaxListeners(0);
    this.printer.on('state', () => this.changed());
    this.printer.on('paper', () => this.changed());
    this.printer.on('fault', (error) => log(`printer: ${error.message}`));
    this.codeReader.on('fault', (error) => log(`code reader: ${error.message}`));
  }

  async start(): Promise<void> {
    await this.printer.start();
    await this.codeReader.start();
  }

  async stop(): Promise<void> {
    if (this.gathering !== null) clearTimeout(this.gathering);
    if (this.looking !== null) clearInterval(this.looking);
    this.gathering = null;
    this.looking = null;
    this.changes.removeAllListeners();
    await Promise.all(this.readers.map((reader) => reader.pull()));
    await this.printer.stop();
    await this.codeReader.stop();
  }

  async state(): Promise<BenchState> {
    const [images, bank] = await Promise.all([this.tray.cards(), this.bank.read()]);
    const { paperOut, coverOpen, offline, linesLeft } = this.printer.state;
    return {
      cards: [...images.values()].map(describeCard),
      readers: ([0, 1] as const).map((slot) => ({
        slot,
        cardId: this.readers[slot].image?.id ?? null,
        connected: this.readers[slot].connected,
      })),
      printer: {
        paperOut,
        coverOpen,
        offline,
        linesLeft,
        sheets: this.printer.sheets.map(({ id, complete, at }) => ({ id, complete, at })),
      },
      bank,
    };
  }

  /** Hears of every change from now on, until the function that is returned is called. */
  watch(listener: (state: BenchState) => void): () => void {
    this.changes.on('state', listener);
    this.looking ??= setInterval(() => this.changed(), lookMs);
    return () => {
      this.changes.off('state', listener);
      if (this.changes.listenerCount('state') > 0 || this.looking === null) return;
      clearInterval(this.looking);
      this.looking = null;
    };
  }

  /** Puts a card into a slot, out of the other one if it is there; the card that was in the slot goes back. */
  async insert(slot: Slot, cardId: string): Promise<Result<null, BenchRefusal>> {
    const image = (await this.tray.cards()).get(cardId);
    if (image === undefined) return refuse({ code: 'not-found', detail: cardId });
    const other = this.readers[slot === 0 ? 1 : 0];
    if (other.image?.id === cardId) await other.pull();
    try {
      await this.readers[slot].insert(image, { timeoutMs: insertTimeoutMs });
      return ok(null);
    } catch (error) {
      // The card stays in and is seen as soon as the service runs.
      return refuse({
        code: 'reader-service-stopped',
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  }

  async pull(slot: Slot): Promise<void> {
    await this.readers[slot].pull();
  }

  /** Holds a code before the code reader. */
  scan(code: string): void {
    this.codeReader.scan(code);
  }

  switchPrinter(switches: PrinterSwitches): void {
    this.printer.switch(switches);
  }

  /** Turns the bank's fault switch; refuses when the bank program is not there. */
  async switchBank(fault: BankFault): Promise<Result<null, BenchRefusal>> {
    const taken = await this.bank.turn(fault);
    this.changed();
    return taken ? ok(null) : refuse({ code: 'bank-unreachable', detail: fault });
  }

  sheet(id: number): Sheet | null {
    return this.printer.sheets.find((sheet) => sheet.id === id) ?? null;
  }

  private changed(): void {
    if (this.gathering !== null || this.changes.listenerCount('state') === 0) return;
    this.gathering = setTimeout(() => void this.show(), gatherMs);
  }

  private async show(): Promise<void> {
    this.gathering = null;
    const state = await this.state();
    const text = JSON.stringify(state);
    if (text === this.shown) return;
    this.shown = text;
    this.changes.emit('state', state);
  }
}
