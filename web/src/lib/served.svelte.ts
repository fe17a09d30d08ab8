/** The models that are served: asked for once, and again after a failure. */
import { models, Refused, type ModelSummary, type Problem } from './api';

class Served {
  list: ModelSummary[] | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  #asked: Promise<void> | undefined;

  load(): Promise<void> {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  /** Asks anew: a model may have changed. */
  again(): Promise<void> {
    this.#asked = undefined;
    return this.load();
  }

  async #ask() {
    try {
      this.list = (await models()).models;
      this.problem = undefined;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.problem = error.problem;
      this.#asked = undefined;
    }
  }
}

export const served = new Served();
