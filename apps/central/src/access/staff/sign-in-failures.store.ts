/** Counts failed sign-ins by the number that was tried, whether there is such a member or not. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Where a number may fail how often within the period; then it is locked there for as long again. */
export type FailureLimit = { readonly place: string; readonly most: number };

/** How long failures are counted together, and how long a lock lasts. */
const periodMinutes = 15;

@Injectable()
export class SignInFailuresStore {
  /** Whether a number is locked at one of these places. A lock that is too long was set by a clock that has been set back since. */
  async isLocked(
    tx: EntityManager,
    staffNumber: string,
    places: readonly string[],
    now: Date,
  ): Promise<boolean> {
    const rows: object[] = await tx.query(
      'select from sign_in_failure where staff_number = $1 and place = any($2) and locked_until > $3 and locked_until <= $4 limit 1',
      [staffNumber, places, now.toISOString(), after(now, 2)],
    );
    return rows.length > 0;
  }

  /** Counts a failure at a place, and locks the number there when it is one too many. */
  async count(
    tx: EntityManager,
    staffNumber: string,
    { place, most }: FailureLimit,
    now: Date,
  ): Promise<void> {
    await tx.query(
      `insert into sign_in_failure as f (staff_number, place, since, failures) values ($1, $2, $3, 1)
       on conflict (staff_number, place) do update set
         since = case when f.since <= $4 or f.since > $5 then excluded.since else f.since end,
         failures = case when f.since <= $4 or f.since > $5 then 1 else f.failures + 1 end`,
      [staffNumber, place, now.toISOString(), before(now), after(now)],
    );
    await tx.query(
      `update sign_in_failure set locked_until = $4, since = $3, failures = 0
       where staff_number = $1 and place = $2 and failures >= $5`,
      [staffNumber, place, now.toISOString(), after(now), most],
    );
    // What is over is taken away, except what another is counting right now.
    await tx.query(
      `delete from sign_in_failure where (staff_number, place) in
         (select staff_number, place from sign_in_failure where since <= $1 order by since limit 100 for update skip locked)`,
      [before(now)],
    );
  }

  /** Forgets the failures of a number at one place, or everywhere. */
  async forget(tx: EntityManager, staffNumber: string, place: string | null): Promise<void> {
    await tx.query(
      'delete from sign_in_failure where staff_number = $1 and ($2::text is null or place = $2)',
      [staffNumber, place],
    );
  }
}

const before = (now: Date): string => new Date(now.getTime() - periodMinutes * 60_000).toISOString();
const after = (now: Date, periods = 1): string =>
  new Date(now.getTime() + periods * periodMinutes * 60_000).toISOString();
