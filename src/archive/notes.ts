import { sayPlural } from '../base/say.ts';

/** What was mended or left out while reading: a sentence for each kind, with how often. */
const sentences = {
  size: (n: number) => `${sayPlural(n, 'frame')} had a size that does not fit the payload: corrected.`,
  binary: (n: number) => `${sayPlural(n, 'frame')} had text marked as binary or the reverse: corrected.`,
  base64: (n: number) => `${sayPlural(n, 'payload')} could not be read (not base64): shown without bytes.`,
  'frame-unknown': (n: number) =>
    `${sayPlural(n, 'frame')} of undeclared connections: listed, but not analysed.`,
  'fact-unknown': (n: number) => `${sayPlural(n, 'fact')} of undeclared connections or pages: skipped.`,
  'page-unknown': (n: number) => `${sayPlural(n, 'connection')} of undeclared pages: kept without a page.`,
  'bytes-unknown': (n: number) => `${sayPlural(n, 'late payload')} without a frame that waits: skipped.`,
  'left-twice': (n: number) => `${sayPlural(n, 'page-left fact')} of pages that were left before: skipped.`,
  stacks: (n: number) => `${sayPlural(n, 'call stack')} past the limit of memory: not kept.`,
  'payloads-past': (n: number) => `${sayPlural(n, 'payload')} past the limits of a session: not kept.`,
  'frames-past': (n: number) => `${sayPlural(n, 'frame')} past the limits of a session: not kept.`,
  'events-past': (n: number) => `${sayPlural(n, 'other fact')} past the limits of a session: not kept.`,
  'har-entry': (n: number) =>
    `${n} WebSocket ${n === 1 ? 'entry' : 'entries'} without a URL or a valid date: skipped.`,
  'har-message': (n: number) => `${sayPlural(n, 'message')} that could not be read: skipped.`,
  'har-header': (n: number) => `${sayPlural(n, 'header')} without a name or a plain value: skipped.`,
} as const;

export type NoteKind = keyof typeof sentences;

export interface Notes {
  /** @param line of the file, where it has lines; the first one of a kind is named */
  add(kind: NoteKind, line?: number, count?: number): void;
  sentences(): readonly string[];
}

export function createNotes(): Notes {
  const counts = new Map<NoteKind, { count: number; readonly line: number | undefined }>();
  return {
    add(kind, line, count = 1) {
      const known = counts.get(kind);
      if (known) known.count += count;
      else counts.set(kind, { count, line });
    },
    sentences: () =>
      [...counts].map(([kind, { count, line }]) => {
        const said = sentences[kind](count);
        return line === undefined ? said : `${said.slice(0, -1)} (the first at line ${line}).`;
      }),
  };
}
