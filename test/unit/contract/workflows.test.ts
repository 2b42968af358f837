import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entriesAt, listAt, ROOT, readSource, readYaml, valueAt } from './sources.ts';

const FOLDER = '.github/workflows';
const workflows = readdirSync(join(ROOT, FOLDER)).sort();
const read = (workflow: string) => readYaml(`${FOLDER}/${workflow}`);
const manifest: unknown = JSON.parse(readSource('package.json'));

function jobs(workflow: string): [string, unknown][] {
  return entriesAt(read(workflow), 'jobs');
}

function steps(workflow: string): unknown[] {
  return jobs(workflow).flatMap(([, job]) => listAt(job, 'steps'));
}

function commands(workflow: string): string[] {
  return steps(workflow).flatMap((step) => {
    const run = valueAt(step, 'run');
    return typeof run === 'string' ? [run] : [];
  });
}

/** What the release's step of this name prints or writes, for a tag. */
function runStep(name: string, tag: string, folder: string): void {
  const step = steps('release.yml').find((candidate) => valueAt(candidate, 'name') === name);
  const env = { ...process.env, GITHUB_REF_NAME: tag };
  execFileSync('bash', ['-e', '-c', String(valueAt(step, 'run'))], { cwd: folder, env, stdio: 'pipe' });
}

describe('the workflows', () => {
  it('are the checks, the nightly run and the release', () => {
    expect(workflows).toEqual(['checks.yml', 'nightly.yml', 'release.yml']);
  });

  it.each(workflows)('%s only runs npm scripts that exist', (workflow) => {
    const scripts = entriesAt(manifest, 'scripts').map(([name]) => name);
    const named = commands(workflow).flatMap((run) => [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name));
    expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
  });

  it.each(workflows)('%s may only read, unless a job says otherwise', (workflow) => {
    expect(valueAt(read(workflow), 'permissions')).toEqual({ contents: 'read' });
  });

  it.each(workflows)('%s ends each of its jobs in time', (workflow) => {
    const unlimited = jobs(workflow).filter(([, job]) => !valueAt(job, 'uses') && !valueAt(job, 'timeout-minutes'));
    expect(unlimited).toEqual([]);
  });

  it.each(workflows)('%s uses only actions of GitHub, with their major version', (workflow) => {
    const uses = steps(workflow).flatMap((step) => valueAt(step, 'uses') ?? []);
    expect(uses.filter((action) => !/^actions\/[a-z-]+@v\d+$/.test(String(action)))).toEqual([]);
  });

  it('check what every maintainer checks', () => {
    expect(commands('checks.yml')).toEqual(['npm ci', 'npm run check']);
  });

  it('run each part of `npm run test:full` every night in a job of its own, and random inputs', () => {
    const parts = String(valueAt(manifest, 'scripts', 'test:full')).split(' && ');
    const scripts = parts.map((part) => part.replace(/^.*npm (run )?/, ''));
    const [[, job] = []] = jobs('nightly.yml');
    expect(listAt(job, 'strategy', 'matrix', 'script')).toEqual([...scripts, 'fuzz']);
    expect(valueAt(job, 'env')).toEqual({ FULL: '1' });
  });

  it('run on the version of Node.js that the scripts run on', () => {
    const version = String(valueAt(manifest, 'devDependencies', 'node'));
    expect(version.split('.')[0]).toBe(readSource('.nvmrc').trim());
  });
});

describe('the release', () => {
  it('publishes a workspace that exists', () => {
    const [, workspace] = /npm publish -w (\S+)/.exec(commands('release.yml').join('\n')) ?? [];
    expect(listAt(manifest, 'workspaces')).toContain(workspace);
  });

  it('takes the section of its version from the changelog', () => {
    const folder = mkdtempSync(join(tmpdir(), 'release-'));
    try {
      cpSync(join(ROOT, 'CHANGELOG.md'), join(folder, 'CHANGELOG.md'));
      runStep('Take the notes from the changelog', `v${valueAt(manifest, 'version')}`, folder);
      const notes = readFileSync(join(folder, 'notes.md'), 'utf8');
      expect(notes).toContain('### Added');
      expect(notes).not.toContain('\n## ');
      expect(() => runStep('Take the notes from the changelog', 'v999.0.0', folder)).toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('attaches a list of everything that the service is made of', () => {
    const folder = mkdtempSync(join(tmpdir(), 'release-'));
    try {
      const workspaces = listAt(manifest, 'workspaces').map((workspace) => `${workspace}/package.json`);
      for (const file of ['package.json', 'package-lock.json', ...workspaces])
        cpSync(join(ROOT, file), join(folder, file));
      runStep('List what the service is made of', 'v1.0.0', folder);
      const bom: unknown = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8'));
      expect(bom).toMatchObject({ bomFormat: 'CycloneDX' });
      const listed = listAt(bom, 'components').map((component) => valueAt(component, 'purl'));
      const made = entriesAt(manifest, 'dependencies').map(
        ([name, version]) => `pkg:npm/${name.replace('@', '%40')}@${version}`,
      );
      expect(listed).toEqual(expect.arrayContaining(made));
      expect(commands('release.yml').at(-1)).toMatch(/^gh release create .* sbom\.cdx\.json$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
    // npm itself takes a second to start, and more on a busy machine.
  }, 60_000);

  it('refuses a tag that is not the version of the package', () => {
    const name = 'Check that the tag is the version of the package';
    const version = valueAt(JSON.parse(readSource('cli/package.json')), 'version');
    expect(() => runStep(name, `v${version}`, ROOT)).not.toThrow();
    expect(() => runStep(name, 'v999.0.0', ROOT)).toThrow();
  });
});

describe('the issue forms', () => {
  const forms = ['bug.yml', 'feature.yml'].map((name) => ({
    name,
    form: readYaml(`.github/ISSUE_TEMPLATE/${name}`),
  }));

  it.each(forms)('$name has a name, a description, and fields with ids of their own', ({ form }) => {
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const fields = listAt(form, 'body').filter((field) => valueAt(field, 'type') !== 'markdown');
    const ids = fields.map((field) => valueAt(field, 'id'));
    expect(ids.every((id) => typeof id === 'string')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
