# gl
