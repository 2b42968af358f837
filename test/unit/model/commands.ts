import fc from 'fast-check';
import { handler as cancelRequest } from '../../../functions/cancel-request.ts';
import { handler as decideApproval } from '../../../functions/decide-approval.ts';
import { requestTag } from '../../../functions/domain/approval/delivery-failure.ts';
import { linkHash } from '../../../functions/domain/approval/page-link.ts';
import { EVENT_SOURCE } from '../../../functions/domain/request/event-source.ts';
import { handler as markUnreachable } from '../../../functions/mark-unreachable.ts';
import { handler as sendCode } from '../../../functions/send-code.ts';
import { handler as showApproval } from '../../../functions/show-approval.ts';
import { handler as showRequest } from '../../../functions/show-request.ts';
import { handler as submitCancellation } from '../../../functions/submit-cancellation.ts';
import { handler as wakeStalledApprovals } from '../../../functions/wake-stalled-approvals.ts';
import { REQUEST_ID, REQUEST_KEY, REQUESTER } from '../builders.ts';
import { invoke, requestPage } from '../functions/invoke.ts';
import { repeatRequest } from './execution.ts';
import { ANNE, BEN, CARA, CHIEF, STRANGER } from './policies.ts';
import { type OpenForm, type Real, type State, Step, type Told } from './step.ts';
import { DEATH, type World } from './world.ts';

type Decision = 'approve' | 'reject';

const PEOPLE = [ANNE, BEN, CARA, CHIEF];

/** Opens the page of one of the voter's links: the last one, or an earlier one. */
async function openForm({ world }: Real, voter: string, nth = 0): Promise<OpenForm | undefined> {
  const links = world.mails.filter(({ to, kind }) => to === voter && kind === 'approvals').reverse();
  const secret = links[nth % Math.max(links.length, 1)]?.secret;
  if (secret === undefined) return undefined;
  const { body } = await requestPage(showApproval, { token: secret });
  const form = { voter, secret, nonce: nonceIn(body), code: '', cookies: [] };
  return body.includes(`action="${secret}/code"`) ? withCode(form, world) : form;
}

/** Asks for a one-time code, and reads it in the mail. */
async function withCode(form: OpenForm, { mails }: World): Promise<OpenForm> {
  const before = mails.length;
  const { secret: token, nonce, voter } = form;
  const { cookies = [] } = await requestPage(sendCode, { method: 'POST', token, form: { nonce } });
  const code = mails.slice(before).find((mail) => mail.to === voter && mail.code !== undefined)?.code ?? '';
  return { ...form, code, cookies: cookies.map((cookie) => cookie.split(';')[0] ?? '') };
}

/** Sends a form; the answer to its voter is all that the model learns. */
async function sendForm(
  form: OpenForm,
  decision: Decision,
  comment: string,
  state: State,
  real: Real,
): Promise<Told[]> {
  const isOpen = !state.spec.end && Date.now() < Date.parse(real.world.record().expiresAt ?? '');
  const isFresh = form.nonce !== '' && !state.delisted.has(form.voter);
  const hasCode = !state.spec.needsCode(form.voter) || (form.code !== '' && isNew(form));
  const hasComment = comment !== '' || !(decision === 'reject' || state.spec.needsComment(form.voter));
  const { statusCode } = await requestPage(decideApproval, {
    method: 'POST',
    token: form.secret,
    form: { decision, comment, nonce: form.nonce, code: form.code },
    cookies: form.cookies,
  });
  if (statusCode === 303 && state.isAlone && state.delisted.has(form.voter)) {
    throw new Error(`${form.voter} was let in, although the policy no longer lists them`);
  }
  if (statusCode === 303) return [(spec) => spec.vote(form.voter, decision)];
  const mustCount = isOpen && isFresh && hasComment && hasCode && state.isAlone && isYoung(form);
  if (mustCount) throw new Error(`${form.voter} was told ${statusCode}, although nothing is wrong with the vote`);
  return [];
}

/** A form is valid for an hour. */
function isYoung(form: OpenForm): boolean {
  return ageOf(form) < 60 * 60_000;
}

/** Nothing else has happened since. */
function isNew(form: OpenForm): boolean {
  return ageOf(form) === 0;
}

