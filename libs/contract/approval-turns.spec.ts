/** Promises that the turns a list is asked by are the levels an approval passes. */
import { expect, it } from '@jest/globals';
import { approvalKinds, approvalLevels, approvalRules, turnsOf, type ApprovalKind } from './approvals.js';
import { roles } from './authority.js';

const kinds = Object.keys(approvalKinds) as ApprovalKind[];

it.each(roles)('names exactly the levels at which it is the turn of a %s, whatever the amount', (role) => {
  for (const kind of kinds) {
    const bounds = approvalRules(kind).bands.flatMap(({ upToFen }) =>
      upToFen === null ? [] : [upToFen - 1n, upToFen, upToFen + 1n],
    );
    for (const amount of [null, 0n, ...bounds]) {
      const levels = approvalLevels(kind, amount);
      const byLevels = levels.flatMap((deciding, at) => (deciding.includes(role) ? [at + 1] : []));
      const byTurns = turnsOf(role)
        .filter(
          ({ kind: of, overFen, upToFen }) =>
            of === kind &&
            (upToFen === null || (amount !== null && amount <= upToFen)) &&
            (overFen === null || amount === null || amount > overFen),
        )
        .map(({ level }) => level);
      expect({ kind, amount, levels: byTurns }).toEqual({ kind, amount, levels: byLevels });
    }
  }
});
