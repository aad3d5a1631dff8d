/** Promises of proposed parameters: whatever may not be laid down is refused for what it is, before anybody decides it. */
import { describe, expect, it } from '@jest/globals';
import type { ParameterEntry } from './parameter-sets.js';
import { judgeProposal, type ProposalFault, type ProposedVersion } from './proposals.js';

const rows = [
  ['170.basic-pension', '2017-01-01', 'fen', '250.00'],
  ['170.payout-months', '2009-09-01', 'months', '139'],
  ['170.subsidies', '2014-07-01', 'table', '100.00,30.00;200.00,40.00'],
  ['310.unit-rate', '2006-01-01', 'ppm', '60000'],
  ['card.formal-loss-may-be-lifted', '2014-01-01', 'integer', '1'],
  ['late-fee.cap', '1999-01-22', 'word', 'none'],
] as const;
const entries: readonly ParameterEntry[] = rows.map(([key, effectiveFrom, kind, value], at) => ({
  id: `${key}@${effectiveFrom}`,
  key,
  effectiveFrom,
  kind,
  value,
  source: 'city report',
  status: 'local',
  entry: at + 1,
  supersedes: null,
  withdraws: false,
  enteredAt: null,
}));
const choices = { 'late-fee.cap': ['none', 'principal'] };

const proposal = (overrides: Partial<ProposedVersion> = {}): ProposedVersion => ({
  key: '170.basic-pension',
  effectiveFrom: '2027-01-01',
  value: '260.00',
  source: '青人社厅发〔2026〕1号',
  status: 'local',
  supersedes: null,
  withdraws: false,
  ...overrides,
});
const judged = (proposed: readonly ProposedVersion[], known = entries) => {
  const result = judgeProposal(known, proposed, choices);
  return result.ok ? result.value : result.refusal.reason;
};

const stands = { effectiveFrom: '2017-01-01' };
const replaced = { ...stands, supersedes: '170.basic-pension@2017-01-01' };

describe('a proposed version', () => {
  it('is called by its key and day', () => {
    expect(judged([proposal()])).toEqual([
      { ...proposal(), id: '170.basic-pension@2027-01-01', kind: 'fen' },
    ]);
  });

  it('that replaces another of the day is called by the next number', () => {
    expect(judged([proposal(replaced)])).toMatchObject([
      { id: '170.basic-pension@2017-01-01/2', supersedes: '170.basic-pension@2017-01-01' },
    ]);
  });

  it('is accepted again as it was judged, and for a day that was withdrawn', () => {
    const [one] = judgeProposal(entries, [proposal(replaced)], choices).ok
      ? (judged([proposal(replaced)]) as readonly ProposedVersion[])
      : [];
    expect(one === undefined ? null : judged([one])).toEqual([one]);
    const withdrawn = { ...proposal(replaced), withdraws: true };
    const [gone] = judged([withdrawn]) as readonly (ProposedVersion & { id: string; kind: string })[];
    expect(gone).toMatchObject({ value: '250.00', withdraws: true });
    const known = [...entries, { ...(gone as ParameterEntry), entry: 7, enteredAt: new Date() }];
    expect(judged([proposal(stands)], known)).toMatchObject([
      { id: '170.basic-pension@2017-01-01/3', supersedes: '170.basic-pension@2017-01-01/2' },
    ]);
  });

  const refused: readonly (readonly [ProposalFault['reason'], Partial<ProposedVersion>])[] = [
    ['parameter-unknown', { key: '170.no-such' }],
    ['parameter-unknown', { key: 'toString' }],
    ['parameter-malformed', { effectiveFrom: '2027-02-29' }],
    ['parameter-malformed', { effectiveFrom: '1900-01-01' }],
    ['parameter-malformed', { effectiveFrom: '2200-01-01' }],
    ['parameter-malformed', { effectiveFrom: '20270101' }],
    ['parameter-malformed', { value: '' }],
    ['parameter-malformed', { value: '260' }],
    ['parameter-malformed', { value: '-1.00' }],
    ['parameter-malformed', { value: '260.005' }],
    ['parameter-malformed', { value: '２６０.00' }],
    ['parameter-malformed', { source: '   ' }],
    ['parameter-malformed', { status: 'sure' }],
    ['parameter-malformed', { key: '170.payout-months', value: '0' }],
    ['parameter-malformed', { key: '310.unit-rate', value: '6%' }],
    ['parameter-malformed', { key: '310.unit-rate', value: '2000001' }],
    ['parameter-malformed', { key: '170.subsidies', value: '100.00;200.00' }],
    ['parameter-malformed', { key: '170.subsidies', value: '200.00,30.00;100.00,40.00' }],
    ['parameter-malformed', { key: 'late-fee.cap', value: 'sometimes' }],
    ['parameter-malformed', { key: 'card.formal-loss-may-be-lifted', value: '2' }],
    ['parameter-malformed', { key: 'calendar.2027', value: '2026-10-01;' }],
    ['parameter-stands', stands],
    ['parameter-unchanged', { ...replaced, value: '250.00', source: 'city report', status: 'local' }],
    ['parameter-not-standing', { supersedes: '170.basic-pension@2017-01-01' }],
    ['parameter-not-standing', { ...stands, supersedes: 'another' }],
    ['parameter-not-standing', { withdraws: true }],
  ];
  it.each(refused)('is refused as %s: %j', (reason, overrides) => {
    expect(judged([proposal(overrides)])).toBe(reason);
  });

  it('of a year that has no calendar yet is one of days', () => {
    expect(
      judged([proposal({ key: 'calendar.2027', value: '2027-01-01/2027-01-03;2027-01-09' })]),
    ).toMatchObject([{ id: 'calendar.2027@2027-01-01', kind: 'days' }]);
  });

  it('comes once in what is proposed together', () => {
    expect(judged([proposal(), proposal({ value: '270.00' })])).toBe('parameter-stands');
  });
});
