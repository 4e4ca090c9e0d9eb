import { describe, expect, it } from 'vitest';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { defaultSettings } from '../../../src/analyze/settings.ts';
import { createSessionScript, type SessionScript } from '../../support/session-script.ts';

/**
 * Milliseconds of processor time. Each session takes a second or two; where a list of the session is looked through for each of its facts it takes
 * from this bound up to minutes.
 */
const hang = 5_000;

const socketIo = 'ws://a.example/socket.io/?EIO=4&transport=websocket';
const handshake = '0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

const sessions: Readonly<Record<string, (script: SessionScript) => void>> = {
  'drops at 60,000 addresses': ({ at, open, close }) => {
    for (let id = 1; id <= 60_000; id++) {
      at(id);
      open(id, `ws://a.example/${'p'.repeat(300)}${id}?q`);
      close(id);
    }
  },
  '4,000 pages that are left, with 150,000 connections': ({ at, page, leave, construct }) => {
    for (let id = 1; id <= 150_000; id++) {
      at(id);
      construct(id, `ws://a.example/${id % 100}`, 2 + (id % 4_000));
    }
    for (let id = 2; id < 4_002; id++) page(id);
    for (let id = 2; id < 4_002; id++) leave(id);
  },
  '40,000 connections that may present a token, and never open': ({
    at,
    open,
    receive,
    construct,
    close,
  }) => {
    open(1, socketIo);
    receive(1, handshake);
    receive(1, '40{"sid":"a","pid":"b"}');
    at(1);
    close(1);
    for (let id = 2; id <= 40_000; id++) construct(id, socketIo);
    for (let id = 2; id <= 40_000; id++) {
      at(id);
      close(id);
    }
  },
  '3,000 packets without an ack, over 3,000 reconnects': ({ at, open, close, send, receive }) => {
    open(1);
    send(1, '{"seq":1,"type":"a"}');
    receive(1, '{"type":"ack","seq":1}');
    for (let seq = 2; seq < 3_000; seq++) send(1, `{"seq":${seq},"type":"a"}`);
    for (let id = 1; id <= 3_000; id++) {
      at(10 * id);
      close(id);
      at(10 * id + 1);
      open(id + 1);
    }
  },
  '40,000 packets without an ack, and 60,000 acks of others': ({ at, open, send, receive }) => {
    open(1);
    for (let seq = 1_000; seq < 41_000; seq++) send(1, `{"seq":${seq},"type":"a"}`);
    for (let count = 0; count < 60_000; count++) {
      at(count);
      receive(1, '{"type":"ack","upTo":7}');
    }
  },
  '2,000 addresses that answer at last, with 60,000 requests': ({ at, open, send, receive }) => {
    open(1);
    for (let id = 0; id < 60_000; id++) send(1, `{"id":"a${id}","type":"ask"}`);
    for (let id = 2; id < 2_002; id++) {
      at(10 * id);
      open(id, `ws://a.example/${id}`);
      for (let nth = 0; nth < 5; nth++) send(id, `{"id":"b${nth}","type":"ask"}`);
      for (let nth = 0; nth < 5; nth++) receive(id, `{"id":"c${nth}","type":"news"}`);
      receive(id, '{"id":"b4","type":"ask.response"}');
    }
  },
};

describe('a session that is made to cost more than it weighs', () => {
  it.each(Object.entries(sessions))('%s', { timeout: 600_000 }, (_name, write) => {
    const script = createSessionScript();
    write(script);
    const { log } = script;
    const before = process.cpuUsage();
    createAnalysis(log, { ...defaultSettings, answerTimeout: 1_000 }).finish(log.lastTime + 1);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(hang);
  });
});
