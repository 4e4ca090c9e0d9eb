/** A load that is held, or a fault that is survived: run by hand, because it takes minutes or hours. */
export interface Scenario {
  readonly name: string;
  /** Runs it and says in one line what was seen; throws where a promise is broken. `say` tells of the way. */
  run(say: (line: string) => void): Promise<string>;
}
