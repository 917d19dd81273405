// An agency whose address for answers sends people on to another of its hosts: browsers follow there only if
// the operator has written it down (UX 7.2).

import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { operate } from '../house/demonstration.mjs'
import { citizen, house } from '../house/house.mjs'
import { arrive, choosePassword, sendPassword } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

// Milliseconds after which every node knows of a change.
const KNOWN = 2500

story('who is sent on stays where they are, until the agency has said where to', {}, async (visitor) => {
  const { page } = visitor
  const complaint = page.waitForEvent('console', (message) => message.text().includes('form-action'))
  await comeForTheOtherHost(visitor)
  // What the browser complains of names the address that was posted to, and not where that led.
  assert.match((await complaint).text(), /^Sending form data to 'https:\/\/trafico\.localhost:\d+\/saml\/acs'/)
  await arrive(page, 'Volviendo a Puntos del permiso')
  assert.equal(visitor.posts('/saml/acs').length, 1, 'the answer has arrived, and nobody sees it')
  visitor.forgive(/form-action/)

  const other = house.agency.replace('trafico', 'sede.trafico')
  const [{ entity_id: agency }] = house.demonstration.agencies
  await operate('agency-set', agency, `--form-action=${other}`)
  try {
    await pause(KNOWN)
    await comeForTheOtherHost(visitor)
    await arrive(page, 'Has llegado a la otra sede')
    assert.equal(new URL(page.url()).origin, other)
  } finally {
    await operate('agency-set', agency, '--form-action=none')
    await pause(KNOWN)
  }
})

async function comeForTheOtherHost(visitor) {
  const { page } = visitor
  await visitor.context.clearCookies()
  await page.goto(`${house.agency}/entrar?lang=es&sede=si`)
  await choosePassword(visitor)
  await sendPassword(visitor, citizen('00000000T'))
  // The first time what goes out is shown.
  const send = page.locator('button[value="enviar"]')
  await send.or(page.locator('form[action$="/saml/acs"], body.trafico h1')).first().waitFor()
  if (await send.isVisible()) await send.click()
}
