/** Where the reader is. The address is the server's own (`src/http/assets.rs`), so it survives a reload. */
class Place {
  path = $state(location.pathname);
  /** What stands behind `?`: which evaluation a page is about. */
  search = $state(location.search);

  read() {
    this.path = location.pathname;
    this.search = location.search;
  }
}

export const place = new Place();

export const PATHS = ['/', '/parcours', '/essayer', '/cellule', '/mots', '/modeles', '/erreurs', '/tuteur', '/enseignant'] as const;
export type Path = (typeof PATHS)[number];

export function isPage(path: string): path is Path {
  return (PATHS as readonly string[]).includes(path);
}

/** Follows links between pages without loading the document anew. */
export function follow(event: MouseEvent) {
  const link = (event.target as Element).closest('a');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
  if (!isPage(link.pathname) || link.pathname + link.search === location.pathname + location.search) return;
  event.preventDefault();
  go(link.href);
}

/** Goes to a page of ours, as a link to it does. */
export function go(href: string) {
  history.pushState(null, '', href);
  place.read();
}

/**
 * What a page keeps in its address behind the `#`: a sentence, a model. It never reaches the server, whose log and
 * proxies would otherwise see what somebody wrote.
 */
export function remembered(name: string): string {
  return new URLSearchParams(location.hash.slice(1)).get(name) ?? '';
}

export function remember(values: Record<string, string>) {
  const kept = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of Object.entries(values)) {
    if (value) kept.set(name, value);
    else kept.delete(name);
  }
  const hash = kept.toString();
  history.replaceState(history.state, '', location.pathname + location.search + (hash ? `#${hash}` : ''));
}

export function linkTo(path: Path, values: Record<string, string>): string {
  const kept = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
  return kept.size ? `${path}#${kept}` : path;
}
