/** Keeps what terminals report of themselves: the last report of each, and their counts by day. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { clockToleranceSeconds } from '#libs/contract/centre-time.js';
import { notHeardAfterMs, type TerminalTrouble } from '#libs/contract/fleet.js';
import type { TerminalKind } from '#libs/contract/terminal-kinds.js';
import { waitsAfterMs } from '#libs/contract/waiting-acts.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import {
  likePattern,
  readPage,
  type ListAsk,
  type ListPage,
  type ListPlan,
} from '../../ground/lists/list-page.js';
import type { TalliedDayDto, TerminalReportDto } from './fleet.dto.js';

export type KeptReport = Pick<
  TerminalReportDto,
  'programVersion' | 'readers' | 'printer' | 'outbox' | 'hour'
>;

export type Closed = { readonly at: Date; readonly by: string; readonly message: string };

/** A terminal by its short name, or by what it says of itself. */
export type WhichTerminal = { readonly code: string } | { readonly id: string };

type FleetRow = {
  readonly code: string;
  readonly name: string;
  readonly kind: TerminalKind;
  readonly state: 'waiting' | 'enrolled';
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly closedMessage: string | null;
  readonly reportedAt: Date | null;
  readonly clockAheadSeconds: number | null;
  readonly report: KeptReport | null;
  readonly troubles: TerminalTrouble[];
};

type DayRow = {
  readonly act: string;
  readonly started: number;
  readonly finished: number;
  readonly refused: number;
  readonly seconds: number[];
  readonly gaveUp: Readonly<Record<string, number>>;
};

/** The present is `$1`. One that was never enrolled reports nothing; one out of service is looked after already. */
const troubles = `array_remove(array[
  case when t.state = 'enrolled' and (r.reported_at is null or r.reported_at < $1::timestamptz - interval '${notHeardAfterMs} milliseconds') then 'silent' end,
  case when r.report -> 'readers' ->> 'state' <> 'ready' then 'reader' end,
  case when r.report -> 'printer' ->> 'state' in ('cover-open', 'offline') then 'printer' end,
  case when r.report -> 'printer' ->> 'state' = 'paper-out' or (r.report -> 'printer' ->> 'paperNearEnd')::boolean then 'paper' end,
  case when (r.report -> 'outbox' ->> 'oldest')::timestamptz < $1::timestamptz - interval '${waitsAfterMs} milliseconds' then 'outbox' end,
  case when abs(r.clock_ahead_seconds) > ${clockToleranceSeconds} then 'clock' end], null)`;

const sorts = {
  code: { sql: 't.code', type: 'text' },
  name: { sql: 't.name', type: 'text' },
  kind: { sql: 't.kind', type: 'text' },
  need: {
    sql: `cardinality(${troubles}) * 10 + case when t.closed_at is null then 0 else 5 end`,
    type: 'bigint',
  },
  reported: { sql: `coalesce(r.reported_at, '-infinity')`, type: 'timestamptz' },
  version: { sql: `coalesce(r.report ->> 'programVersion', '')`, type: 'text' },
  reader: { sql: `coalesce(r.report -> 'readers' ->> 'state', '')`, type: 'text' },
  printer: { sql: `coalesce(r.report -> 'printer' ->> 'state', '')`, type: 'text' },
  outbox: {
    sql: `coalesce((r.report -> 'outbox' ->> 'oldest')::timestamptz, 'infinity')`,
    type: 'timestamptz',
  },
  clock: { sql: 'abs(coalesce(r.clock_ahead_seconds, 0))', type: 'bigint' },
  hour: {
    sql: `coalesce((select sum((h ->> 'count')::int) from jsonb_array_elements(r.report -> 'hour') h), 0)::int`,
    type: 'bigint',
  },
} as const satisfies ListPlan['sorts'];

@Injectable()
export class FleetStore {
  async report(
    tx: EntityManager,
    terminalId: string,
    {
      at,
      clockAheadSeconds,
      report,
    }: { readonly at: Date; readonly clockAheadSeconds: number; readonly report: KeptReport },
  ): Promise<void> {
    await tx.query(
      `insert into terminal_report (terminal_id, reported_at, clock_ahead_seconds, report) values ($1, $2, $3, $4)
       on conflict (terminal_id) do update set reported_at = excluded.reported_at, clock_ahead_seconds = excluded.clock_ahead_seconds, report = excluded.report`,
      [terminalId, at.toISOString(), clockAheadSeconds, JSON.stringify(report)],
    );
  }

