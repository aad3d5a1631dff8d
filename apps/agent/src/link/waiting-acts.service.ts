/** States to the centre what waits at this window: when it changes, and regularly, so that silence means something. */
import { Injectable } from '@nestjs/common';
import { statedEveryMs } from '#libs/contract/waiting-acts.js';
import { CentralClient } from '../central/central.client.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { statementOf } from '../outbox/waiting-acts.js';

@Injectable()
export class WaitingActs {
  private stated: { readonly text: string; readonly atMs: number } | null = null;

  constructor(
    private readonly central: CentralClient,
    private readonly desk: DeskStore,
  ) {}

  /** States the whole list unless the centre has it, not long ago. Throws Refusal; it is stated again next time. */
  async state(): Promise<void> {
    const statement = statementOf(this.desk.state.acts, this.central.clock.nowMs());
    const text = JSON.stringify(statement);
    if (this.stated?.text === text && performance.now() - this.stated.atMs < statedEveryMs) return;
    await this.central.asTerminal((headers) =>
      this.central.http.POST('/v1/terminals/own/waiting-acts', { body: statement, headers }),
    );
    this.stated = { text, atMs: performance.now() };
  }
}
