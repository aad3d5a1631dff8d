/** What participations of one person may stand at the same time, as a table, and which of two counts. */
import { addDays, type PlainDate } from '#libs/kernel/plain-date.js';
import type { ParticipationCategory } from './description.js';

/** Categories of those who take part alone, at no unit. */
export const withoutUnit: readonly ParticipationCategory[] = ['flexible', 'resident', 'student'];

export type Relation = {
  readonly scheme: string;
  readonly category: ParticipationCategory;
  readonly unitCode: string | null;
  readonly since: PlainDate;
  /** The last day; null: it stands. */
  readonly until: PlainDate | null;
};

/**
 * `both`: they go together. `entering`: the new one counts and the one that stands ends the day before. `standing`: the one that stands
 * counts, the new one is not taken. `one-only`: one of them, and which is not for a rule to say.
 */
export type OverlapVerdict = 'both' | 'entering' | 'standing' | 'one-only';

type Rule = {
  readonly entering: readonly string[];
  readonly standing: readonly string[];
  readonly when?: (entering: Relation, standing: Relation) => boolean;
  readonly verdict: OverlapVerdict;
};

const employee: readonly string[] = ['110', '120'];
const isAlone = ({ unitCode }: Relation): boolean => unitCode === null;
const sameScheme = (entering: Relation, standing: Relation): boolean => entering.scheme === standing.scheme;
const sameUnit = (entering: Relation, standing: Relation): boolean => entering.unitCode === standing.unitCode;

const employeeSchemes = ['110', '120', '210', '310', '330', '510'];
const residentSchemes = ['170', '390', '392'];

/** The first rule that applies; where none does, both stand. */
const rules: readonly Rule[] = [
  // A person has one pension relation, and an employer's goes before a resident's (城乡养老保险制度衔接暂行办法).
  { entering: employee, standing: ['170'], verdict: 'entering' },
  { entering: ['170'], standing: employee, verdict: 'standing' },
  { entering: ['110'], standing: ['120'], verdict: 'one-only' },
  { entering: ['120'], standing: ['110'], when: (_, standing) => isAlone(standing), verdict: 'entering' },
  { entering: ['120'], standing: ['110'], verdict: 'one-only' },
  // Medical insurance: the employee's stays, and the resident's ends.
  { entering: ['310', '330'], standing: ['390', '392'], verdict: 'entering' },
  { entering: ['390', '392'], standing: ['310', '330'], verdict: 'standing' },
  // One line of a scheme; an employer's goes before that of somebody who pays alone.
  {
    entering: employeeSchemes,
    standing: employeeSchemes,
    when: (entering, standing) => sameScheme(entering, standing) && isAlone(standing) && !isAlone(entering),
    verdict: 'entering',
  },
  {
    entering: employeeSchemes,
    standing: employeeSchemes,
    when: (entering, standing) => sameScheme(entering, standing) && isAlone(entering) && !isAlone(standing),
    verdict: 'standing',
  },
  // Resident becomes student, or the other way round.
  {
    entering: residentSchemes,
    standing: residentSchemes,
    when: (entering, standing) => sameScheme(entering, standing) && entering.category !== standing.category,
    verdict: 'entering',
  },
  {
    entering: [...employeeSchemes, ...residentSchemes],
    standing: [...employeeSchemes, ...residentSchemes],
    when: sameScheme,
    verdict: 'one-only',
  },
  // Every employer insures against injury; one of them does it once.
  { entering: ['410'], standing: ['410'], when: sameUnit, verdict: 'one-only' },
];

/** Which of two participations counts where they overlap, whatever their days. */
export const overlapVerdict = (entering: Relation, standing: Relation): OverlapVerdict =>
  rules.find(
    (rule) =>
      rule.entering.includes(entering.scheme) &&
      rule.standing.includes(standing.scheme) &&
      (rule.when?.(entering, standing) ?? true),
  )?.verdict ?? 'both';

/** Whether two participations have a day in common. */
export const shareDays = (one: Relation, other: Relation): boolean =>
  (one.until === null || other.since <= one.until) && (other.until === null || one.since <= other.until);

export type OverlapOutcome<Standing extends Relation> =
  | {
      readonly kind: 'clear';
      readonly ends: readonly { readonly standing: Standing; readonly on: PlainDate }[];
    }
  | { readonly kind: 'refused'; readonly verdict: 'standing' | 'one-only'; readonly standing: Standing };

/**
 * What becomes of those that stand when one enters: some end by rule the day before it, or the first one that it cannot stand beside
 * refuses it. A rule ends only what began before and does not outlast it: what else gives way is for a person to decide.
 */
export const resolveOverlaps = <Standing extends Relation>(
  entering: Relation,
  standing: readonly Standing[],
): OverlapOutcome<Standing> => {
  const ends: { standing: Standing; on: PlainDate }[] = [];
  for (const one of standing) {
    if (!shareDays(entering, one)) continue;
    const verdict = overlapVerdict(entering, one);
    if (verdict === 'both') continue;
    if (verdict !== 'entering') return { kind: 'refused', verdict, standing: one };
    const outlasts = entering.until !== null && (one.until === null || one.until > entering.until);
    if (one.since >= entering.since || outlasts)
      return { kind: 'refused', verdict: 'one-only', standing: one };
    ends.push({ standing: one, on: addDays(entering.since, -1) });
  }
  return { kind: 'clear', ends };
};

/** What is left of one that gives way to another: its last day before the other's first (null: none), and the day it begins anew after the other's last. */
export type DaysLeft = { readonly endsOn: PlainDate | null; readonly beginsAgainOn: PlainDate | null };

/** The days of a participation that another, which counts, leaves to it. */
export const daysLeft = (
  { since, until }: Pick<Relation, 'since' | 'until'>,
  counts: Pick<Relation, 'since' | 'until'>,
): DaysLeft => ({
  endsOn: since < counts.since ? addDays(counts.since, -1) : null,
  beginsAgainOn:
    counts.until !== null && (until === null || until > counts.until) ? addDays(counts.until, 1) : null,
});

/** Pairs of schemes of which some participations do not go together, the two written one behind the other, in either order. */
export const schemesApart: readonly string[] = [
  ...new Set(
    rules.flatMap(({ entering, standing }) =>
      entering.flatMap((one) => standing.flatMap((other) => [one + other, other + one])),
    ),
  ),
].toSorted();
