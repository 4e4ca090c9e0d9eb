/**
 * Bridge or devtools page → service worker: perhaps nobody inspects any page any more. It looks, and takes the registration of
 * the content scripts back.
 */
export const nobody = { kind: 'nobody-inspects' } as const;

export const isNobody = (message: unknown): boolean =>
  (message as Partial<typeof nobody> | null)?.kind === nobody.kind;
