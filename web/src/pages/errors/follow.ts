/** How far an evaluation is, told by the server as it reads. */
import { eventsOf, Refused, unreachable, type EvaluationState, type Problem } from '../../lib/api';

/** Calls `ontold` at each event; fulfilled with the last, rejected with `Refused`. A connection that breaks is made anew. */
export function follow(
  id: string,
  signal: AbortSignal,
  ontold: (state: EvaluationState) => void,
): Promise<EvaluationState> {
  return new Promise((resolve, reject) => {
    const source = new EventSource(eventsOf(id));
    const end = () => source.close();
    signal.addEventListener('abort', () => {
      end();
      reject(new DOMException('left', 'AbortError'));
    });
    const read = (event: MessageEvent<string>) => JSON.parse(event.data) as EvaluationState;
    source.addEventListener('progress', (event) => ontold(read(event)));
    source.addEventListener('done', (event) => {
      end();
      resolve(read(event));
    });
    source.addEventListener('error', (event) => {
      // The server's own event of this name has data; the browser's, of a connection that broke, has none.
      if (event instanceof MessageEvent) {
        end();
        reject(new Refused(JSON.parse(event.data as string) as Problem));
      } else if (source.readyState === EventSource.CLOSED) {
        reject(new Refused(unreachable()));
      }
    });
  });
}
