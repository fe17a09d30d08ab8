/** What a student wrote and tried: kept in the browser, and sent nowhere. */
import { QUESTION_IDS, type QuestionId } from '../../lib/questions';

const STORED = 'tramontane.path';

type Answers = Record<QuestionId, string>;

function empty(): Answers {
  return Object.fromEntries(QUESTION_IDS.map((id) => [id, ''])) as Answers;
}

export class Sheet {
  answers: Answers = $state(empty());
  tried: string[] = $state([]);
  /** False where the browser keeps nothing. */
  kept = $state(true);

  constructor() {
    try {
      const stored = (JSON.parse(localStorage.getItem(STORED) ?? '{}') ?? {}) as Record<string, unknown>;
      const answers = (stored['answers'] ?? {}) as Record<string, unknown>;
      // What is kept may be of another version.
      for (const id of QUESTION_IDS) {
        const text = answers[id];
        if (typeof text === 'string') this.answers[id] = text;
      }
      if (Array.isArray(stored['tried'])) this.tried = stored['tried'].filter((one) => typeof one === 'string');
    } catch {
      this.kept = false;
    }
  }

  get written(): number {
    return QUESTION_IDS.filter((id) => this.answers[id].trim()).length;
  }

  answer(id: QuestionId, text: string) {
    this.answers[id] = text;
    this.#keep();
  }

  try(step: string, done: boolean) {
    this.tried = done ? [...this.tried, step] : this.tried.filter((one) => one !== step);
    this.#keep();
  }

  clear() {
    this.answers = empty();
    this.tried = [];
    this.#keep();
  }

  #keep() {
    try {
      localStorage.setItem(STORED, JSON.stringify({ answers: this.answers, tried: this.tried }));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  }
}
