import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { figures, get, open, REAL, start, stop } from './support.mjs';

before(start);
after(stop);

test('the table, the curves and the layers hold the routes’ numbers', async () => {
  const { page, check } = await open(`${REAL}/modeles#modele=avis-gru`);
  await page.locator('svg.curves').waitFor();
  const { models } = await get(REAL, '/models');
  for (const { name, parameters, vocabulary, max_length, variants } of models) {
    const row = page.locator(`tr[data-model="${name}"]`);
    assert.deepEqual(await figures(row, 'parameters'), [parameters], name);
    assert.deepEqual(await figures(row, 'vocabulary'), [vocabulary], name);
    assert.deepEqual(await figures(row, 'length'), [max_length], name);
    assert.deepEqual(await figures(row, 'bytes'), [variants.find((variant) => variant.default).bytes], name);
  }
  const main = page.locator('main');
  for (const name of ['avis-gru', 'imdb-lstm']) {
    await page.getByRole('button', { name, exact: true }).click();
    const told = await get(REAL, `/models/${name}`);
    assert.deepEqual(
      await figures(main, 'layer-parameters'),
      told.layers.map((layer) => layer.parameters),
    );
    assert.deepEqual(await figures(main, 'total-parameters'), [told.parameters]);
    const shapes = told.layers.flatMap((layer) => layer.weights.map(({ shape }) => shape.join(' × ')));
    assert.deepEqual(await page.locator('tr[data-layer] .shape').allTextContents(), shapes);
  }
  await page.getByText('Le tableau des courbes').click();
  const { training } = await get(REAL, '/models/avis-gru');
  assert.deepEqual(
    await figures(main, 'accuracy-avis-gru'),
    training.epochs.map((epoch) => epoch.validation_accuracy),
  );
  await page.getByText('La fiche du modèle').click();
  await page.locator('.model-card h3').waitFor();
  assert.match(page.url(), /modele=imdb-lstm/);
  await check();
});
