/** Tells what cannot be assessed, in words, and what has to be done about it. */
import { Injectable } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import type { Words } from '#libs/kernel/words.js';
import type { Transaction } from '../../ground/database/database.js';
import { type Gap, type GapHeads, GapsStore } from './gaps.store.js';

export type { Gap } from './gaps.store.js';

type Told = Pick<Gap, 'scheme' | 'period' | 'reason' | 'parameter'>;

const next: Readonly<Record<string, Words>> = {
  'wage-missing': { zh: '单位尚未申报工资', en: 'the unit has not declared the wage' },
  'industry-class-missing': {
    zh: '单位没有登记行业类别',
    en: "the unit's class of industry is not registered",
  },
  'industry-class-unknown': {
    zh: '单位的行业类别不在费率表内',
    en: "the unit's class of industry has no rate",
  },
  'floating-step-unknown': {
    zh: '单位的浮动档次不在档次表内',
    en: "the unit's floating step is none of the table",
  },
  'tier-missing': { zh: '没有登记缴费档次', en: 'no tier is registered' },
  'tier-unknown': { zh: '登记的缴费档次当期未开放', en: 'the registered tier is not open in that period' },
  'category-not-insured': { zh: '该参保类别不参加此险种', en: 'this category is not insured in the scheme' },
};

/** Why something cannot be assessed. */
export const gapReason = ({ reason, parameter }: Pick<Told, 'reason' | 'parameter'>): Words =>
  parameter === null
    ? (next[reason] ?? { zh: '资料不全', en: 'something is not registered' })
    : { zh: `缺少政策参数 ${parameter}`, en: `parameter ${parameter} is missing` };

/** One gap as a sentence: which scheme and period, why, and what happens next. */
export const gapWords = (gap: Told): Words => {
  const { zh, en } = schemeName(gap.scheme);
  const why = gapReason(gap);
  return {
    zh: `${zh} ${gap.period} 暂不能核定：${why.zh}；已列入待办，补齐后自动核定`,
    en: `${en} ${gap.period} cannot be assessed: ${why.en}; it is on the list, and assessed once that is mended`,
  };
};

@Injectable()
export class GapsService {
  constructor(private readonly store: GapsStore) {}

  of(tx: Transaction, personId: string): Promise<readonly Gap[]> {
    return this.store.of(tx, personId);
  }

  /** Of benefits, by their ids. */
  ofSubjects(tx: Transaction, subjects: readonly string[]): Promise<readonly Gap[]> {
    return this.store.ofSubjects(tx, subjects);
  }

  heads(tx: Transaction): Promise<readonly GapHeads[]> {
    return this.store.heads(tx);
  }

  /** Keeps the months of a benefit that cannot be assessed, and lets go of those that can. */
  async bringUp(
    tx: Transaction,
    gaps: readonly Gap[],
    closed: readonly { readonly subjectId: string; readonly period: string }[],
    at: Date,
  ): Promise<void> {
    await this.store.keep(tx, gaps, at);
    for (const { subjectId, period } of closed) await this.store.close(tx, period, [subjectId]);
  }
}
