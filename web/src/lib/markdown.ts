/**
 * Markdown into what the page may hold. HTML stays text, and so do links and pictures: what a language model says leads
 * nowhere and loads nothing. DOMPurify goes over the rest and gives a `TrustedHTML`.
 */
import DOMPurify from 'dompurify';
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt('default', { html: false, linkify: false }).disable(['image', 'link', 'autolink']);

markdown.core.ruler.push('fit', ({ tokens }) => {
  tokens.forEach((token, at) => {
    // Its titles stand below the page's own, which are of the first and second rank.
    if (token.type.startsWith('heading')) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
    // The page's policy takes no style of an element's own: a class aligns the column.
    if (token.type === 'th_open' || token.type === 'td_open') {
      token.attrs = token.attrGet('style')?.includes('right') ? [['class', 'number']] : null;
    }
    // A table without titles has empty cells, and no titles that say nothing.
    const empty = tokens[at + 1]?.type === 'inline' && tokens[at + 1]!.content === '';
    if (token.type === 'th_open' && empty) token.tag = tokens[at + 2]!.tag = 'td';
  });
});

/** `[1]` is a button that opens the citation of that number, where the answer has one. */
markdown.inline.ruler.before('link', 'citation', (state, silent) => {
  const found = /^\[(\d{1,3})\]/.exec(state.src.slice(state.pos, state.pos + 5));
  const known = (state.env as Environment).citations;
  if (!found || !known.has(Number(found[1]))) return false;
  if (!silent) state.push('citation', '', 0).content = found[1]!;
  state.pos += found[0].length;
  return true;
});
markdown.renderer.rules['citation'] = (tokens, index) => {
  const number = tokens[index]!.content;
  return `<button type="button" class="citation" data-citation="${number}">${number}</button>`;
};

/** `$…$` and `$$…$$`, where what makes formulas is loaded. */
markdown.inline.ruler.before('escape', 'formula', (state, silent) => {
  const formula = (state.env as Environment).formula;
  if (!formula || state.src[state.pos] !== '$') return false;
  const found = /^(\${1,2})([^$\s](?:[^$]*[^$\s])?)\1(?!\d)/.exec(state.src.slice(state.pos));
  if (!found) return false;
  if (!silent) state.push('formula', '', 0).content = formula(found[2]!, found[1] === '$$');
  state.pos += found[0].length;
  return true;
});
markdown.renderer.rules['formula'] = (tokens, index) => tokens[index]!.content;

export type Formula = (source: string, display: boolean) => string;

interface Environment {
  citations: ReadonlySet<number>;
  formula: Formula | undefined;
}

export function render(text: string, citations: ReadonlySet<number>, formula: Formula | undefined): TrustedHTML {
  // A comment is for who edits the source.
  const html = markdown.render(text.replace(/<!--.*?-->/gs, ''), { citations, formula } satisfies Environment);
  return DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true, mathMl: true },
    FORBID_ATTR: ['style'],
    FORBID_TAGS: ['style', 'img', 'form', 'input'],
    RETURN_TRUSTED_TYPE: true,
  }) as unknown as TrustedHTML;
}

/** Formulas as MathML, loaded when the first answer has one. */
export async function loadFormula(): Promise<Formula> {
  const { default: temml } = await import('temml');
  return (source, display) => temml.renderToString(source, { displayMode: display, throwOnError: false });
}
