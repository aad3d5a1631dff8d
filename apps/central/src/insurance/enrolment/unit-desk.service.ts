/** What the console reads and does about a unit and its people: each act on record, each by the services of the register and of participations. */
import { Injectable } from '@nestjs/common';
import { tidyName } from '#libs/identity/person-name.js';
import {
  maskSocialSecurityNumber,
  parseSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Project, UnitChange } from '../../register/units/unit.js';
import { UnitsService } from '../../register/units/units.service.js';
import type { Participation } from '../participations/participation.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { shownParticipation } from './shown-participation.js';
import type {
  DatedUnitChangeDto,
  EnrolledDto,
  EnrolmentDto,
  FloatingStepToSetDto,
  LeavingDto,
  ProjectChangeDto,
  ProjectDto,
  ProjectToAddDto,
  UnitChangeDto,
  UnitDto,
  UnitInFullDto,
  UnitPeopleDto,
  UnitsDto,
  UnitToAddDto,
} from './units.dto.js';
import { UnitPeopleStore } from './unit-people.store.js';

export type By = { readonly staff: StaffIdentity; readonly terminal: TerminalIdentity };

const unitsAtMost = 50;
const peopleAtMost = 100;

const dayOf = (text: string, field: string): PlainDate => {
  const day = parseDate(text);
  if (day === null) throw new Refused('malformed-request', `${field}: no such day`);
  return day;
};

const changeOf = ({ foundedOn, ...change }: UnitChangeDto): UnitChange => ({
  ...change,
  ...(foundedOn === undefined ? {} : { foundedOn: dayOf(foundedOn, 'foundedOn') }),
});

const shownProject = ({ code, name, cost, startsOn, endsOn, insuredFrom, endedOn }: Project): ProjectDto => ({
  code,
  name,
  cost: formatYuan(cost),
  startsOn,
  endsOn,
  insuredFrom,
  endedOn,
});

