/**
 * A class at its computers: one real visit is recorded in a browser, then replayed by as many clients at once.
 *
 *     node bench/visit.mjs [--url http://127.0.0.1:8080] [--students 35] [--spread 20] [--chromium PROGRAM]
 *
 * Each student keeps the pauses of the visit that was recorded, its own connections as a browser has them, and begins at
 * another moment of the first `--spread` seconds; 0 lets all begin together. Printed are the answers that differ in their
 * status from the recorded ones, and how long answers took, by route.
 */
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';

import { chromium } from 'playwright-core';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    students: { type: 'string', default: '35' },
    spread: { type: 'string', default: '20' },
    chromium: { type: 'string', default: process.env.WEB_CHROMIUM ?? '/usr/bin/chromium' },
  },
});
const base = values.url.replace(/\/$/, '');

/** As many as a browser opens to one host. */
const CONNECTIONS = 6;

/** Between two keys, as a student types. */
const KEY_MS = 120;

const SENTENCE = 'Le début est lent, mais la fin de ce film m’a vraiment ému.';
const TYPED = 'Je ne le recommande pas du tout';
const QUESTION = 'À quoi sert la porte d’oubli ?';

/** What a student does in the first minutes of a lesson. */
async function visit(page) {
  const look = () => page.waitForTimeout(1500);
  const address = (path, fields) => `${base}${path}#${new URLSearchParams(fields)}`;
  await page.goto(`${base}/`);
  await page.locator('ol.questions').waitFor();
  await look();
  await page.goto(address('/essayer', { texte: SENTENCE }));
  await page.locator('.legend').waitFor();
  await look();
  const box = page.getByLabel('Votre phrase');
  await box.fill('');
  await box.pressSequentially(TYPED, { delay: KEY_MS });
  await page.locator('[data-label=negative]').waitFor();
  await look();
  await page.goto(address('/cellule', { texte: SENTENCE, modele: 'avis-lstm' }));
  await page.locator('canvas').first().waitFor();
  await look();
  await page.goto(address('/mots', { modele: 'avis-lstm', mots: '300' }));
  await page.locator('canvas').first().waitFor();
  await look();
  await page.goto(`${base}/modeles`);
  await page.locator('svg.curves').first().waitFor();
  await look();
  await page.goto(`${base}/tuteur`);
  await page.getByLabel('Votre question').fill(QUESTION);
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await page.locator('article.assistant').waitFor();
  await page.getByRole('button', { name: 'Envoyer' }).waitFor();
  await look();
  await page.goto(`${base}/erreurs`);
  await page.locator('form').first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** The requests of a visit: when each was sent, in milliseconds from the first, and what came. */
async function recorded() {
  const browser = await chromium.launch({ executablePath: values.chromium, args: ['--no-sandbox'] });
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const asked = [];
  let began;
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) return;
    began ??= Date.now();
    asked.push({ at: Date.now() - began, request });
  });
  await visit(page);
  const steps = [];
  for (const { at, request } of asked) {
    const response = await request.response().catch(() => null);
    // What the page gave up, as it does while somebody types, was sent all the same.
    const { accept, 'content-type': type } = request.headers();
    const headers = Object.fromEntries(Object.entries({ accept, 'content-type': type }).filter(([, value]) => value));
    const path = request.url().slice(base.length);
    steps.push({ at, method: request.method(), path, headers, body: request.postData(), status: response?.status() });
  }
  await browser.close();
  return steps;
}

/** Sends one request of a visit, and tells its status and how long its answer took to its last byte. */
function send(agent, { method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = request(base + path, { agent, method, headers: { ...headers, 'accept-language': 'fr' } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve({ status: answer.statusCode, took: performance.now() - began }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

/** One student; each writes sentences of its own, so that no answer is another's. */
async function student(number, steps, told) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const spread = (Number(values.spread) * 1000 * number) / Number(values.students);
  const began = performance.now() + spread;
  const own = (body) => body?.replace(SENTENCE, `${SENTENCE} ${number}`).replace(TYPED, `${TYPED} ${number}`);
  const sent = steps.map(async (step) => {
    await new Promise((resolve) => setTimeout(resolve, began + step.at - performance.now()));
    const route = `${step.method} ${step.path.split('?')[0].replace(/^\/assets\/.*/, '/assets/…')}`;
    try {
      const { status, took } = await send(agent, { ...step, body: own(step.body) });
      told(route, took, step.status && status !== step.status ? `${status}, and ${step.status} when recorded` : null);
    } catch (error) {
      told(route, 0, error.message);
    }
  });
  await Promise.all(sent);
  agent.destroy();
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

const steps = await recorded();
const seconds = steps.at(-1).at / 1000;
console.log(`${steps.length} requests in a visit of ${seconds.toFixed(0)} s, ${values.students} students`);
const routes = new Map();
const wrong = [];
const told = (route, took, error) => {
  if (error) wrong.push(`${route}: ${error}`);
  else routes.set(route, [...(routes.get(route) ?? []), took]);
};
await Promise.all(Array.from({ length: Number(values.students) }, (_, number) => student(number, steps, told)));
console.log(`${wrong.length} errors`);
for (const line of new Set(wrong)) console.log(`  ${line}`);
console.log('answers  p50 ms  p95 ms  max ms  route');
for (const [route, took] of [...routes].sort()) {
  const sorted = took.toSorted((one, other) => one - other);
  const cells = [sorted.length, ...[0.5, 0.95, 1].map((share) => quantile(sorted, share).toFixed(1))];
  console.log(cells.map((cell) => String(cell).padStart(7)).join(' '), ' ', route);
}
process.exitCode = wrong.length ? 1 : 0;
