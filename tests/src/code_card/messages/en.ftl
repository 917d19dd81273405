method-card = Code card
    .hint = With the printed card that we gave you

card-heading = Sign in with your code card
card-number = Card number
    .hint = 8 digits
card-form = A card number has 8 digits
card-wrong = The card number or the code is not correct
card-code-heading = Find square { $position } of your card
card-code = Code in square { $position }
card-code-empty = Enter the code
