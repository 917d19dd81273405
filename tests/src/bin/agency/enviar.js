// What goes to Zaguán by form needs no press where there are scripts.
document.getElementById('mensaje').submit()
