import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { accessible, answered, figures, open, post, REAL, start, stop, TINY } from './support.mjs';

before(start);
after(stop);

const MODEL = 'avis-lstm';
const TEXT = 'Un film long, mais magnifique.';
const address = (base, text, model = '') => `${base}/essayer#${new URLSearchParams({ texte: text, modele: model })}`;

test('what the page says of a sentence is what the routes answer', async () => {
  const { page, check } = await open(address(REAL, TEXT, MODEL));
  const words = page.getByRole('region', { name: 'Le tableau des mots' });
  await page.getByText('Le tableau des mots').click();
  await words.waitFor();
  const said = await post(REAL, '/predict', { text: TEXT, model: MODEL, log: false });
  const main = page.locator('main');
  assert.deepEqual(await figures(main, 'score'), [said.score]);
  assert.equal(await page.locator('[data-name=label]').getAttribute('data-label'), said.label);
  assert.deepEqual(await figures(main, 'score-positive'), [said.scores.positive]);
  assert.deepEqual(await figures(main, 'tokens'), [said.tokens]);

  const why = await post(REAL, '/explain', { text: TEXT, model: MODEL, label: 'positive' });
  const values = why.contributions.map((word) => word.value).sort((one, other) => Math.abs(other) - Math.abs(one));
  assert.deepEqual(await figures(words, 'contribution'), values);

  const read = await post(REAL, '/tokenize', { text: TEXT, model: MODEL });
  assert.deepEqual(
    await page.locator('.pieces .id').allTextContents(),
    read.tokens.map((token) => String(token.id)),
  );
  await check();
});

test('typing asks once, and an answer that comes too late is dropped', async () => {
  const { page, check } = await open(address(REAL, TEXT, MODEL));
  await page.locator('[data-name=label]').waitFor();
  let held;
  const asked = [];
  await page.route('**/predict', async (route) => {
    const { text } = route.request().postDataJSON();
    asked.push(text);
    if (text.endsWith('nul')) held = route;
    else await route.continue();
  });
  const box = page.getByLabel('Votre phrase');
  const late = page.waitForRequest('**/predict');
  await box.fill('Ce film est nul');
  await late;
  await box.fill('Ce film est superbe, un vrai bonheur.');
  await page.locator('[data-label=positive]').waitFor();
  const newest = await post(REAL, '/predict', { text: 'Ce film est superbe, un vrai bonheur.', model: MODEL, log: false });
  await page.waitForFunction(
    (score) => Number(document.querySelector('data[data-name=score]')?.value) === score,
    newest.score,
  );
  // The browser has given the first question up; nobody waits for its answer.
  await held.fulfill({ json: { ...newest, label: 'negative' } }).catch(() => {});
  assert.equal(await page.locator('[data-name=label]').getAttribute('data-label'), 'positive');
  assert.deepEqual(asked, ['Ce film est nul', 'Ce film est superbe, un vrai bonheur.']);
  await check();
});

test('models are compared, and the text edited', async () => {
  const { page, check } = await open(address(REAL, TEXT, MODEL));
  const ask = (name) => answered(page, '/compare', () => page.getByRole('button', { name }).click());
  // The page's own answer: a simple RNN's last bits depend on what else its batch holds.
  const compared = await ask('Comparer les modèles');
  assert.ok(compared.answers.length > 3);
  for (const { model, score, parameters } of compared.answers) {
    const row = page.locator(`tr[data-model="${model}"]`);
    await row.waitFor();
    assert.deepEqual(await figures(row, 'score'), [score], model);
    assert.deepEqual(await figures(row, 'parameters'), [parameters], model);
  }
  const edited = await ask('Mélanger les mots');
  assert.deepEqual(edited.variants[0].summary.map(({ model }) => model), [`${MODEL}:fp32`, 'avis-bow:fp32']);
  const rows = page.getByRole('region', { name: 'Ce que la probabilité gagne ou perd' });
  await rows.waitFor();
  const changes = edited.variants[0].summary.map(({ mean }) => mean);
  assert.deepEqual(await figures(rows, 'change'), changes);
  assert.notEqual(changes[0], 0);
  assert.equal(changes[1], 0);
  await check();
});

