continue = Continuar
