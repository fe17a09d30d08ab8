/** The sheet as Markdown: each question, what was tried, and the answer as it was written. */
import { say } from '../../lib/language.svelte';
import { QUESTION_IDS, QUESTIONS } from '../../lib/questions';
import type { Sheet } from './sheet.svelte';
import { STEPS } from './steps';

export function markdown(sheet: Sheet, title: string, nothing: string): string {
  const parts = QUESTION_IDS.map((id, at) => {
    const steps = STEPS[id].map((step) => `- [${sheet.tried.includes(step.id) ? 'x' : ' '}] ${say(step).try}`);
    return `## ${at + 1}. ${say(QUESTIONS[id])}\n\n${steps.join('\n')}\n\n${sheet.answers[id].trim() || `*${nothing}*`}\n`;
  });
  return `# ${title}\n\n${parts.join('\n')}`;
}
