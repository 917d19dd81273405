// The tax agency wants more than a password: a code by SMS, for whoever is registered well.

import assert from 'node:assert/strict'
import { citizen, house } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { message, sofar } from '../house/outbox.mjs'
import { arrive, choosePassword, comeFromAgency, sendPassword, told } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

const JOAO = 'Y1234567X'
const MARIA = '87654321X'

async function comeToCode(visitor, person) {
  await comeFromAgency(visitor, visitor.page, house.agencies.hacienda)
  await choosePassword(visitor)
  await sendPassword(visitor, person)
  await arrive(visitor.page, visitor.words.codeHeading)
}

async function sendCode(visitor, code) {
  const { page, words } = visitor
  await page.getByLabel(words.code, { exact: true }).fill(code)
  await page.getByRole('button', { name: words.continue, exact: true }).click()
}

const ways = [
  { language: 'es', who: JOAO },
  { language: 'en', who: MARIA },
  { language: 'es', who: MARIA, scripts: false },
]
for (const { language, who, scripts = true } of ways) {
  const how = `in ${language}${scripts ? '' : ', without script'}`
  story(`with password and code a person enters at the tax agency, ${how}`, { language, scripts }, async (visitor) => {
    const { page, words } = visitor
    const person = citizen(who)
    const after = await sofar()
    await comeToCode(visitor, person)
    await inspect(page, `code-${language}-${scripts}`, { language })
    const sms = await message({ to: person.phone, purpose: 'code', after })
    assert.match(sms.code, /^[0-9]{8}$/)
    assert.ok(sms.text.endsWith(`\n@hub.localhost #${sms.code}`), sms.text)
    assert.ok(await page.getByText(person.phone.slice(-3)).first().isVisible())
    await sendCode(visitor, sms.code)
    if (!scripts) {
      const send = page.locator('button[value="enviar"]')
      const go = page.getByRole('button', { name: words.continue, exact: true })
      await send.or(go).first().waitFor()
      if (await send.isVisible()) await send.click()
      await go.click()
    }
    assert.deepEqual(await told(page), {
      name: person.fullName,
      document: person.document,
      how: words.byPassword,
      level: words.substantial,
    })
  })
}

story('a wrong code is told at its field, and another SMS only after a minute', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToCode(visitor, citizen(JOAO))
  await sendCode(visitor, '1234')
  await page.getByRole('link', { name: 'El código tiene 8 números' }).waitFor()
  await inspect(page, 'code-form', { prefix: 'Error: ' })
  await page.getByText('¿No te llega el SMS?').click()
  await page.getByRole('button', { name: 'Enviar otro SMS' }).click()
  await page.getByRole('link', { name: /^Todavía no podemos enviarte otro SMS/ }).waitFor()
  await inspect(page, 'code-early', { prefix: 'Error: ' })
})
