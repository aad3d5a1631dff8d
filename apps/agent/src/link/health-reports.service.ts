/** Reports to the centre how this terminal is, when that changes and regularly, and learns whether it is out of service. */
import { Injectable } from '@nestjs/common';
import { reportedEveryMs } from '#libs/contract/fleet.js';
import { programVersion } from '#libs/contract/program-version.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { withMembers } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { ActTally } from '../outbox/act-tally.js';
import { OutboxStore } from '../outbox/outbox.store.js';

type Report = Schemas['TerminalReportDto'];

/** Counts of one run of this program are its own: after a new start they begin anew beside them. */
const run = new Date().toISOString();

@Injectable()
export class HealthReports {
  private reported: { readonly text: string; readonly atMs: number } | null = null;

  constructor(
    private readonly central: CentralClient,
    private readonly desk: DeskStore,
    private readonly cards: InsertedCards,
    private readonly outbox: OutboxStore,
    private readonly tally: ActTally,
  ) {}

  /** Reports unless the centre has it, not long ago. Throws Refusal; it is reported again next time. */
  async report(): Promise<void> {
    const report = this.current();
    const text = JSON.stringify(report);
    if (this.reported?.text === text && performance.now() - this.reported.atMs < reportedEveryMs) return;
    const { closed } = await this.central.asTerminal((headers) =>
      this.central.http.POST('/v1/terminals/own/report', {
        body: { ...report, ownTime: new Date().toISOString() },
        headers,
      }),
    );
    this.reported = { text, atMs: performance.now() };
    this.desk.apply(withMembers({ closed }));
  }

  private current(): Omit<Report, 'ownTime'> {
    const { reader, printer } = this.desk.state;
    const undecided = this.outbox.undecided();
    const [oldest] = undecided.map(({ startedAt }) => startedAt).toSorted();
    return {
      programVersion,
      run,
      readers: {
        state: reader.state === 'busy' ? 'ready' : reader.state,
        names: this.cards.readerNames.slice(0, 8).map((name) => name.slice(0, 120)),
      },
      printer: {
        // What it is while it prints is over in a second.
        state: printer.state === 'printing' ? 'ready' : printer.state,
        paperNearEnd: printer.paperNearEnd,
        ...(printer.trouble === null ? {} : { trouble: printer.trouble }),
      },
      outbox: { waiting: undecided.length, ...(oldest === undefined ? {} : { oldest }) },
      ...this.tally.counted(),
    };
  }
}
