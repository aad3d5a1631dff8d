/** What a Chinese input method writes for digits, letters and signs, read as what it means. */
import { describe, expect, it } from '@jest/globals';
import { narrow } from './narrow.js';

describe('digits of a Chinese input method', () => {
  it('are the ones they mean, in numbers, amounts and codes', () => {
    expect(narrow('６３２８０２１９９００１０１１２３Ｘ')).toBe('63280219900101123X');
    expect(narrow('￥１，２００。５０')).toBe('¥1,200.50');
    expect(narrow('１２３４５６')).toBe('123456');
    expect(narrow('０９７７－８２２１２３４')).toBe('0977-8221234');
  });
});
