/** Sends a labelled file. `fetch` does not tell how much of a body has left, so this is the older way. */
import { createdBy, Refused, unreachable, type EvaluationState, type Problem } from '../../lib/api';
import { language } from '../../lib/language.svelte';

/** NDJSON begins with an object. All else is read as a table. */
async function mediaType(file: File): Promise<string> {
  const begins = (await file.slice(0, 64).text()).trimStart();
  return begins.startsWith('{') ? 'application/x-ndjson' : 'text/csv';
}

/** The evaluation that was made of the file; throws `Refused`. `ontold` is given the share that has left. */
export async function sendFile(
  file: File,
  values: { model: string; name: string },
  signal: AbortSignal,
  ontold: (share: number) => void,
): Promise<EvaluationState> {
  const kind = await mediaType(file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', createdBy(values));
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('accept-language', language.code);
    request.setRequestHeader('content-type', kind);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => ontold(total ? loaded / total : 0);
    const refuse = (problem: Problem | null) => reject(new Refused(problem ?? unreachable()));
    request.onload = () => {
      if (request.status === 202) resolve(request.response as EvaluationState);
      else refuse(request.response as Problem | null);
    };
    request.onerror = () => refuse(null);
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
