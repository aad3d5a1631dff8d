/** A printer of A4 pages in software: takes PDF by IPP as a real one does, keeps what came out, and can be out of paper. */
import ipp, { type IppGroup, type IppMessage } from '@sealsystems/ipp';

export type PrintedPages = {
  readonly id: number;
  readonly name: string;
  /** ISO instant. */
  readonly at: string;
  readonly pdf: Buffer;
};

type Job = { state: 'processing' | 'processing-stopped' | 'completed' | 'canceled'; pages: PrintedPages };

type VirtualPagePrinterOptions = {
  /** How long a job takes. */
  readonly pageMs?: number;
  readonly onChange?: () => void;
};

/** So many are kept for whoever looks at them. */
const keptAtMost = 20;

export class VirtualPagePrinter {
  private readonly jobs = new Map<number, Job>();
  private readonly pageMs: number;
  private readonly onChange: () => void;
  private out = false;
  private lastJob = 0;

  constructor({ pageMs = 200, onChange = () => undefined }: VirtualPagePrinterOptions = {}) {
    this.pageMs = pageMs;
    this.onChange = onChange;
  }

  get paperOut(): boolean {
    return this.out;
  }

  /** What came out, newest first. */
  get sheets(): readonly PrintedPages[] {
    return [...this.jobs.values()]
      .filter(({ state }) => state === 'completed')
      .map(({ pages }) => pages)
      .toReversed();
  }

  /** Takes the paper out, or fills the tray: what waits for it comes out then. */
  switchPaper(out: boolean): void {
    this.out = out;
    for (const job of this.jobs.values()) {
      if (job.state === 'processing' && out) job.state = 'processing-stopped';
      else if (job.state === 'processing-stopped' && !out) this.begin(job);
    }
    this.onChange();
  }

  /** Answers a message of IPP. Throws Error for what is none. */
  answer(bytes: Buffer): Buffer {
    const request = ipp.parse(bytes);
    return ipp.serialize({
      version: '2.0',
      id: request.id ?? 0,
      ...this.reply(request),
    });
  }

  private reply(request: IppMessage): IppMessage {
    const asked = request['operation-attributes-tag'] ?? {};
    if (request.operation === 'Get-Printer-Attributes')
      return said('successful-ok', { 'printer-attributes-tag': this.attributes() });
    if (request.operation === 'Print-Job') {
      if (asked['document-format'] !== 'application/pdf' || !request.data?.subarray(0, 5).equals(pdfMark))
        return said('client-error-document-format-not-supported');
      return said('successful-ok', { 'job-attributes-tag': this.take(asked, request.data) });
    }
    const id = Number(asked['job-id']);
    const job = this.jobs.get(id);
    if (job === undefined) return said('client-error-not-found');
    if (request.operation === 'Get-Job-Attributes')
      return said('successful-ok', { 'job-attributes-tag': describe(id, job) });
    if (request.operation !== 'Cancel-Job') return said('server-error-operation-not-supported');
    if (job.state === 'completed' || job.state === 'canceled') return said('client-error-not-possible');
    job.state = 'canceled';
    return said('successful-ok');
  }

  private attributes(): IppGroup {
    const isBusy = [...this.jobs.values()].some(({ state }) => state === 'processing');
    return {
      'printer-state': this.out ? 'stopped' : isBusy ? 'processing' : 'idle',
      'printer-state-reasons': this.out ? 'media-empty-error' : 'none',
      'printer-is-accepting-jobs': true,
    };
  }

  private take(asked: IppGroup, pdf: Buffer): IppGroup {
    this.lastJob += 1;
    const id = this.lastJob;
    const pages = { id, name: String(asked['job-name'] ?? ''), at: new Date().toISOString(), pdf };
    const job: Job = { state: 'processing-stopped', pages };
    this.jobs.set(id, job);
    for (const old of this.jobs.keys()) if (old <= id - keptAtMost) this.jobs.delete(old);
    if (!this.out) this.begin(job);
    return describe(id, job);
  }

  private begin(job: Job): void {
    job.state = 'processing';
    setTimeout(() => {
      if (job.state !== 'processing') return;
      job.state = 'completed';
      this.onChange();
    }, this.pageMs).unref();
  }
}

const pdfMark = Buffer.from('%PDF-');

const said = (statusCode: string, group: Partial<IppMessage> = {}): IppMessage => ({
  statusCode,
  'operation-attributes-tag': { 'attributes-charset': 'utf-8', 'attributes-natural-language': 'en' },
  ...group,
});

const describe = (id: number, { state }: Job): IppGroup => ({
  'job-id': id,
  'job-uri': `ipp://localhost/jobs/${id}`,
  'job-state': state,
  'job-state-reasons': state === 'processing-stopped' ? 'printer-stopped' : 'none',
});
