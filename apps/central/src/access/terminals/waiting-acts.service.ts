/** Takes in what each window says waits there, and tells a supervisor of all windows at once, also of those that say nothing. */
import { Injectable } from '@nestjs/common';
import { cardServices } from '#libs/cards/card-services.js';
import { actName } from '#libs/contract/act-words.js';
import { problems } from '#libs/contract/problems.js';
import { silentAfterMs, waitingActKinds } from '#libs/contract/waiting-acts.js';
import type { Words } from '#libs/kernel/words.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type { WaitingActsStatementDto, WindowsDto } from './waiting-acts.dto.js';
import { WaitingActsStore, type CalledActs } from './waiting-acts.store.js';

@Injectable()
export class WaitingActsService {
  constructor(
    private readonly database: Database,
    private readonly store: WaitingActsStore,
    private readonly clock: Clock,
  ) {}

  /** Replaces what the terminal stated before; the same again is the same. Throws Refused `malformed-request`. */
  async state(terminalId: string, statement: WaitingActsStatementDto): Promise<void> {
    if (statement.total < statement.acts.length) throw new Refused('malformed-request', 'total');
    await this.database.transaction((tx) => this.store.replace(tx, terminalId, statement, this.clock.now()));
  }

  /** Every window, and a page of what waits at any of them. Throws Refused `malformed-request` for a sorting that is none. */
  windows(ask: ListAsk): Promise<WindowsDto> {
    return this.database.read(async (tx) => {
      const nowMs = this.clock.now().getTime();
      const isSilent = (state: string, statedAt: Date | null): boolean =>
        state === 'enrolled' && (statedAt === null || nowMs - statedAt.getTime() > silentAfterMs);
      const windows = await this.store.windows(tx);
      const page = await this.store.page(tx, calledBy(ask.search), ask);
      return {
        windows: windows.map(({ statedAt, ...window }) => ({
          ...window,
          heardAt: statedAt?.toISOString() ?? null,
          silent: isSilent(window.state, statedAt),
        })),
        acts: page.rows.map(({ code, name, windowState, statedAt, act, staffName }) => ({
          window: code,
          windowName: name,
          windowSilent: isSilent(windowState, statedAt),
          heardAt: statedAt.toISOString(),
          key: act.key,
          kind: act.kind,
          service: act.service ?? null,
          state: act.state,
          since: act.since,
          ageSeconds: Math.max(0, Math.round((nowMs - Date.parse(act.since)) / 1000)),
          staffNumber: act.staffNumber ?? null,
          staffName,
          problemCode: act.problemCode ?? null,
        })),
        next: page.next,
        total: page.total,
      };
    });
  }
}

/** What is called so in either language: the words that the page shows of an act. */
const calledBy = (search: string | null): CalledActs => {
  const sought = search?.toLowerCase() ?? null;
  const isCalled = ({ zh, en }: Words): boolean =>
    sought !== null && (zh.toLowerCase().includes(sought) || en.toLowerCase().includes(sought));
  return {
    // A service of the card window goes by its own name.
    kinds: waitingActKinds.filter((kind) => kind !== 'card-service' && isCalled(actName(kind))),
    services: Object.entries(cardServices).flatMap(([name, { words }]) => (isCalled(words) ? [name] : [])),
    problems: Object.entries(problems).flatMap(([code, { title }]) => (isCalled(title) ? [code] : [])),
  };
};
