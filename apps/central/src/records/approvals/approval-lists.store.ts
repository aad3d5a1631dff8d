/** Reads approvals as lists that the database searches: what waits for somebody, what they asked for, what they had a part in deciding. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ApprovalKind, Turn } from '#libs/contract/approvals.js';
import type { Role } from '#libs/contract/authority.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import {
  likePattern,
  readPage,
  type ListAsk,
  type ListPage,
  type ListPlan,
} from '../../ground/lists/list-page.js';
import { approvalColumns, approvalOf, type ApprovalRow, type NamedApproval } from './approvals.store.js';

export const approvalLists = ['waiting', 'asked', 'decided'] as const;
export type ApprovalListName = (typeof approvalLists)[number];

export type ApprovalFilter = {
  readonly reader: { readonly number: string; readonly role: Role };
  readonly turns: readonly Turn[];
  readonly now: Date;
  readonly kind: ApprovalKind | null;
  /** Subjects that what is searched for leads to. */
  readonly found: readonly { readonly kind: ApprovalKind; readonly subjects: readonly string[] }[];
};

const sorts = {
  asked: { sql: 'a.id', type: 'uuid' },
  kind: { sql: 'a.kind', type: 'text' },
  amount: { sql: 'coalesce(a.amount_fen, -1)', type: 'bigint' },
  askedBy: { sql: 'a.asked_by', type: 'text' },
  state: { sql: 'a.state', type: 'text' },
  decided: { sql: `coalesce(a.decided_at, 'infinity')`, type: 'timestamptz' },
} as const satisfies ListPlan['sorts'];

/** The words of what is decided, without the names of its fields, and without numbers of people and accounts: those are shown masked. */
export const searchedWords = `jsonb_path_query_array(a.content, 'strict $.** ? (@.type() == "string" && !(@ like_regex "^[0-9]{12,}X?$"))')::text`;

@Injectable()
export class ApprovalListsStore {
  /** Searched by subject, who asked, who decided, reasons, and what is decided; and by what its owner finds. */
  async page(
    tx: EntityManager,
    list: ApprovalListName,
    { reader, turns, now, kind, found }: ApprovalFilter,
    ask: ListAsk,
  ): Promise<ListPage<NamedApproval>> {
    const { params, where, add } = conditions();
    const place = (value: unknown): string => `$${params.push(value)}`;
    if (list === 'waiting') {
      where.push(`a.state = 'waiting'`);
      add(
        reader.number,
        (own) => `a.asked_by <> ${own} and ${own} <> all (a.hands) and not exists (
        select from approval_decision d where d.approval_id = a.id and d.decided_by = ${own})`,
      );
      add(now.toISOString(), (at) => `a.expires_at is null or a.expires_at > ${at}`);
      where.push(`exists (select from unnest(${place(turns.map((turn) => turn.kind))}::text[], ${place(turns.map(({ level }) => level))}::int[],
          ${place(turns.map(({ overFen }) => overFen?.toString() ?? null))}::bigint[], ${place(turns.map(({ upToFen }) => upToFen?.toString() ?? null))}::bigint[])
          as turn (kind, level, over_fen, up_to_fen)
        where turn.kind = a.kind and turn.level = a.level
          and (turn.up_to_fen is null or a.amount_fen <= turn.up_to_fen)
          and (turn.over_fen is null or a.amount_fen is null or a.amount_fen > turn.over_fen))`);
    } else if (list === 'asked') add(reader.number, (own) => `a.asked_by = ${own}`);
    else if (reader.role === 'auditor') where.push(`a.state <> 'waiting'`);
    else
      add(
        reader.number,
        (own) => `a.id in (select d.approval_id from approval_decision d where d.decided_by = ${own})`,
      );
    if (kind !== null) add(kind, (one) => `a.kind = ${one}`);
    if (ask.search !== null) {
      const subjects = found.map(
        (one) => `a.kind = ${place(one.kind)} and a.subject = any(${place(one.subjects)}::text[])`,
      );
      add(likePattern(ask.search), (text) =>
        [
          inAnyOf(
            'a.subject',
            'a.asked_by',
            'm.name',
            'a.reason',
            'a.decided_by',
            'a.decision_reason',
            searchedWords,
          )(text),
          ...subjects,
        ].join(' or '),
      );
    }
    const page = await readPage<ApprovalRow>(
      tx,
      {
        select: `${approvalColumns}, m.name as "askerName"`,
        from: 'approval a left join staff_member m on m.staff_number = a.asked_by',
        where,
        params,
        key: { sql: 'a.id', type: 'uuid' },
        sorts,
        usual: { sort: 'asked', falling: list !== 'waiting' },
      },
      ask,
    );
    return { ...page, rows: page.rows.map(approvalOf) };
  }
}
