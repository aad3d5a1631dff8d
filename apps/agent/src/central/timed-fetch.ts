/** Calls to the centre that end: in time, with their body, or when the agent stops; nothing of a call outlives it. */

/** How long a call may take, from its request to the last byte of its answer. */
const timeoutsMs = {
  /** It says nothing but that the centre is there: one that says so late is not. */
  health: 3_000,
  reading: 10_000,
  /** A write may wait for the bank before the centre says that its outcome is unknown. */
  act: 30_000,
} as const;

const timeoutOf = ({ url, headers }: Request): number => {
  if (headers.has('Idempotency-Key')) return timeoutsMs.act;
  return new URL(url).pathname.endsWith('/health') ? timeoutsMs.health : timeoutsMs.reading;
};

/** Statuses whose answers have no body (Fetch, 2.2.3). */
const bodiless = new Set([204, 205, 304]);

export class TimedFetch {
  // Each call has a signal of its own. One signal for all would gather what hangs on it over months (nodejs/node#54614).
  private readonly controllers = new Set<AbortController>();
  private stopped: Error | null = null;

  constructor(
    private readonly timeout: (request: Request) => number = timeoutOf,
    /** Told of every answer as it begins, and of how long that took. */
    private readonly answered: (answer: Response, tookMs: number) => void = () => undefined,
  ) {}

  /** Calls that have no answer yet. */
  get underWay(): number {
    return this.controllers.size;
  }

  /** Ends all calls, and lets no other begin. */
  stop(reason: Error): void {
    this.stopped = reason;
    for (const controller of this.controllers) controller.abort(reason);
  }

  /** As `fetch`: the beginning of the answer comes in time, its body as it comes; it ends with whoever it is handed on to. */
  readonly open = async (request: Request): Promise<Response> => {
    if (this.stopped !== null) throw this.stopped;
    const controller = new AbortController();
    this.controllers.add(controller);
    const timer = setTimeout(
      () => controller.abort(new DOMException('no answer in time', 'TimeoutError')),
      this.timeout(request),
    );
    try {
      return await fetch(request, { signal: controller.signal });
    } finally {
      clearTimeout(timer);
      this.controllers.delete(controller);
    }
  };

  /** As `fetch`, with the whole body there. Fails with a TimeoutError, or with the reason of {@link stop}. */
  readonly fetch = async (request: Request): Promise<Response> => {
    if (this.stopped !== null) throw this.stopped;
    const controller = new AbortController();
    this.controllers.add(controller);
    const timer = setTimeout(
      () => controller.abort(new DOMException('no answer in time', 'TimeoutError')),
      this.timeout(request),
    );
    const beganMs = performance.now();
    try {
      const answer = await fetch(request, { signal: controller.signal });
      this.answered(answer, performance.now() - beganMs);
      const { status, statusText, headers } = answer;
      const body = await answer.arrayBuffer();
      return new Response(bodiless.has(status) ? null : body, { status, statusText, headers });
    } finally {
      clearTimeout(timer);
      this.controllers.delete(controller);
    }
  };
}
