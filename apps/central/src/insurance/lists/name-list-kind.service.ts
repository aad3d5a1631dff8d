/** A unit's list of who joins and leaves (增减员) as a kind of file: a dry run tries each row and takes it back, so that it says what the import would. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { readDateCell } from '#libs/cards/applicant-cells.js';
import { nameListColumns } from '#libs/contract/file-imports.js';
import { endReasonWords, type EndReason } from '#libs/contract/participation-words.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { schemes } from '#libs/contract/schemes.js';
import { date, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { participationCategories, type ParticipationCategory } from '#libs/schemes/description.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { FileImports } from '../../records/imports/file-imports.service.js';
import type { ImportRequest, OpenImport, Taking } from '../../records/imports/import-kind.js';
import { listReading, type CellOf } from '../../records/imports/list-rows.js';
import type { StagedRefusal } from '../../records/imports/staged-row.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { UnitsService } from '../../register/units/units.service.js';
import { Overlaps } from '../participations/overlaps.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { ListedRowsStore, type ListedRow } from './listed-rows.store.js';

type Joining = {
  readonly act: 'join';
  readonly on: PlainDate;
  readonly category: ParticipationCategory;
  readonly schemes: readonly string[];
  readonly project: string | null;
};

/** Without schemes: out of all at the unit. */
type Leaving = {
  readonly act: 'leave';
  readonly on: PlainDate;
  readonly schemes: readonly string[];
  readonly reason: EndReason;
};

type Content = Joining | Leaving;

/** Each row is an act of its own with its overlaps and its record: what a kill takes back stays a matter of seconds. */
const rowsEach = 100;

const actOf: Readonly<Record<string, Content['act']>> = {
  '1': 'join',
  增: 'join',
  增员: 'join',
  '2': 'leave',
  减: 'leave',
  减员: 'leave',
};

const categoryWords: Readonly<Record<string, ParticipationCategory>> = {
  企业职工: 'enterprise',
  个体工商户雇工: 'self-employed',
  农民工: 'migrant',
  编外人员: 'temporary-public',
  公务员: 'civil-servant',
  事业单位人员: 'public-institution',
  项目用工: 'project',
};

const unreadable = (
  field: string,
  detail: string,
  code: ProblemCode = 'value-unknown',
): Result<never, StagedRefusal> => refuse({ code, field, detail });

const categoryOf = (text: string): ParticipationCategory | null =>
  categoryWords[text] ?? participationCategories.find((known) => known === text) ?? null;

const reasonOf = (text: string): EndReason | null => {
  if (text === '') return 'left';
  const found = Object.entries(endReasonWords).find(([key, { zh }]) => key === text || zh === text);
  return found === undefined ? null : (found[0] as EndReason);
};

/** No day can be known from elsewhere: a day's number as a spreadsheet keeps it stays a question. */
const noDay = date('1800-01-01');

/** What a row says besides its person. */
const readContent = (code: CellOf, text: CellOf): Result<Content, StagedRefusal> => {
  const act = actOf[code('YAC011')];
  if (act === undefined) return unreadable('YAC011', '1, 2');
  const day = readDateCell(text('YAC012'), noDay);
  if (!day.ok) return unreadable('YAC012', 'YYYY-MM-DD', day.refusal);
  const asked = text('AAE140')
    .split(/[\s;；、,，]+/u)
    .filter((part) => part !== '');
  if (!asked.every((scheme) => Object.hasOwn(schemes, scheme))) return unreadable('AAE140', '110 310 …');
  const listed = [...new Set(asked)];
  if (act === 'leave') {
    const reason = reasonOf(text('YAC014'));
    if (reason === null) return unreadable('YAC014', Object.keys(endReasonWords).join(', '));
    return ok({ act, on: day.value, schemes: listed, reason });
  }
  const category = categoryOf(text('YAC013'));
  if (category === null)
    return text('YAC013') === ''
      ? unreadable('YAC013', 'required', 'field-missing')
      : unreadable('YAC013', participationCategories.join(', '));
  if (listed.length === 0) return unreadable('AAE140', 'required', 'field-missing');
  const project = code('YAC015');
  return ok({ act, on: day.value, category, schemes: listed, project: project === '' ? null : project });
};

@Injectable()
export class NameListKind implements OnModuleInit {
  constructor(
    private readonly imports: FileImports,
    private readonly store: ListedRowsStore,
    private readonly people: PeopleService,
    private readonly units: UnitsService,
    private readonly participations: ParticipationsService,
    private readonly overlaps: Overlaps,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.imports.add({
      name: 'name-list',
      work: {
        kind: 'name-list',
        words: { zh: '导入单位增减员名单', en: "Import of a unit's joining and leaving" },
      },
      onRecordAs: 'name-list',
      columns: new Set(Object.keys(nameListColumns)),
      open: (request) => Promise.resolve(this.open(request)),
    });
  }

