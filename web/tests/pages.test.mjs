import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { accessible, DESKTOP, fits, madeMap, open, picture, REAL, settled, start, stop, TINY, themed } from './support.mjs';

before(start);
after(stop);

/** Each page, and what stands on it once it has its numbers. */
const PAGES = {
  '/': 'ol.questions',
  '/parcours': 'textarea',
  '/essayer': '.legend',
  '/cellule': 'canvas',
  '/mots': 'canvas',
  '/modeles': 'svg.curves',
  '/erreurs': 'form',
  '/tuteur': 'form',
  '/enseignant': 'form',
};
/** The last is also what a window of 1280 pixels is at four times the size. */
const SIZES = {
  desktop: DESKTOP,
  telephone: { width: 360, height: 740 },
  narrow: { width: 320, height: 640 },
};
const LONG = new URLSearchParams({
  texte: 'La musique est superbe, mais l’histoire traîne et la fin m’a déçu.',
  mots: '100',
});

const ready = async (page, path) => {
  await page.locator(PAGES[path]).first().waitFor();
  await settled(page);
};

for (const path of Object.keys(PAGES)) {
  test(`${path}: accessible in both themes and languages, and as wide as the window`, async () => {
    const name = path.slice(1) || 'accueil';
    if (path === '/mots') await madeMap(REAL, 'avis-bilstm', 'method=pca&top=100');
    const { page, check } = await open(`${REAL}${path}${path === '/' ? '' : `#${LONG}`}`);
    await ready(page, path);
    for (const theme of ['light', 'dark']) {
      await themed(page, theme);
      await accessible(page, `${path} in ${theme}`);
      for (const [size, where] of Object.entries(SIZES)) {
        await page.setViewportSize(where);
        await fits(page, `${path}, ${size}`);
        if (size !== 'narrow') await picture(page, `${name}-${size}-${theme}`);
      }
      await page.setViewportSize(SIZES.desktop);
    }
    await page.getByRole('button', { name: 'English' }).click();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    await ready(page, path);
    await accessible(page, `${path} in English`);
    await check();
  });
}

test('a deep link survives a reload, and Back goes back', async () => {
  const { page, check } = await open(`${TINY}/`);
  await page.getByRole('link', { name: 'Comment un texte devient‑il des nombres ?' }).click();
  await page.getByRole('heading', { level: 1, name: 'Essayer' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Essayer' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Six questions' }).waitFor();
  await check();
});

test('the language is kept, and the keyboard reaches the content first', async () => {
  const { page, check } = await open(`${TINY}/`);
  await page.getByRole('button', { name: 'English' }).click();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Six questions about' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'contenu');
  await check();
});

test('each page’s address answers, with a policy that trusts no text', async () => {
  for (const path of Object.keys(PAGES)) {
    const answer = await fetch(TINY + path);
    assert.equal(answer.status, 200, path);
    const policy = answer.headers.get('content-security-policy');
    assert.match(policy, /require-trusted-types-for 'script'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
    const again = await fetch(TINY + path, { headers: { 'if-none-match': answer.headers.get('etag') } });
    assert.equal(again.status, 304, path);
    const [script] = (await answer.text()).match(/\/assets\/[\w.-]+\.js/);
    assert.match((await fetch(TINY + script)).headers.get('cache-control'), /immutable/);
  }
});

test('the first page loads at most 70 kB of scripts, and all pages together are at most 250 kB', () => {
  const folder = new URL('../dist/', import.meta.url);
  const size = (name) => gzipSync(readFileSync(new URL(name, folder)), { level: 9 }).length;
  const scripts = readdirSync(new URL('assets/', folder)).filter((name) => name.endsWith('.js'));
  const all = scripts.reduce((sum, name) => sum + size(`assets/${name}`), 0);
  const html = readFileSync(new URL('index.html', folder), 'utf8');
  const entry = [...html.matchAll(/assets\/[\w.-]+\.js/g)].map(([name]) => size(name));
  const first = entry.reduce((sum, one) => sum + one, 0) + size(`assets/${scripts.find((name) => name.startsWith('Home-'))}`);
  console.log(`scripts, gzipped: ${first} bytes at first, ${all} bytes in all`);
  assert.ok(first <= 70_000, `${first} bytes at first`);
  assert.ok(all <= 250_000, `${all} bytes in all`);
});
