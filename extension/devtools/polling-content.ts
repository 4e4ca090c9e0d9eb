/** The body of an answer and '' or "base64". */
export type Content = readonly [text: string | null, encoding: string];

type Told = string | Content | null | undefined;
interface WithContent {
  getContent(callback?: (text: string | null, encoding: string) => void): Promise<unknown> | undefined;
}

/**
 * The body of a finished request (`devtools.network.Request`). Chromium calls back; the polyfill and Firefox promise, and refuse a
 * callback.
 */
export function contentOf(request: unknown): Promise<Content> {
  const { getContent } = request as WithContent;
  return new Promise((resolve, reject) => {
    try {
      getContent.call(request, (text, encoding) => resolve([text, encoding]));
    } catch {
      const promised = getContent.call(request) as Promise<Told> | undefined;
      promised?.then((told) => {
        if (typeof told === 'object' && told !== null) resolve(told);
        else resolve([told ?? null, '']);
      }, reject);
    }
  });
}
