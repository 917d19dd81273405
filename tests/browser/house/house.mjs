// What all stories share: one demonstration, one browser.

import { rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'
import * as demonstration from './demonstration.mjs'

/** Filled before the first story. */
export const house = {}

/** Where the pictures of the last run are kept to be looked at; git ignores it. */
export const screenshots = path.join(demonstration.root, 'var/screenshots')

before(async () => {
  await rm(screenshots, { recursive: true, force: true })
  house.demonstration = await demonstration.up()
  house.browser = await startChromium(house.demonstration.home)
  house.hub = house.demonstration.hub
  house.agencies = Object.fromEntries(house.demonstration.agencies.map(({ name, url }) => [name, url]))
  house.agency = house.agencies.trafico
})

after(async () => {
  await house.browser?.close()
  await demonstration.remove()
})

/** An invented citizen, by document. */
export function citizen(document) {
  const found = house.demonstration.citizens.find((one) => one.document === document)
  return { ...found, fullName: `${found.name} ${found.surname}` }
}

// Its HOME holds the certificate database that trusts the demonstration's authority: TLS is checked by
// Chromium as it would be for a person. Names below localhost are this machine; no other is reached.
export function startChromium(home) {
  const args = [
    '--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
  ]
  // Chromium refuses its sandbox to root.
  if (process.getuid() === 0) args.push('--no-sandbox')
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args,
    env: { ...process.env, HOME: home },
  })
}
