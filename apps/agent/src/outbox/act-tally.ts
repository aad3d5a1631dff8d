/** Counts how acts go at this terminal, by day and kind: begun, carried through and how long that took, refused, given up and where. Nothing of a person. */
import { Injectable } from '@nestjs/common';
import { cardAct, durationBounds, durationClass, type gaveUpSteps } from '#libs/contract/fleet.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Schemas } from '../central/central.client.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { CentreClock } from '../ground/centre-clock.js';

type Step = keyof typeof gaveUpSteps;
type Tallied = {
  started: number;
  finished: number;
  refused: number;
  readonly seconds: number[];
  readonly gaveUp: Map<string, number>;
};

const hourMs = 3_600_000;
/** Today's, and the day before, which the centre may not have whole. */
const daysKept = 2;

@Injectable()
export class ActTally {
  private readonly days = new Map<PlainDate, Map<string, Tallied>>();
  /** What was carried through within the last hour, by the steady clock. */
  private readonly lately: { readonly act: string; readonly atMs: number }[] = [];
  /** The card that is in, while it is not known whose it is. */
  private reading: { readonly insertionId: string; readonly sinceMs: number } | null = null;

  constructor(
    private readonly clock: CentreClock,
    desk: DeskStore,
  ) {
    desk.watch(({ card }) => {
      this.watchCard(card);
    });
  }

  /** An act began. */
  begun(act: string): void {
    this.of(act).started += 1;
  }

  /** An act was carried through; `seconds` null: nobody knows how long it took, such as over a new start. */
  finished(act: string, seconds: number | null): void {
    const tallied = this.of(act);
    tallied.finished += 1;
    if (seconds !== null) {
      const at = durationClass(seconds);
      tallied.seconds[at] = (tallied.seconds[at] ?? 0) + 1;
    }
    this.lately.push({ act, atMs: performance.now() });
  }

  refused(act: string): void {
    this.of(act).refused += 1;
  }

  /** Somebody gave an act up; a kiosk names the step of its own screen. */
  gaveUp(act: string, step: Step | (string & {})): void {
    const { gaveUp } = this.of(act);
    gaveUp.set(step, (gaveUp.get(step) ?? 0) + 1);
  }

  /** As the centre takes it. */
  counted(): Pick<Schemas['TerminalReportDto'], 'hour' | 'days'> {
    const since = performance.now() - hourMs;
    while ((this.lately[0]?.atMs ?? since) < since) this.lately.shift();
    const hour = new Map<string, number>();
    for (const { act } of this.lately) hour.set(act, (hour.get(act) ?? 0) + 1);
    return {
      hour: [...hour].map(([act, count]) => ({ act, count })),
      days: [...this.days].map(([day, acts]) => ({
        day,
        acts: [...acts].map(([act, { gaveUp, seconds, ...counts }]) => ({
          act,
          ...counts,
          seconds: [...seconds],
          gaveUp: [...gaveUp].map(([step, count]) => ({ step, count })),
        })),
      })),
    };
  }

  private watchCard(card: { readonly insertionId: string; readonly stage: string } | null): void {
    const before = this.reading;
    if (before !== null && card?.insertionId !== before.insertionId) {
      this.reading = null;
      this.gaveUp(cardAct, 'reading');
    }
    if (card === null) return;
    const isReading = card.stage === 'reading' || card.stage === 'proving';
    if (isReading && this.reading === null) {
      this.reading = { insertionId: card.insertionId, sinceMs: performance.now() };
      this.begun(cardAct);
    } else if (!isReading && this.reading !== null) {
      const seconds = (performance.now() - this.reading.sinceMs) / 1000;
      this.reading = null;
      if (card.stage === 'refused') this.refused(cardAct);
      else this.finished(cardAct, seconds);
    }
  }

  private of(act: string): Tallied {
    const today = this.clock.today();
    if (!this.days.has(today)) {
      this.days.set(today, new Map());
      for (const day of [...this.days.keys()].toSorted().slice(0, -daysKept)) this.days.delete(day);
    }
    const acts = this.days.get(today) ?? new Map<string, Tallied>();
    const known = acts.get(act) ?? {
      started: 0,
      finished: 0,
      refused: 0,
      seconds: Array.from({ length: durationBounds.length + 1 }, () => 0),
      gaveUp: new Map<string, number>(),
    };
    acts.set(act, known);
    return known;
  }
}
