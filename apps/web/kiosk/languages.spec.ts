/** Promises of languages that the bureau adds: what a file lacks is said in Chinese, and so is what would leave out a value. */
import { expect, it } from '@jest/globals';
import { completed } from './languages.js';

const whole = {
  back: '返回',
  confirmPay: '一共缴 {amount}，对吗？',
  noCard: { title: '没有带卡', hint: '窗口' },
};

it('what a file lacks, or has nothing in, is said in Chinese', () => {
  expect(completed(whole, { back: 'ཕྱིར་ལོག', noCard: { title: ' ' }, ofAnotherVersion: 'x' })).toEqual({
    ...whole,
    back: 'ཕྱིར་ལོག',
  });
  expect(completed(whole, { noCard: { hint: 'སྒེའུ་ཁུང' } })['noCard']).toEqual({
    title: '没有带卡',
    hint: 'སྒེའུ་ཁུང',
  });
  expect(completed(whole, { noCard: 'x', back: { title: 'x' } })).toEqual(whole);
});

it('a text without the amount, or with a value that is not there, is no text', () => {
  expect(completed(whole, { confirmPay: 'x' })).toEqual(whole);
  expect(completed(whole, { confirmPay: '{amount} {sum}' })).toEqual(whole);
  expect(completed(whole, { confirmPay: 'x {amount}' })['confirmPay']).toBe('x {amount}');
});

it('a key is one of the file, and of nothing that objects have by themselves', () => {
  expect(completed({ toString: 'a' }, {})).toEqual({ toString: 'a' });
});
