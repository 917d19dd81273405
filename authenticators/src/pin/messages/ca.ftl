method-pin = PIN per SMS
    .hint = Amb el DNI o NIE, una dada que hi consta i un PIN que enviem al teu mòbil

pin-heading = Entra amb un PIN
pin-document = DNI o NIE
    .hint = 8 números i una lletra, o X, Y o Z, 7 números i una lletra
pin-document-empty = Escriu el teu DNI o NIE
pin-document-form = El DNI o NIE ha de tenir 8 números i una lletra, o X, Y o Z, 7 números i una lletra. Per exemple, 12345678Z
pin-document-letter = La lletra no correspon al número. Comprova-la al teu document
pin-document-legal = Aquí només poden entrar persones amb DNI o NIE

pin-datum-heading = Comprova el teu document
pin-datum-wrong = Les dades no coincideixen amb les del teu document
pin-datum-away = Ara no podem comprovar les teves dades. No és culpa teva. Torna-ho a provar d’aquí a uns minuts

pin-obtain-heading = Demana el teu PIN
pin-obtain-what = El PIN serveix una sola vegada i val 10 minuts. Després de demanar-lo podràs fer que te l’enviem per SMS al telèfon que acaba en { $tail }.
pin-obtain = Obtenir PIN
pin-key-why = Tria ara una clau per a aquest PIN: te la demanarem juntament amb el PIN, i qui vegi el teu SMS no la tindrà.
pin-key-new = Clau per a aquest PIN, de 4 lletres o números
    .hint = No ha de ser sempre la mateixa
pin-key = La teva clau per a aquest PIN, de 4 lletres o números
    .hint = La que has triat en demanar aquest PIN
pin-key-empty = Escriu la clau
pin-key-form = La clau té 4 lletres sense accent o números
pin-over = Aquest PIN ja no val: ha caducat, s’ha fet servir o n’has demanat un altre. Demana un PIN nou
pin-tries-over = Has escrit malament el PIN 3 vegades i ja no val. Demana un PIN nou

pin-have = Ja tinc un PIN
pin-sent-heading = El teu PIN està en camí
pin-sent-use = Val fins a les { $valid }. Vés al servei en què vols entrar, tria «PIN per SMS» i després «Ja tinc un PIN».

pin-wait-heading = Demana l’SMS amb el teu PIN
pin-wait-what = El teu PIN està a punt i val fins a les { $valid }. Podràs demanar que l’enviem al telèfon que acaba en { $tail } a partir de les { $next }.
pin-wait-count = Podràs demanar l’SMS d’aquí a { $seconds } segons
pin-wait-ready = Ja pots demanar el PIN per SMS
pin-send = Enviar el PIN per SMS
pin-early = Encara no. El podràs demanar a les { $until }
pin-sms-spent = Has demanat massa SMS. En podràs demanar un altre a les { $until }

pin-code-heading = Escriu el teu PIN
pin-sent = Hem enviat un SMS al telèfon que acaba en { $tail }
pin-delivered = L’SMS ha arribat al telèfon que acaba en { $tail }
pin-failed = No s’ha pogut lliurar l’SMS al telèfon que acaba en { $tail }. Comprova que està encès i amb cobertura
pin-valid = El PIN val fins a les { $valid }.
pin-nobody = No donis aquest PIN a ningú. No te’l demanarem mai per telèfon
pin-label = PIN
    .hint = 3 lletres o números. Tant és majúscula o minúscula
pin-enter = Accedir
pin-empty = Escriu el PIN
pin-form = El PIN té 3 lletres o números
pin-wrong = El PIN no és correcte. { $tries ->
        [one] Et queda { $tries } intent
       *[other] Et queden { $tries } intents
    }
pin-wrong-key = La clau o el PIN no són correctes. { $tries ->
        [one] Et queda { $tries } intent
       *[other] Et queden { $tries } intents
    }
pin-problems = No m’arriba l’SMS
    .text = Pot trigar uns minuts. Si has canviat de telèfon, aquí no el podem canviar: vés a una oficina de registre o entra amb certificat.
pin-again = Demanar un altre SMS
pin-again-count = Podràs demanar un altre SMS d’aquí a { $seconds } segons
pin-again-ready = Ja pots demanar un altre SMS
pin-sends-over = Ja hem enviat aquest PIN 3 vegades. Podràs demanar un PIN nou a les { $until }
pin-sends-over-text = Ja hem enviat aquest PIN 3 vegades. Si no arriba, entra d’una altra manera

pin-sms = PIN per entrar a { $agency }. Val 10 min. No el donis a ningú: { $code }
pin-own-sms = El teu PIN d’accés. Val 10 min. No el donis a ningú: { $code }

pin-no-datum = Amb aquest document no pots demanar un PIN
    .why = Els NIF que comencen per K, L o M no tenen una targeta amb què comprovar qui ets
    .do = Entra amb certificat electrònic o vés a una oficina de registre
pin-datum-spent = Has escrit massa vegades dades que no coincideixen
    .why = Amb cada document es pot provar 5 vegades en 24 hores
    .do = Podràs tornar a provar a partir de les { $until }, com a molt d’aquí a 24 hores, o triar una altra manera d’entrar
pin-unregistered = Encara no estàs registrat
    .why = Les dades són les del teu document, però amb ell no hi ha ningú registrat
    .do = Et pots registrar en una oficina de registre, o entrar amb certificat o DNI electrònic
pin-inactive = No et podem donar accés. Truca o vés a una oficina
    .why = El teu registre no està actiu
    .do = A l’oficina et diran per què i què pots fer
pin-no-phone = No tenim cap telèfon teu
    .why = El PIN s’envia per SMS, i al teu registre no hi ha cap mòbil
    .do = Vés a una oficina de registre per donar-nos el teu mòbil, o tria una altra manera d’entrar
pin-blocked = Hem blocat el teu PIN una estona
    .why = S’ha escrit malament massa vegades
    .do = En podràs demanar un altre a partir de les { $until }, o triar una altra manera d’entrar
pin-held = El teu PIN està blocat
    .why = Algú ha dit que no eres tu qui entrava, i des de llavors no donem cap PIN
    .do = Truca o vés a una oficina de registre per desblocar-lo, o tria una altra manera d’entrar
