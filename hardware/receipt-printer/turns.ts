/** Lets tasks that share one device have it one after another, in the order they asked. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs the task when all earlier ones have ended, however they ended. */
  take<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.last.then(task, task);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
