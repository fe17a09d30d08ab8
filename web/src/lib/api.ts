/** The routes that the pages call, with the types that `openapi.yaml` gives them. No other host is ever asked. */
import { language } from './language.svelte';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Problem = Pick<Schemas['Problem'], 'title' | 'detail'> & Partial<Schemas['Problem']>;
export type Prediction = Schemas['PredictAnswer'];
export type Tokens = Schemas['TokenizeAnswer'];
export type Token = Schemas['TokenAnswer'];
export type Explained = Schemas['ExplainedText'];
export type Layer = Schemas['ExplainedLayer'];
export type Step = Schemas['StepAnswer'];
export type WordValue = Schemas['WordAnswer'];
export type Comparison = Schemas['CompareAnswer'];
export type ModelAnswer = Schemas['ModelAnswer'];
export type EditAnswer = Schemas['VariantAnswer'];
export type Edit = Schemas['Variant'];
export type ModelSummary = Schemas['ModelSummary'];
export type ModelDetail = Schemas['ModelDetail'];
export type Models = Schemas['Listing'];
export type Ready = Schemas['Ready'];

/** An answer that is an error. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  /** Sent as it is, in place of a body in JSON. */
  file?: Blob;
  /** The teacher's. */
  key?: string;
  signal?: AbortSignal;
  accept?: string;
}

/** Sends a request; gives its answer, or throws `Refused`. */
export async function send(path: string, options: Options = {}): Promise<Response> {
  const { method = 'GET', body, file, key, signal, accept = 'application/json' } = options;
  const headers: Record<string, string> = { accept, 'accept-language': language.code };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key !== undefined) headers['authorization'] = `Bearer ${bytes(key)}`;
  let answer: Response;
  try {
    const sent = file ?? (body === undefined ? undefined : JSON.stringify(body));
    answer = await fetch(path, { method, headers, signal, body: sent });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused(unreachable());
  }
  if (!answer.ok) throw new Refused(await problem(answer));
  return answer;
}

/** A header holds bytes: those of UTF-8, each as the character of its number. */
function bytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

async function problem(answer: Response): Promise<Problem> {
  const kind = answer.headers.get('content-type') ?? '';
  if (kind.startsWith('application/problem+json')) return (await answer.json()) as Problem;
  return { ...unreachable(), status: answer.status };
}

export function unreachable(): Problem {
  return language.code === 'fr'
    ? { title: 'Le serveur ne répond pas', detail: 'Vérifiez qu’il tourne et que le réseau est là, puis réessayez.' }
    : { title: 'The server does not answer', detail: 'See whether it runs and the network is there, then try again.' };
}

export async function read<T>(path: string, options: Options = {}): Promise<T> {
  return (await (await send(path, options)).json()) as T;
}

const post = <T>(path: string, body: unknown, signal?: AbortSignal) => read<T>(path, { method: 'POST', body, signal });
const at = encodeURIComponent;

export const predict = (body: Schemas['PredictOne'], signal?: AbortSignal) => post<Prediction>('/predict', body, signal);
export const tokenize = (body: Schemas['TokenizeRequest'], signal?: AbortSignal) =>
  post<Tokens>('/tokenize', body, signal);
export const explain = (body: Schemas['ExplainTextRequest'], signal?: AbortSignal) =>
  post<Explained>('/explain', body, signal);
export const compare = (body: Schemas['CompareRequest'], signal?: AbortSignal) =>
  post<Comparison>('/compare', body, signal);
export const label = (id: string, gold: string) =>
  read<Schemas['StoredPrediction']>(`/predictions/${at(id)}/label`, { method: 'PUT', body: { label: gold } });
export const models = (signal?: AbortSignal) => read<Models>('/models', { signal });
export const model = (name: string, signal?: AbortSignal) => read<ModelDetail>(`/models/${at(name)}`, { signal });
export const ready = (signal?: AbortSignal) => read<Ready>('/health/ready', { signal });

export type ChatAnswer = Schemas['ChatAnswer'];
export type ChatMeta = Schemas['ChatMeta'];
export type Citation = Schemas['Citation'];
export type Conversation = Schemas['Conversation'];
export type Thumb = Schemas['Thumb'];
export type Level = Schemas['Level'];
export type Reason = Schemas['Reason'];
export type Mode = Schemas['Mode'];
export type Quiz = Schemas['Quiz'];
export type Grading = Schemas['Grading'];
export type Concept = Schemas['Explanation'];

