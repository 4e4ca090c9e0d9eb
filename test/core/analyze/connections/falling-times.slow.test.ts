import { expect, it } from 'vitest';
import { createChainTracker } from '../../../../src/analyze/connections/chain-tracker.ts';
import { defaultSettings } from '../../../../src/analyze/settings.ts';
import type { Connection } from '../../../../src/session/session.ts';

it('a chain of 240,000 connections whose times fall costs as much as one whose times rise', {
  timeout: 300_000,
}, () => {
  const chains = createChainTracker(defaultSettings);
  const before = process.cpuUsage();
  const connections = 240_000;
  for (let id = 1; id <= connections; id++) {
    const time = connections - id;
    const connection = {
      id,
      page: 1,
      url: 'ws://a/',
      constructedAt: time,
      closeRequested: null,
    } as Connection;
    chains.constructed(connection);
    chains.closed(connection, time);
  }
  const { user, system } = process.cpuUsage(before);
  expect(chains.all).toHaveLength(1);
  // Half a second; seven where each is put before all others.
  expect((user + system) / 1000).toBeLessThan(4_000);
});
