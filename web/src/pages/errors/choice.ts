/** Which sentences are shown: what the address keeps of it, and what the route is asked. */
import { remember, remembered } from '../../lib/route.svelte';

export const ORDERS = ['confident', 'border', 'random', 'doubtful'] as const;
export type Order = (typeof ORDERS)[number];

export interface Choice {
  gold: string;
  predicted: string;
  /** Conditions as a slice writes them; each must hold. */
  where: string[];
  q: string;
  order: Order;
}

export const ALL: Choice = { gold: '', predicted: '', where: [], q: '', order: 'confident' };

/** Each word of a row is a run of the network: a page of few comes at once. */
const ROWS = 8;

function conditions(): string[] {
  try {
    const list: unknown = JSON.parse(remembered('tranche') || '[]');
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function stored(): Choice {
  return {
    gold: remembered('vraie'),
    predicted: remembered('predite'),
    where: conditions(),
    q: remembered('mot'),
    order: ORDERS.find((one) => one === remembered('ordre')) ?? 'confident',
  };
}

export function store({ gold, predicted, where, q, order }: Choice) {
  remember({
    vraie: gold,
    predite: predicted,
    tranche: where.length ? JSON.stringify(where) : '',
    mot: q,
    ordre: order === 'confident' ? '' : order,
  });
}

/** The query of `/evaluations/{id}/errors`. */
export function asked({ gold, predicted, where, q, order }: Choice, cursor?: string): URLSearchParams {
  const query = new URLSearchParams({ order, contributions: 'true', limit: String(ROWS) });
  if (gold) query.set('gold', gold);
  if (predicted) query.set('predicted', predicted);
  // A cell of the diagonal holds what the network gets right.
  if (gold && gold === predicted) query.set('wrong', 'any');
  for (const condition of where) query.append('where', condition);
  if (q.trim()) query.set('q', q.trim());
  if (cursor) query.set('cursor', cursor);
  return query;
}
