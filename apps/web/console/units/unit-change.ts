/** What can be done about a unit or somebody at it: the fields each asks for, and the act that carries it out. */
import type { ConsoleAnswer, ConsoleRequest } from '#libs/contract/console.js';

import type { Answer } from '../../shared/request.js';
import { askCentre } from '../centre.js';

export type Unit = ConsoleAnswer<'units.read'>['unit'];
export type UnitPerson = ConsoleAnswer<'units.list-people'>['people'][number];

export type Project = ConsoleAnswer<'units.read'>['projects'][number];

export type UnitChange =
  | { readonly kind: 'add' }
  | { readonly kind: 'change' | 'close' | 'step' | 'project' | 'enrol'; readonly unit: Unit }
  | { readonly kind: 'progress'; readonly unit: Unit; readonly project: Project }
  | { readonly kind: 'leave'; readonly unit: Unit; readonly person: UnitPerson };

export type FieldName =
  | 'code'
  | 'name'
  | 'creditCode'
  | 'kind'
  | 'industryClass'
  | 'size'
  | 'foundedOn'
  | 'address'
  | 'contactName'
  | 'contactPhone'
  | 'bankName'
  | 'bankAccount'
  | 'on'
  | 'effectiveFrom'
  | 'step'
  | 'cost'
  | 'startsOn'
  | 'endsOn'
  | 'insuredFrom'
  | 'endedOn'
  | 'socialSecurityNumber'
  | 'personName'
  | 'category'
  | 'schemes'
  | 'since'
  | 'projectCode'
  | 'reason';

export const dayFields: readonly FieldName[] = [
  'foundedOn',
  'on',
  'effectiveFrom',
  'startsOn',
  'endsOn',
  'insuredFrom',
  'endedOn',
  'since',
];

const facts: readonly FieldName[] = [
  'name',
  'creditCode',
  'kind',
  'industryClass',
  'size',
  'foundedOn',
  'address',
  'contactName',
  'contactPhone',
  'bankName',
  'bankAccount',
];

export const fieldsOf: Readonly<Record<UnitChange['kind'], readonly FieldName[]>> = {
  add: ['code', ...facts],
  change: [...facts, 'effectiveFrom'],
  close: ['on'],
  step: ['effectiveFrom', 'step'],
  project: ['code', 'name', 'cost', 'startsOn', 'endsOn', 'insuredFrom'],
  progress: ['cost', 'endsOn', 'endedOn'],
  enrol: ['socialSecurityNumber', 'personName', 'category', 'schemes', 'since', 'projectCode'],
  leave: ['on', 'reason'],
};

/** Fields without which nothing is sent. */
export const neededOf: Readonly<Record<UnitChange['kind'], readonly FieldName[]>> = {
  add: ['code', 'name'],
  change: [],
  close: fieldsOf.close,
  step: fieldsOf.step,
  project: ['code', 'name', 'cost', 'startsOn', 'endsOn'],
  progress: [],
  enrol: ['socialSecurityNumber', 'personName', 'category', 'schemes', 'since'],
  leave: fieldsOf.leave,
};

/** Schemes in which people of a category usually are, as they are filled in. */
export const usualSchemes: Readonly<Record<string, string>> = {
  enterprise: '110 210 310 410',
  'self-employed': '110 210 310 410',
  migrant: '110 210 310 410',
  'temporary-public': '110 210 310 410',
  'civil-servant': '120 310 410',
  'public-institution': '120 210 310 410',
  project: '410',
};

type Filled = Readonly<Partial<Record<FieldName, string>>>;

/** Carries it out; `filled` has what is not blank. */
export const carryOut = (change: UnitChange, filled: Filled): Promise<Answer<unknown>> => {
  const { industryClass, ...texts } = filled;
  const unitFacts = {
    ...texts,
    ...(industryClass === undefined ? {} : { industryClass: Number(industryClass) }),
  };
  if (change.kind === 'add')
    return askCentre('units.add', { body: unitFacts as ConsoleRequest<'units.add'>['body'] });
  const path = { code: change.unit.code };
  switch (change.kind) {
    case 'change':
      return askCentre('units.change', { path, body: unitFacts as ConsoleRequest<'units.change'>['body'] });
    case 'close':
      return askCentre('units.close', { path, body: { on: filled.on ?? '' } });
    case 'step':
      return askCentre('units.set-floating-step', {
        path,
        body: { effectiveFrom: filled.effectiveFrom ?? '', step: filled.step ?? '' },
      });
    case 'project':
      return askCentre('units.add-project', {
        path,
        body: filled as ConsoleRequest<'units.add-project'>['body'],
      });
    case 'progress':
      return askCentre('units.change-project', {
        path: { ...path, project: change.project.code },
        body: filled,
      });
    case 'enrol': {
      const { personName, schemes, ...rest } = filled;
      const body = {
        ...rest,
        name: personName,
        schemes: (schemes ?? '').split(/[\s,，、]+/u).filter(Boolean),
      };
      return askCentre('participations.begin', {
        path,
        body: body as ConsoleRequest<'participations.begin'>['body'],
      });
    }
    case 'leave':
      return askCentre('participations.end', {
        path,
        body: {
          participations: change.person.participations.map(({ id }) => id),
          on: filled.on ?? '',
          reason: filled.reason ?? '',
        } as ConsoleRequest<'participations.end'>['body'],
      });
  }
};