  /** Replaces what a run counted of a day. What is no more than it was is not written again. */
  async count(
    tx: EntityManager,
    terminalId: string,
    run: string,
    { day, acts }: TalliedDayDto,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into terminal_day as d (terminal_id, day, run, act, started, finished, refused, seconds, gave_up, counted_at)
       select $1, $2, $3, a.act, a.started, a.finished, a.refused, a.seconds,
         (select coalesce(jsonb_object_agg(g.step, g.count), '{}') from jsonb_to_recordset(a."gaveUp") g (step text, count int)), $5
       from jsonb_to_recordset($4) a (act text, started int, finished int, refused int, seconds int[], "gaveUp" jsonb)
       on conflict (terminal_id, day, run, act) do update set started = excluded.started, finished = excluded.finished, refused = excluded.refused,
         seconds = excluded.seconds, gave_up = excluded.gave_up, counted_at = excluded.counted_at
       where (d.started, d.finished, d.refused, d.gave_up) is distinct from (excluded.started, excluded.finished, excluded.refused, excluded.gave_up)`,
      [terminalId, day, run, JSON.stringify(acts), at.toISOString()],
    );
  }

  /** Null: it serves. */
  async closed(tx: EntityManager, terminalId: string): Promise<Closed | null> {
    const [row]: Closed[] = await tx.query(
      'select closed_at as at, closed_by as by, closed_message as message from terminal where id = $1 and closed_at is not null',
      [terminalId],
    );
    return row ?? null;
  }

  /** Takes a terminal out of service or, with null, back; null: there is none. Its first hour and person stay while it is out. */
  async close(tx: EntityManager, which: WhichTerminal, closed: Closed | null): Promise<string | null> {
    const [name, is] = 'code' in which ? ['code', which.code] : ['id', which.id];
    const [rows]: [{ id: string }[], number] = await tx.query(
      `update terminal set closed_at = case when $2::timestamptz is null then null else coalesce(closed_at, $2) end,
         closed_by = case when $2::timestamptz is null then null else coalesce(closed_by, $3) end, closed_message = $4
       where ${name} = $1 and state <> 'withdrawn' returning id`,
      [is, closed?.at.toISOString() ?? null, closed?.by ?? null, closed?.message ?? null],
    );
    return rows[0]?.id ?? null;
  }

  /** Searched by short name, name and version. */
  page(
    tx: EntityManager,
    now: Date,
    { kind, needing }: { readonly kind: TerminalKind | null; readonly needing: boolean },
    ask: ListAsk,
  ): Promise<ListPage<FleetRow>> {
    const { params, where, add } = conditions();
    params.push(now.toISOString());
    if (ask.search !== null)
      add(likePattern(ask.search), inAnyOf('t.code', 't.name', `r.report ->> 'programVersion'`));
    if (kind !== null) add(kind, (place) => `t.kind = ${place}`);
    return readPage(
      tx,
      {
        select: `t.code, t.name, t.kind, t.state, t.closed_at as "closedAt", t.closed_by as "closedBy", t.closed_message as "closedMessage",
          r.reported_at as "reportedAt", r.clock_ahead_seconds as "clockAheadSeconds", r.report, ${troubles} as troubles`,
        from: 'terminal t left join terminal_report r on r.terminal_id = t.id',
        where: [
          '$1::timestamptz is not null',
          `t.state <> 'withdrawn'`,
          ...(needing ? [`(cardinality(${troubles}) > 0 or t.closed_at is not null)`] : []),
          ...where,
        ],
        params,
        key: { sql: 't.code', type: 'text' },
        sorts,
        usual: { sort: 'need', falling: true },
      },
      ask,
    );
  }

  async named(
    tx: EntityManager,
    code: string,
  ): Promise<{ readonly id: string; readonly name: string } | null> {
    const [row]: { id: string; name: string }[] = await tx.query(
      'select id, name from terminal where code = $1',
      [code],
    );
    return row ?? null;
  }

  /** What all runs of a day counted, by act, the most begun first. */
  day(tx: EntityManager, terminalId: string, day: string): Promise<DayRow[]> {
    return tx.query(
      `with runs as (select * from terminal_day where terminal_id = $1 and day = $2)
       select act, sum(started)::int as started, sum(finished)::int as finished, sum(refused)::int as refused,
         (select array_agg(total order by at) from (select c.at, sum(c.count)::int as total from runs s, unnest(s.seconds) with ordinality c (count, at)
            where s.act = r.act group by c.at) classes) as seconds,
         (select coalesce(jsonb_object_agg(step, total), '{}') from (select g.key as step, sum(g.value::int)::int as total
            from runs s, jsonb_each_text(s.gave_up) g where s.act = r.act group by g.key) steps) as "gaveUp"
       from runs r group by act order by 2 desc, act`,
      [terminalId, day],
    );
  }
}
