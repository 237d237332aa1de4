"""Pages of this room: of residents, of the intake, of those who handle matters."""
