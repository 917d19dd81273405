method-certificate = Certificat o DNI electrònic
    .hint = Amb un certificat instal·lat en aquest aparell, o amb el DNI i un lector

certificate-heading = Entra amb el teu certificat o el teu DNI
certificate-phone = Al mòbil cal tenir el certificat instal·lat.
certificate-card = Posa ara el DNI al lector. Si el teu certificat està instal·lat en aquest aparell, no et cal res més.
certificate-browser = El navegador et demanarà que triïs un certificat i potser el PIN del teu DNI. Aquest PIN no el veiem.
certificate-show = Triar certificat
certificate-again = Torna-ho a provar

certificate-none = No hem rebut cap certificat
    .why = Ho has cancel·lat, o el teu navegador no té cap certificat, o el que té ha caducat, o no en té cap que puguem acceptar. De vegades ni tan sols pregunta
    .do = Comprova que el DNI està ben posat al lector, o que el certificat està instal·lat, i torna-ho a provar. Si has cancel·lat i el navegador ja no pregunta, tanca totes les seves finestres i comença de nou
certificate-issuer = No acceptem certificats d’aquest emissor
    .why = El certificat és de «{ $issuer }», i no és entre els emissors que acceptem
    .do = Torna-ho a provar i tria un altre certificat, o tria una altra manera d’entrar
certificate-expired = El teu certificat va caducar el { $at }
    .why = Amb un certificat caducat ja no es pot comprovar qui ets
    .do = Tria un altre certificat o una altra manera d’entrar. Per renovar-lo parla amb qui el va emetre; els del DNI es renoven en una comissaria
certificate-early = El teu certificat val a partir del { $at }
    .why = Encara no ha arribat aquest dia
    .do = Espera fins llavors, o tria un altre certificat o una altra manera d’entrar. Si creus que ja val, comprova la data i l’hora del teu aparell
certificate-revoked = El teu certificat està anul·lat
    .why = «{ $issuer }» el va anul·lar el { $at }. { $reason ->
        [key] El motiu: una altra persona en podia tenir la clau
        [changed] El motiu: han canviat les dades que porta
        [replaced] El motiu: se’n va emetre un altre en lloc seu
        [ceased] El motiu: ja no es feia servir
        [withdrawn] El motiu: es va retirar el dret a fer-lo servir
        [authority] El motiu: va fallar la seguretat de qui el va emetre
       *[none] No en diu el motiu
    }
    .do = Truca a qui el va emetre per saber-ne més o per demanar-ne un altre, o tria una altra manera d’entrar
certificate-hold = El teu certificat està suspès
    .why = «{ $issuer }» l’ha suspès, i ara per ara no val
    .do = Truca a qui el va emetre perquè el torni a activar, o tria una altra manera d’entrar
certificate-unknown = L’emissor no reconeix el teu certificat
    .why = Hem preguntat a «{ $issuer }», i diu que no coneix aquest certificat
    .do = Si te l’acaben de donar, torna-ho a provar d’aquí a unes hores. Si no, truca a qui el va emetre, o tria una altra manera d’entrar
certificate-unchecked = Ara no podem comprovar el teu certificat
    .why = No és culpa teva. L’emissor ens ha de dir que encara val, i no respon
    .do = Torna-ho a provar d’aquí a uns minuts, o tria una altra manera d’entrar
certificate-signature = Aquest certificat només serveix per signar
    .why = Al DNI hi ha dos certificats: un per signar i un altre per entrar
    .do = Torna-ho a provar i tria el que diu «AUTENTICACIÓN»
certificate-purpose = Aquest certificat no serveix per entrar
    .why = Qui el va emetre el va fer per a una altra cosa
    .do = Torna-ho a provar i tria un altre certificat, o tria una altra manera d’entrar
certificate-algorithm = El teu certificat ja no és segur
    .why = Està signat d’una manera antiga que avui es pot falsificar
    .do = Tria un altre certificat o una altra manera d’entrar, i demana’n un de nou a qui el va emetre
certificate-key = La clau del teu certificat és massa curta
    .why = Amb una clau així una altra persona es podria fer passar per tu
    .do = Tria un altre certificat o una altra manera d’entrar, i demana’n un de nou a qui el va emetre
certificate-policy = No coneixem aquesta classe de certificat
    .why = En coneixem l’emissor, «{ $issuer }», però no sabem què comprova abans de donar certificats d’aquesta classe
    .do = Torna-ho a provar i tria un altre certificat, o tria una altra manera d’entrar
certificate-organisation = Aquest certificat no és d’una persona
    .why = És d’una empresa, d’un segell o d’un servidor
    .do = Torna-ho a provar i tria un certificat teu, o tria una altra manera d’entrar
certificate-representative = Aquest certificat és de { $company }
    .why = Amb ell actues en nom de { $company }, i a { $agency } només pots entrar en nom propi
    .do = Torna-ho a provar i tria un certificat només teu o el teu DNI, o tria una altra manera d’entrar
certificate-employee = Aquest certificat és d’empleat públic
    .why = Amb ell actues en nom de la teva administració, i { $agency } no l’accepta
    .do = Torna-ho a provar i tria un certificat només teu o el teu DNI, o tria una altra manera d’entrar
certificate-foreigner = Aquest certificat no té DNI ni NIE
    .why = És d’una persona d’un altre país, i { $agency } no l’accepta
    .do = Torna-ho a provar i tria un certificat amb el teu NIE, o tria una altra manera d’entrar
certificate-pseudonym = Aquest certificat no diu el teu nom
    .why = Porta un pseudònim, i aquí hem de saber qui ets
    .do = Torna-ho a provar i tria un certificat amb el teu nom, o tria una altra manera d’entrar
certificate-document = En aquest certificat no hi ha totes les teves dades
    .why = Hi falta el teu nom, o el número del teu DNI o NIE
    .do = Torna-ho a provar i tria un altre certificat, o tria una altra manera d’entrar
certificate-documents = Les dades d’aquest certificat no coincideixen entre si
    .why = Diu una cosa en un lloc i una altra en un altre, i no podem saber quina és la teva
    .do = Truca a qui el va emetre perquè te’n doni un altre, o tria una altra manera d’entrar
certificate-letter = El DNI o NIE d’aquest certificat no és correcte
    .why = La lletra no correspon al número
    .do = Truca a qui el va emetre perquè te’n doni un altre, o tria una altra manera d’entrar
certificate-unreadable = No podem llegir aquest certificat
    .why = No està escrit com ho ha d’estar un certificat
    .do = Torna-ho a provar i tria un altre certificat, o tria una altra manera d’entrar
certificate-extension = No entenem tot el que diu aquest certificat
    .why = Posa una condició que no coneixem, i sense entendre-la no el podem acceptar
    .do = Torna-ho a provar i tria un altre certificat, o tria una altra manera d’entrar
certificate-authority = L’emissor d’aquest certificat ja no en respon
    .why = Ha caducat o s’ha anul·lat el certificat del mateix emissor
    .do = Demana un certificat nou, o tria’n un altre o una altra manera d’entrar
certificate-blocked = Hem blocat els teus certificats
    .why = Algú ha dit que no eres tu qui entrava, i des de llavors no acceptem cap dels que tenies
    .do = Demana a l’emissor que anul·li el certificat i te’n doni un de nou: amb el nou podràs entrar. També pots trucar o anar a una oficina de registre, o triar una altra manera d’entrar
