import type { Visible } from '../kit.ts';

interface Profile {
  readonly resources: readonly string[];
}
declare const Profiler: new (options: object) => { stop(): Promise<Profile> };

/** The profiler of JavaScript, on pages whose Document-Policy allows it. */
const visible: Visible = {
  dormant: true,
  look: async ({ url }) => {
    const profiler = new Profiler({ sampleInterval: 1, maxBufferSize: 100_000 });
    const until = performance.now() + 300;
    while (performance.now() < until) {
      for (let at = 0; at < 200; at++) String(WebSocket);
      try {
        new WebSocket('ws://[');
      } catch {
        // No address.
      }
    }
    const { resources } = await profiler.stop();
    return url !== '' && resources.some((resource) => resource.startsWith('chrome-extension:'));
  },
};
export default visible;
