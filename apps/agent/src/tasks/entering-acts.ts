/** Acts on their way into the outbox, so that a key pressed twice at once is one act. */
import type { Act } from '#libs/contract/desk.js';
import { refusal } from '../refusal.js';

export class EnteringActs {
  private readonly entering = new Map<string, { readonly digest: string; readonly act: Promise<Act> }>();

  /** The act of a key that is just being entered, or what `enter` makes of it. Throws Refusal `key-reused`. */
  once(key: string, digest: string, enter: () => Promise<Act>): Promise<Act> {
    const entering = this.entering.get(key);
    if (entering !== undefined) {
      if (entering.digest !== digest) throw refusal('key-reused');
      return entering.act;
    }
    const act = enter().finally(() => this.entering.delete(key));
    this.entering.set(key, { digest, act });
    return act;
  }
}
