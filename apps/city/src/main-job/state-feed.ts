/** The states of a terminal as its event stream sends them, and waiting for one that shows what is looked for. */

export class StateFeed<State> {
  #state: State | null = null;
  #lost: Error | null = null;
  #wake: () => void = () => undefined;
  readonly #closing = new AbortController();

  /** `who` names whose states they are, in what is thrown. */
  constructor(private readonly who: string) {}

  /** Opens the stream. Throws an Error when it is refused. */
  async follow(address: string, headers: Record<string, string>): Promise<void> {
    const events = await fetch(address, { headers, signal: this.#closing.signal });
    if (!events.ok || events.body === null)
      throw new Error(`the event stream ${address} answered ${events.status}`);
    void this.#listen(events.body);
  }

  close(): void {
    this.#closing.abort();
  }

  /** Waits until a state shows what is looked for, and returns it; throws after `timeoutMs` saying what never came. */
  async until<T>(what: string, timeoutMs: number, look: (state: State) => T | null | undefined): Promise<T> {
    const deadlineMs = performance.now() + timeoutMs;
    for (;;) {
      const found = this.#state === null ? null : look(this.#state);
      if (found !== null && found !== undefined) return found;
      if (this.#lost !== null) throw this.#lost;
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) throw new Error(`${this.who} did not show ${what} within ${timeoutMs / 1000} s`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async #listen(body: ReadableStream<Uint8Array>): Promise<void> {
    try {
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) this.#take(event);
      }
      this.#lost = new Error('the agent ended the event stream');
    } catch (error) {
      this.#lost = new Error('the event stream of the agent broke off', { cause: error });
    }
    this.#wake();
  }

  #take(event: string): void {
    const fields = event.split('\n');
    if (!fields.includes('event: state')) return;
    const data = fields.filter((field) => field.startsWith('data:')).map((field) => field.slice(5));
    this.#state = JSON.parse(data.join('\n')) as State;
    this.#wake();
  }
}
