method-certificate = Certificado ou DNI electrónico
    .hint = Cun certificado instalado neste aparello, ou co teu DNI e un lector

certificate-heading = Entra co teu certificado ou co teu DNI
certificate-phone = No móbil cómpre ter o certificado instalado.
certificate-card = Mete agora o DNI no lector. Se o teu certificado está instalado neste aparello, non che fai falta nada máis.
certificate-browser = O navegador pedirache que elixas un certificado e quizais o PIN do teu DNI. Ese PIN non o vemos.
certificate-show = Elixir certificado
certificate-again = Probar outra vez

certificate-none = Non recibimos ningún certificado
    .why = Cancelaches, ou o teu navegador non ten ningún certificado, ou o que ten caducou, ou non ten ningún que poidamos aceptar. Ás veces nin sequera pregunta
    .do = Comproba que o DNI está ben metido no lector, ou que o certificado está instalado, e proba outra vez. Se cancelaches e o navegador xa non pregunta, pecha todas as súas xanelas e empeza de novo
certificate-issuer = Non aceptamos certificados deste emisor
    .why = O certificado é de «{ $issuer }», e non está entre os emisores que aceptamos
    .do = Proba outra vez e elixe outro certificado, ou elixe outra forma de entrar
certificate-expired = O teu certificado caducou o { $at }
    .why = Cun certificado caducado xa non se pode comprobar quen es
    .do = Elixe outro certificado ou outra forma de entrar. Para renovalo fala con quen o emitiu; os do DNI renóvanse nunha comisaría
certificate-early = O teu certificado vale a partir do { $at }
    .why = Aínda non chegou ese día
    .do = Espera ata entón, ou elixe outro certificado ou outra forma de entrar. Se cres que xa vale, comproba a data e a hora do teu aparello
certificate-revoked = O teu certificado está anulado
    .why = «{ $issuer }» anulouno o { $at }. { $reason ->
        [key] O motivo: outra persoa podía ter a súa clave
        [changed] O motivo: cambiaron os datos que leva
        [replaced] O motivo: emitiuse outro no seu lugar
        [ceased] O motivo: xa non se usaba
        [withdrawn] O motivo: retirouse o dereito a usalo
        [authority] O motivo: fallou a seguridade de quen o emitiu
       *[none] Non di o motivo
    }
    .do = Chama a quen o emitiu para saber máis ou para pedir outro, ou elixe outra forma de entrar
certificate-hold = O teu certificado está suspendido
    .why = «{ $issuer }» suspendeuno, e polo de agora non vale
    .do = Chama a quen o emitiu para que o active outra vez, ou elixe outra forma de entrar
certificate-unknown = O emisor non recoñece o teu certificado
    .why = Preguntámoslle a «{ $issuer }», e di que non coñece este certificado
    .do = Se cho acaban de dar, proba outra vez dentro dunhas horas. Se non, chama a quen o emitiu, ou elixe outra forma de entrar
certificate-unchecked = Agora non podemos comprobar o teu certificado
    .why = Non é culpa túa. O emisor ten que dicirnos que segue valendo, e non responde
    .do = Proba outra vez dentro duns minutos, ou elixe outra forma de entrar
certificate-signature = Este certificado só serve para asinar
    .why = No DNI hai dous certificados: un para asinar e outro para entrar
    .do = Proba outra vez e elixe o que di «AUTENTICACIÓN»
certificate-purpose = Este certificado non serve para entrar
    .why = Quen o emitiu fíxoo para outra cousa
    .do = Proba outra vez e elixe outro certificado, ou elixe outra forma de entrar
certificate-algorithm = O teu certificado xa non é seguro
    .why = Está asinado dunha maneira antiga que hoxe se pode falsificar
    .do = Elixe outro certificado ou outra forma de entrar, e pídelle un novo a quen o emitiu
certificate-key = A clave do teu certificado é demasiado curta
    .why = Cunha clave así outra persoa podería facerse pasar por ti
    .do = Elixe outro certificado ou outra forma de entrar, e pídelle un novo a quen o emitiu
certificate-policy = Non coñecemos esta clase de certificado
    .why = Coñecemos o seu emisor, «{ $issuer }», pero non sabemos que comproba antes de dar certificados desta clase
    .do = Proba outra vez e elixe outro certificado, ou elixe outra forma de entrar
certificate-organisation = Este certificado non é dunha persoa
    .why = É dunha empresa, dun selo ou dun servidor
    .do = Proba outra vez e elixe un certificado teu, ou elixe outra forma de entrar
certificate-representative = Este certificado é de { $company }
    .why = Con el actúas en nome de { $company }, e en { $agency } só podes entrar no teu propio nome
    .do = Proba outra vez e elixe un certificado só teu ou o teu DNI, ou elixe outra forma de entrar
certificate-employee = Este certificado é de empregado público
    .why = Con el actúas en nome da túa administración, e { $agency } non o acepta
    .do = Proba outra vez e elixe un certificado só teu ou o teu DNI, ou elixe outra forma de entrar
certificate-foreigner = Este certificado non ten DNI nin NIE
    .why = É dunha persoa doutro país, e { $agency } non o acepta
    .do = Proba outra vez e elixe un certificado co teu NIE, ou elixe outra forma de entrar
certificate-pseudonym = Este certificado non di o teu nome
    .why = Leva un pseudónimo, e aquí temos que saber quen es
    .do = Proba outra vez e elixe un certificado co teu nome, ou elixe outra forma de entrar
certificate-document = Neste certificado non están todos os teus datos
    .why = Fáltalle o teu nome, ou o número do teu DNI ou NIE
    .do = Proba outra vez e elixe outro certificado, ou elixe outra forma de entrar
certificate-documents = Os datos deste certificado non coinciden entre si
    .why = Di unha cousa nun sitio e outra noutro, e non podemos saber cal é a túa
    .do = Chama a quen o emitiu para que che dea outro, ou elixe outra forma de entrar
certificate-letter = O DNI ou NIE deste certificado non é correcto
    .why = A letra non corresponde ao número
    .do = Chama a quen o emitiu para que che dea outro, ou elixe outra forma de entrar
certificate-unreadable = Non podemos ler este certificado
    .why = Non está escrito como ten que estalo un certificado
    .do = Proba outra vez e elixe outro certificado, ou elixe outra forma de entrar
certificate-extension = Non entendemos todo o que di este certificado
    .why = Pon unha condición que non coñecemos, e sen entendela non podemos aceptalo
    .do = Proba outra vez e elixe outro certificado, ou elixe outra forma de entrar
certificate-authority = O emisor deste certificado xa non responde por el
    .why = Caducou ou anulouse o certificado do propio emisor
    .do = Pide un certificado novo, ou elixe outro ou outra forma de entrar
certificate-blocked = Bloqueamos os teus certificados
    .why = Alguén dixo que non eras ti quen entraba, e desde entón non aceptamos ningún dos que tiñas
    .do = Pídelle ao seu emisor que anule o certificado e che dea un novo: co novo poderás entrar. Tamén podes chamar ou ir a unha oficina de rexistro, ou elixir outra forma de entrar
