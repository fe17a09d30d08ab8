/** A list that the server gives page by page. */
import { Latest } from './latest.svelte';

export interface Page<T> {
  items: readonly T[];
  /** Of the page after it; null or absent on the last one. */
  next?: string | null | undefined;
}

export class Pages<T> {
  readonly #ask: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>;
  readonly read = new Latest<Page<T>>();

  constructor(ask: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>) {
    this.#ask = ask;
  }

  /** What was read so far; undefined before the first page. */
  get items(): readonly T[] | undefined {
    return this.read.value?.items;
  }

  get more(): boolean {
    return Boolean(this.read.value?.next);
  }

  /** The first page, in place of all that was read. */
  first = () => this.read.ask((signal) => this.#ask(undefined, signal));

  /** The next page, after what was read. */
  next = () =>
    this.read.ask(async (signal) => {
      const before = this.read.value;
      const page = await this.#ask(before?.next ?? undefined, signal);
      return { items: [...(before?.items ?? []), ...page.items], next: page.next };
    });
}
