/** One question at a time: a newer one drops the one before, whose answer is never shown. */
import { Refused, type Problem } from './api';

export class Latest<T> {
  /** The last answer; it stays while the next one is waited for. */
  value: T | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  busy = $state(false);
  #under: AbortController | undefined;

  /** Asks; whatever was being asked is dropped. */
  async ask(question: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    this.#under?.abort();
    const mine = new AbortController();
    this.#under = mine;
    this.busy = true;
    try {
      const value = await question(mine.signal);
      if (mine.signal.aborted) return undefined;
      this.value = value;
      this.problem = undefined;
      return value;
    } catch (error) {
      if (mine.signal.aborted) return undefined;
      if (!(error instanceof Refused)) throw error;
      this.value = undefined;
      this.problem = error.problem;
      return undefined;
    } finally {
      if (this.#under === mine) this.busy = false;
    }
  }

  clear() {
    this.#under?.abort();
    this.#under = undefined;
    this.busy = false;
    this.value = undefined;
    this.problem = undefined;
  }
}
