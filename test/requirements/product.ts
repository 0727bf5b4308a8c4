import { now, planned, type Requirement } from './requirement.ts';

/** Promises about the product as a whole: installing it, real clients, figures. */
export const PRODUCT: readonly Requirement[] = [
  ...now('design: call path', {
    'product.one-registry': 'Every tool file is in the catalog and passes the contract of tools.',
    'product.drivers': 'Every storage driver passes the contract of storage.',
    'product.lists': 'Each file of a folder with a hand-written list stands in that list.',
    'product.manifest': 'test/REQUIREMENTS.md is current.',
    'product.engines': 'package.json accepts Node 20.19 and newer, and no dependency refuses it.',
    'product.bad-input': 'After bad input of any kind the server goes on answering.',
    'product.port-in-use': 'A port in use is reported with the port and what to do.',
  }),
  ...now(
    'contract: mcp, real clients',
    {
      'clients.claude.connected': 'claude mcp list shows codez connected after codez config claude.',
      'clients.claude.memory':
        'A turn of Claude Code stores a note through mcp__codez__memory_store and finds it again.',
      'clients.claude.kill': 'Claude Code finds the note again after the server was killed with kill -9.',
      'clients.claude.sessions': 'A turn of Claude Code starts a session, waits for its answer, reads and ends it.',
      'clients.codex.memory': 'A turn of Codex stores a note and finds it again.',
      'clients.codex.sessions':
        'Codex without a terminal reads sessions, and starts one only where its configuration approves that tool.',
      'clients.inspector': 'The MCP Inspector CLI lists and calls.',
      'clients.sdk-v2': '@modelcontextprotocol/client 2.x lists and calls.',
      'clients.mcporter': 'mcporter lists and calls.',
      'clients.ai-sdk': '@ai-sdk/mcp lists and calls.',
      'clients.conformance': 'The public conformance suite passes in the scenarios that need no fixtures of its own.',
    },
    'real',
  ),
  ...now(
    'design: figures',
    {
      'bench.call.rate': 'tools/call reaches 0.5 of the calls per second of a bare echo, 8 connections.',
      'bench.call.cpu': 'tools/call costs at most 2.5 times the CPU of a bare echo.',
      'bench.search': 'memory_search at 100,000 notes stays within 15 ms p99 over HTTP.',
      'bench.rss.full': 'RSS at 100,000 notes is at most 350 MB.',
      'bench.rss.idle': 'Idle RSS is at most 100 MB.',
      'bench.ready': 'The server is ready within 0.5 s.',
      'bench.help': 'codez --help costs at most 1.6 times bare node.',
    },
    'bench',
  ),
  ...planned('contract: hub', {
    'hub.enrol': 'A machine joins a hub by a one-time code or a login.',
    'hub.link': 'The link is outbound, reconnects, and its state is told honestly.',
    'hub.users': 'Users see only machines that are theirs or granted.',
    'hub.calls': 'All tools take machine at the hub; calls without it are merged or routed.',
    'hub.events': "Events of all machines arrive with the hub's own cursor, nothing lost.",
    'hub.trust': "The caller's token never travels; the hub signs each call.",
    'hub.replicas': 'Replicas share one bus; any replica answers any call.',
    'hub.standalone': 'The standalone server asks the server to admit each credential and calls under that principal.',
    'hub.standalone.gone': 'With the server gone the standalone one answers 503 and goes on when it is back.',
  }),
];
