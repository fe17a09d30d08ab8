import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { figures, get, madeMap, open, post, REAL, start, stop } from './support.mjs';

before(async () => {
  await start();
  await madeMap(REAL, MODEL, 'method=pca&top=100');
});
after(stop);

const MODEL = 'avis-lstm';
const address = `${REAL}/mots#modele=${MODEL}&mots=100`;
const embeddings = `/models/${MODEL}/embeddings`;

test('the map’s table holds the route’s places and polarities', async () => {
  const said = await madeMap(REAL, MODEL, 'method=pca&top=100');
  const { page, check } = await open(address);
  await page.waitForFunction((kept) => Number(document.querySelector('data[data-name=kept]')?.value) === kept, said.neighbors_kept);
  await page.getByText('Le tableau des mots').click();
  const main = page.locator('main');
  for (const name of ['polarity', 'x', 'y']) {
    assert.deepEqual(
      await figures(main, name),
      said.points.map((point) => point[name]),
      name,
    );
  }
  assert.deepEqual(await figures(main, 'variance'), said.explained_variance);
  const drawn = await page.locator('canvas[data-zoom]').evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, at) => at % 4 === 3 && value > 0).length;
  });
  assert.ok(drawn > 2000, `${drawn} pixels drawn`);
  await check();
});

test('a word that is looked up shows its neighbours, and so does one that is clicked', async () => {
  const { page, check } = await open(address);
  await page.getByLabel('Chercher un mot').fill('superbe');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '« superbe »' }).waitFor();
  const near = await get(REAL, `${embeddings}/neighbors?word=superbe&k=10`);
  await page.locator('data[data-name=similarity]').first().waitFor();
  assert.deepEqual(
    await figures(page.locator('main'), 'similarity'),
    near.neighbors.map((one) => one.similarity),
  );
  await page.getByRole('button', { name: near.neighbors[0].word, exact: true }).click();
  await page.getByRole('heading', { name: `« ${near.neighbors[0].word} »` }).waitFor();
  await check();
});

test('the map is zoomed and moved by the keyboard, and a click on it chooses a word', async () => {
  const { page, check } = await open(address);
  const canvas = page.locator('canvas[data-zoom]');
  await canvas.waitFor();
  await canvas.focus();
  await page.keyboard.press('+');
  const zoom = () => canvas.getAttribute('data-zoom').then(Number);
  assert.ok((await zoom()) > 1);
  const picture = () => canvas.evaluate((one) => one.toDataURL());
  const before_ = await picture();
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await picture(), before_);
  await page.getByRole('button', { name: 'Tout voir' }).click();
  assert.equal(await zoom(), 1);
  // Where the middle of the map's words is, one is near.
  const box = await canvas.boundingBox();
  await canvas.click({ position: { x: box.width / 2 - 40, y: box.height / 2 } });
  await page.locator('data[data-name=similarity]').first().waitFor();
  await check();
});

test('t-SNE draws the same words', async () => {
  const { page, check } = await open(address);
  const said = await madeMap(REAL, MODEL, 'method=tsne&top=100');
  await page.getByRole('button', { name: 't-SNE' }).click();
  await page.waitForFunction((kept) => Number(document.querySelector('data[data-name=kept]')?.value) === kept, said.neighbors_kept);
  assert.match(page.url(), /methode=tsne/);
  await check();
});

test('one’s own groups are compared', async () => {
  const { page, check } = await open(address);
  const lists = [
    ['superbe', 'magnifique', 'excellent'],
    ['nul', 'mauvais', 'raté'],
  ];
  await page.getByLabel(/Groupe 1/).fill(lists[0].join(', '));
  await page.getByLabel(/Groupe 2/).fill(lists[1].join('\n'));
  await page.getByRole('button', { name: 'Comparer les groupes' }).click();
  const groups = lists.map((words, at) => ({ name: ['positifs', 'négatifs'][at], words }));
  const said = await post(REAL, `${embeddings}/groups`, { groups, seed: 1 });
  await page.locator('data[data-name=separation]').waitFor();
  const main = page.locator('main');
  assert.deepEqual(
    await figures(main, 'within'),
    said.groups.map((group) => group.within),
  );
  assert.deepEqual(await figures(main, 'separation'), [said.separation]);
  assert.deepEqual(await figures(main, 'silhouette'), [said.silhouette]);
  assert.deepEqual(await figures(main, 'p'), [said.p_value]);
  await check();
});
