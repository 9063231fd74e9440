/** Port: looking at a running app from outside. Whoever hosts the service decides what it may reach; absent, nobody looks. */
export interface HttpProbe {
  readonly url: string;
  /** Expected status; a redirect is one, too. */
  readonly status: number;
  readonly timeoutSeconds: number;
}

export interface CommandProbe {
  /** Program and arguments. No shell reads them. */
  readonly command: readonly string[];
  readonly timeoutSeconds: number;
}

export interface ProbeOutcome {
  readonly passed: boolean;
  /** What was seen, in one line; it may hold anything that the app says, of any length the adapter bounds. */
  readonly detail: string;
}

export interface HealthProbes {
  /** GET. Never throws: what does not answer did not pass. */
  http(probe: HttpProbe): Promise<ProbeOutcome>;
  /** Passed when it exits with 0 in time. Never throws. */
  command(probe: CommandProbe): Promise<ProbeOutcome>;
  /** Time passes between two looks. */
  pause(milliseconds: number): Promise<void>;
}
