method-password = Contrasenya
    .hint = Amb el teu DNI o NIE i la teva contrasenya de Cl@ve Permanente
    .rest = Ja has demostrat que saps la teva contrasenya. Només falta un codi que enviem al teu mòbil

password-heading = Entra amb la teva contrasenya
password-document = DNI o NIE
    .hint = 8 números i una lletra, o X, Y o Z, 7 números i una lletra
password-label = Contrasenya
password-contrast = La contrasenya d’aquest document s’ha escrit malament unes quantes vegades. Perquè ningú no la pugui bloquejar, escriu també una dada que diu el teu document.

password-document-empty = Escriu el teu DNI o NIE
password-document-form = El DNI o NIE ha de tenir 8 números i una lletra, o X, Y o Z, 7 números i una lletra. Per exemple, 12345678Z
password-document-letter = La lletra no correspon al número. Comprova-la al teu document
password-document-legal = Aquí només hi poden entrar persones amb DNI o NIE
password-empty = Escriu la teva contrasenya
password-long = La contrasenya no pot tenir més de 128 caràcters
password-wrong = El número de document o la contrasenya no són correctes
password-wrong-contrast = El número de document, la contrasenya o el que diu el teu document no són correctes
password-early = Encara no ho pots tornar a provar. Ho podràs fer a partir de les { $until }
password-away = Ara no podem comprovar les teves dades. Torna-ho a provar d’aquí a uns minuts

password-expired = La teva contrasenya ha caducat
    .why = La contrasenya és correcta, però fa massa temps que no la canvies
    .do = Tria una altra manera d’entrar

password-code-heading = Escriu el codi que t’hem enviat
password-code-sent = Hem enviat un SMS amb un codi al telèfon que acaba en { $phone }. Pot trigar una mica a arribar.
password-code-until = El codi val fins a les { $until }, una sola vegada i només en aquesta pàgina.
password-code-label = Codi de l’SMS
    .hint = 8 números
password-code-secret = No donis aquest codi a ningú. Mai no te’l demanarem per telèfon.
password-code-trouble = No t’arriba l’SMS?
    .slow = Espera un minut i demana’n un altre. El codi que ja tinguis continua valent.
    .phone = Si has canviat de telèfon, ho has de dir en una oficina, o triar una altra manera d’entrar.
password-code-resend = Enviar un altre SMS
password-code-again = T’hem enviat un altre SMS amb el mateix codi.
password-code-failed = La companyia telefònica ens diu que l’últim SMS no ha arribat.
password-code-fixed = Aquest entorn no envia SMS. El codi és { $code }.
password-code-empty = Escriu el codi de l’SMS
password-code-form = El codi té 8 números
password-code-wrong = El codi no és correcte. { $left ->
        [one] Et queda { $left } intent
       *[other] Et queden { $left } intents
    }
password-code-early = Encara no et podem enviar un altre SMS. El pots demanar a partir de les { $until }
password-code-budget = Has demanat massa codis. En podràs demanar un altre a les { $until }
password-code-no-more = Ja t’hem enviat tots els SMS d’aquest intent. Escriu el codi, o torna a començar
password-no-phone = No tenim el teu número de telèfon
    .why = Aquest servei demana, a més de la contrasenya, un codi per SMS, i no sabem on enviar-te’l
    .do = Tria una altra manera d’entrar, o ves a una oficina per donar-nos el teu telèfon
password-code-over = Aquest codi ja no val
    .why = Ha passat el seu temps, o s’ha escrit malament massa vegades
    .do = Torna a començar: te n’enviarem un altre
password-code-left = Cal tornar a començar
    .why = Des que vas escriure la contrasenya, la teva sessió s’ha tancat, o has tornat a entrar en una altra pestanya
    .do = Torna a començar: et tornarem a demanar la contrasenya
password-code-too-many = Has demanat massa codis
    .why = Enviem pocs SMS a cada telèfon, perquè ningú no et pugui molestar amb ells. En podràs demanar un altre a les { $until }
    .do = Espera fins aleshores, o tria una altra manera d’entrar
password-sms = El teu codi per entrar a { $agency } és { $code }. No el donis a ningú. Val 10 minuts.
