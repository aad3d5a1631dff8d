/** Takes in what each window says waits there, and tells a supervisor of all windows at once, also of those that say nothing. */
import { Injectable } from '@nestjs/common';
import { silentAfterMs } from '#libs/contract/waiting-acts.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { WaitingActsStatementDto, WindowsDto } from './waiting-acts.dto.js';
import { WaitingActsStore } from './waiting-acts.store.js';

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

  windows(): Promise<WindowsDto> {
    return this.database.read(async (tx) => {
      const nowMs = this.clock.now().getTime();
      const rows = await this.store.windows(tx);
      const numbers = rows.flatMap(({ acts }) =>
        acts.flatMap(({ staffNumber }) => (staffNumber === undefined ? [] : [staffNumber])),
      );
      const names = await this.store.namesOf(tx, [...new Set(numbers)]);
      return {
        windows: rows.map(({ statedAt, acts, ...window }) => ({
          ...window,
          heardAt: statedAt?.toISOString() ?? null,
          silent:
            window.state === 'enrolled' && (statedAt === null || nowMs - statedAt.getTime() > silentAfterMs),
          acts: acts
            .map(({ service = null, staffNumber = null, problemCode = null, ...act }) => ({
              ...act,
              service,
              staffNumber,
              staffName: staffNumber === null ? null : (names.get(staffNumber) ?? null),
              problemCode,
              ageSeconds: Math.max(0, Math.round((nowMs - Date.parse(act.since)) / 1000)),
            }))
            .toSorted((a, b) => b.ageSeconds - a.ageSeconds),
        })),
      };
    });
  }
}