/** Milliseconds since the page was shown, as its nonce says. */
function ageOf({ nonce }: OpenForm): number {
  return Date.now() - Number.parseInt(nonce.split('.')[0] ?? '', 36);
}

function nonceIn(page: string): string {
  return /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

const vote = (voter: string, decision: Decision, comment: string, nth: number) =>
  new Step(`${voter} ${decision}s by link -${nth}${comment && ' with a comment'}`, async (state, real) => {
    const form = await openForm(real, voter, nth);
    return form ? sendForm(form, decision, comment, state, real) : [];
  });

/** Somebody was forwarded the link, asks for a code, and guesses. */
const guessCode = (voter: string) =>
  new Step(`somebody else votes by the link of ${voter}`, async (state, real) => {
    const form = state.spec.needsCode(voter) ? await openForm(real, voter) : undefined;
    if (!form) return [];
    const code = form.code === '0000 0000' ? '0000 0001' : '0000 0000';
    const sent = { decision: 'approve', comment: 'yes', nonce: form.nonce, code };
    await requestPage(decideApproval, { method: 'POST', token: form.secret, form: sent, cookies: form.cookies });
    return [];
  });

const openPage = (voter: string) =>
  new Step(`${voter} opens the page`, async (state, real) => {
    const form = await openForm(real, voter);
    if (form) state.forms.push(form);
    return [];
  });

const sendLate = (decision: Decision) =>
  new Step(`somebody sends ${decision} by a page opened before`, async (state, real) => {
    const form = state.forms.shift();
    return form ? sendForm(form, decision, 'late', state, real) : [];
  });

/** By a link, as if one had been made by mistake. */
const voteWithoutRight = (voter: string) =>
  new Step(`${voter} votes`, async (_state, { world }) => {
    const secret = 'x'.repeat(43);
    const pk = `LINK#${linkHash(secret)}`;
    world.table.items.set(pk, { pk, requestKey: REQUEST_KEY, approver: voter, ttl: 2 ** 40 });
    const shown = await requestPage(showApproval, { token: secret });
    const form = { decision: 'approve', comment: 'yes', nonce: nonceIn(shown.body) };
    const sent = await requestPage(decideApproval, { method: 'POST', token: secret, form });
    world.table.items.delete(pk);
    if (shown.statusCode !== 404 || sent.statusCode !== 404) throw new Error(`${voter} was not turned away`);
    return [];
  });

/** A link opens the kind of page that it was made for, and no other. */
const swapPages = new Step(
  'an approver opens their link as the requester would, and the other way round',
  async (_state, { world }) => {
    for (const { kind, secret } of world.mails) {
      const show = kind === 'approvals' ? showRequest : showApproval;
      if (secret && (await requestPage(show, { token: secret })).statusCode !== 404)
        throw new Error('the page was shown');
    }
    return [];
  },
);

const cancelByPage = new Step('the requester cancels by the page', async (_state, { world }) => {
  const token = world.mails.find(({ kind }) => kind === 'requests')?.secret;
  const nonce = nonceIn((await requestPage(showRequest, { token })).body);
  await requestPage(submitCancellation, { method: 'POST', token, form: { nonce, comment: '' } });
  return nonce === '' ? [] : [(spec, isApplying) => spec.cancel(isApplying)];
});

const cancelByEvent = (requestedBy: string) =>
  new Step(`${requestedBy} cancels by an event`, async () => {
    await unlessItDies(invoke(cancelRequest, { source: EVENT_SOURCE, detail: { requestId: REQUEST_ID, requestedBy } }));
    return requestedBy === REQUESTER ? [(spec, isApplying) => spec.cancel(isApplying)] : [];
  });

const endRound = new Step('the round ends', async (_state, { execution, world }) => {
  if (execution.output) return [];
  world.setTime(Math.max(Date.now(), execution.roundEndsAt));
  await execution.timeOut();
  return [];
});

/** Whoever has seen the task token can do that. */
const wakeEarly = new Step('somebody wakes the execution', async (_state, { execution, world }) => {
  const { roundEndsAt, round } = execution;
  world.waiting.clear();
  await execution.proceed();
  const isSame = execution.output || execution.round !== round || execution.roundEndsAt <= roundEndsAt;
  if (!isSame) throw new Error('a wake has made the round longer');
  return [];
});

const undeliverable = (voter: string, what: 'Permanent' | 'Transient' | 'complaint') =>
  new Step(`a mail to ${voter}: ${what}`, async ({ spec }, { world }) => {
    if (!world.mails.some(({ to, kind }) => to === voter && kind === 'approvals')) return [];
    const recipients = [{ emailAddress: voter }];
    const failure =
      what === 'complaint'
        ? { complaint: { complainedRecipients: recipients } }
        : { bounce: { bounceType: what, bounceSubType: 'General', bouncedRecipients: recipients } };
    const mail = { tags: { request: [requestTag(REQUEST_KEY)] } };
    await unlessItDies(invoke(markUnreachable, { detail: { mail, ...failure } }));
    if (what !== 'Transient' && !spec.end) spec.unreachable.add(voter);
    return [];
  });

const repeatEvent = new Step('the event comes a second time', async () => {
  const { status } = Object(await repeatRequest());
  if (status !== 'DUPLICATE') throw new Error(`the second execution ended ${status}`);
  return [];
});

const loseWake = new Step('the next function dies before it wakes the execution', async (_state, { world }) => {
  world.lostWakes = 1;
  return [];
});

const sweep = new Step('the sweep', async (state, { world, execution }) => {
  world.lostWakes = 0;
  await invoke(wakeStalledApprovals, { source: 'aws.events' });
  await execution.proceed();
  if (state.spec.end && !execution.output) throw new Error('the sweep left a decided request waiting');
  return [];
});

const list = (voter: string, isListed: boolean) =>
  new Step(`the policy ${isListed ? 'lists' : 'no longer lists'} ${voter}`, async (state) => {
    state.list(voter, isListed);
    return [];
  });

/** `delays` decides how the calls of AWS interleave. */
const atOnce = (steps: Step[], delays: number[]) =>
  new Step(`at once (${delays}): ${steps.join(', ')}`, async (state, real) => {
    real.world.delays = delays;
    state.isAlone = false;
    const told = await Promise.all(steps.map((step) => step.act(state, real)));
    real.world.delays = [0];
    state.isAlone = true;
    return told.flat();
  });

/** Lambda retries a function that dies; nobody does here, so that the sweep must find what it left undone. */
async function unlessItDies(invocation: Promise<unknown>): Promise<void> {
  await invocation.catch((error: Error) => {
    if (error.message !== DEATH) throw error;
  });
}

const person = fc.constantFrom(...PEOPLE);
const decision = fc.constantFrom<Decision>('approve', 'approve', 'approve', 'reject');
const comment = fc.constantFrom('', 'because', 'I know');
const failure = fc.constantFrom('Permanent', 'Transient', 'complaint');

const votes = fc.tuple(person, decision, comment, fc.nat(2)).map((given) => vote(...given));
const cancellations = fc.constantFrom(cancelByPage, cancelByEvent(REQUESTER));
const racing = fc.oneof({ weight: 4, arbitrary: votes }, { weight: 1, arbitrary: cancellations });
const delays = fc.array(fc.nat(5), { minLength: 1, maxLength: 8 });

/** What may happen to a request, in any order. */
export const COMMANDS = [
  votes,
  votes,
  votes,
  votes,
  person.map(openPage),
  decision.map(sendLate),
  person.map(guessCode),
  fc.constantFrom(REQUESTER, STRANGER).map(voteWithoutRight),
  fc.constantFrom(cancelByPage, cancelByEvent(REQUESTER), ...Array.from({ length: 4 }, () => cancelByEvent(STRANGER))),
  fc.constant(endRound),
  fc.constant(wakeEarly),
  fc.tuple(person, failure).map((given) => undeliverable(...given)),
  fc.constant(repeatEvent),
  fc.constant(swapPages),
  fc.constant(loseWake),
  fc.constant(sweep),
  fc.tuple(person, fc.boolean()).map((given) => list(...given)),
  fc.tuple(racing, racing, delays).map(([one, other, turns]) => atOnce([one, other], turns)),
  fc.tuple(racing, delays).map(([one, turns]) => atOnce([endRound, one], turns)),
];

/** Lets time pass until the execution has ended. @throws Error when it never does. */
export async function runOut(state: State, real: Real): Promise<void> {
  for (let turn = 0; turn < 10 && !real.execution.output; turn += 1) {
    await sweep.run(state, real);
    await endRound.run(state, real);
  }
  if (!real.execution.output) throw new Error('the request never ends');
}