export const conversation = (id: string) => read<Conversation>(`/conversations/${at(id)}`);
export const erase = (id: string) => send(`/conversations/${at(id)}`, { method: 'DELETE' });
export const rate = (id: string, message: string, thumb: Thumb | null) =>
  send(`/conversations/${at(id)}/messages/${at(message)}/feedback`, { method: 'PUT', body: { thumb } });
export const quiz = (body: Schemas['QuizRequest'], signal?: AbortSignal) => post<Quiz>('/tutor/quiz', body, signal);
export const grade = (id: string, answers: Schemas['Given'][]) =>
  post<Grading>(`/tutor/quiz/${at(id)}/answers`, { answers });
export const concept = (body: Schemas['ExplainRequest'], signal?: AbortSignal) =>
  post<Concept>('/tutor/explain', body, signal);
/** A document of the course, byte for byte: citations count bytes. */
export const source = async (path: string) => {
  const answer = await send(`/course/documents/${path.split('/').map(at).join('/')}`, { accept: '*/*' });
  return new Uint8Array(await answer.arrayBuffer());
};

export type WordMap = Schemas['MapAnswer'];
export type MapPoint = Schemas['Point'];
export type MapMethod = Schemas['MapMethod'];
export type Neighborhood = Schemas['Neighborhood'];
export type Groups = Schemas['Comparison'];

const query = (values: Record<string, string | number | boolean>) =>
  new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)]));
export const wordMap = (name: string, values: { method: MapMethod; top: number }, signal?: AbortSignal) =>
  read<WordMap>(`/models/${at(name)}/embeddings/map?${query(values)}`, { signal });
export const neighbors = (name: string, values: { word: string; k: number }, signal?: AbortSignal) =>
  read<Neighborhood>(`/models/${at(name)}/embeddings/neighbors?${query(values)}`, { signal });
export const groups = (name: string, body: Schemas['GroupsRequest'], signal?: AbortSignal) =>
  post<Groups>(`/models/${at(name)}/embeddings/groups`, body, signal);

export type Evaluation = Schemas['EvaluationAnswer'];
export type EvaluationState = Schemas['EvaluationState'];
export type Estimate = Schemas['Estimate'];
export type Interval = Schemas['Interval'];
export type Figures = Schemas['Figures'];
export type Confusion = Schemas['Confusion'];
export type Calibration = Schemas['CalibrationAnswer'];
export type Slices = Schemas['SlicesAnswer'];
export type Slice = Schemas['Slice'];
export type WordScore = Schemas['WordScore'];
export type EvaluatedRow = Schemas['EvaluatedRow'];
export type RowPage = Schemas['RowPage'];
export type Faults = Schemas['FaultList'];

const of = (id: string, part = '') => `/evaluations/${at(id)}${part}`;
export const evaluation = (id: string, signal?: AbortSignal) => read<Evaluation>(of(id), { signal });
export const confusion = (id: string, signal?: AbortSignal) => read<Confusion>(of(id, '/confusion'), { signal });
export const calibration = (id: string, signal?: AbortSignal) => read<Calibration>(of(id, '/calibration'), { signal });
export const slices = (id: string, signal?: AbortSignal) => read<Slices>(of(id, '/slices'), { signal });
export const errorWords = (id: string, signal?: AbortSignal) => read<Schemas['WordList']>(of(id, '/words'), { signal });
export const faults = (id: string, signal?: AbortSignal) => read<Faults>(of(id, '/faults'), { signal });
export const rows = (id: string, which: URLSearchParams, signal?: AbortSignal) =>
  read<RowPage>(of(id, `/errors?${which}`), { signal });
export const correct = (id: string, row: number, gold: string) =>
  read<EvaluationState>(of(id, `/rows/${row}/label`), { method: 'PUT', body: { label: gold } });
export const eventsOf = (id: string) => of(id, '/events');
export const createdBy = (values: { model: string; name: string }) => `/evaluations?${query(values)}`;
export const exported = (id: string, values: Record<string, string>) => `${of(id, '/export')}?${query(values)}`;
export const report = (id: string) => `${of(id, '/report')}?${query({ lang: language.code })}`;
