// One person at three agencies: what is missing is asked, and nothing else; and leaving ends it everywhere it can.

import assert from 'node:assert/strict'
import { citizen, house } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { message, sofar } from '../house/outbox.mjs'
import { arrive, ask, choosePassword, comeFromAgency, sendPassword, told } from '../house/steps.mjs'
import { story, visit } from '../house/story.mjs'

const CARMEN = '12345678Z'
const JOAO = 'Y1234567X'
const BEGONA = '99999999R'

for (const { language, scripts } of [{ language: 'es', scripts: true }, { language: 'en', scripts: false }]) {
  const how = `in ${language}, ${scripts ? 'with' : 'without'} JavaScript`

  story(`from agency to agency only what is missing is asked, and leaving says what has ended, ${how}`, { language, scripts, cards: ['fnmt-person'] }, async (visitor) => {
    const { page, words } = visitor
    await comeFromAgency(visitor)
    await choosePassword(visitor)
    await sendPassword(visitor, citizen(CARMEN))
    await land(page, scripts)
    assert.equal(await text(page, '#nivel'), words.low)

    // Her registration is basic: of all methods a certificate alone reaches what the tax agency asks.
    await ask(visitor, house.agencies.hacienda)
    await page.getByRole('heading', { level: 1, name: words.moreAsked }).waitFor()
    await inspect(page, `step-up-${language}`, { language })
    await page.getByText({ es: /^Tu registro es básico: /, en: /^Your registration is basic: / }[language]).waitFor()
    assert.equal(await page.locator('.app-choice').count(), 1)
    await page.locator('form:has(input[value="certificate"]) button').click()
    await page.locator('form[action$="/certificado"] button.govuk-button').click()
    await land(page, scripts)
    assert.deepEqual([await text(page, '#documento'), await text(page, '#nivel')], [CARMEN, words.substantial])

    // At the registry nothing is missing any more.
    await ask(visitor, house.agencies.certificado)
    await page.locator('form[action$="/seguir"] button[value="continuar"]').click()
    await land(page, scripts)
    assert.equal(await text(page, '#documento'), CARMEN)

    await page.locator('#salir-de-todo').click()
    if (!scripts) {
      for (const agency of [words.taxName, words.agencyName]) {
        await arrive(page, words.leaving)
        await inspect(page, `telling-${language}`, { language })
        await page.locator('main .govuk-button').filter({ hasText: agency }).first().click()
        // The tax agency answers with a form of its own.
        const form = page.locator('#continuar')
        await form.or(page.getByRole('heading', { level: 1, name: words.leaving })).or(page.locator('main dl')).first().waitFor()
        if (await form.isVisible()) await form.click()
      }
      await arrive(page, words.left)
      await inspect(page, `left-${language}`, { language })
      await page.locator('main .govuk-button').last().click()
    }
    await page.locator('#salida').waitFor()
    assert.equal(await text(page, '#salida'), words.leftEverything)
    for (const agency of Object.values(house.agencies)) {
      await page.goto(`${agency}/?lang=${language}`)
      await page.getByRole('link', { name: words.enter, exact: true }).waitFor()
    }
    await ask(visitor)
    await arrive(page, words.choose)
  })
}

story('an agency that does not answer strands nobody', {}, async (visitor) => {
  const { page, words, context } = visitor
  await enterAtTwo(visitor)
  await context.route(`${house.agencies.trafico}/saml/slo**`, (route) => route.abort('connectionrefused'))
  await page.goto(`${house.hub}/salir`)
  await inspect(page, 'leave')
  await page.getByRole('button', { name: 'Salir', exact: true }).click()
  // The tax agency is told by itself; of the other the script finds that it does not answer.
  await page.getByText(`No hemos podido comprobar si ${words.agencyName} contesta`).waitFor()
  await inspect(page, 'telling-unsure')
  await page.getByRole('button', { name: `Seguir sin ${words.agencyName}`, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: /^Has salido de .*, pero no de todos los servicios$/ }).waitFor()
  await inspect(page, 'left-partial')
  assert.ok(await page.getByText('No ha contestado').isVisible())
  await page.goto(`${house.hub}/salir`)
  await arrive(page, 'No has entrado en este navegador')
  visitor.forgive(/ERR_CONNECTION_REFUSED|net::ERR/)
})

