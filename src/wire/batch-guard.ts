import { type Batch, protocolVersion } from './message.ts';

/** A batch by its envelope; its facts are looked at one by one, so that one bad fact does not cost the others. */
export function isBatch(
  value: unknown,
): value is Omit<Batch, 'facts'> & { readonly facts: readonly unknown[] } {
  const batch = value as Partial<Batch> | null;
  return (
    typeof batch === 'object' &&
    batch?.kind === 'batch' &&
    batch.version === protocolVersion &&
    Number.isSafeInteger(batch.batch) &&
    Array.isArray(batch.facts)
  );
}
