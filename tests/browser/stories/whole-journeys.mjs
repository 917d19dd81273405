// Agency → choose → password → agency, as most people see it.

import assert from 'node:assert/strict'
import { citizen } from '../house/house.mjs'
import { inspect } from '../house/inspection.mjs'
import { arrive, choosePassword, comeFromAgency, letGoOut, sendPassword, told } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

for (const language of ['es', 'en']) {
  for (const scripts of [true, false]) {
    const how = `in ${language}, ${scripts ? 'with' : 'without'} JavaScript`
    const name = (page) => `${page}-${language}${scripts ? '' : '-plain'}`

    story(`a citizen logs in at the agency, ${how}`, { language, scripts }, async (visitor) => {
      const { page, words } = visitor
      const person = citizen('00000000T')

      await comeFromAgency(visitor)
      await inspect(page, name('choose'), { language })
      await choosePassword(visitor)
      await inspect(page, name('password'), { language })
      await sendPassword(visitor, person)
      await letGoOut(page, (data) => inspect(data, name('data'), { language }))
      if (!scripts) {
        await arrive(page, words.returning)
        await inspect(page, name('returning'), { language })
        await page.getByRole('button', { name: words.continue }).click()
      }

      assert.deepEqual(await told(page), {
        name: person.fullName,
        document: person.document,
        how: words.byPassword,
        level: words.low,
      })
      await page.locator('summary').click()
      await inspect(page, name('agency-afterwards'), { language })
      assert.equal(visitor.posts('/saml/acs').length, 1)
    })
  }
}

story('the agency may send its request by form', {}, async (visitor) => {
  const { page, words } = visitor
  await comeFromAgency(visitor)
  await page.goBack()
  await inspect(page, 'agency')
  await page.getByRole('link', { name: words.enterByForm }).click()
  await inspect(page, 'agency-form')
  await page.getByRole('button', { name: words.continue }).click()
  await choosePassword(visitor)
  const person = citizen('X1234567L')
  await sendPassword(visitor, person)
  assert.equal((await told(page)).name, person.fullName)
})
