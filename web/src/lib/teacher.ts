/** The routes that take the teacher's key, and those whose answers are for the teacher. */
import { read, send } from './api';
import type { components } from './schema';

type Schemas = components['schemas'];
export type CourseDocument = Schemas['ListedDocument'];
export type DocumentPage = Schemas['DocumentPage'];
export type PutDocument = Schemas['PutDocument'];
export type SearchResults = Schemas['SearchResults'];
export type StoredPrediction = Schemas['StoredPrediction'];
export type PredictionPage = Schemas['PredictionPage'];
export type EventPage = Schemas['EventPage'];
export type EventKind = Schemas['EventKind'];
export type EvaluationState = Schemas['EvaluationState'];
export type CalibrationRequest = Schemas['CalibrationRequest'];
export type CalibratedModel = Schemas['CalibratedModel'];

/** What a list is asked for. */
export interface Paging {
  limit: number;
  cursor?: string | undefined;
}

const at = encodeURIComponent;
const query = (values: Record<string, string | number | undefined>) =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
const document = (path: string) => `/course/documents/${path.split('/').map(at).join('/')}`;

export const documents = (paging: Paging, signal?: AbortSignal) =>
  read<DocumentPage>(`/course/documents?${query({ ...paging })}`, { signal });
export const putDocument = (key: string, path: string, file: Blob, signal?: AbortSignal) =>
  read<PutDocument>(document(path), { method: 'PUT', key, file, signal });
export const removeDocument = (key: string, path: string) => send(document(path), { method: 'DELETE', key });
export const searchCourse = (q: string, signal?: AbortSignal) =>
  read<SearchResults>(`/course/search?${query({ q })}`, { signal });

export const securityEvents = (key: string, paging: Paging, signal?: AbortSignal) =>
  read<EventPage>(`/security/events?${query({ ...paging })}`, { key, signal });
/** Counters in the OpenMetrics text format. */
export const metrics = async (signal?: AbortSignal) =>
  (await send('/metrics', { accept: 'application/openmetrics-text', signal })).text();

export const predictions = (key: string, conditions: URLSearchParams, paging: Paging, signal?: AbortSignal) =>
  read<PredictionPage>(`/predictions?${new URLSearchParams([...conditions, ...query({ ...paging })])}`, { key, signal });
export const exportPredictions = (
  key: string,
  conditions: URLSearchParams,
  format: 'csv' | 'ndjson',
  signal?: AbortSignal,
) => send(`/predictions/export?${new URLSearchParams([...conditions, ['format', format]])}`, { key, accept: '*/*', signal });
export const erasePredictions = (key: string, conditions: URLSearchParams) =>
  read<Schemas['Deleted']>(`/predictions?${conditions.size ? conditions : 'all=true'}`, { method: 'DELETE', key });

export const liveErrors = (key: string, cursor: string | undefined, signal?: AbortSignal) =>
  read<Schemas['RowPage']>(`/evaluations/live/errors?${query({ limit: 20, cursor })}`, { key, signal });
export const evaluations = (key: string, signal?: AbortSignal) =>
  read<Schemas['EvaluationList']>('/evaluations', { key, signal });
export const calibrate = (key: string, id: string, body: CalibrationRequest) =>
  read<CalibratedModel>(`/evaluations/${at(id)}/calibration`, { method: 'POST', key, body });
export const uncalibrate = (key: string, model: string) =>
  send(`/models/${at(model)}/calibration`, { method: 'DELETE', key });
