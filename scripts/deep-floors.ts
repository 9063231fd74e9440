/** Owns how much each deep suite should count at least, over all engines. */
export interface DeepFloor {
  /** First word of the names of its suites. */
  readonly id: string;
  readonly what: string;
  readonly floor: number;
}

export const DEEP_FLOORS: readonly DeepFloor[] = [
  { id: 'K1', what: 'faults at every statement, in one process', floor: 4_200 },
  { id: 'K2', what: 'kill -9 of a real process at statements', floor: 450 },
  { id: 'K3', what: 'a server that goes on without its client', floor: 18 },
  { id: 'K4', what: 'a second fault while the first is mended', floor: 600 },
  { id: 'K5', what: 'one of the two databases is gone', floor: 84 },
  { id: 'K6', what: 'lost connections', floor: 60 },
  { id: 'K7', what: 'full disks', floor: 120 },
  { id: 'K8', what: 'locks that others hold', floor: 56 },
  { id: 'K9', what: 'a torn write-ahead log', floor: 500 },
  { id: 'K10', what: 'clocks that jump, processes that sleep', floor: 40 },
  { id: 'C1', what: 'rounds of publishers at once', floor: 200 },
  { id: 'C4', what: 'orderings of the steps of two actors', floor: 3_000 },
  { id: 'P', what: 'cases of properties that need an engine', floor: 9_000 },
];
