/** Promises that what a benefit is reckoned from reads in both languages, and that nothing is shown by its bare name. */
import { expect, it } from '@jest/globals';
import { factsInWords } from './fact-words.js';

const lines = (facts: Parameters<typeof factsInWords>[0]): readonly string[] =>
  factsInWords(facts).map(({ label, value }) => `${label.zh} ${value.zh} | ${label.en} ${value.en}`);

it('writes money, months, ages and levels as people read them, and leaves out what is not there', () => {
  expect(lines({ wage: '6000.00', careLevel: 'most', injuredOn: '2026-05-20' })).toEqual([
    '受伤日期 2026-05-20 | injured on 2026-05-20',
    '受伤前十二个月平均缴费工资 ¥6,000.00 | mean wage of the year before the injury ¥6,000.00',
    '生活自理障碍程度 生活大部分不能自理 | care that is needed mostly cannot look after themselves',
  ]);
  expect(lines({ ageMonths: 720, drawnYears: null })).toEqual(['退休年龄 60 岁 | age of retiring 60 years']);
  expect(lines({ difficult: true, children: 2, miscarriageMonths: null })).toEqual([
    '难产 是 | difficult birth yes',
    '婴儿人数 2 | children born 2',
  ]);
});

it('tells the months an unemployment benefit is paid for from months that were paid for a pension', () => {
  expect(lines({ months: 180 })).toEqual(['计入缴费 180 个月 | months that count 180 months']);
  expect(lines({ paidMonths: 14, months: 12 })).toEqual([
    '领取期限 12 个月 | paid for 12 months',
    '失业保险缴费 14 个月 | unemployment insurance paid 14 months',
  ]);
});

it('shows nothing that has no words', () => {
  expect(() => factsInWords({ shoeSize: 42 })).toThrow('shoeSize');
});
