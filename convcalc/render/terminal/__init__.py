"""Drawing for a person at a terminal, with rich. Imported only where one looks: pipes and files never come here."""
