/** The virtual devices of one machine and their state: readers, code readers and printers of a window and a kiosk, and the switches of the bank. */
import { EventEmitter } from 'node:events';
import { ChipBox } from '#hardware/virtual-card/chip-box.js';
import { VirtualReader } from '#hardware/virtual-card/virtual-reader.js';
import { VirtualCodeReader } from '#hardware/virtual-code-reader/virtual-code-reader.js';
import {
  type PrintedPages,
  VirtualPagePrinter,
} from '#hardware/virtual-page-printer/virtual-page-printer.js';
import type { Sheet } from '#hardware/virtual-printer/paper.js';
import { VirtualPrinter } from '#hardware/virtual-printer/virtual-printer.js';
import type {
  BankFault,
  BenchPagePrinter,
  BenchPrinter,
  BenchReader,
  BenchState,
  PrinterSwitches,
} from '#libs/contract/bench.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import type { Result } from '#libs/kernel/result.js';
import { ok, refuse } from '#libs/kernel/result.js';
import { BankSwitch } from './bank-switch.js';
import { CardTray, describeCard } from './card-tray.js';
import type { BenchConfig } from './config.js';

export type BenchRefusal = { readonly code: ProblemCode; readonly detail: string };

export type Slot = BenchReader['slot'];

/** Whose printer or code reader it is. */
export type Place = 'window' | 'kiosk';

/** How long pcscd may take to see a card that was put in. */
const insertTimeoutMs = 5000;
/** Changes that come close together are shown together. */
const gatherMs = 100;
/** What nobody reports (the bank gone, a new card image) is looked for this often while watched. */
const lookMs = 1000;

const describePrinter = ({ state, sheets }: VirtualPrinter): BenchPrinter => {
  const { paperOut, coverOpen, offline, linesLeft } = state;
  return {
    paperOut,
    coverOpen,
    offline,
    linesLeft,
    sheets: sheets.map(({ id, complete, at }) => ({ id, complete, at })),
  };
};

const describePagePrinter = ({ paperOut, sheets }: VirtualPagePrinter): BenchPagePrinter => ({
  paperOut,
  sheets: sheets.map(({ id, name, at }) => ({ id, name, at })),
});

