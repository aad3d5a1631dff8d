/** Shows every parameter with all its versions, superseded ones too; how one is changed: `insurance/parameters`. */
import { Controller, Get } from '@nestjs/common';
import { addDays, type PlainDate } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Performs } from '../../ground/http/identity.js';
import { ParametersDto, type ParameterVersionDto } from './parameters.dto.js';
import { PolicyService } from './policy.service.js';
import type { EnteredVersion } from './policy.store.js';

/** The newest day first, and of a day the last entered first. */
const newestFirst = (one: EnteredVersion, other: EnteredVersion): number =>
  one.effectiveFrom === other.effectiveFrom
    ? other.entry - one.entry
    : one.effectiveFrom < other.effectiveFrom
      ? 1
      : -1;

const describeVersions = (versions: readonly EnteredVersion[], today: PlainDate): ParameterVersionDto[] => {
  const successors = new Map(
    versions.flatMap(({ id, supersedes }) => (supersedes === null ? [] : [[supersedes, id]])),
  );
  const stands = ({ id, withdraws }: EnteredVersion): boolean => !withdraws && !successors.has(id);
  const days = versions.filter(stands).map(({ effectiveFrom }) => effectiveFrom);
  return versions.toSorted(newestFirst).map((version) => {
    const { effectiveFrom, enteredAt, approvalId, status } = version;
    const next = days.filter((day) => day > effectiveFrom).toSorted()[0];
    return {
      id: version.id,
      effectiveFrom,
      effectiveTo: next === undefined || !stands(version) ? null : addDays(next as PlainDate, -1),
      value: version.value,
      source: version.source,
      status: status as ParameterVersionDto['status'],
      inForce: stands(version) && effectiveFrom <= today && (next === undefined || next > today),
      enteredAt: enteredAt?.toISOString() ?? null,
      enteredBy: version.enteredBy,
      approval: approvalId,
      supersedes: version.supersedes,
      supersededBy: successors.get(version.id) ?? null,
      withdraws: version.withdraws,
    };
  });
};

@Controller('v1/parameters')
export class ParametersController {
  constructor(
    private readonly database: Database,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** All keys, each with its versions as they follow one another. */
  @Get()
  @Performs('parameters.list')
  async list(): Promise<ParametersDto> {
    const today = this.clock.today();
    const [entries, set] = await this.database.transaction(
      async (tx) => [await this.policy.entries(tx), await this.policy.setOf(tx)] as const,
    );
    const faults = new Map(set.faults.map(({ key, id, reason }) => [key, `${id}: ${reason}`]));
    const byKey = new Map<string, EnteredVersion[]>();
    for (const version of entries) byKey.set(version.key, [...(byKey.get(version.key) ?? []), version]);
    const parameters = Array.from(byKey, ([key, versions]) => ({
      key,
      kind: versions[0]?.kind ?? '',
      fault: faults.get(key) ?? null,
      versions: describeVersions(versions, today),
    }));
    return {
      today,
      set: set.id,
      parameters: parameters.toSorted((one, other) => (one.key < other.key ? -1 : 1)),
    };
  }
}
