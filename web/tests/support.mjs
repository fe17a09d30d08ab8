/**
 * A browser for the tests, which fails a test on any console error, on any violation of the content security policy or of
 * Trusted Types, and on any request to another host.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The servers, started by `tests/web.rs`. The last is for one file alone, which writes and erases. */
export const TINY = process.env.WEB_TINY;
export const REAL = process.env.WEB_REAL;
export const MISTRAL = process.env.WEB_MISTRAL;
export const TEACHER = process.env.WEB_TEACHER;

/** Where pictures go, when they are asked for. */
export const PICTURES = process.env.WEB_PICTURES;

export const DESKTOP = { width: 1280, height: 900 };

let browser;

export async function start() {
  // As root, in a container: Chromium's own sandbox cannot be made there. The pages are ours.
  browser = await chromium.launch({ executablePath: process.env.WEB_CHROMIUM, args: ['--no-sandbox'] });
}

export async function stop() {
  await browser?.close();
}

/** Opens a page, watched; `check()` says what went wrong, and closes it. */
export async function open(url, { language = 'fr', allowed = [] } = {}) {
  const context = await browser.newContext({
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    colorScheme: 'light',
    viewport: DESKTOP,
    reducedMotion: 'reduce',
  });
  const wrong = [];
  const page = await context.newPage();
  // Only what never comes fails: the server is built without optimisation, and other programs share its processors.
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const text = `${message.type()}: ${message.text()}`;
    if (!allowed.some((pattern) => pattern.test(text))) wrong.push(text);
  });
  page.on('pageerror', (error) => wrong.push(`error: ${error.stack}`));
  const host = new URL(url).host;
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol !== 'blob:' && asked.host !== host) wrong.push(`request to ${request.url()}`);
  });
  await page.exposeFunction('violated', (what) => wrong.push(`violation: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      window.violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  await page.goto(url);
  await page.locator('h1').waitFor();
  return {
    page,
    async check() {
      await context.close();
      assert.deepEqual(wrong, []);
    },
  };
}

/** axe-core finds nothing. Its script comes by the debugger's way, which the page's policy does not bind. */
export async function accessible(page, what) {
  await page.evaluate(AXE);
  const results = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const found = results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  assert.deepEqual(found, [], what);
}

/** The page in a theme, once no colour is on its way to it. What a closed `details` holds keeps its animation, finished. */
export async function themed(page, theme) {
  await page.emulateMedia({ colorScheme: theme });
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState === 'finished'));
}

/** The page does not scroll sideways. */
export async function fits(page, what) {
  const [content, window_] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window_, `${what}: ${content} px of content in a window of ${window_} px`);
}

/** The numbers of a part of the page, as the server gave them, once they are there: what opens is drawn a moment later. */
export async function figures(where, name) {
  const shown = where.locator(`data[data-name="${name}"]`);
  await shown.first().waitFor({ state: 'attached' });
  return shown.evaluateAll((all) => all.map((one) => Number(one.value)));
}

export async function post(base, path, body) {
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'fr' },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, path);
  return answer.json();
}

export async function get(base, path) {
  const answer = await fetch(base + path);
  assert.equal(answer.status, 200, path);
  return answer.json();
}

/** What the page is answered on a route when `act` has it ask. */
export async function answered(page, path, act) {
  const comes = page.waitForResponse((answer) => new URL(answer.url()).pathname === path);
  await act();
  return (await comes).json();
}

/** Nothing on the page waits for an answer. */
export function settled(page) {
  return page.waitForFunction(() => !document.querySelector('[aria-busy=true], main .dots'));
}

/**
 * The map of a model's words, once the server has it. It makes one map at a time, begins by itself with those of all its
 * models, and refuses who has waited too long.
 */
export async function madeMap(base, model, query) {
  for (;;) {
    const answer = await fetch(`${base}/models/${model}/embeddings/map?${query}`);
    if (answer.status !== 503) {
      assert.equal(answer.status, 200, query);
      return answer.json();
    }
    await answer.arrayBuffer();
  }
}

export async function picture(page, name) {
  if (!PICTURES) return;
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}