export class Bench {
  private readonly changes = new EventEmitter<{ state: [BenchState] }>();
  private readonly chips: ChipBox;
  private readonly tray: CardTray;
  private readonly bank: BankSwitch;
  private readonly printer: VirtualPrinter;
  private readonly codeReaders: Readonly<Record<Place, VirtualCodeReader | null>>;
  private readonly kioskPrinter: VirtualPrinter | null;
  /** The kiosk's, by IPP; null: there is no kiosk. */
  readonly pagePrinter: VirtualPagePrinter | null;
  private readonly readers: ReadonlyMap<Slot, VirtualReader>;
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
    const { kioskCodeReaderDevice: kioskCodes } = config;
    this.codeReaders = {
      window: new VirtualCodeReader(config.codeReaderDevice),
      kiosk: kioskCodes === null ? null : new VirtualCodeReader(kioskCodes),
    };
    const reader = (port: number): VirtualReader =>
      new VirtualReader({ port, chips: this.chips, onChange: () => this.changed() });
    this.kioskPrinter =
      config.kioskPrinterDevice === null
        ? null
        : new VirtualPrinter({ devicePath: config.kioskPrinterDevice, paper: config.paperWidthMm });
    this.pagePrinter =
      config.kioskPrinterDevice === null ? null : new VirtualPagePrinter({ onChange: () => this.changed() });
    const slots: readonly Slot[] = this.kioskPrinter === null ? [0, 1] : [0, 1, 2];
    this.readers = new Map(slots.map((slot) => [slot, reader(config.cardPort + slot)]));
    this.changes.setMaxListeners(0);
    for (const printer of this.printers) {
      printer.on('state', () => this.changed());
      printer.on('paper', () => this.changed());
      printer.on('fault', (error) => log(`printer: ${error.message}`));
    }
    for (const reader of this.everyCodeReader)
      reader.on('fault', (error) => log(`code reader: ${error.message}`));
  }

  private get printers(): readonly VirtualPrinter[] {
    return this.kioskPrinter === null ? [this.printer] : [this.printer, this.kioskPrinter];
  }

  private get everyCodeReader(): readonly VirtualCodeReader[] {
    return Object.values(this.codeReaders).filter((reader) => reader !== null);
  }

  async start(): Promise<void> {
    for (const printer of this.printers) await printer.start();
    for (const reader of this.everyCodeReader) await reader.start();
  }

  async stop(): Promise<void> {
    if (this.gathering !== null) clearTimeout(this.gathering);
    if (this.looking !== null) clearInterval(this.looking);
    this.gathering = null;
    this.looking = null;
    this.changes.removeAllListeners();
    await Promise.all([...this.readers.values()].map((reader) => reader.pull()));
    for (const printer of this.printers) await printer.stop();
    for (const reader of this.everyCodeReader) await reader.stop();
  }

  async state(): Promise<BenchState> {
    const [images, bank] = await Promise.all([this.tray.cards(), this.bank.read()]);
    return {
      cards: [...images.values()].map(describeCard),
      readers: Array.from(this.readers, ([slot, reader]) => ({
        slot,
        cardId: reader.image?.id ?? null,
        connected: reader.connected,
      })),
      printer: describePrinter(this.printer),
      kioskPrinter: this.kioskPrinter === null ? null : describePrinter(this.kioskPrinter),
      pagePrinter: this.pagePrinter === null ? null : describePagePrinter(this.pagePrinter),
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

  /** Puts a card into a slot, out of another one if it is there; the card that was in the slot goes back. */
  async insert(slot: Slot, cardId: string): Promise<Result<null, BenchRefusal>> {
    const image = (await this.tray.cards()).get(cardId);
    if (image === undefined) return refuse({ code: 'not-found', detail: cardId });
    const reader = this.readers.get(slot);
    if (reader === undefined) return refuse({ code: 'not-found', detail: `reader ${slot}` });
    for (const other of this.readers.values())
      if (other !== reader && other.image?.id === cardId) await other.pull();
    try {
      await reader.insert(image, { timeoutMs: insertTimeoutMs });
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
    await this.readers.get(slot)?.pull();
  }

  /** Holds a code before a code reader. Refuses when there is no kiosk. */
  scan(code: string, place: Place = 'window'): Result<null, BenchRefusal> {
    const reader = this.codeReaders[place];
    if (reader === null) return refuse({ code: 'not-found', detail: place });
    reader.scan(code);
    return ok(null);
  }

  /** Refuses when there is no kiosk. */
  switchPrinter(switches: PrinterSwitches, place: Place = 'window'): Result<null, BenchRefusal> {
    const printer = this.printerAt(place);
    if (printer === null) return refuse({ code: 'not-found', detail: place });
    printer.switch(switches);
    return ok(null);
  }

  /** Refuses when there is no kiosk. */
  switchPages(paperOut: boolean): Result<null, BenchRefusal> {
    if (this.pagePrinter === null) return refuse({ code: 'not-found', detail: 'kiosk' });
    this.pagePrinter.switchPaper(paperOut);
    return ok(null);
  }

  pages(id: number): PrintedPages | null {
    return this.pagePrinter?.sheets.find((sheet) => sheet.id === id) ?? null;
  }

  /** Turns the bank's fault switch; refuses when the bank program is not there. */
  async switchBank(fault: BankFault): Promise<Result<null, BenchRefusal>> {
    const taken = await this.bank.turn(fault);
    this.changed();
    return taken ? ok(null) : refuse({ code: 'bank-unreachable', detail: fault });
  }

  private printerAt(place: Place): VirtualPrinter | null {
    return place === 'kiosk' ? this.kioskPrinter : this.printer;
  }

  sheet(id: number, place: Place = 'window'): Sheet | null {
    return this.printerAt(place)?.sheets.find((sheet) => sheet.id === id) ?? null;
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