  private open({ subject }: ImportRequest): OpenImport {
    const unit = subject?.unit ?? '';
    const everyRow = { first: 1, last: 2_147_483_647 };
    return {
      subject: unit,
      withPhotos: false,
      rowsEach,
      read: async (tx, importId) => {
        await this.units.get(tx, unit);
        return listReading(nameListColumns, importId, this.clock.today(), readContent);
      },
      askRegister: async (tx, taking) => (await this.each(tx, unit, taking, everyRow, true)).length,
      take: async (tx, taking, chunk) => {
        await this.each(tx, unit, taking, chunk, false);
        await this.claim(tx, unit, taking, chunk);
      },
    };
  }

  /** Does what each row says, or tries it alone; a row that is refused changes nothing, and is marked. Gives the refused ones. */
  private async each(
    tx: Transaction,
    unit: string,
    taking: Taking,
    range: { readonly first: number; readonly last: number },
    isTrial: boolean,
  ): Promise<readonly number[]> {
    const refused: number[] = [];
    for (const row of await this.store.accepted<Content>(tx, taking.importId, range)) {
      const refusal = await this.store.apart(
        tx,
        () => this.attempt(tx, unit, taking, row),
        (outcome) => outcome === null && !isTrial,
      );
      if (refusal === null) continue;
      refused.push(row.row);
      await this.store.refuse(tx, taking.importId, row.row, {
        code: refusal.code,
        field: row.content.act === 'join' ? 'YAC011' : 'YAC012',
        detail: isTrial ? (refusal.detail ?? null) : 'meanwhile',
      });
    }
    return refused;
  }

  /** Whoever the list has join and who is insured elsewhere already is for a person to decide: what the list says of them is kept. */
  private async claim(
    tx: Transaction,
    unit: string,
    { importId, staffNumber }: Taking,
    range: { readonly first: number; readonly last: number },
  ): Promise<void> {
    for (const { number, content } of await this.store.refusedFor<Content>(
      tx,
      importId,
      range,
      'participation-overlaps',
    )) {
      const person = content.act === 'join' ? await this.people.findByNumber(tx, number) : null;
      if (person === null || content.act !== 'join') continue;
      const { category, project, on: since } = content;
      for (const scheme of content.schemes)
        await this.overlaps.claim(
          tx,
          person.id,
          { scheme, category, unitCode: unit, projectCode: project, since },
          staffNumber,
        );
    }
  }

  /** Null: it is done; whatever else is wrong than with the row is thrown. */
  private async attempt(
    tx: Transaction,
    unit: string,
    taking: Taking,
    row: ListedRow<Content>,
  ): Promise<Refused | null> {
    try {
      const person = await this.people.findByNumber(tx, row.number);
      if (person === null) throw new Refused('person-unknown');
      if (person.name !== row.name) throw new Refused('person-differs');
      await (row.content.act === 'join'
        ? this.join(tx, unit, taking, person, row.content)
        : this.leave(tx, unit, taking, person, row.content));
      return null;
    } catch (fault) {
      if (fault instanceof Refused) return fault;
      throw fault;
    }
  }

  private async join(
    tx: Transaction,
    unit: string,
    taking: Taking,
    person: Person,
    { on, category, schemes: listed, project }: Joining,
  ): Promise<void> {
    for (const scheme of listed)
      await this.participations.begin(
        tx,
        person.id,
        { scheme, category, unitCode: unit, projectCode: project, since: on },
        taking.staffNumber,
      );
    await this.record(tx, taking, 'participations.begin', person.id, {
      unit,
      schemes: listed.join(','),
      since: on,
    });
  }

  /** Throws Refused `participation-unknown` when nothing stands at the unit that could end; ended so before is done. */
  private async leave(
    tx: Transaction,
    unit: string,
    taking: Taking,
    person: Person,
    { on, schemes: listed, reason }: Leaving,
  ): Promise<void> {
    const atUnit = (await this.participations.ofPerson(tx, person.id)).filter(
      ({ unitCode, scheme, until, endReason }) =>
        unitCode === unit &&
        (listed.length === 0 || listed.includes(scheme)) &&
        (until === null || (until === on && endReason === reason)),
    );
    if (atUnit.length === 0) throw new Refused('participation-unknown');
    for (const { id, scheme } of atUnit) {
      await this.participations.end(tx, id, { on, reason }, taking.staffNumber);
      await this.record(tx, taking, 'participations.end', person.id, { unit, scheme, on, reason });
    }
  }

  private record(
    tx: Transaction,
    { importId, at, staffNumber }: Taking,
    action: string,
    subject: string,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    return this.audit.append(tx, {
      at,
      action,
      staffNumber,
      subject,
      detail: { ...detail, import: importId },
    });
  }
}
