/** Reads which files were looked at and imported. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import {
  likePattern,
  readPage,
  type ListAsk,
  type ListPage,
  type ListPlan,
} from '../../ground/lists/list-page.js';
import type { FileImport } from './file-import.js';

export type ListedImport = Omit<FileImport, 'fileDigest'> & {
  readonly fileName: string;
  readonly examinedAt: Date;
  readonly examinedBy: string;
  readonly committedAt: Date | null;
  readonly committedBy: string | null;
};

const sorts = {
  number: { sql: 'i.id', type: 'bigint' },
  file: { sql: 'i.file_name', type: 'text' },
  kind: { sql: 'i.kind', type: 'text' },
  state: { sql: 'i.state', type: 'text' },
  rows: { sql: `coalesce((i.totals ->> 'rows')::bigint, 0)`, type: 'bigint' },
  accepted: { sql: `coalesce((i.totals ->> 'accepted')::bigint, 0)`, type: 'bigint' },
  examined: { sql: 'i.examined_at', type: 'timestamptz' },
  committed: { sql: `coalesce(i.committed_at, '-infinity')`, type: 'timestamptz' },
} as const satisfies ListPlan['sorts'];

/** Every row was refused, and nothing of it was taken in since: whoever brought it has to send it again. */
const unfit = `i.state = 'examined' and (i.totals ->> 'accepted')::bigint = 0 and (i.totals ->> 'rows')::bigint > 0
  and not exists (select from file_import later where later.kind = i.kind and later.subject = i.subject
    and later.id > i.id and later.state <> 'examined' and (i.subject <> '' or later.file_name = i.file_name))`;

@Injectable()
export class ImportListStore {
  /** Those whose totals are known, `unfit`: those that wait to be sent again; searched by file, control code and whoever looked at or imported it. */
  page(tx: EntityManager, state: string | null, ask: ListAsk): Promise<ListPage<ListedImport>> {
    const { params, where, add } = conditions();
    where.push('i.totals is not null', 'i.control_code is not null');
    if (state === 'unfit') where.push(unfit);
    else if (state !== null) add(state, (place) => `i.state = ${place}`);
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        inAnyOf(
          'i.file_name',
          'i.subject',
          'i.control_code',
          'i.examined_by',
          'i.committed_by',
          'e.name',
          'c.name',
        ),
      );
    return readPage(
      tx,
      {
        select: `i.id::int, i.kind, i.subject, i.file_name as "fileName", i.state, i.with_photos as "withPhotos", i.control_code as "controlCode", i.totals,
          i.examined_at as "examinedAt", i.examined_by as "examinedBy", i.committed_at as "committedAt", i.committed_by as "committedBy"`,
        from: `file_import i left join staff_member e on e.staff_number = i.examined_by
          left join staff_member c on c.staff_number = i.committed_by`,
        where,
        params,
        key: { sql: 'i.id', type: 'bigint' },
        sorts,
        usual: { sort: 'number', falling: true },
      },
      ask,
    );
  }
}
