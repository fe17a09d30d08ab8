/** A conversation with the tutor: asked, streamed, stopped, kept by its id for as long as the tab is open. */
import {
  conversation,
  erase,
  rate,
  Refused,
  send,
  type ChatAnswer,
  type ChatMeta,
  type Citation,
  type Level,
  type Mode,
  type Problem,
  type Reason,
  type Thumb,
} from '../../lib/api';
import { events } from '../../lib/events';

export interface Said {
  role: 'user' | 'assistant';
  text: string;
  citations: Citation[];
  /** Of an answer that was kept: where a thumb goes. */
  id?: string | null;
  mode?: Mode | null;
  reason?: Reason | null;
  model?: string | null;
  thumb?: Thumb | null;
  stopped?: boolean;
}

/** Of the tab, not of the browser: on a shared computer the next student begins anew. */
const STORED = 'tramontane.conversation';

export class Talk {
  said: Said[] = $state([]);
  busy = $state(false);
  problem: Problem | undefined = $state.raw();
  #id: string | null = null;
  #under: AbortController | undefined;

  /** Goes on with the tab's conversation, if there is one that the server still has. */
  async resume() {
    this.#id = stored();
    if (!this.#id) return;
    try {
      const { messages } = await conversation(this.#id);
      this.said = messages.map((one) => ({
        role: one.role === 'user' ? 'user' : 'assistant',
        text: one.content,
        citations: one.citations,
        id: one.id,
        mode: one.mode,
        reason: one.reason,
        thumb: one.thumb,
        stopped: one.partial,
      }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#keep(null);
    }
  }

  async ask(message: string, level: Level) {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    this.said.push({ role: 'user', text: message, citations: [] });
    this.said.push({ role: 'assistant', text: '', citations: [] });
    const answer = this.said.at(-1)!;
    const under = new AbortController();
    this.#under = under;
    try {
      const body = { message, level, stream: true, conversation_id: this.#id };
      const options = { method: 'POST', body, signal: under.signal, accept: 'text/event-stream' } as const;
      const response = await send('/chat', options);
      for await (const { name, data } of events(response.body!)) this.#take(answer, name, JSON.parse(data));
    } catch (error) {
      if (under.signal.aborted) answer.stopped = true;
      else if (error instanceof Refused) this.problem = error.problem;
      else throw error;
    } finally {
      this.busy = false;
      if (!answer.text && !answer.stopped) this.said.pop();
    }
  }

  #take(answer: Said, name: string, data: unknown) {
    switch (name) {
      case 'meta': {
        const meta = data as ChatMeta;
        this.#keep(meta.conversation_id ?? this.#id);
        Object.assign(answer, { mode: meta.mode, reason: meta.reason, model: meta.model });
        break;
      }
      case 'sources':
        answer.citations = data as Citation[];
        break;
      case 'delta':
        answer.text += (data as { text: string }).text;
        break;
      case 'done': {
        const done = data as ChatAnswer;
        Object.assign(answer, {
          text: done.response,
          citations: done.citations,
          id: done.message_id,
          mode: done.mode,
          reason: done.reason,
        });
        break;
      }
      case 'error':
        answer.stopped = true;
        this.problem = data as Problem;
    }
  }

  stop() {
    this.#under?.abort();
  }

  async thumb(answer: Said, thumb: Thumb | null) {
    if (!this.#id || !answer.id) return;
    await this.#try(async () => {
      await rate(this.#id!, answer.id!, thumb);
      answer.thumb = thumb;
    });
  }

  /** Begins anew; what was said stays on the server until it is too old. */
  renew() {
    this.stop();
    this.said = [];
    this.problem = undefined;
    this.#keep(null);
  }

  async erase() {
    const id = this.#id;
    if (id) await this.#try(() => erase(id));
    if (!this.problem) this.renew();
  }

  async #try(what: () => Promise<unknown>) {
    try {
      await what();
      this.problem = undefined;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.problem = error.problem;
    }
  }

  #keep(id: string | null) {
    this.#id = id;
    try {
      if (id) sessionStorage.setItem(STORED, id);
      else sessionStorage.removeItem(STORED);
    } catch {
      // The conversation then lasts as long as the page.
    }
  }
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(STORED);
  } catch {
    return null;
  }
}
