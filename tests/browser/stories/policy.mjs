// Agencies that want more than a password: the policy declines them, and by a change of the policy alone one opens.

import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { operate, root } from '../house/demonstration.mjs'
import { citizen, house } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { arrive, ask, choosePassword, comeFromAgency, sendPassword, sentBack, told } from '../house/steps.mjs'
import { story, visit } from '../house/story.mjs'

const CODE = 'urn:oasis:names:tc:SAML:2.0:status:'
const BEYOND = `${CODE}Requester ${CODE}NoAuthnContext LOA_NOT_REACHED: required substantial, obtained`
const NOTHING_LEFT = `${CODE}Responder ${CODE}NoAvailableIDP NO_AUTHENTICATOR: no authentication method is left`
// Every node knows a change within 2 seconds, the command says.
const KNOWN = 2_000

for (const language of ['es', 'en']) {
  story(`who is registered too low for the tax agency reads why, and it is told, in ${language}`, { language, refusals: [403] }, async (visitor) => {
    const { page, words } = visitor
    await comeFromAgency(visitor, page, house.agencies.hacienda)
    await choosePassword(visitor)
    await sendPassword(visitor, citizen('12345678Z'))
    // The person reads it first.
    await page.locator('form[action$="/cancelar"] button').waitFor()
    await inspect(page, `notice-${language}`, { language })
    assert.deepEqual(await sentBack(page), { heading: words.moreAssurance, codes: `${BEYOND} low` })
    await inspect(page, `hacienda-${language}`, { language })
  })

  story(`an agency whose only way is not here yet is told that none is left, in ${language}`, { language }, async (visitor) => {
    const { page, words } = visitor
    const { entity_id: registry } = house.demonstration.agencies.find((one) => one.name === 'certificado')
    await operate('agency-set', registry, '--methods', 'mobile')
    try {
      await pause(KNOWN)
      await ask(visitor, house.agencies.certificado)
      assert.deepEqual(await sentBack(page), { heading: words.noWay, codes: NOTHING_LEFT })
      await inspect(page, `certificado-${language}`, { language })
    } finally {
      await operate('agency-set', registry, '--methods', 'certificate')
      await pause(KNOWN)
    }
  })
}

story('by a change of the policy alone the tax agency takes a password for enough', { refusals: [403] }, async (visitor) => {
  const before = path.join(tmpdir(), `zaguan-policy-${process.pid}.toml`)
  await writeFile(before, await operate('policy-show'))
  const activated = await operate('policy-activate', path.join(root, 'tests/demonstration/password-is-substantial.toml'))
  assert.match(activated, /^password with knowledge and registration advanced: substantial, and was low\.$/m)
  assert.match(activated, /^Every agency and service lets in the same people by the same methods\.$/m)
  try {
    await pause(KNOWN)
    await letsIn(visitor)
    await letsNoOtherIn()
  } finally {
    await operate('policy-activate', before)
    await pause(KNOWN)
  }
  const afterwards = await visit({})
  try {
    await comeFromAgency(afterwards, afterwards.page, house.agencies.hacienda)
    await choosePassword(afterwards)
    await sendPassword(afterwards, citizen('Y1234567X'))
    await arrive(afterwards.page, afterwards.words.codeHeading)
    assert.deepEqual(afterwards.problems(), [])
  } finally {
    await afterwards.context.close()
  }
})

async function letsIn(visitor) {
  const { page, words } = visitor
  const person = citizen('00000000T')
  await comeFromAgency(visitor, page, house.agencies.hacienda)
  await choosePassword(visitor)
  await sendPassword(visitor, person)
  assert.deepEqual(await told(page), {
    name: person.fullName,
    document: person.document,
    how: words.byPassword,
    level: words.substantial,
  })
  await page.locator('summary').click()
  const raw = page.locator('#valores')
  assert.match(await raw.textContent(), /AuthnContextClassRefhttp:\/\/eidas\.europa\.eu\/LoA\/substantial/)
  await inspect(page, 'hacienda-afterwards')
  await page.locator('#salir').click()
}

async function letsNoOtherIn() {
  const visitor = await visit({ refusals: [403] })
  try {
    await comeFromAgency(visitor, visitor.page, house.agencies.hacienda)
    await choosePassword(visitor)
    await sendPassword(visitor, citizen('12345678Z'))
    const notice = { heading: visitor.words.moreAssurance, codes: `${BEYOND} low` }
    assert.deepEqual(await sentBack(visitor.page), notice)
    await comeFromAgency(visitor, visitor.page, house.agencies.certificado)
    const offered = visitor.page.locator('form[action$="/elegir"] button')
    assert.deepEqual(await offered.allTextContents(), ['Certificado o DNI electrónico'])
    assert.deepEqual(visitor.problems(), [])
  } finally {
    await visitor.context.close()
  }
}
