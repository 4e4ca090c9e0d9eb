import { shorten } from '../../base/shorten.ts';
import type { Finding, FindingCode } from '../results.ts';

/** Characters of a title and of a detail. What they name is cut before: only what is made for it comes near. */
const longestTitle = 4_000;
const longestDetail = 16_000;

/** Findings by key, in the order in which they arose; one that no longer holds is taken back. */
export interface FindingStore {
  readonly all: readonly Finding[];
  /** Findings let go because there were too many of their kind, by code. */
  readonly dropped: ReadonlyMap<FindingCode, number>;
  /** Keys of findings of these codes that were set since it was last asked; one that is gone since is among them. */
  watch(codes: readonly FindingCode[]): () => readonly string[];
  has(key: string): boolean;
  get(key: string): Finding | undefined;
  /** Adds, or replaces the finding with this key. */
  set(finding: Finding): void;
  delete(key: string): void;
}

/** @param perCode the newest of each kind that are kept: ten thousand read as one line anyway */
export function createFindingStore(perCode: number): FindingStore {
  const byKey = new Map<string, Finding>();
  const byCode = new Map<FindingCode, Set<string>>();
  const dropped = new Map<FindingCode, number>();
  const watched = new Map<FindingCode, Set<string>>();
  let list: readonly Finding[] | null = [];

  const makeRoom = (code: FindingCode, keys: Set<string>): void => {
    let count = Math.ceil(perCode / 4);
    for (const key of keys) {
      if (count-- <= 0) break;
      keys.delete(key);
      byKey.delete(key);
      watched.get(code)?.delete(key);
      dropped.set(code, (dropped.get(code) ?? 0) + 1);
    }
  };

  return {
    get all() {
      list ??= [...byKey.values()];
      return list;
    },
    dropped,
    watch(codes) {
      const fresh = new Set<string>();
      for (const code of codes) watched.set(code, fresh);
      return () => {
        const keys = [...fresh];
        fresh.clear();
        return keys;
      };
    },
    has: (key) => byKey.has(key),
    get: (key) => byKey.get(key),
    set(given) {
      const finding = bounded(given);
      const { key, code } = finding;
      let keys = byCode.get(code);
      if (!keys) {
        keys = new Set();
        byCode.set(code, keys);
      }
      if (!keys.has(key) && keys.size >= perCode) makeRoom(code, keys);
      keys.add(key);
      byKey.set(key, finding);
      watched.get(code)?.add(key);
      list = null;
    },
    delete(key) {
      const finding = byKey.get(key);
      if (!finding) return;
      byKey.delete(key);
      byCode.get(finding.code)?.delete(key);
      watched.get(finding.code)?.delete(key);
      list = null;
    },
  };
}

const bounded = (finding: Finding): Finding =>
  finding.title.length <= longestTitle && finding.detail.length <= longestDetail
    ? finding
    : {
        ...finding,
        title: shorten(finding.title, longestTitle),
        detail: shorten(finding.detail, longestDetail),
      };
