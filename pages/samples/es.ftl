method-sample = Contraseña
    .hint = Con tu DNI o NIE y tu contraseña.
    .rest = Solo te falta el código que te enviamos al móvil.
method-another = Certificado o DNI electrónico
    .hint = Con un certificado instalado en este equipo, o tu DNI en un lector.
method-third = PIN de un solo uso
    .hint = Con un código que te enviamos al móvil.
method-fourth = Identificación de otro país de la UE
    .hint = Con la identificación de tu país.
refused-sample = Hemos bloqueado tu contraseña
    .why = Se ha escrito mal demasiadas veces.
    .do = Puedes probar otra vez a las { $until }, o elegir otra forma de entrar.
login-heading = Entra con tu contraseña
login-document = DNI o NIE
    .hint = 8 números y una letra, o X, Y o Z, 7 números y una letra
login-document-letter = La letra no corresponde al número. Compruébala en tu documento
login-password = Contraseña
login-tries =
    { $tries ->
        [one] Te queda { $tries } intento
       *[other] Te quedan { $tries } intentos
    }
login-warning = No le digas tu contraseña a nadie.
login-forgotten = He olvidado mi contraseña
    .how = Puedes elegir otra forma de entrar.
samples-heading = Muestras de las páginas
    .what = Cada página de este servicio, con datos inventados.
sample-contrast = Lo que pone en tu documento
