// Browsers with cards: each is a Chromium of its own, because its certificates belong to its user and not to a context.

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { house, startChromium } from './house.mjs'

const run = promisify(execFile)

/** The bench of the demonstration: what each card is. */
export async function bench() {
  return JSON.parse(await readFile(path.join(house.demonstration.cards, 'manifest.json'), 'utf8'))
}

/** A browser whose user has these cards, and shows whichever there is, until another is chosen. */
export async function browserWith(cards) {
  await choose()
  const home = await mkdtemp(path.join(os.tmpdir(), 'zaguan-home-'))
  const database = path.join(home, '.pki/nssdb')
  await mkdir(database, { recursive: true })
  const { ca } = house.demonstration
  await run('certutil', ['-N', '-d', `sql:${database}`, '--empty-password'])
  await run('certutil', ['-A', '-d', `sql:${database}`, '-n', 'demonstration', '-t', 'C,,', '-i', ca])
  for (const card of cards) await add(database, card)
  const browser = await startChromium(home)
  const close = async () => {
    await browser.close()
    await rm(POLICY, { force: true })
    await rm(home, { recursive: true, force: true })
  }
  return { browser, close }
}

async function add(database, name) {
  const { password } = await bench()
  const file = path.join(house.demonstration.cards, 'cards', `${name}.p12`)
  await run('pk12util', ['-i', file, '-d', `sql:${database}`, '-K', '', '-W', password])
}

// One folder for the whole machine, which belongs to root. Chromium asks a person which certificate it may show; where
// there is no window it waits for ever, unless a policy has chosen.
const MANAGED = '/etc/chromium/policies/managed'
const POLICY = path.join(MANAGED, 'zaguan-stories.json')

/** Which certificate Chromium shows at the certificate host: by its holder's common name, or whichever there is. */
export async function choose(subject) {
  const filter = subject === undefined ? {} : { SUBJECT: { CN: subject } }
  const [name, port] = house.demonstration.certificate_host.split(':')
  const entry = JSON.stringify({ pattern: `https://[*.]${name}:${port}`, filter })
  await mkdir(MANAGED, { recursive: true })
  await writeFile(POLICY, JSON.stringify({ AutoSelectCertificateForUrls: [entry] }))
}
