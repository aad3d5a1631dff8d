/** How far the making of one card is, as the window shows it. */
import type { IssuanceState } from '#libs/contract/card-window.js';
import type { Problem } from '#libs/contract/problems.js';
import { withMembers } from '../desk-state/desk-state.js';
import type { DeskStore } from '../desk-state/desk.store.js';

export class IssuanceProgress {
  private state: IssuanceState;

  constructor(
    private readonly desk: DeskStore,
    applicationNumber: string,
    /** Exchanges with the card since this try began. */
    private readonly countExchanges: () => number,
  ) {
    this.state = {
      applicationNumber,
      cardNumber: null,
      stage: 'reading',
      outcome: 'running',
      exchanges: 0,
      commandsDone: 0,
      commandsTotal: 0,
      problem: null,
    };
  }

  /** Whether the window still shows the making for this application. */
  get isShown(): boolean {
    return this.desk.state.issuance?.applicationNumber === this.state.applicationNumber;
  }

  /** The centre has agreed, and allotted the card its number. */
  begin(cardNumber: string): void {
    this.show({ cardNumber });
  }

  /** Commands there are in all, from the first to the card's signature. */
  expect(commandsTotal: number): void {
    this.state = { ...this.state, commandsTotal };
  }

  enter(stage: IssuanceState['stage']): void {
    this.show({ stage });
  }

  /** The card has answered so many more. */
  answered(count = 1): void {
    this.show({ commandsDone: this.state.commandsDone + count });
  }

  done(): void {
    this.show({ outcome: 'done', problem: null, commandsDone: this.state.commandsTotal });
  }

  interrupted(problem: Problem): void {
    this.show({ outcome: 'interrupted', problem });
  }

  spoiled(): void {
    this.show({ outcome: 'spoiled', problem: null });
  }

  private show(members: Partial<IssuanceState>): void {
    this.state = { ...this.state, ...members, exchanges: this.countExchanges() };
    this.desk.apply(withMembers({ issuance: this.state }));
  }
}
