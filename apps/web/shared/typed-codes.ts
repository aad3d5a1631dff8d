/** Scanners that type: a code they read comes as a burst of keys that ends with Enter, faster than anybody writes. */
import { readScannedCode } from '#libs/contract/scanned-codes.js';
import { onBeforeUnmount, onMounted } from 'vue';

/** Between two keys of a scanner pass a few milliseconds, a few dozen on a busy machine; between two of a fast writer sixty. */
const pauseAtMostMs = 35;

/** A shorter burst may be a hand that came down on the keys. */
const shortestCode = 8;

/** Keys as they come in; pure, so that it can be told what time it is. */
export class KeyBurst {
  private text = '';
  private lastMs = -Infinity;

  /** Whether the next key would begin a burst. */
  isOver(atMs: number): boolean {
    return this.text === '' || atMs - this.lastMs > pauseAtMostMs;
  }

  /** The code that this key ended; null as long as there is none. */
  press(key: string, atMs: number): string | null {
    if (this.isOver(atMs)) this.text = '';
    this.lastMs = atMs;
    // Shift goes down and up between the letters of a code.
    if (key === 'Shift') return null;
    if (key.length === 1) {
      this.text += key;
      return null;
    }
    const { text } = this;
    this.text = '';
    return key === 'Enter' && text.length >= shortestCode ? text : null;
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement;

const notText = new Set(['checkbox', 'radio', 'button', 'submit', 'range', 'file']);

const fieldOf = (target: EventTarget | null): Field | null =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !notText.has(target.type))
    ? target
    : null;

const isSecret = (field: Field): boolean => field instanceof HTMLInputElement && field.type === 'password';

/**
 * Calls back with each code that is typed by a scanner, as long as the page stands; called before whatever else listens to keys, so
 * that the Enter at its end goes on with nothing. What was typed into a field is taken out of it again, and there only codes of ours
 * count, since a form may be filled in by a program; a field for passwords is left alone.
 */
export const useTypedCodes = (onCode: (code: string) => void): void => {
  const burst = new KeyBurst();
  let before: { readonly field: Field; readonly value: string } | null = null;

  const press = (event: KeyboardEvent): void => {
    const field = fieldOf(event.target);
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing && !event.repeat;
    if (!isPlain || (field !== null && isSecret(field))) return;
    const nowMs = event.timeStamp;
    if (burst.isOver(nowMs)) before = field && { field, value: field.value };
    const code = burst.press(event.key, nowMs);
    if (code === null || (field !== null && readScannedCode(code) === null)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (before !== null) {
      before.field.value = before.value;
      before.field.dispatchEvent(new Event('input', { bubbles: true }));
      before = null;
    }
    onCode(code);
  };

  onMounted(() => window.addEventListener('keydown', press, true));
  onBeforeUnmount(() => window.removeEventListener('keydown', press, true));
};
