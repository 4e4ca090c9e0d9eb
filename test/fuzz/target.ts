import type { Random } from './random.ts';

/** One way into the code, with the inputs that are made for it. Inputs are plain values, so that they can be shrunk and printed. */
export interface Target<Input = unknown> {
  readonly name: string;
  /** Its part of a run, beside those of the other targets. */
  readonly share: number;
  make(random: Random): Input;
  /** Throws, or rejects, where a promise of the code does not hold. */
  run(input: Input): void | Promise<void>;
}

/** What does not hold, in a sentence. */
export function must(holds: boolean, what: () => string): void {
  if (!holds) throw new Error(what());
}
