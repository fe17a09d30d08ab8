import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { accessible, answered, DESKTOP, figures, fits, get, open, picture, post, REAL, start, stop, TINY, themed } from './support.mjs';

before(start);
after(stop);

const MODEL = 'avis-lstm';
const HOSTILE = '<img src=x onerror="window.injected=1"><script>window.injected=2</script> Un film.';

/** Sentences of every kind, so that some go wrong: a judgement of each sort on each subject. */
const SUBJECTS = ['Ce film', 'Ce roman', 'La mise en scène', 'Cette comédie', 'Le dernier chapitre', 'Cette adresse'];
const JUDGEMENTS = [
  ['est une vraie réussite.', 'positive'],
  ['m’a beaucoup ému.', 'positive'],
  ['n’a rien de raté, au contraire.', 'positive'],
  ['ne m’a pas ennuyé une seconde.', 'positive'],
  ['est un échec du début à la fin.', 'negative'],
  ['manque cruellement de souffle.', 'negative'],
  ['n’est pas à la hauteur de sa belle réputation.', 'negative'],
  ['avait tout pour plaire, et ne plaît à personne.', 'negative'],
];
const lines = SUBJECTS.flatMap((subject, at) =>
  JUDGEMENTS.map(([judgement, label]) =>
    JSON.stringify({ text: `${subject} ${judgement}`, label, source: at % 2 ? 'forum' : 'journal' }),
  ),
);
// The same text with both labels: one of the two is wrong. The last line cannot be read.
const FILE = [
  ...lines,
  ...['positive', 'negative'].map((label) => JSON.stringify({ text: HOSTILE, label })),
  JSON.stringify({ text: 'Sans étiquette connue.', label: 'peut-être' }),
].join('\n');

