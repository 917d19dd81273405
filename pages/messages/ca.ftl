# ca
