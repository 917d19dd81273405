// What the citizens of the demonstration get on their phones and in their mailboxes.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { house } from './house.mjs'

const PATIENCE = 10_000

async function all() {
  const text = await readFile(house.demonstration.outbox, 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** How many messages there are now, to wait for what comes after. */
export async function sofar() {
  return (await all()).length
}

/** The first message after so many that goes to this phone or mailbox for this purpose. */
export async function message({ to, purpose, after }) {
  const deadline = Date.now() + PATIENCE
  while (Date.now() < deadline) {
    const found = (await all()).slice(after).find((one) => one.to === to && one.purpose === purpose)
    if (found) return found
    await pause(100)
  }
  return assert.fail(`no message for ${purpose} has come to ${to}`)
}

/** None has come in the meantime. */
export async function nothing({ to, after }) {
  const found = (await all()).slice(after).filter((one) => one.to === to)
  assert.deepEqual(found, [])
}