/** The evaluation of `FILE`, finished. */
async function evaluated(name) {
  const answer = await fetch(`${REAL}/evaluations?${new URLSearchParams({ model: MODEL, name })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: FILE,
  });
  assert.equal(answer.status, 202);
  const { id } = await answer.json();
  const events = await fetch(`${REAL}/evaluations/${id}/events`);
  assert.match(await events.text(), /event: ?done/);
  return id;
}

const address = (id, hash = '') => `${REAL}/erreurs?id=${id}${hash}`;
const ready = async (page) => {
  await page.locator('[data-row]').first().waitFor();
  await page.locator('data[data-name=cell]').first().waitFor();
};
const shown = (page) => page.locator('[data-row]').evaluateAll((all) => all.map((one) => Number(one.dataset.row)));

test('the example file is sent, read, opened, and found again', async () => {
  const { page, check } = await open(`${REAL}/erreurs`);
  await page.getByRole('button', { name: 'Prendre le fichier d’exemple' }).click();
  await page.getByText('exemple.csv').waitFor();
  await page.getByLabel('Nom de l’évaluation').fill('mon essai');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await page.waitForURL(/\/erreurs\?id=[0-9a-f-]{36}$/);
  await ready(page);
  const id = new URL(page.url()).searchParams.get('id');
  const said = await get(REAL, `/evaluations/${id}`);
  assert.deepEqual([said.name, said.total, said.refused], ['mon essai', 22, 0]);
  const main = page.locator('main');
  assert.deepEqual(await figures(main, 'accuracy'), [said.figures.accuracy.value]);
  await page.getByRole('link', { name: 'Toutes les évaluations' }).click();
  await page.getByRole('link', { name: 'mon essai' }).click();
  await ready(page);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  await check();
});

test('a file is chosen or dropped, and sent by the keyboard; an unreadable one says why', async () => {
  const { page, check } = await open(`${TINY}/erreurs`, { allowed: [/Failed to load resource/] });
  const wrong = { name: 'sans-colonnes.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') };
  await page.getByLabel('Choisir un fichier').setInputFiles(wrong);
  await page.getByLabel('Nom de l’évaluation').press('Enter');
  const problem = page.getByRole('alert');
  await problem.waitFor();
  assert.match(await problem.locator('a').getAttribute('href'), /^\/problems\//);
  await accessible(page, 'a file refused');
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['text;label\nA good film.;positive\nA bad film.;negative\n'], 'deux.csv'));
    return data;
  });
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: dropped });
  await problem.waitFor({ state: 'detached' });
  await page.getByLabel('Nom de l’évaluation').press('Enter');
  await page.waitForURL(/id=/);
  await page.getByRole('heading', { level: 2, name: 'deux' }).waitFor();
  await page.locator('data[data-name=accuracy]').waitFor();
  await check();
});

test('figures, matrix, confidence, slices, words and refused rows are the routes’', async () => {
  const id = await evaluated('les mesures');
  const { page, check } = await open(address(id));
  await ready(page);
  const of = (part) => get(REAL, `/evaluations/${id}${part}`);
  const [said, confusion, calibration, slices, words, faults] = await Promise.all(
    ['', '/confusion', '/calibration', '/slices', '/words', '/faults'].map(of),
  );
  for (const name of [
    'Toutes les mesures',
    'Le tableau de la confiance',
    'Toutes les répartitions',
    'Le tableau des mots des erreurs',
    'Voir les lignes refusées',
  ]) {
    await page.getByText(name, { exact: true }).click();
  }
  await page.locator('data[data-name=fault-line]').waitFor();
  const main = page.locator('main');
  const shows = async (name, numbers) => assert.deepEqual(await figures(main, name), numbers, name);
  const { accuracy, classes } = said.figures;
  await shows('accuracy', [accuracy.value]);
  await shows('accuracy-low', [accuracy.interval.low]);
  await shows('accuracy-high', [accuracy.interval.high]);
  for (const name of ['macro_f1', 'matthews', 'roc_auc', 'log_loss', 'ece']) {
    await shows(`measure-${name}`, [said.figures[name].value]);
  }
  await shows('recall', classes.map((one) => one.recall.value));
  await shows('cell', confusion.matrix.flat());
  const bins = calibration.second_label.filter((bin) => bin.rows > 0);
  await shows('bin-rows', bins.map((bin) => bin.rows));
  await shows('bin-mean', bins.map((bin) => bin.mean_probability));
  await shows('bin-observed', bins.map((bin) => bin.observed.value));
  assert.equal(await page.locator('svg circle').count(), bins.length);
  await shows('looked-at', [slices.worst.looked_at]);
  await shows('worst-rate', slices.worst.slices.slice(0, 10).map((slice) => slice.error_rate));
  await shows('slice-errors', slices.groups.flatMap((group) => group.slices).map((slice) => slice.errors));
  await shows('word-z', words.words.map((word) => word.z_score));
  await shows('refused', [1]);
  await shows('fault-line', faults.faults.map((fault) => fault.line));
  const links = await page.locator('.links a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  for (const link of links) assert.equal((await fetch(REAL + link)).status, 200, link);
  await check();
});

test('from a cell to a sentence to its gates in three clicks', async () => {
  const id = await evaluated('trois clics');
  const { page, check } = await open(address(id));
  await ready(page);
  const { labels, matrix } = await get(REAL, `/evaluations/${id}/confusion`);
  const [gold, predicted] = matrix[0][1] >= matrix[1][0] ? [labels[0], labels[1]] : [labels[1], labels[0]];
  const name = { positive: 'positif', negative: 'négatif' };
  await page.getByRole('button', { name: `« ${name[gold]} » pris pour « ${name[predicted]} »` }).click();
  const query = new URLSearchParams({ gold, predicted, limit: '8', contributions: 'true' });
  const { total, rows } = await get(REAL, `/evaluations/${id}/errors?${query}`);
  await page.waitForFunction((count) => Number(document.querySelector('data[data-name=found]')?.value) === count, total);
  assert.deepEqual(await shown(page), rows.map((row) => row.row));
  assert.deepEqual(await figures(page.locator('main'), 'row-score'), rows.map((row) => row.score));
  const first = page.locator('[data-row]').first();
  await first.getByText('L’apport de chaque mot').click();
  assert.deepEqual(await figures(first, 'contribution'), rows[0].contributions.map((word) => word.value));
  // The choice is in the address.
  await page.reload();
  await page.waitForFunction((count) => Number(document.querySelector('data[data-name=found]')?.value) === count, total);
  await first.getByRole('link', { name: 'Dans la cellule' }).click();
  await page.locator('canvas').first().waitFor();
  assert.equal(await page.getByLabel('La phrase que la cellule lit').inputValue(), rows[0].text);
  assert.equal(await page.getByLabel('Modèle').inputValue(), MODEL);
  await page.goBack();
  await page.waitForFunction((count) => Number(document.querySelector('data[data-name=found]')?.value) === count, total);
  await check();
});

test('what the network gets right opens too; a slice, a word, a search and an order choose', async () => {
  const id = await evaluated('les choix');
  const { page, check } = await open(address(id));
  await ready(page);
  const found = (query) => get(REAL, `/evaluations/${id}/errors?${query}`);
  const shows = async (query) => {
    const { total, rows } = await found(`${query}&limit=8`);
    const wanted = rows.map((row) => row.row);
    await page.waitForFunction(
      ([count, list]) =>
        Number(document.querySelector('data[data-name=found]')?.value) === count &&
        [...document.querySelectorAll('[data-row]')].map((one) => Number(one.dataset.row)).join() === list,
      [total, wanted.join()],
    );
  };
  await page.getByRole('button', { name: '« positif » reconnu' }).click();
  await shows('gold=positive&predicted=positive&wrong=any');
  await page.getByText('Toutes les répartitions', { exact: true }).click();
  const { groups } = await get(REAL, `/evaluations/${id}/slices`);
  const slice = groups.find((group) => group.subject === 'negation').slices.find((one) => one.errors > 0);
  await page.getByRole('button', { name: slice.said.fr, exact: true }).last().click();
  await shows(`where=${encodeURIComponent(slice.conditions[0])}`);
  await page.locator('.chosen', { hasText: slice.said.fr }).waitFor();
  const [word] = (await get(REAL, `/evaluations/${id}/words`)).words;
  await page.getByRole('list', { name: 'Les mots des erreurs' }).getByRole('button').first().press('Enter');
  await shows(`where=${encodeURIComponent(`word=${word.word}`)}`);
  await page.getByRole('button', { name: 'Revenir à toutes les erreurs' }).click();
  await page.getByLabel('Chercher dans les erreurs').fill('roman');
  await page.keyboard.press('Enter');
  await shows('q=roman');
  await page.getByRole('button', { name: 'Revenir à toutes les erreurs' }).click();
  await page.getByLabel('Ordre').selectOption('border');
  await shows('order=border');
  await check();
});

test('pages follow by cursor', async () => {
  const id = await evaluated('les pages');
  const { page, check } = await open(address(id));
  await ready(page);
  const { total, rows } = await get(REAL, `/evaluations/${id}/errors?limit=200`);
  assert.ok(total > 8, `${total} errors: a second page is wanted`);
  while ((await shown(page)).length < total) {
    const before_ = (await shown(page)).length;
    await page.getByRole('button', { name: 'Phrases suivantes' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('[data-row]').length > count, before_);
  }
  assert.deepEqual(await shown(page), rows.map((row) => row.row));
  await page.getByRole('button', { name: 'Phrases suivantes' }).waitFor({ state: 'detached' });
  await check();
});

test('a label is corrected, every figure counts with it, and it can be taken back', async () => {
  const id = await evaluated('corriger');
  const { page, check } = await open(address(id));
  await ready(page);
  const accuracy = () => get(REAL, `/evaluations/${id}`).then((said) => said.figures.accuracy.value);
  const seen = (value) =>
    page.waitForFunction((it) => Number(document.querySelector('data[data-name=accuracy]')?.value) === it, value);
  const before_ = await accuracy();
  const first = page.locator('[data-row]').first();
  const group = first.getByRole('group', { name: 'La bonne étiquette est' });
  const answered = page.waitForResponse('**/label');
  await group.getByRole('button', { pressed: false }).press('Enter');
  assert.equal((await answered).status(), 200);
  await first.getByText('Corrigée. Le fichier disait :').waitFor();
  const after_ = await accuracy();
  assert.ok(after_ > before_, `${before_}, then ${after_}`);
  await seen(after_);
  const { matrix } = await get(REAL, `/evaluations/${id}/confusion`);
  await page.waitForFunction(
    (counts) => [...document.querySelectorAll('data[data-name=cell]')].map((one) => one.value).join() === counts,
    matrix.flat().join(),
  );
  await group.getByRole('button', { pressed: false }).click();
  await first.getByText('Étiquette confirmée.').waitFor();
  await seen(before_);
  await check();
});

test('a script in a review of the file stays text', async () => {
  const id = await evaluated('hostile');
  const { page, check } = await open(address(id, '#ordre=doubtful'));
  await page.getByLabel('Ordre').selectOption('confident');
  await page.getByLabel('Chercher dans les erreurs').fill('onerror');
  await page.keyboard.press('Enter');
  await page.locator('[data-row] .text', { hasText: '<script>window.injected=2</script>' }).waitFor();
  assert.equal(await page.locator('[data-row] .text').first().textContent(), HOSTILE);
  assert.equal(await page.evaluate(() => window.injected), undefined);
  assert.equal(await page.locator('main img').count(), 0);
  await check();
});

test('of the log, the figures are shown, and the sentences are the teacher’s', async () => {
  const said = await post(TINY, '/predict', { text: 'A good film.', model: 'tiny', log: true });
  const told = await fetch(`${TINY}/predictions/${said.id}/label`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ label: said.label }),
  });
  assert.equal(told.status, 200);
  const { page, check } = await open(`${TINY}/erreurs`);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  // The page's own answer: other tests write into the same log.
  const opens = () => page.getByRole('link', { name: 'Le journal' }).click();
  const { matrix } = await answered(page, '/evaluations/live/confusion', opens);
  await page.getByText('clé de l’enseignant').waitFor();
  await page.locator('data[data-name=cell]').first().waitFor();
  assert.deepEqual(await figures(page.locator('main'), 'cell'), matrix.flat());
  assert.deepEqual(asked.filter((path) => /errors|export|report|words/.test(path)), []);
  await check();
});

test('an evaluation: accessible in both themes and languages, and as wide as the window', async () => {
  const id = await evaluated('avis de la classe');
  const { page, check } = await open(address(id));
  await ready(page);
  const sizes = { desktop: DESKTOP, telephone: { width: 360, height: 740 }, narrow: { width: 320, height: 640 } };
  for (const theme of ['light', 'dark']) {
    await themed(page, theme);
    await accessible(page, `an evaluation in ${theme}`);
    for (const [size, where] of Object.entries(sizes)) {
      await page.setViewportSize(where);
      await fits(page, size);
      if (size !== 'narrow') await picture(page, `erreurs-ouverte-${size}-${theme}`);
    }
    await page.setViewportSize(DESKTOP);
  }
  for (const summary of await page.locator('summary').all()) await summary.click();
  await accessible(page, 'an evaluation, all opened');
  await page.setViewportSize(sizes.narrow);
  await fits(page, 'all opened');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('What its confidence is worth').waitFor();
  await accessible(page, 'an evaluation in English');
  await check();
});
