method-sample = Password
    .hint = With your DNI or NIE and your password.
    .rest = Only the code that we send to your mobile phone is missing.
method-another = Certificate or electronic ID card
    .hint = With a certificate installed on this device, or your ID card in a reader.
method-third = One-time PIN
    .hint = With a code that we send to your mobile phone.
method-fourth = Identification from another EU country
    .hint = With the identification of your country.
refused-sample = We have blocked your password
    .why = It was entered wrongly too many times.
    .do = You can try again at { $until }, or choose another way to sign in.
login-heading = Sign in with your password
login-document = DNI or NIE
    .hint = 8 digits and a letter, or X, Y or Z, 7 digits and a letter
login-document-letter = The letter does not match the number. Check it on your document
login-password = Password
login-tries =
    { $tries ->
        [one] You have { $tries } try left
       *[other] You have { $tries } tries left
    }
login-warning = Do not tell your password to anybody.
login-forgotten = I have forgotten my password
    .how = You can choose another way to sign in.
samples-heading = Samples of the pages
    .what = Each page of this service, with made-up facts.
sample-contrast = What your document says
