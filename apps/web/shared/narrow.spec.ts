/** What a Chinese input method writes for digits, letters and signs, read as what it means. */
import { describe, expect, it } from '@jest/globals';
import { narrow, sought, withoutBlanks } from './narrow.js';

describe('digits of a Chinese input method', () => {
  it('are the ones they mean, in numbers, amounts and codes', () => {
    expect(narrow('６３２８０２１９９００１０１１２３Ｘ')).toBe('63280219900101123X');
    expect(narrow('￥１，２００。５０')).toBe('¥1,200.50');
    expect(withoutBlanks(' 632802\u00a019900101\u3000123X\u200b\r\n')).toBe('63280219900101123X');
    expect(narrow('１２３４５６')).toBe('123456');
    expect(narrow('０９７７－８２２１２３４')).toBe('0977-8221234');
  });

  it('are searched for as what they mean, and names as they are typed', () => {
    expect(sought(' ６３２８０２ ')).toBe('632802');
    expect(sought('王﨑．')).toBe('王﨑．');
  });
});
