import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startStack, type TestStack } from '../stack.ts';
import { payload } from './sender.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const PAGES = ['github', 'jira', 'jira-automation', 'zendesk', 'servicenow', 'freshservice', 'standard-webhooks'];

let stack: TestStack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

/** The blocks of a page in that language that hold a text. */
function blocks(page: string, language: string, text: string): string[] {
  const markdown = readFileSync(resolve(REPOSITORY, `docs/ticketing/${page}.md`), 'utf8');
  const found = markdown.matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms);
  return [...found]
    .filter(([, , written, content]) => written === language && content?.includes(text))
    .map(([, indent = '', , content = '']) => content.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

describe('the page of a ticket system', () => {
  it.each(PAGES)('%s has a command that makes a request offline', async (page) => {
    const [command = '', ...others] = blocks(page, 'sh', 'localhost:3000/webhooks/');
    expect(others).toEqual([]);
    const shell = command.replaceAll('http://localhost:3000', stack.httpApiUrl);
    const { stdout } = await promisify(execFile)('sh', ['-c', shell], { cwd: REPOSITORY });
    expect(stdout).toMatch(/"requestId":"[^"]+"/);
  });

  it.each(['jira-automation', 'zendesk', 'freshservice'])('%s has a body with the keys of its sample', (page) => {
    const [body = ''] = blocks(page, 'json', '"requestedBy"');
    expect(Object.keys(JSON.parse(body))).toEqual(Object.keys(JSON.parse(payload(page))));
  });

  it('servicenow has a script that sends the keys of its sample', () => {
    const [script = ''] = blocks('servicenow', 'js', 'setRequestBody');
    const keys = [...script.matchAll(/^ +(\w+): /gm)].map(([, key]) => key);
    expect(keys.sort()).toEqual(Object.keys(JSON.parse(payload('servicenow'))).sort());
  });

  it('github has a form with the headings of its sample', () => {
    const { body, labels } = parse(blocks('github', 'yaml', 'alternate-contact')[0] ?? '');
    const headings = Object.values<{ attributes: { label: string } }>(body).map(({ attributes }) => attributes.label);
    const { issue } = JSON.parse(payload('github'));
    expect(issue.body.match(/(?<=^### ).*$/gm)).toEqual(headings);
    expect(issue.labels.map(({ name }: { name: string }) => name)).toEqual(labels);
  });
});
