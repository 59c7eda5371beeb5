/**
 * A day of two hundred connections, as the people on call live through it: Europe goes down, one application's secret is
 * rotated badly, three accounts break for reasons of their own. What reaches them should read like a story, not like noise.
 */
import { expect, it } from 'vitest';
import { notificationsOf } from '../monitoring/event-rules.ts';
import { answer, issued, refusedByLwa, refusedBySpApi } from '../token/amazon-by-script.ts';
import { type Account, type AmazonOfTheDay, type Heard, watchedFleet } from './watched-fleet.ts';

const MIDNIGHT = Date.UTC(2026, 10, 24);

/** `09:30`, or `09:30:20`. */
function at(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return MIDNIGHT + ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

function clockTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}

const EUROPE = 'https://sellingpartnerapi-eu.';
const BILLING_APP = 'amzn1.application-oa2-client.billing';

function fleetOf(endpoint: Account['endpoint'], count: number): Account[] {
  return Array.from({ length: count }, (_, index) => {
    const connectionId = `${endpoint}-${String(index + 1).padStart(3, '0')}`;
    const isOfBilling = endpoint === 'na' && index < 8;
    return { connectionId, endpoint, lwaClientId: isOfBilling ? BILLING_APP : `client-of-${connectionId}` };
  });
}

const ACCOUNTS = [...fleetOf('na', 110), ...fleetOf('eu', 60), ...fleetOf('fe', 30)];

const during = (now: number, from: string, to: string) => now >= at(from) && now < at(to);

const amazon: AmazonOfTheDay = (call, { connectionId, lwaClientId }, now, { url }) => {
  if (call === 'token') {
    if (lwaClientId === BILLING_APP && during(now, '13:00', '15:10')) return refusedByLwa('invalid_client', 401);
    if (connectionId === 'na-017' && during(now, '09:20', '16:40')) return refusedByLwa('invalid_grant');
    if (connectionId === 'fe-021' && now >= at('19:05')) return refusedByLwa('access_denied');
    return issued(connectionId);
  }
  const isEurope = url.startsWith(EUROPE);
  if (isEurope && during(now, '06:10', '07:35')) return answer(503, { message: 'Service Unavailable' });
  if (isEurope && during(now, '07:35', '07:50')) return refusedBySpApi(403, '');
  // Its seller took the authorization back while nobody could see it.
  if (connectionId === 'eu-038' && now >= at('07:00')) return refusedBySpApi(403, '');
  // One bad minute.
  if (connectionId === 'na-101' && during(now, '10:05', '10:14')) return refusedBySpApi(403, '');
  return answer(200, { feeds: [] });
};

interface Line {
  readonly time: string;
  readonly text: string;
  /** Of a connection that works again: those that come one after the other are one line. */
  readonly recovered: readonly string[];
}

/** The first line of each notification that the rules of the template send, with the code of the diagnosis. */
function story(heard: readonly Heard[]): string[] {
  const lines: Line[] = [];
  for (const { at: ms, detailType, detail } of heard) {
    for (const [rule, [text = '']] of Object.entries(notificationsOf({ detailType, detail }))) {
      const isRecovery = rule === 'RecoveredConnectionRule' && 'connectionId' in detail;
      const before = lines.at(-1);
      if (isRecovery && before && before.recovered.length > 0) {
        lines[lines.length - 1] = { ...before, recovered: [...before.recovered, detail.connectionId] };
        continue;
      }
      const plain = text.replaceAll(/2026-11-24T(\d\d:\d\d):[\d.]+Z/g, '$1').replaceAll(/ \(before: \w+\)/g, '');
      const code = 'diagnosis' in detail && detail.diagnosis ? ` [${detail.diagnosis.code}]` : '';
      const recovered = isRecovery ? [detail.connectionId] : [];
      lines.push({ time: clockTime(ms), text: plain + code, recovered });
    }
  }
  return lines.map(({ time, text, recovered }) =>
    recovered.length > 1 ? `${time}  ${recovered.length} work again: ${recovered.join(', ')}` : `${time}  ${text}`,
  );
}

it('a day of two hundred connections reads like a story', async () => {
  const fleet = watchedFleet(ACCOUNTS, MIDNIGHT, amazon);
  fleet.begin();
  await fleet.watchUntil(at('15:10'));
  // The right secret is saved for all of the application: each is tested at once.
  for (const { connectionId, lwaClientId } of ACCOUNTS) {
    if (lwaClientId === BILLING_APP) await fleet.queueTest(connectionId, 'save');
  }
  await fleet.watchUntil(at('16:40'));
  await fleet.queueTest('na-017', 'save');
  await fleet.watchUntil(at('19:07'));
  await fleet.queueTest('fe-021', 'traffic');
  await fleet.watchUntil(at('24:00'));

  expect(story(fleet.heard)).toMatchInlineSnapshot(`
    [
      "06:32  The endpoint eu as a whole is failing since 06:32: 17 of 26 connections tested lately were affected.",
      "08:11  The endpoint eu as a whole is normal since 08:11: 10 of 42 connections tested lately were affected.",
      "08:35  The connection eu-038 (eu) fails since 07:40. [access_refused]",
      "08:36  11 work again: eu-010, eu-034, eu-032, eu-011, eu-016, eu-021, eu-005, eu-008, eu-058, eu-009, eu-023",
      "10:14  The connection na-017 (na) fails since 10:14. [refresh_token_rejected]",
      "13:27  The connection na-006 (na) fails since 13:27. [client_rejected]",
      "13:39  The application with the client id amzn1.application-oa2-client.billing as a whole is failing since 13:39: 3 of 3 connections tested lately were affected.",
      "15:10  8 work again: na-001, na-002, na-003, na-004, na-005, na-006, na-007, na-008",
      "15:39  The application with the client id amzn1.application-oa2-client.billing as a whole is normal since 15:39: 0 of 3 connections tested lately were affected.",
      "16:40  The connection na-017 (na) works again since 16:40.",
      "19:07  The connection fe-021 (fe) fails since 19:07. [client_blocked]",
    ]
  `);

  const states = fleet.heard.flatMap(({ detail }) => ('connectionId' in detail ? [detail] : []));
  expect(
    states.filter(({ to }) => to === 'unknown'),
    'an outage of two hours makes nothing unknown',
  ).toEqual([]);
  expect(
    states.filter(({ connectionId }) => connectionId === 'na-101'),
    'one bad minute wakes nobody',
  ).toEqual([]);
  expect(new Set(fleet.heard.map(({ detail }) => detail.id)).size, 'nothing is told twice').toBe(fleet.heard.length);
  const asked = fleet.amazon.requests.filter(
    ({ url, headers }) => headers['x-amz-access-token']?.startsWith('eu-') && !url.startsWith(EUROPE),
  );
  expect(asked, 'nobody asks Amazon for evidence in an outage').toEqual([]);
});
