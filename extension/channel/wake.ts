/** Devtools page → bridges: connect (again). */
export interface Wake {
  readonly kind: 'wake';
  /** To one document that was recorded: its port broke. It answers `true` where it lives. Else to all, which may be older than this DevTools. */
  readonly broken?: true;
}

export const wake: Wake = { kind: 'wake' };
export const wakeBroken: Wake = { kind: 'wake', broken: true };

export const isWake = (message: unknown): message is Wake =>
  (message as Partial<Wake> | null)?.kind === 'wake';

/** Devtools page → the bridge of the top document: is there one? Arriving is the answer. */
export const areYouThere = { kind: 'are-you-there' } as const;