@Injectable()
export class UnitDesk {
  constructor(
    private readonly database: Database,
    private readonly units: UnitsService,
    private readonly people: PeopleService,
    private readonly participations: ParticipationsService,
    private readonly store: UnitPeopleStore,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** By code, credit code or a part of the name. Throws Refused `malformed-request` for an empty text. */
  async search(text: string): Promise<UnitsDto> {
    if (text.trim() === '') throw new Refused('malformed-request', 'text');
    return { units: await this.database.read((tx) => this.units.search(tx, text, unitsAtMost)) };
  }

  /** Throws Refused `unit-unknown`. */
  read(code: string): Promise<UnitInFullDto> {
    return this.database.read((tx) => this.inFull(tx, code));
  }

  /** Whom it insures on a day (today where none is given), after somebody if one is given. Throws Refused `unit-unknown`, `malformed-request`. */
  listPeople(
    code: string,
    asked: { readonly on?: string; readonly after?: string; readonly project?: string },
  ): Promise<UnitPeopleDto> {
    const on = asked.on === undefined || asked.on === '' ? this.clock.today() : dayOf(asked.on, 'on');
    const after = asked.after === undefined || asked.after === '' ? null : asked.after;
    if (after !== null && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(after))
      throw new Refused('malformed-request', 'after');
    const project = asked.project === undefined || asked.project === '' ? null : asked.project;
    return this.database.read(async (tx) => {
      await this.units.get(tx, code);
      const rows = await this.store.people(tx, { unitCode: code, on, project }, after, peopleAtMost + 1);
      const page = rows.slice(0, peopleAtMost);
      return {
        people: page.map(({ participations, number, ...person }) => ({
          ...person,
          number: maskSocialSecurityNumber(number as SocialSecurityNumber),
          participations: [...participations],
        })),
        next: rows.length > peopleAtMost ? (page.at(-1)?.personId ?? null) : null,
        total: await this.store.count(tx, { unitCode: code, on, project }),
      };
    });
  }

  add(by: By, { code, name, ...rest }: UnitToAddDto): Promise<UnitDto> {
    return this.act(by, 'units.add', code, {}, (tx) => this.units.add(tx, { code, name, ...changeOf(rest) }));
  }

  change(by: By, code: string, { effectiveFrom, ...change }: DatedUnitChangeDto): Promise<UnitDto> {
    const detail = {
      fields: Object.keys(change).toSorted().join(','),
      ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    };
    const from = effectiveFrom === undefined ? null : dayOf(effectiveFrom, 'effectiveFrom');
    return this.act(by, 'units.change', code, detail, (tx) =>
      this.units.change(tx, code, changeOf(change), { effectiveFrom: from, by: by.staff.number }),
    );
  }

  close(by: By, code: string, on: string): Promise<UnitDto> {
    return this.act(by, 'units.close', code, { on }, (tx) =>
      this.units.close(tx, code, dayOf(on, 'on'), by.staff.number),
    );
  }

  setFloatingStep(
    by: By,
    code: string,
    { effectiveFrom, step }: FloatingStepToSetDto,
  ): Promise<UnitInFullDto> {
    return this.act(by, 'units.set-floating-step', code, { effectiveFrom, step }, async (tx) => {
      const entry = { effectiveFrom: dayOf(effectiveFrom, 'effectiveFrom'), step };
      await this.units.setFloatingStep(tx, code, entry, by.staff.number);
      return this.inFull(tx, code);
    });
  }

  addProject(
    by: By,
    unitCode: string,
    { code, name, cost, startsOn, endsOn, insuredFrom }: ProjectToAddDto,
  ): Promise<UnitInFullDto> {
    return this.act(by, 'units.add-project', unitCode, { project: code }, async (tx) => {
      const project = {
        code,
        name,
        unitCode,
        cost: yuan(cost),
        startsOn: dayOf(startsOn, 'startsOn'),
        endsOn: dayOf(endsOn, 'endsOn'),
        insuredFrom: dayOf(insuredFrom ?? startsOn, 'insuredFrom'),
      };
      await this.units.addProject(tx, project, by.staff.number);
      return this.inFull(tx, unitCode);
    });
  }

  changeProject(
    by: By,
    unitCode: string,
    code: string,
    { cost, endsOn, endedOn }: ProjectChangeDto,
  ): Promise<UnitInFullDto> {
    const detail = {
      project: code,
      ...(cost && { cost }),
      ...(endsOn && { endsOn }),
      ...(endedOn && { endedOn }),
    };
    return this.act(by, 'units.change-project', unitCode, detail, async (tx) => {
      await this.units.get(tx, unitCode);
      const change = {
        ...(cost === undefined ? {} : { cost: yuan(cost) }),
        ...(endsOn === undefined ? {} : { endsOn: dayOf(endsOn, 'endsOn') }),
        ...(endedOn === undefined ? {} : { endedOn: dayOf(endedOn, 'endedOn') }),
      };
      await this.units.changeProject(tx, { unitCode, code }, change, by.staff.number);
      return this.inFull(tx, unitCode);
    });
  }

  /** Takes somebody registered on (增员), in all the schemes or in none. Throws Refused as `ParticipationsService.begin`, and `number-invalid`, `person-unknown`, `person-differs`. */
  enrol(by: By, unitCode: string, asked: EnrolmentDto): Promise<EnrolledDto> {
    const number = parseSocialSecurityNumber(asked.socialSecurityNumber);
    if (!number.ok) throw new Refused('number-invalid', number.refusal);
    const since = dayOf(asked.since, 'since');
    return this.database.transaction(async (tx) => {
      const person = await this.people.findByNumber(tx, number.value.number);
      if (person === null) throw new Refused('person-unknown');
      if (person.name !== tidyName(asked.name)) throw new Refused('person-differs');
      const begun: Participation[] = [];
      for (const scheme of new Set(asked.schemes)) {
        const entering = {
          scheme,
          category: asked.category,
          unitCode,
          projectCode: asked.projectCode ?? null,
          since,
        };
        begun.push(await this.participations.begin(tx, person.id, entering, by.staff.number));
      }
      await this.record(tx, by, 'participations.begin', person.id, {
        unit: unitCode,
        schemes: asked.schemes.join(','),
        since,
      });
      return { participations: begun.map(shownParticipation) };
    });
  }

  /** Lets somebody go (减员), from all the participations named or from none. Throws Refused as `ParticipationsService.end`, and `unit-of-another`. */
  letGo(by: By, unitCode: string, asked: LeavingDto): Promise<EnrolledDto> {
    const on = dayOf(asked.on, 'on');
    return this.database.transaction(async (tx) => {
      const ended: Participation[] = [];
      for (const id of new Set(asked.participations)) {
        const standing = await this.participations.get(tx, id);
        if (standing.unitCode !== unitCode) throw new Refused('unit-of-another', id);
        const end = { on, reason: asked.reason };
        ended.push(await this.participations.end(tx, id, end, by.staff.number));
        await this.record(tx, by, 'participations.end', standing.personId, {
          unit: unitCode,
          scheme: standing.scheme,
          on,
          reason: asked.reason,
        });
      }
      return { participations: ended.map(shownParticipation) };
    });
  }

  private async inFull(tx: Transaction, code: string): Promise<UnitInFullDto> {
    const unit = await this.units.get(tx, code);
    return {
      unit,
      history: await this.units.facts(tx, code),
      floatingSteps: await this.units.floatingSteps(tx, code),
      projects: (await this.units.projectsOf(tx, code)).map(shownProject),
      insured: [...(await this.store.bySchemes(tx, code, this.clock.today()))],
    };
  }

  private act<T>(
    by: By,
    action: string,
    subject: string,
    detail: Readonly<Record<string, string>>,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (tx) => {
      const answer = await work(tx);
      await this.record(tx, by, action, subject, detail);
      return answer;
    });
  }

  private record(
    tx: Transaction,
    { staff, terminal }: By,
    action: string,
    subject: string,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    return this.audit.append(tx, {
      at: this.clock.now(),
      action,
      terminalId: terminal.id,
      staffNumber: staff.number,
      subject,
      detail,
    });
  }
}
