/** Tokens through the service: told once, kept as a hash, narrower than who made them, and none from the moment they are revoked. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorizeBy, LIMITS, type Role, redeemToken, type Scope } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testService } from '../support/service.ts';
import { customerFields, type Office, openOffice } from './office.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

let office: Office;

let people: Record<string, Role>;

beforeEach(async () => {
  people = { olga: 'owner', adam: 'admin', anna: 'admin', max: 'maker', rita: 'reader' };
  office = await openOffice({ members: people });
});

afterEach(() => office.dispose());

type Asked = Partial<Parameters<Office['service']['createToken']>[1]>;

const create = (who: string, asked: Asked = {}) =>
  office.service.createToken(office.as(who), {
    name: 'ci',
    role: 'admin',
    lifetimeMs: 30 * DAY_MS,
    ...asked,
  });

const redeem = (text: string, orgId = office.as('olga').orgId): Promise<Scope> =>
  redeemToken(office, orgId, text);

async function acting(who: string, asked: Asked = {}): Promise<Scope> {
  return redeem((await create(who, asked)).token);
}

describe('a token', () => {
  it('is told once, and its text is in no byte of the control database, no list, no log', async () => {
    const { token, id, ...shown } = await create('olga', { environments: ['prod'], operations: ['promote'] });
    expect(token).toMatch(/^mda_[0-9a-f]{16}_[0-9a-f]{72}$/);
    expect(shown).toMatchObject({ environments: ['prod'], operations: ['read', 'promote'], status: 'live' });
    const scope = await redeem(token);
    await office.refused(office.service.publish(scope, {} as never, { targetEnv: 'dev' }));
    await office.refused(redeem(`${token}0`));
    await office.service.revokeToken(office.as('olga'), token);
    await office.refused(office.service.revokeToken(office.as('olga'), `${token.slice(0, -1)}x`));
    const secret = token.slice(token.lastIndexOf('_') + 1);
    const kept = [
      JSON.stringify(await office.service.tokens(office.as('olga'))),
      JSON.stringify(await office.service.log(office.as('olga'))),
      JSON.stringify(await office.service.audit(office.as('olga'))),
      ...readdirSync(office.folder).map((file) => readFileSync(join(office.folder, file), 'latin1')),
    ];
    expect(
      kept.some((text) => text.includes(id)),
      'the id is looked for in the right place',
    ).toBe(true);
    for (const text of kept) {
      expect(text.includes(secret)).toBe(false);
      expect(text.includes(secret.slice(0, 16))).toBe(false);
    }
  });

  it('acts under its own name, which every row of what it did carries', async () => {
    const { token, id } = await create('adam', { role: 'maker' });
    const scope = await redeem(token);
    await office.service.openDraft(scope, 'com.acme.tokens');
    const rows = await office.service.audit(office.as('rita'));
    const made = rows.findIndex(({ audit }) => audit?.operation === 'token.created');
    expect(rows[made]?.audit).toMatchObject({ actor: 'adam', type: 'token', name: id });
    const after = rows.slice(made + 1).map(({ audit }) => audit?.actor);
    expect(after.length).toBeGreaterThan(0);
    expect(new Set(after)).toEqual(new Set([`token/ci/${id}`]));
  });

  it.each([
    [
      'another secret',
      (text: string) => `${text.slice(0, -9)}${text.at(-9) === '0' ? 1 : 0}${text.slice(-8)}`,
    ],
    ['one letter less', (text: string) => text.slice(0, -1)],
    ['nothing', () => ''],
    ['another prefix', (text: string) => text.replace('mda_', 'ghp_')],
    ['something long', () => 'mda_'.repeat(1_000_000)],
  ])('is refused as %s, in the same words', async (_, changed) => {
    const { token } = await create('olga');
    const answer = await office.refused(redeem(changed(token)));
    expect(answer).toMatchObject({ code: 'TOKEN_INVALID', message: 'this is no token of this workspace' });
  });

  it('with another secret under a right checksum is refused, and so it is in another organization', async () => {
    const [one, other] = [(await create('olga')).token, (await create('olga')).token];
    const { createHash } = await import('node:crypto');
    const body = `${one.slice(0, 'mda_0123456789abcdef_'.length)}${other.slice('mda_0123456789abcdef_'.length, -8)}`;
    const forged = body + createHash('sha256').update(body).digest('hex').slice(0, 8);
    const [byForged, elsewhere] = [
      await office.refused(redeem(forged)),
      await office.refused(redeem(one, 'org-b')),
    ];
    expect(byForged).toEqual(elsewhere);
    expect(byForged.code).toBe('TOKEN_INVALID');
  });

  it('I-42: is none from the next request on, once revoked; revoking it twice changes nothing', async () => {
    const { token, id } = await create('olga');
    await redeem(token);
    const revoked = await office.service.revokeToken(office.as('adam'), id);
    expect(revoked).toMatchObject({ status: 'revoked', revokedBy: 'adam' });
    expect((await office.refused(redeem(token))).code).toBe('TOKEN_REVOKED');
    const before = await office.service.log(office.as('olga'));
    expect(await office.service.revokeToken(office.as('olga'), id)).toEqual(revoked);
    expect(await office.service.log(office.as('olga'))).toEqual(before);
    expect(before.at(-1)).toMatchObject({ op: 'token.revoked', actor: 'adam', ref: `token/${id}` });
    expect((await office.refused(office.service.revokeToken(office.as('olga'), 'nobody'))).code).toBe(
      'TOKEN_NOT_FOUND',
    );
  });

  it('I-42: expires at its instant, and a clock that was set back does not bring it to life', async () => {
    const { token } = await create('olga', { lifetimeMs: DAY_MS });
    office.clock.advance(DAY_MS - 1);
    await redeem(token);
    office.clock.advance(1);
    expect((await office.refused(redeem(token))).code).toBe('TOKEN_EXPIRED');
    office.clock.advance(-LIMITS.clock_skew_ms);
    await redeem(token);
    office.clock.advance(-2);
    expect(await office.refused(redeem(token))).toMatchObject({
      code: 'TOKEN_INVALID',
      suggestion: expect.stringContaining('set the clock right'),
    });
  });

  it('keeps when it was used last, to the minute', async () => {
    const { token } = await create('olga');
    const lastUsed = async () => (await office.service.tokens(office.as('olga')))[0]?.lastUsedAt;
    expect(await lastUsed()).toBeNull();
    const first = office.clock.now();
    await redeem(token);
    office.clock.advance(LIMITS.token_use_ms - 1);
    await redeem(token);
    expect(await lastUsed()).toBe(first);
    office.clock.advance(1);
    await redeem(token);
    expect(await lastUsed()).toBe(office.clock.now());
  });
});

describe('what a token may', () => {
  it('is never more than who makes it, and only people make one', async () => {
    // Somebody who is admin, but in prod a maker.
    const bench = await testService({
      clock: office.clock,
      authorize: authorizeBy(({ principal }, place) =>
        principal.id === 'una' && place?.name === 'prod' ? 'maker' : 'admin',
      ),
    });
    try {
      await bench.environment('dev');
      await bench.environment('prod', 'production');
      const asked = { name: 'ci', role: 'admin', lifetimeMs: DAY_MS };
      expect(await office.refused(bench.service.createToken(office.as('una'), asked))).toMatchObject({
        code: 'ROLE_FORBIDDEN',
        message: expect.stringMatching(/'una' may not \w+ in 'prod'/),
      });
      await bench.service.createToken(office.as('una'), { ...asked, environments: ['dev'] });
    } finally {
      await bench.dispose();
    }
    for (const who of ['max', 'rita', 'eve'])
      expect((await office.refused(create(who, { role: 'guest' }))).code).toBe('ROLE_FORBIDDEN');
    for (const kind of ['service', 'agent'])
      expect(
        (
          await office.refused(
            office.service.createToken(await acting('olga', { role: 'owner', kind }), {
              ...{ name: 'more', role: 'guest', lifetimeMs: DAY_MS },
            }),
          )
        ).code,
      ).toBe('ROLE_FORBIDDEN');
    expect((await office.refused(office.service.tokens(office.as('max')))).code).toBe('ROLE_FORBIDDEN');
  });

  it('shrinks with who made it: what they may no more, it may no more from the next request on', async () => {
    const version = await office.publish(customerFields());
    const scope = await acting('adam', { role: 'owner' });
    const promote = () => office.service.promote(scope, version, { targetEnv: 'staging' });
    people.adam = 'maker';
    const { code, details, message } = await office.refused(promote());
    // A maker's promotion to staging is one that others have to agree to.
    expect([code, message]).toEqual(['APPROVAL_REQUIRED', expect.stringContaining('staging')]);
    expect(details.request).toEqual(expect.any(String));
    expect(await office.refused(office.service.deprecate(scope, version))).toMatchObject({
      code: 'ROLE_FORBIDDEN',
      message: expect.stringContaining("made by 'adam', who is maker now"),
      details: { role: 'owner', maker: 'adam', makerRole: 'maker' },
    });
    delete people.adam;
    for (const work of [promote(), office.service.versions(scope, 'com.example.shop')])
      expect(await office.refused(work)).toMatchObject({
        code: 'ROLE_FORBIDDEN',
        message: expect.stringContaining("made by 'adam', who is no member now"),
      });
    people.adam = 'admin';
    await promote();
    expect(await office.runs('staging')).toBe('1.0.0');
  });

  it('says nothing of who has to agree: that is set by people', async () => {
    const scope = await acting('olga', { role: 'owner' });
    const open = office.service.setPolicy(scope, 'prod', { approvals: { needed: 0 } });
    expect((await office.refused(open)).code).toBe('ROLE_FORBIDDEN');
  });

  it.each([
    [{ name: 'Not a name' }],
    [{ role: 'root' }],
    [{ kind: 'user' }],
    [{ operations: ['fly'] }],
    [{ operations: [] }],
    [{ environments: [] }],
    [{ lifetimeMs: 59_999 }],
    [{ lifetimeMs: 367 * DAY_MS }],
    [{ lifetimeMs: Number.NaN }],
  ])('is said in known words: %j is refused', async (asked) => {
    expect((await office.refused(create('olga', asked))).code).toBe('USAGE_INVALID');
    expect(await office.service.tokens(office.as('olga'))).toEqual([]);
  });

  it('is where it is for, and what it is for', async () => {
    const version = await office.publish(customerFields());
    expect((await office.refused(create('olga', { environments: ['moon'] }))).code).toBe(
      'ENVIRONMENT_NOT_FOUND',
    );
    const scope = await acting('olga', { environments: ['staging'], operations: ['promote'] });
    await office.service.promote(scope, version, { targetEnv: 'staging' });
    expect(await office.runs('staging')).toBe('1.0.0');
    const elsewhere = await office.refused(office.service.promote(scope, version, { targetEnv: 'prod' }));
    expect(elsewhere).toMatchObject({
      code: 'ROLE_FORBIDDEN',
      message: expect.stringContaining('a token for staging, read, promote'),
    });
    for (const work of [
      office.service.finalize(scope, { targetEnv: 'staging' }),
      office.service.deprecate(scope, version),
      office.service.addEnvironment(scope, { name: 'x', type: 'test', databaseUrl: 'sqlite:x.db' }),
    ])
      expect((await office.refused(work)).code).toBe('ROLE_FORBIDDEN');
  });
});

describe('I-47: leave is given by people', () => {
  it('no token approves, and who made one does not approve what it asks for', async () => {
    const version = await office.publish(customerFields());
    const scope = await acting('adam');
    const promote = () => office.service.promote(scope, version, { targetEnv: 'prod' });
    const { code, details } = await office.refused(promote());
    expect(code).toBe('APPROVAL_REQUIRED');
    const request = details.request as string;
    expect(await office.refused(office.service.approve(office.as('adam'), request))).toMatchObject({
      code: 'ROLE_FORBIDDEN',
      message: "'adam' asked for it by a token, and may not approve it too",
    });
    for (const maker of ['anna', 'olga'])
      expect((await office.refused(office.service.approve(await acting(maker), request))).code).toBe(
        'ROLE_FORBIDDEN',
      );
    await office.service.approve(office.as('anna'), request);
    await promote();
    expect(await office.runs('prod')).toBe('1.0.0');
  });

  it('an agent with a token asks, and a member goes live', async () => {
    const version = await office.publish(customerFields());
    const agent = await acting('olga', { role: 'owner', kind: 'agent' });
    const promote = (scope: Scope) => office.service.promote(scope, version, { targetEnv: 'staging' });
    const { code, details } = await office.refused(promote(agent));
    expect(code).toBe('APPROVAL_REQUIRED');
    await office.service.approve(office.as('anna'), details.request as string);
    expect((await office.refused(promote(agent))).code).toBe('ROLE_FORBIDDEN');
    await promote(office.as('adam'));
    expect(await office.runs('staging')).toBe('1.0.0');
  });
});