test('a sentence is held and compared with its edit', async () => {
  const { page, check } = await open(address(REAL, 'Ce film est bon.', MODEL));
  await page.getByRole('button', { name: 'Retenir pour comparer' }).click();
  await page.getByLabel('Votre phrase').fill('Ce film n’est pas bon.');
  await page.locator('[data-label=negative]').waitFor();
  const [before_, now] = await Promise.all(
    ['Ce film est bon.', 'Ce film n’est pas bon.'].map((text) =>
      post(REAL, '/predict', { text, model: MODEL, log: false }),
    ),
  );
  assert.deepEqual(await figures(page.locator('main'), 'held'), [before_.scores.positive]);
  assert.deepEqual(await figures(page.locator('main'), 'difference'), [now.scores.positive - before_.scores.positive]);
  await check();
});

test('nothing is kept before it is asked for; then it is, and told right or wrong', async () => {
  // Other tests write into the same log: this text is here alone.
  const text = 'A good film, kept once.';
  const headers = { authorization: 'Bearer a-key-for-tests' };
  const list = () =>
    fetch(`${TINY}/predictions?${new URLSearchParams({ q: text })}`, { headers }).then((it) => it.json());
  const { page, check } = await open(address(TINY, text, 'tiny'));
  await page.locator('[data-name=label]').waitFor();
  assert.deepEqual((await list()).predictions, []);
  await page.getByRole('button', { name: 'Garder cette prédiction' }).click();
  const kept = page.locator('[data-prediction]');
  const id = await kept.getAttribute('data-prediction');
  const label = await page.locator('[data-name=label]').getAttribute('data-label');
  const name = { positive: 'positif', negative: 'négatif' }[label];
  await page.getByRole('group', { name: 'La bonne réponse est' }).getByRole('button', { name }).click();
  await page.getByText('Noté : le réseau avait raison.').waitFor();
  const [stored] = (await list()).predictions;
  assert.deepEqual([stored.id, stored.gold_label, stored.correct], [id, label, true]);
  await check();
});

test('unknown words are marked, and what the length limit cuts is shown', async () => {
  const { page, check } = await open(address(TINY, 'zzzz good', 'tiny'));
  await page.locator('.pieces li').first().waitFor();
  const read = await post(TINY, '/tokenize', { text: 'zzzz good', model: 'tiny' });
  assert.equal(await page.locator('.pieces .unknown').count(), read.tokens.filter((token) => token.unknown).length);
  assert.ok(read.tokens.some((token) => token.unknown));

  await page.getByLabel('Votre phrase').fill('good bad '.repeat(400).trim());
  await page.locator('.text del').first().waitFor();
  const long = await post(TINY, '/tokenize', { text: 'good bad '.repeat(400).trim(), model: 'tiny' });
  assert.ok(long.truncated);
  await page.getByText('le reste n’a pas compté').waitFor();
  await page.getByText('Les étapes').click();
  await accessible(page, 'a long text');
  assert.equal(await page.locator('.pieces li').count(), long.tokens.length);
  await check();
});

test('a script in a review stays text', async () => {
  const hostile = '<img src=x onerror="window.injected=1"><script>window.injected=2</script> good';
  const { page, check } = await open(address(TINY, hostile, 'tiny'));
  await page.locator('.text', { hasText: '<script>' }).waitFor();
  assert.equal(await page.evaluate(() => window.injected), undefined);
  assert.equal(await page.locator('main img').count(), 0);
  await check();
});

test('a problem is shown with its advice and the request’s id', async () => {
  const { page, check } = await open(address(TINY, 'A good film.', 'tiny'), { allowed: [/Failed to load resource/] });
  await page.locator('[data-name=label]').waitFor();
  // The model is taken away between two questions.
  await page.route('**/predict', (route) =>
    route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), model: 'gone' }) }),
  );
  await page.getByLabel('Votre phrase').fill('A bad film.');
  const problem = page.getByRole('alert');
  await problem.waitFor();
  assert.match(await problem.locator('a').getAttribute('href'), /^\/problems\//);
  assert.match(await problem.locator('code').last().textContent(), /^[0-9a-f-]{36}$/);
  await page.getByRole('button', { name: 'English' }).click();
  await problem.getByText('What to do?').waitFor();
  await check();
});