story('an agency that answers with an error leaves the way on at the page of leaving', { refusals: [500] }, async (visitor) => {
  const { page, context, words } = visitor
  await enterAtTwo(visitor)
  let told = 0
  await context.route(`${house.agencies.trafico}/saml/slo?**`, (route) => {
    told += 1
    return route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>Error</h1>' })
  })
  await page.goto(`${house.hub}/salir`)
  await page.getByRole('button', { name: 'Salir', exact: true }).click()
  await arrive(page, 'Error')
  await page.goto(`${house.hub}/salir`)
  await page.getByText(`${words.agencyName} no nos ha contestado todavía.`).waitFor()
  assert.equal(told, 1, 'nobody is sent there a second time')
  await inspect(page, 'telling-waits')
  await page.getByRole('button', { name: `Seguir sin ${words.agencyName}`, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: /pero no de todos los servicios$/ }).waitFor()
})

story('whoever closes all sessions has to enter anew in the other browser as well', {}, async (visitor) => {
  const { page, words } = visitor
  const other = await visit()
  try {
    for (const one of [other, visitor]) {
      await comeFromAgency(one)
      await choosePassword(one)
      await sendPassword(one, citizen(JOAO))
      await told(one.page)
    }
    await page.goto(`${house.hub}/salir`)
    await page.getByText(/^Tienes \d+ sesi.n(es)? abiertas? en otros? navegador/).waitFor()
    await inspect(page, 'leave-elsewhere')
    await page.locator('button[value="todas"]').click()
    await arrive(page, words.left)
    await inspect(page, 'left-everywhere')
    await page.getByText(/^También hemos cerrado tus sesiones de /).waitFor()
    await comeFromAgency(other, other.page, house.agencies.hacienda)
    assert.deepEqual(other.problems(), [])
  } finally {
    await other.context.close()
  }
})

story('whoever is not the person of the session says so, and chooses anew', {}, async (visitor) => {
  const { page, words } = visitor
  await comeFromAgency(visitor)
  await choosePassword(visitor)
  await sendPassword(visitor, citizen(JOAO))
  await told(page)
  await ask(visitor, house.agencies.hacienda)
  await page.getByRole('heading', { level: 1, name: words.moreAsked }).waitFor()
  await page.getByRole('button', { name: /^No soy / }).click()
  await arrive(page, words.choose)
  await page.goto(`${house.hub}/salir`)
  await arrive(page, 'No has entrado en este navegador')
})

story('another person is warned before they take the place of the one before', { cards: ['fnmt-person'] }, async (visitor) => {
  const { page, words } = visitor
  await comeFromAgency(visitor)
  await choosePassword(visitor)
  await sendPassword(visitor, citizen(JOAO))
  await told(page)
  await ask(visitor, house.agencies.hacienda)
  await page.locator('form:has(input[value="certificate"]) button').click()
  await page.locator('form[action$="/certificado"] button.govuk-button').click()
  await arrive(page, '¿Cambiamos de persona en este navegador?')
  await inspect(page, 'replace')
  await page.locator('button[value="cambiar"]').click()
  assert.equal((await told(page)).document, CARMEN)
})

async function enterAtTwo(visitor) {
  const { page, words } = visitor
  const person = citizen(BEGONA)
  await comeFromAgency(visitor)
  await choosePassword(visitor)
  await sendPassword(visitor, person)
  await told(page)
  const after = await sofar()
  await ask(visitor, house.agencies.hacienda)
  await page.getByRole('heading', { level: 1, name: words.moreAsked }).waitFor()
  await page.getByRole('button', { name: words.password, exact: true }).click()
  const sms = await message({ to: person.phone, purpose: 'code', after })
  await page.getByLabel(words.code, { exact: true }).fill(sms.code)
  await page.getByRole('button', { name: words.continue, exact: true }).click()
  await told(page)
}

/** Back at the agency, letting go out what is shown before. */
async function land(page, scripts) {
  if (scripts) return told(page)
  const send = page.locator('button[value="enviar"]')
  const go = page.locator('form:has(input[name="SAMLResponse"]) button')
  await send.or(go).first().waitFor()
  if (await send.isVisible()) await send.click()
  await go.click()
  await page.locator('#nombre').waitFor()
}

function text(page, selector) {
  return page.locator(selector).textContent()
}
