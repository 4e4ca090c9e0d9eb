import type { Finding } from './results.ts';

/** Findings by key, in the order in which they arose; one that no longer holds is taken back. */
export interface FindingStore {
  readonly all: readonly Finding[];
  has(key: string): boolean;
  get(key: string): Finding | undefined;
  /** Adds, or replaces the finding with this key. */
  set(finding: Finding): void;
  delete(key: string): void;
}

export function createFindingStore(): FindingStore {
  const byKey = new Map<string, Finding>();
  let list: readonly Finding[] | null = [];
  return {
    get all() {
      list ??= [...byKey.values()];
      return list;
    },
    has: (key) => byKey.has(key),
    get: (key) => byKey.get(key),
    set(finding) {
      byKey.set(finding.key, finding);
      list = null;
    },
    delete(key) {
      if (byKey.delete(key)) list = null;
    },
  };
}
