/**
 * Lighthouse's four scores of each page of a running server: `npm run lighthouse -- http://127.0.0.1:8080`. Less than 95 is a
 * failure. Lighthouse comes by npx: its 200 packages are no dependency of this project.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LEAST = 95;
const base = process.argv[2] ?? 'http://127.0.0.1:8080';
const route = readFileSync(new URL('src/lib/route.svelte.ts', import.meta.url), 'utf8');
const paths = [.../PATHS = \[(.*)\]/.exec(route)[1].matchAll(/'([^']+)'/g)].map(([, path]) => path);

let low = 0;
for (const path of paths) {
  const flags = ['--quiet', '--output=json', '--chrome-flags=--headless=new --no-sandbox'];
  const report = execFileSync('npx', ['--yes', 'lighthouse@12.8', base + path, ...flags], { maxBuffer: 2 ** 26 });
  const { categories, audits } = JSON.parse(report);
  const scores = Object.values(categories).map(({ title, score }) => `${title} ${Math.round(score * 100)}`);
  console.log(`${path}: ${scores.join(', ')}`);
  for (const { title, score, auditRefs } of Object.values(categories)) {
    if (score * 100 >= LEAST) continue;
    low += 1;
    const failed = auditRefs.filter(({ id, weight }) => weight > 0 && audits[id].score < 0.9).map(({ id }) => id);
    console.log(`  ${title}: ${failed.join(', ')}`);
  }
}
process.exitCode = low ? 1 : 0;
