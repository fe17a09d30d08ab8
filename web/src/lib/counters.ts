/** The counters of `/metrics`, in the OpenMetrics text format. */

/** The series of a counter or gauge, by the value of its label `name`; under the empty name where it has none. */
export function counters(text: string, metric: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === metric) found.set(/(?:^|,)name="([^"]*)"/.exec(labels)?.[1] ?? '', Number(value));
  }
  return found;
}
