"""How often an address or a key may try something, counted in the database so that every process agrees."""
