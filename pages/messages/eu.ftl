# eu
