/** The teacher's key: of the tab, and gone with it. */
const STORED = 'tramontane.teacher';

function stored(): string {
  // A browser that keeps nothing throws here.
  try {
    return sessionStorage.getItem(STORED) ?? '';
  } catch {
    return '';
  }
}

class Key {
  /** Empty until the server has taken it. */
  value = $state(stored());

  set(value: string) {
    this.value = value;
    try {
      if (value) sessionStorage.setItem(STORED, value);
      else sessionStorage.removeItem(STORED);
    } catch {
      // The key then lasts as long as the page.
    }
  }
}

export const key = new Key();
