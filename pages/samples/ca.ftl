method-sample = Contrasenya
    .hint = Amb el teu DNI o NIE i la teva contrasenya.
    .rest = Només et falta el codi que t’enviem al mòbil.
method-another = Certificat o DNI electrònic
    .hint = Amb un certificat instal·lat en aquest equip, o el teu DNI en un lector.
method-third = PIN d’un sol ús
    .hint = Amb un codi que t’enviem al mòbil.
method-fourth = Identificació d’un altre país de la UE
    .hint = Amb la identificació del teu país.
refused-sample = Hem bloquejat la teva contrasenya
    .why = S’ha escrit malament massa vegades.
    .do = Ho pots tornar a provar a les { $until }, o triar una altra manera d’entrar.
login-heading = Entra amb la teva contrasenya
login-document = DNI o NIE
    .hint = 8 números i una lletra, o X, Y o Z, 7 números i una lletra
login-document-letter = La lletra no correspon al número. Comprova-la al teu document
login-password = Contrasenya
login-tries =
    { $tries ->
        [one] Et queda { $tries } intent
       *[other] Et queden { $tries } intents
    }
login-warning = No diguis la teva contrasenya a ningú.
login-forgotten = He oblidat la meva contrasenya
    .how = Pots triar una altra manera d’entrar.
samples-heading = Mostres de les pàgines
    .what = Cada pàgina d’aquest servei, amb dades inventades.
sample-contrast = El que diu el teu document
