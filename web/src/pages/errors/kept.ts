/** The evaluations that were sent from this browser, or opened in it: only who knows an id may read one. */
export interface Kept {
  id: string;
  name: string;
}

const STORED = 'tramontane.evaluations';
/** More are not found again in a list. */
const MOST = 50;

const isKept = (one: unknown): one is Kept =>
  typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' && 'name' in one && typeof one.name === 'string';

/** Newest first. */
export function kept(): Kept[] {
  // A browser that keeps nothing throws here, and what is kept may be of another version.
  try {
    const list: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(list) ? list.filter(isKept) : [];
  } catch {
    return [];
  }
}

function write(list: Kept[]) {
  try {
    localStorage.setItem(STORED, JSON.stringify(list.slice(0, MOST)));
  } catch {
    // The address of the evaluation still leads to it.
  }
}

export function keep(one: Kept) {
  write([one, ...kept().filter(({ id }) => id !== one.id)]);
}

export function forget(id: string) {
  write(kept().filter((one) => one.id !== id));
}
