/** A printer of A4 pages that takes PDF by IPP (RFC 8010, RFC 8011), as printers without a driver do, by network or through ipp-usb. */
import { setTimeout as delay } from 'node:timers/promises';
import ipp, { type IppGroup, type IppMessage } from '@sealsystems/ipp';
import type { PrinterFault } from '../receipt-printer/receipt-printer.js';
import type { PagePrinter, PagePrintOutcome } from './page-printer.js';

type IppPrinterOptions = {
  /** `ipp://host[:631]/path`, or `ipps://` with TLS. */
  readonly address: string;
  /** How long the printer may take to answer a question. */
  readonly answerMs?: number;
  /** How long the pages may take to come out: one that sleeps warms up first. */
  readonly pagesMs?: number;
  readonly askEveryMs?: number;
};

/** RFC 8011 §5.4.12, without the suffix that says how bad it is. */
const faultOfReason: Readonly<Record<string, PrinterFault>> = {
  'media-empty': 'paper-out',
  'media-needed': 'paper-out',
  'cover-open': 'cover-open',
  'door-open': 'cover-open',
  'interlock-open': 'cover-open',
};

const listOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');

const faultIn = (printer: IppGroup): PrinterFault | null => {
  for (const reason of listOf(printer['printer-state-reasons'])) {
    // A tray that is nearly empty, and one of several that is, stop nothing.
    if (reason.endsWith('-report') || reason.endsWith('-warning')) continue;
    const fault = faultOfReason[reason.replace(/-error$/, '')];
    if (fault !== undefined) return fault;
  }
  return printer['printer-state'] === 'stopped' || printer['printer-is-accepting-jobs'] === false
    ? 'offline'
    : null;
};

/** The printer gave no answer that could be read, or refused what it was asked: then it has not taken it. */
class IppFailure extends Error {
  constructor(
    message: string,
    readonly refused: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'IppFailure';
  }
}

/** Where a printer is spoken to: RFC 8010 §4. Throws RangeError for what is no address of IPP. */
export const webAddressOf = (address: string): string => {
  const [, scheme, host, port, path] =
    /^(ipps?):\/\/(\[[\da-f:.]+\]|[^\s/:]+)(:\d+)?(\/\S*)$/i.exec(address) ?? [];
  const web = `${scheme?.toLowerCase() === 'ipps' ? 'https' : 'http'}://${host}${port ?? ':631'}${path}`;
  if (path === undefined || !URL.canParse(web)) throw new RangeError(`not ipp://host:port/path: ${address}`);
  return web;
};

export class IppPrinter implements PagePrinter {
  private readonly url: string;
  private readonly address: string;
  private readonly answerMs: number;
  private readonly pagesMs: number;
  private readonly askEveryMs: number;

  /** Throws RangeError when the address is none of IPP. */
  constructor({ address, answerMs = 5_000, pagesMs = 60_000, askEveryMs = 300 }: IppPrinterOptions) {
    this.url = webAddressOf(address);
    this.address = address;
    this.answerMs = answerMs;
    this.pagesMs = pagesMs;
    this.askEveryMs = askEveryMs;
  }

  async fault(): Promise<PrinterFault | null> {
    try {
      const { 'printer-attributes-tag': printer } = await this.ask('Get-Printer-Attributes', {
        'requested-attributes': ['printer-state', 'printer-state-reasons', 'printer-is-accepting-jobs'],
      });
      return printer === undefined ? 'offline' : faultIn(printer);
    } catch (error) {
      if (error instanceof IppFailure) return 'offline';
      throw error;
    }
  }

  async print(pdf: Uint8Array, name: string, wanted: AbortSignal): Promise<PagePrintOutcome> {
    const before = await this.fault();
    if (before !== null) return { outcome: 'not-started', fault: before };
    if (wanted.aborted) return { outcome: 'taken-back' };
    let job: number;
    try {
      const { 'job-attributes-tag': taken } = await this.ask(
        'Print-Job',
        { 'job-name': name, 'document-format': 'application/pdf' },
        pdf,
      );
      if (typeof taken?.['job-id'] !== 'number') return { outcome: 'failed', fault: 'offline' };
      job = taken['job-id'];
    } catch (error) {
      if (!(error instanceof IppFailure)) throw error;
      // Without an answer it may have arrived.
      return error.refused ? { outcome: 'not-started', fault: 'offline' } : { outcome: 'unproven' };
    }
    return this.seenOut(job, wanted);
  }

  private async seenOut(job: number, wanted: AbortSignal): Promise<PagePrintOutcome> {
    const until = performance.now() + this.pagesMs;
    while (performance.now() < until) {
      // It fails at once when nobody wants the paper any more, and never else.
      await delay(this.askEveryMs, undefined, { signal: wanted }).catch(() => undefined);
      if (wanted.aborted) return this.takeBack(job, { outcome: 'taken-back' });
      const state = await this.jobState(job);
      if (state === 'completed') return { outcome: 'printed' };
      if (state === 'aborted' || state === 'canceled')
        return { outcome: 'failed', fault: (await this.fault()) ?? 'offline' };
      // Whoever fills the tray later does not want somebody else's paper.
      const fault = await this.fault();
      if (fault !== null) return this.takeBack(job, { outcome: 'failed', fault });
    }
    return this.takeBack(job, { outcome: 'failed', fault: 'offline' });
  }

  /** Null: it did not answer. */
  private async jobState(job: number): Promise<unknown> {
    try {
      const { 'job-attributes-tag': found } = await this.ask('Get-Job-Attributes', {
        'job-id': job,
        'requested-attributes': ['job-state', 'job-state-reasons'],
      });
      return found?.['job-state'] ?? null;
    } catch (error) {
      if (error instanceof IppFailure) return null;
      throw error;
    }
  }

  /** `done`: what came of the paper where the printer gives it back. */
  private async takeBack(job: number, done: PagePrintOutcome): Promise<PagePrintOutcome> {
    try {
      await this.ask('Cancel-Job', { 'job-id': job });
    } catch (error) {
      if (!(error instanceof IppFailure)) throw error;
      // Not to be had back: it is out, or it will be.
      return (await this.jobState(job)) === 'completed' ? { outcome: 'printed' } : { outcome: 'unproven' };
    }
    return done;
  }

  /** Throws IppFailure. */
  private async ask(operation: string, attributes: IppGroup, data?: Uint8Array): Promise<IppMessage> {
    const answer = await this.exchange(
      ipp.serialize({
        operation,
        'operation-attributes-tag': {
          'attributes-charset': 'utf-8',
          'attributes-natural-language': 'zh-cn',
          'printer-uri': this.address,
          'requesting-user-name': 'sscard',
          ...attributes,
        },
        ...(data === undefined ? {} : { data: Buffer.from(data) }),
      }),
    );
    if (!answer.statusCode?.startsWith('successful'))
      throw new IppFailure(`${operation}: ${answer.statusCode}`, true);
    return answer;
  }

  private async exchange(message: Buffer): Promise<IppMessage> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/ipp' },
        body: new Uint8Array(message),
        signal: AbortSignal.timeout(this.answerMs),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return ipp.parse(bytes);
    } catch (error) {
      throw new IppFailure(this.url, false, { cause: error });
    }
  }
}
