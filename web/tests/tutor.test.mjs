import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { accessible, get, MISTRAL, open, post, start, stop, TINY } from './support.mjs';

before(start);
after(stop);

const QUESTION = 'À quoi sert la porte d’oubli ?';

async function ask(page, question) {
  await page.getByLabel('Votre question').fill(question);
  await page.getByRole('button', { name: 'Envoyer' }).click();
}

const answers = (page) => page.locator('article.assistant');
const finished = (page) => page.getByRole('button', { name: 'Envoyer' }).waitFor();

test('without a key, the course’s own sentences answer, and a citation opens the passage with the quote marked', async () => {
  const { page, check } = await open(`${TINY}/tuteur`);
  await page.getByRole('heading', { name: 'Avant d’écrire' }).waitFor();
  await page.getByText('Ce serveur n’a pas de clé Mistral').waitFor();
  await ask(page, QUESTION);
  await page.locator('article[data-mode=extract]').waitFor();
  await finished(page);
  const told = await post(TINY, '/chat', { message: QUESTION });
  await page.getByText('pas de clé Mistral sur ce serveur').waitFor();
  const [citation] = told.citations;
  await answers(page).locator(`[data-citation="${citation.id}"]`).first().click();
  const mark = page.getByRole('dialog').locator('mark');
  await mark.waitFor();
  assert.equal(await mark.textContent(), citation.quote);
  await accessible(page, 'the passage');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await accessible(page, 'the conversation');
  await check();
});

test('with a key, the language model’s answer streams, is rated, and is there after a reload', async () => {
  const { page, check } = await open(`${MISTRAL}/tuteur`);
  await page.getByLabel('Niveau').selectOption('Avancé');
  const sent = page.waitForRequest('**/chat');
  await ask(page, QUESTION);
  assert.equal((await sent).postDataJSON().level, 'avancé');
  await page.locator('article[data-mode=mistral]').waitFor();
  await finished(page);
  const text = await answers(page).locator('.markdown').textContent();
  assert.ok(text.length > 20, text);
  const rated = page.waitForResponse('**/feedback');
  await page.getByRole('button', { name: 'Réponse utile', exact: true }).click();
  assert.equal((await rated).status(), 204);
  const id = await page.evaluate(() => sessionStorage.getItem('tramontane.conversation'));
  await page.reload();
  await answers(page).waitFor();
  assert.equal(
    await page.getByRole('button', { name: 'Réponse utile', exact: true }).getAttribute('aria-pressed'),
    'true',
  );
  const kept = await get(MISTRAL, `/conversations/${id}`);
  assert.equal(kept.messages.at(-1).thumb, 'up');
  assert.equal(await page.locator('article').count(), kept.messages.length);

  await page.getByRole('button', { name: 'Effacer cette conversation' }).click();
  await page.getByRole('heading', { name: 'Avant d’écrire' }).waitFor();
  assert.equal((await fetch(`${MISTRAL}/conversations/${id}`)).status, 404);
  await check();
});

test('an answer is stopped where it is', async () => {
  const { page, check } = await open(`${MISTRAL}/tuteur`);
  await ask(page, 'À quoi sert la porte de sortie ?');
  await answers(page).locator('.markdown').waitFor();
  await page.getByRole('button', { name: 'Arrêter' }).click();
  await page.getByText('Réponse interrompue.').waitFor();
  await finished(page);
  assert.ok((await answers(page).locator('.markdown').textContent()).length > 0);
  await check();
});

test('a hostile answer stays text, asks no other host, and its formula is MathML', async () => {
  const { page, check } = await open(`${MISTRAL}/tuteur`);
  await ask(page, 'À quoi sert la porte d’entrée ?');
  await finished(page);
  const markdown = answers(page).locator('.markdown');
  await markdown.locator('math').waitFor();
  assert.equal(await markdown.locator('script, img, a, iframe, form, [onerror], [style]').count(), 0);
  assert.equal(await page.evaluate(() => window.injected), undefined);
  await check();
});

test('an answer that breaks off says why, and keeps what was said', async () => {
  const { page, check } = await open(`${MISTRAL}/tuteur`);
  const meta = { mode: 'mistral', level: 'débutant', language: 'fr', cached: false, conversation_id: null };
  const problem = { type: '/problems/upstream', title: 'Le modèle s’est tu', status: 502, detail: 'Réessayez.' };
  const events = [
    ['meta', meta],
    ['sources', []],
    ['delta', { text: 'Le **début** de' }],
    ['error', problem],
  ];
  const body = `: vivant\n\n${events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join('')}`;
  await page.route('**/chat', (route) => route.fulfill({ contentType: 'text/event-stream', body }));
  await ask(page, QUESTION);
  await page.getByRole('alert').getByText('Le modèle s’est tu').waitFor();
  await answers(page).locator('strong', { hasText: 'début' }).waitFor();
  await page.getByText('Réponse interrompue.').waitFor();
  await check();
});

test('a question in HTML stays text', async () => {
  const { page, check } = await open(`${TINY}/tuteur`);
  await ask(page, '<img src=x onerror="window.injected=1"> porte d’oubli ?');
  await finished(page);
  assert.equal(await page.evaluate(() => window.injected), undefined);
  assert.equal(await page.locator('main img').count(), 0);
  await check();
});

test('a quiz is asked, answered by the keyboard and graded', async () => {
  const { page, check } = await open(`${TINY}/tuteur`);
  await page.getByRole('button', { name: 'Quiz' }).click();
  await page.getByLabel('Sujet').fill('cellule LSTM');
  await page.keyboard.press('Enter');
  const first = page.locator('[data-question="1"]');
  await first.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  const answered = page.waitForResponse('**/answers');
  await page.getByRole('button', { name: 'Corriger' }).click();
  const grading = await (await answered).json();
  const [result] = grading.results;
  await first.getByText(result.correct ? 'Juste.' : 'Faux.').waitFor();
  await first.getByText(result.feedback).waitFor();
  await page.getByText(`${grading.correct} sur ${grading.total}`).waitFor();
  await first.getByRole('button', { name: 'Voir le passage' }).click();
  assert.equal(await page.getByRole('dialog').locator('mark').textContent(), result.citation.quote);
  await check();
});

test('a concept is explained', async () => {
  const { page, check } = await open(`${TINY}/tuteur`);
  await page.getByRole('button', { name: 'Expliquer une notion' }).click();
  await page.getByLabel('Notion').fill('porte d’oubli');
  const answered = page.waitForResponse('**/tutor/explain');
  await page.keyboard.press('Enter');
  const { definition, use } = await (await answered).json();
  const words = definition.replace(/ ?\[\d+\]/g, '').replace(/[*`]/g, '').slice(0, 40);
  await page.locator('[data-part=definition]', { hasText: words }).waitFor();
  if (use === null) await page.locator('[data-part=use]', { hasText: 'Le cours ne le dit pas.' }).waitFor();
  await check();
});
