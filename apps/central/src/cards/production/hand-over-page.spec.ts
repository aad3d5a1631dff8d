/** The page of a hand-over that is printed and signed: every sheet tells which it is, and nothing in a name is taken for markup. */
import { describe, expect, it } from '@jest/globals';
import { listHeads, pageFoot, pageHead, pageRow } from './hand-over-page.js';

const handOver = {
  id: 1,
  number: '2026-000007',
  unitCode: 'U1',
  unitName: '第一小学<东校区>',
  signers: [
    { number: '11010519491231002X', name: '甲' },
    { number: '440524188001010014', name: '乙&丙' },
  ],
  letter: '函 7',
  // Past midnight at the bureau, the day before in Greenwich.
  at: new Date('2026-11-23T16:30:00Z'),
  by: '0101',
};
const head = pageHead({ agency: '社保局', batch: '2026-000003', handOver });
const foot = pageFoot(handOver, 1);

describe('the list of a hand-over on paper', () => {
  it('names list, batch, unit, letter and day, and each sheet the list and its place in it', () => {
    for (const text of ['2026-000007', '2026-000003', '（U1）', '函 7', '2026年11月24日'])
      expect(head).toContain(text);
    expect(head).toContain('@bottom-left { content: "社会保障卡发放清单 2026-000007" }');
    expect(head).toContain('counter(page) " 页，共 " counter(pages)');
  });

  it('repeats its heads on every sheet, and keeps a row and the signatures each in one piece', () => {
    expect(head).toContain('thead { display: table-header-group } tr { break-inside: avoid }');
    expect(foot.indexOf('乙')).toBeLessThan(foot.indexOf('</tr>'));
    expect(foot.match(/签名：/g)).toHaveLength(3);
    expect(foot).toContain(`colspan="${listHeads.length}"`);
  });

  it('takes nothing in a name for markup', () => {
    const row = pageRow(1, {
      applicationNumber: '6328020000000016',
      name: '<b>"名"</b>',
      maskedNumber: '63**************11',
      cardNumber: 'D00000B3X',
    });
    expect(row).toContain('&#60;b&#62;&#34;名&#34;&#60;/b&#62;');
    expect(head).toContain('第一小学&#60;东校区&#62;');
    expect(foot).toContain('乙&#38;丙');
  });
});
