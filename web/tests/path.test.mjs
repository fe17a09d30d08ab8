import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { accessible, get, open, REAL, start, stop, TINY } from './support.mjs';

before(start);
after(stop);

const ANSWER = 'Chaque morceau a un numéro dans le vocabulaire.';
const HOSTILE = '<img src=x onerror="window.injected=1"><script>window.injected=2</script>';
const answer = (page, at) => page.getByLabel('Votre réponse').nth(at);
const progress = (page) => page.locator('[data-name=progress]');

test('an answer is kept as it is written, stays in the browser, and is erased when asked twice', async () => {
  const { page, check } = await open(`${TINY}/parcours`);
  const sent = [];
  page.on('request', (request) => sent.push(request.method()));
  await page.getByText('enregistrées dans ce navigateur').waitFor();
  await answer(page, 0).pressSequentially(ANSWER);
  await page.getByRole('checkbox', { name: 'Essayé' }).nth(1).press('Space');
  await progress(page).getByText('Réponses : 1 sur 6. Essais : 1 sur 16.').waitFor();
  await page.reload();
  assert.equal(await answer(page, 0).inputValue(), ANSWER);
  assert.ok(await page.getByRole('checkbox', { name: 'Essayé' }).nth(1).isChecked());
  await page.getByText('réponse écrite').waitFor();
  assert.deepEqual([...new Set(sent)], ['GET']);

  await page.getByRole('button', { name: 'Tout effacer' }).press('Enter');
  // The focus is on the answer that erases nothing.
  await page.keyboard.press('Enter');
  assert.equal(await answer(page, 0).inputValue(), ANSWER);
  await page.getByRole('button', { name: 'Tout effacer' }).click();
  await accessible(page, 'asked whether to erase');
  await page.getByRole('button', { name: 'Oui, tout effacer' }).click();
  await progress(page).getByText('Réponses : 0 sur 6. Essais : 0 sur 16.').waitFor();
  await page.reload();
  assert.equal(await answer(page, 0).inputValue(), '');
  await check();
});

test('a browser that keeps nothing is told of', async () => {
  const { page, check } = await open(`${TINY}/parcours`);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await answer(page, 0).fill(ANSWER);
  await page.getByText('Ce navigateur ne garde rien').waitFor();
  await check();
});

test('the sheet is exported and printed whole, and a script in an answer stays text', async () => {
  const { page, check } = await open(`${TINY}/parcours`);
  await answer(page, 2).fill(`${ANSWER}\n${HOSTILE}`);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Exporter en Markdown' }).click();
  const file = await download;
  assert.equal(file.suggestedFilename(), 'parcours.md');
  const text = await readFile(await file.path(), 'utf8');
  const titles = await page.locator('main section h2').allTextContents();
  assert.deepEqual(
    text.split('\n').filter((line) => line.startsWith('## ')),
    titles.slice(1).map((title) => `## ${title}`),
  );
  assert.ok(text.includes(`${ANSWER}\n${HOSTILE}`), text);
  assert.equal(text.match(/^- \[ \] /gm).length, 16);

  await page.emulateMedia({ media: 'print' });
  const paper = page.locator('.paper').nth(2);
  await paper.waitFor();
  assert.equal(await paper.textContent(), `${ANSWER}\n${HOSTILE}`);
  assert.equal(await page.getByRole('button').filter({ visible: true }).count(), 0);
  assert.equal(await page.evaluate(() => window.injected), undefined);
  assert.equal(await page.locator('main img').count(), 0);
  await check();
});

test('a step opens its page with the sentence and the model, and Back comes back to the sheet', async () => {
  const { page, check } = await open(`${REAL}/parcours`);
  await page.getByRole('link', { name: 'Ouvrir « Essayer »' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Essayer' }).waitFor();
  assert.equal(await page.getByLabel('Votre phrase').inputValue(), 'Un film magnifique, drôle du début à la fin.');
  await page.locator('[data-name=label]').waitFor();
  assert.equal(await page.getByLabel('Modèle').inputValue(), 'avis-bilstm');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Parcours' }).waitFor();
  await check();
});

test('every step names a page that answers and a model that is served, in both languages', async () => {
  const { models } = await get(REAL, '/models');
  const served = models.map((model) => model.name);
  const { page, check } = await open(`${REAL}/parcours`);
  for (const language of ['Français', 'English']) {
    await page.getByRole('button', { name: language }).click();
    const links = await page.locator('main li li a, main section ol a[href^="/"]').evaluateAll((all) =>
      all.map((one) => one.getAttribute('href')),
    );
    assert.equal(links.length, 16);
    for (const link of links) {
      const { pathname, hash } = new URL(link, REAL);
      assert.equal((await fetch(REAL + pathname)).status, 200, link);
      const model = new URLSearchParams(hash.slice(1)).get('modele');
      if (model) assert.ok(served.includes(model), link);
    }
  }
  await check();
});
