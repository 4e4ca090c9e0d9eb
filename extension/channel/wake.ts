/** Devtools page → bridges of pages that were open before it: connect (again). */
export interface Wake {
  readonly kind: 'wake';
}

export const wake: Wake = { kind: 'wake' };

export const isWake = (message: unknown): message is Wake =>
  (message as Partial<Wake> | null)?.kind === 'wake';
