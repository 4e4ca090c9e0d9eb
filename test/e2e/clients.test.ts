import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { OpenDevTools } from '../support/devtools-panel.ts';
import { until } from '../support/poll.ts';
import { clientNames, startProtocolServer } from '../support/protocol-servers.ts';
import { readLog } from '../support/recorded.ts';
import { compareThreeWays } from '../support/scenes.ts';

type Script = () => Promise<unknown>;

let unpatched: Page;
let dormant: Page;
let armed: Page;
let devtools: OpenDevTools;

compareThreeWays((pages) => {
  ({ unpatched, dormant, armed, devtools } = pages);
});

describe('published clients run the same with Sockscope as without', () => {
  it.each(clientNames)('%s', async (name) => {
    const script = ((await import(`../contract/clients/${name}.ts`)) as { default: Script }).default;
    const server = await startProtocolServer(name);
    try {
      const run = async (page: Page): Promise<unknown> => {
        await page.goto(server.page);
        return JSON.parse((await page.evaluate(`(${script})().then(JSON.stringify)`)) as string) as unknown;
      };
      const transcript = await run(unpatched);
      expect((transcript as unknown[]).length).toBeGreaterThan(5);
      expect(await run(dormant), 'while nobody inspects').toEqual(transcript);
      expect(await run(armed), 'while everything is recorded').toEqual(transcript);
      const frames = await until(
        () => readLog(devtools, 'connections'),
        (connections) => connections.some(({ sent, received }) => sent.frames > 3 && received.frames > 3),
      );
      expect(frames.length).toBeGreaterThan(0);
    } finally {
      await server.close();
    }
  });
});
