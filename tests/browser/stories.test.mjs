// All stories, told one after another in one browser:
//   npm test                                                            all
//   node --test --test-name-pattern='wrong password' stories.test.mjs   some

import './stories/whole-journeys.mjs'
import './stories/second-factor.mjs'
import './stories/pin.mjs'
import './stories/certificate.mjs'
import './stories/moving.mjs'
import './stories/notices.mjs'
import './stories/wrong-answers.mjs'
import './stories/other-ways.mjs'
import './stories/refusals.mjs'
import './stories/languages.mjs'
import './stories/keyboard.mjs'
import './stories/appearance.mjs'
import './stories/announced.mjs'
import './stories/protection.mjs'
import './stories/contract.mjs'
import './stories/time.mjs'
import './stories/gallery.mjs'
import './stories/onward.mjs'
import './stories/policy.mjs'
